"""Questions about the guides themselves are answered from what is known of them."""

from __future__ import annotations

import pytest

from assistant.answering.about_guides import about_the_guides
from assistant.service import Assistant
from assistant.types import Status


@pytest.mark.parametrize(
    "message",
    ["Which guides do you have?", "what roles do you cover", "List all the guides.", "which guides are there?"],
)
def test_the_guides_are_named_and_linked(shipped_assistant: Assistant, message: str) -> None:
    answer = shipped_assistant.respond(message, history=[]).answer
    assert answer.status is Status.CHITCHAT
    assert answer.text.startswith("There are guides about Tech Lead, ")
    assert answer.text.endswith(" and CTO.")
    assert len(answer.related) == 8
    assert answer.related[-1].title == "CTO"
    assert not answer.statements
    assert not answer.citations


def test_whether_there_is_a_guide_about_a_role(shipped_assistant: Assistant) -> None:
    there = shipped_assistant.respond("do you have a guide on EMs?", history=[]).answer
    assert there.status is Status.CHITCHAT
    assert [one.title for one in there.related] == ["Engineering Manager"]
    none = shipped_assistant.respond("Is there a guide for plumbers?", history=[]).answer
    assert none.status is Status.NO_ANSWER
    assert none.text.startswith("No guide here is about plumbers. There are guides")


def test_when_the_guides_were_updated_is_the_days_that_they_state(shipped_assistant: Assistant) -> None:
    days = {guide.updated for guide in shipped_assistant.searcher().guides.values()}
    answer = shipped_assistant.respond("Is this up to date?", history=[]).answer
    assert answer.status is Status.CHITCHAT
    assert days == {"2026-11-23"}
    assert answer.text == "The guides were last updated on 23 November 2026."


@pytest.mark.parametrize("message", ["who wrote these guides?", "where do your figures come from"])
def test_where_it_comes_from_is_said(shipped_assistant: Assistant, message: str) -> None:
    assert "quoted from them" in shipped_assistant.respond(message, history=[]).answer.text


@pytest.mark.parametrize(
    "message",
    [
        "Which roles does a Director hire for?",
        "what jobs do you have in Leeds?",
        "Is there a guide to salary negotiation?",
        "how old are CTOs?",
        "is the span of control still current practice for a director?",
        "what roles report to a VP?",
    ],
)
def test_what_asks_about_roles_is_left_to_the_guides(shipped_assistant: Assistant, message: str) -> None:
    assert about_the_guides(message, shipped_assistant.searcher()) is None
