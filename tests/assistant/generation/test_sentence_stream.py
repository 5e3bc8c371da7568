"""Sentences and the numbers that they cite, however the stream is cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.generation.sentence_stream import Marks, ModelSentence, Whole, numbers_of


def read(text: str, size: int = 1, finished: bool = True) -> list[tuple[str, tuple[int, ...]]]:
    marks, said = Marks(), []
    for start in range(0, len(text), size):
        said += marks.feed(text[start : start + size])
    return [(one.text, one.marks) for one in said + marks.close(finished)]


CASES = {
    "before the stop": (
        "Most lead six EMs [1]. Pay varies [2].",
        [("Most lead six EMs.", (1,)), ("Pay varies.", (2,))],
    ),
    "after the stop": ("Most lead six EMs. [1] Pay varies. [2]", [("Most lead six EMs.", (1,)), ("Pay varies.", (2,))]),
    "no space": ("Most lead six.[1][2] Pay varies.[3]", [("Most lead six.", (1, 2)), ("Pay varies.", (3,))]),
    "in the middle": ("Six EMs [1], or more [3], is usual.", [("Six EMs, or more, is usual.", (1, 3))]),
    "range": ("Six is usual [1-3].", [("Six is usual.", (1, 2, 3))]),
    "en dash": ("Six is usual [2–4].", [("Six is usual.", (2, 3, 4))]),
    "list": ("Six is usual [1, 2; 5].", [("Six is usual.", (1, 2, 5))]),
    "words": ("Six is usual [passages 1 and 3].", [("Six is usual.", (1, 3))]),
    "full-width": ("Six is usual【1】. More isn't［２］.", [("Six is usual.", (1,)), ("More isn't.", (2,))]),
    "dagger": ("Six is usual【3†source】.", [("Six is usual.", (3,))]),
    "footnote": ("Six is usual.[^2]", [("Six is usual.", (2,))]),
    "far": ("Six is usual [99].", [("Six is usual.", (99,))]),
    "no mark": ("Six [sic] is usual [2024].", [("Six sic is usual 2024.", ())]),
    "link": ("Six is [usual](https://x.example/a) [1](#one).", [("Six is usual.", (1,))]),
    "bullets": ("- Hires EMs [1]\n- Owns *delivery* [2]\n", [("Hires EMs", (1,)), ("Owns delivery", (2,))]),
    "numbered": ("1. Hires EMs. [1]\n2. Owns delivery. [2]", [("Hires EMs.", (1,)), ("Owns delivery.", (2,))]),
    "mark first": ("[1] Six is usual.\n[2] Pay varies.", [("Six is usual.", (1,)), ("Pay varies.", (2,))]),
    "abbreviations": (
        "Some, e.g. EMs in the U.S. market, earn $1.5m [1].",
        [("Some, e.g. EMs in the U.S. market, earn $1.5m.", (1,))],
    ),
    "fence": (
        "Six is usual [1].\n```python\nx[2] = 3. Yes.\n```\nPay varies [3].",
        [("Six is usual.", (1,)), ("Pay varies.", (3,))],
    ),
    "inline code": ("Use `list[1]` often [2].", [("Use list often.", (2,))]),
    "heading and lead-in": ("## Answer\nHere is what they say:\n\nSix is usual [1].", [("Six is usual.", (1,))]),
    "according to": ("According to passage 2, six is usual [2].", [("Six is usual.", (2,))]),
    "quoted": (
        "They say “six is usual.” [1] Pay varies [2].",
        [("They say “six is usual.”", (1,)), ("Pay varies.", (2,))],
    ),
    "question": ("Why six? Because of time [1].", [("Why six?", ()), ("Because of time.", (1,))]),
    "token": ("NO_ANSWER", [("NO_ANSWER", ())]),
    "unclosed": ("Six is usual [1", [("Six is usual [1", ())]),
    "nested": ("Six is usual [[1]].", [("Six is usual [].", (1,))]),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_sentences_and_marks(name: str, size: int) -> None:
    text, expected = CASES[name]
    assert read(text, size) == expected


@given(st.text(alphabet="aB1 .[],-【】`\n!(", max_size=80), st.integers(1, 9))
def test_how_the_stream_is_cut_changes_nothing(text: str, size: int) -> None:
    assert read(text, size) == read(text, 1000)


@given(st.text(max_size=200))
def test_no_mark_is_left_in_a_text(text: str) -> None:
    for said, marks in read(text, 3):
        assert said.strip() == said
        assert all(0 <= n <= 999 for n in marks)
        assert not any(f"[{n}]" in said for n in range(10))


def test_a_sentence_that_was_cut_is_not_given() -> None:
    assert read("Six is usual [1]. Pay is", finished=False) == [("Six is usual.", (1,))]
    assert read("Six is usual [1]. Pay is high.", finished=False) == [("Six is usual.", (1,)), ("Pay is high.", ())]


def state(marks: Marks) -> Whole:
    return marks.whole


def test_a_pause_gives_what_is_complete_and_no_more() -> None:
    marks = Marks()
    assert marks.feed("Six is usual") == []
    assert state(marks) is Whole.NO
    assert marks.pause() == []
    marks.feed(".")
    assert state(marks) is Whole.UNMARKED
    marks.feed(" [1]")
    assert state(marks) is Whole.MARKED  # "[2]" may follow
    assert marks.pause() == [ModelSentence("Six is usual.", (1,))]
    assert marks.feed("[2] Pay varies by 3.") == []
    assert state(marks) is Whole.NO  # 3.5?
    assert marks.feed("5% [3]. ") == []
    assert marks.close(True) == [ModelSentence("Pay varies by 3.5%.", (3,))]


def test_a_mark_before_the_stop_leaves_nothing_to_wait_for() -> None:
    marks = Marks()
    marks.feed("Six is usual [1]")
    assert state(marks) is Whole.NO
    marks.feed(".")
    assert state(marks) is Whole.SURE
    assert marks.pause() == [ModelSentence("Six is usual.", (1,))]
    marks.feed(" They say “six [1].")
    assert state(marks) is Whole.MARKED
    assert marks.feed("” Pay varies [2].") == [ModelSentence("They say “six .”", (1,))]


def test_items_of_lists_are_known() -> None:
    marks = Marks()
    assert [one.item for one in marks.feed("Two things.\n- One is hiring.\n* Two is pay.\nThat is all.\n")] == [
        False,
        True,
        True,
        False,
    ]


def test_numbers() -> None:
    assert numbers_of("1-3, 7") == (1, 2, 3, 7)
    assert numbers_of("3-1") == (3, 1)
    assert numbers_of("1-900") == (1, 900)
    assert numbers_of("one") == ()


TAGS = {
    "echoed fence": (
        '<passage n="1" guide="CTO" section="FAQ › How many EMs?">\nSix is usual [1].\n</passage>\nPay varies [2].',
        [("Six is usual.", (1,)), ("Pay varies.", (2,))],
    ),
    "fence that is cut": ('Six is usual [1].\n<passage n="1" guide="Head of', [("Six is usual.", (1,))]),
    "thoughts": (
        "<think>\nThey ask for EMs. [1] says <b>nine</b>.\n\nNo: six.\n</think>\n\nSix is usual [1].",
        [("Six is usual.", (1,))],
    ),
    "thoughts without an end": ("<thinking>Nine is usual [1]. Or six.", []),
    "within a sentence": ("Six is <b>usual</b><sup>x</sup> [1].", [("Six is usualx.", (1,))]),
    "list": ("<ul><li>Six is usual [1].</li><li>Pay varies.</li></ul>", [("Six is usual.", (1,)), ("Pay varies.", ())]),
    "special token": ("Six is usual [1].<|im_end|>", [("Six is usual.", (1,))]),
    "less than": ("Pay is <5% or < 9 [1]. A <", [("Pay is <5% or < 9.", (1,)), ("A <", ())]),
}


@pytest.mark.parametrize("name", TAGS)
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_tags_are_no_text(name: str, size: int) -> None:
    text, expected = TAGS[name]
    assert read(text, size) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Answer: Six is usual.",
        "The answer is: six is usual.",
        "The answer is that six is usual.",
        "The correct answer to this question is that six is usual.",
        "The passage says that six is usual.",
        "The Director of Engineering guide states that six is usual.",
        "According to the passages, the guide says that six is usual.",
        "Based on the given context, six is usual.",
    ],
)
def test_what_leads_to_a_statement_is_none_of_it(text: str) -> None:
    assert read(text) == [("Six is usual.", ())]


@pytest.mark.parametrize(
    "text", ["A CTO answers to the CEO.", "The Director guides six EMs.", "Its answer: it depends on them all."]
)
def test_what_only_sounds_like_a_lead_stays(text: str) -> None:
    assert read(text) == [(text, ())]


@pytest.mark.parametrize(
    "text", ["| Role | EMs |\n|---|---|\n| CTO | six |", '{"answer": "Six.",\n "n": 1}', '[{"a": 1}]']
)
def test_tables_and_json_are_no_statements(text: str) -> None:
    assert [said for said, _ in read(text) if "ix" in said or "a" in said] == []


def test_what_never_ends_is_no_sentence() -> None:
    assert read("six " * 30_000 + "\nPay varies [2].", 1000) == [("Pay varies.", (2,))]
    assert read("`" + "six " * 30_000 + "`.\nPay varies [2].", 1000) == [("Pay varies.", (2,))]


def test_what_is_endless_is_known() -> None:
    marks = Marks()
    marks.feed("Six is usual. " + "six " * 900)
    assert not marks.endless
    marks.feed("six " * 400)
    assert marks.endless


def test_a_figure_at_a_cut_is_not_given() -> None:
    assert read("Six is usual [1]. Pay is 1.", finished=False) == [("Six is usual.", (1,))]
