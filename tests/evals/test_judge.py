"""What an answer is worth, counted by hand."""

from __future__ import annotations

import pytest

from assistant.types import Status, Turn
from corpus.types import Guide
from evals.answers.cases import Case, CaseKind, Gold
from evals.answers.judge import CaseOutcome, Judged, ask_one, gold_ranks, judge_all, shares
from evals.systems import Retrieved, Span, SystemAnswer

TEXT = "Zero one two three. Four five six seven. Eight nine ten eleven."
GUIDE = Guide(slug="g", title="G", role="G", text=TEXT, blocks=(), sections=(), version="1")
FIRST, SECOND, THIRD = (0, 19), (20, 40), (41, 63)


def span(place: tuple[int, int], text: str | None = None) -> Span:
    return Span("g", *place, TEXT[slice(*place)] if text is None else text)


def case(kind: CaseKind = CaseKind.DIRECT, *gold: tuple[int, int], facts: tuple[tuple[str, ...], ...] = ()) -> Case:
    golds = tuple(Gold("g", TEXT[slice(*place)], (place,)) for place in gold)
    status = {CaseKind.UNANSWERABLE_NEAR: Status.NO_ANSWER, CaseKind.SMALL_TALK: Status.CHITCHAT}.get(
        kind, Status.ANSWERED
    )
    return Case("c", kind, "q", (), "", golds, facts, (status,), "test/x.yaml")


def judged(
    asked: Case, status: Status = Status.ANSWERED, text: str = "", cited: tuple[Span, ...] = (), *found: Span
) -> Judged:
    given = SystemAnswer(status, text, "q", 0.5, cited, {"total": 1.0})
    hits = tuple(Retrieved(hit, "", 1.0) for hit in found)
    (only,) = judge_all([CaseOutcome(asked, (), given, hits)], [GUIDE])
    return only


def test_facts_quotes_and_citations() -> None:
    asked = case(CaseKind.DIRECT, SECOND, facts=(("five",), ("six", "6"), ("twelve",)))
    values = judged(asked, text="Four five 6.[1]", cited=(span(SECOND), span(THIRD), span(FIRST, "Zero!"))).values
    assert values["facts"] == pytest.approx(2 / 3, abs=1e-5)
    assert values["all_facts"] == values["right"] == 0
    assert values["exact_quotes"] == pytest.approx(2 / 3, abs=1e-5)
    assert values["citation_precision"] == pytest.approx(1 / 3, abs=1e-5)
    assert values["citation_recall"] == 1
    assert values["status"] == 1
    assert values["sentences"] == 1
    assert values["characters"] == len("Four five 6.")


def test_without_facts_a_cited_gold_place_is_right() -> None:
    asked = case(CaseKind.DIRECT, SECOND)
    assert judged(asked, cited=(span(SECOND),)).right
    assert not judged(asked, cited=(span(FIRST),)).right


@pytest.mark.parametrize(("status", "right"), [(Status.NO_ANSWER, True), (Status.ANSWERED, False)])
def test_an_unanswerable_question_wants_a_refusal(status: Status, right: bool) -> None:
    found = judged(case(CaseKind.UNANSWERABLE_NEAR), status)
    assert found.answerable is False
    assert found.right is right
    assert found.values["abstention_recall"] == right


def test_small_talk_counts_for_no_abstention() -> None:
    found = judged(case(CaseKind.SMALL_TALK), Status.NO_ANSWER)
    assert found.answerable is None
    assert not {"abstention_recall", "refused_answerable"} & set(found.values)


def test_any_gold_place_is_found_but_both_sides_of_a_comparison_are_asked_for() -> None:
    hits = (span(THIRD), span(SECOND))
    assert judged(case(CaseKind.LIST, FIRST, SECOND), Status.ANSWERED, "", (), *hits).values["mrr"] == 0.5
    both = judged(case(CaseKind.COMPARISON, FIRST, SECOND), Status.ANSWERED, "", (span(SECOND),), *hits).values
    assert both["recall@10"] == both["citation_recall"] == 0.5
    assert both["recall@1"] == 0


@pytest.mark.parametrize(
    ("place", "held"),
    [(SECOND, True), ((0, 63), True), ((20, 30), True), ((30, 63), True), ((31, 63), False), (FIRST, False)],
)
def test_half_of_the_shorter_text_in_common_is_enough(place: tuple[int, int], held: bool) -> None:
    assert shares(span(place), Gold("g", "", (SECOND,))) is held
    assert not shares(Span("h", *place, ""), Gold("g", "", (SECOND,)))


class Echo:
    """Answers with what it was asked and how many turns it was given."""

    name = "echo"
    guides = (GUIDE,)

    def ask(self, message: str, history: list[Turn], guides: list[str]) -> SystemAnswer:
        return SystemAnswer(Status.ANSWERED, f"{message} after {len(history)}", f"{message}!", None, (), {})

    def search(self, question: str, k: int, guides: list[str]) -> tuple[Retrieved, ...]:
        return tuple(Retrieved(span(place), question, 1.0) for place in (FIRST, SECOND)[:k])


def test_earlier_messages_are_asked_first_and_the_standalone_question_is_searched() -> None:
    asked = Case("c", CaseKind.FOLLOW_UP, "and?", ("a", "b"), "", (Gold("g", "", (SECOND,)),), (), (), "")
    outcome = ask_one(Echo(), asked)  # type: ignore[arg-type]
    assert [turn.content for turn in outcome.history] == ["a", "a after 0", "b", "b after 2"]
    assert outcome.given.text == "and? after 4"
    assert outcome.found[0].where == "and?!"
    assert gold_ranks(outcome) == (2,)
