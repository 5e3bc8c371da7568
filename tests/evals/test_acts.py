"""Messages to an answer, and what they do."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.conversation.dialogue_acts import WEIGHTS, Act
from evals.answers.cases import CaseError
from evals.labelled import load_acts


def test_every_writer_wrote_of_every_act_and_nothing_twice() -> None:
    messages = load_acts()
    assert set(Counter((one.file, one.does) for one in messages)) == {
        (file, act) for file in {one.file for one in messages} for act in Act
    }
    for file in {one.file for one in messages}:
        own = [(one.say, one.does) for one in messages if one.file == file]
        assert len(set(own)) == len(own)


def test_the_weights_are_of_all_acts() -> None:
    fit = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert len(fit["weights"]) == len(fit["bias"]) == len(Act)


def test_a_file_in_another_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "chat.yaml").write_text("- say: Hm.\n  does: hum\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"chat\.yaml"):
        load_acts(tmp_path)
