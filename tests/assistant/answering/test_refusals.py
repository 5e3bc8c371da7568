"""What a refusal names: what is asked about, and nothing that a story only mentions."""

from __future__ import annotations

import pytest

from assistant.service import Assistant
from assistant.types import Status


@pytest.mark.parametrize(
    "message",
    [
        "Half of my team was laid off on Monday and the survivors won't look at me. I'm their EM and I didn't choose "
        "the names.",
        "My new boss came in from Amazon and wants weekly documents from every tech lead. I am drowning in them.",
        "I can't tell whether I am burnt out. Eight months in as EM, I cry in the car most Fridays.",
    ],
)
def test_a_message_that_only_tells_is_refused_without_a_word_of_its_story(
    shipped_assistant: Assistant, message: str
) -> None:
    answer = shipped_assistant.respond(message).answer
    assert answer.status is Status.NO_ANSWER
    assert answer.text.startswith("The guides don't say. ")


def test_a_day_is_no_name_that_the_guides_lack(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond("Will a VP of Engineering phone the Zorblax people on Tuesday?").answer
    assert answer.status is Status.NO_ANSWER
    assert "Zorblax" in answer.text
    assert "Tuesday" not in answer.text


@pytest.mark.parametrize(
    ("message", "trade"),
    [
        ("How do I become a good product manager?", "product managers"),
        ("My sister wants to train as a midwife at 35, what's the pay like and how long does it take?", "midwives"),
        ("how do i become a plumber", "plumbers"),
        ("What does a product manager earn?", "product managers"),
        ("what does a CEO do", "CEOs"),
    ],
)
def test_a_trade_that_is_asked_about_is_named(shipped_assistant: Assistant, message: str, trade: str) -> None:
    answer = shipped_assistant.respond(message).answer
    assert answer.status is Status.NO_ANSWER
    assert answer.text.startswith(f"No guide here is about {trade}.")


def test_a_role_that_is_only_spoken_of_is_not(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond("how do i say no to my CEO without getting fired").answer
    assert "No guide here is about" not in answer.text
