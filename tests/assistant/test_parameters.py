"""Numbers that were chosen by hand say so, and stand with the fitted ones and nowhere else."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
import yaml

from assistant.answering import bounds as answering
from assistant.generation import attribution as generation
from assistant.parameters import CHOSEN, chosen
from index.errors import StoreError

ROOMS = {"answering": answering, "generation": generation}
SECTIONS = yaml.safe_load(CHOSEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_number_that_was_chosen_by_hand_is_read_by_its_room_and_says_on_what_it_was_chosen(room: str) -> None:
    section = SECTIONS[room]
    assert section["command"] == "chosen by hand"
    assert section["about"]
    assert section["data"]
    assert date.fromisoformat(section["date"])
    read = ROOMS[room].bounds()
    assert {one.name: getattr(read, one.name) for one in fields(read)} == section["values"]


def test_no_section_is_left_that_no_room_reads() -> None:
    assert SECTIONS.keys() == ROOMS.keys()


def test_a_section_that_is_missing_is_named() -> None:
    with pytest.raises(StoreError, match=r"chosen\.yaml: nowhere"):
        chosen("nowhere", answering.Bounds)
