"""Before guides are published: what becomes of answers that were given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from assistant.bootstrap import open_impact
from assistant.desk.changes import edited
from assistant.desk.due import staying
from assistant.desk.gap_types import GapView
from assistant.desk.impact import ImpactDesk
from assistant.desk.impact_types import Affected, Edited, Effect, Impact
from assistant.served import served
from assistant.storage.gaps import GapStore
from assistant.storage.spans import SpanStore
from assistant.types import Status
from corpus.lexicon import lexicon_for
from corpus.read import read_corpus
from tests.assistant.desk.conftest import DIRECTOR, SABBATICAL, Workshop

PANEL = "How many people are on the panel for a Director?"
EMS = "How many Engineering Managers report to a Director?"
SABBATICALS = "May a Director take a sabbatical?"
PANEL_QUOTE = "The panel for a Director has four people: a VP, two peers and a product manager."


@contextmanager
def impact_desk(workshop: Workshop) -> Iterator[ImpactDesk]:
    with open_impact(workshop.settings) as desk:
        yield desk


def impact(workshop: Workshop, director: str, most: int = 100) -> Impact:
    with impact_desk(workshop) as desk, edited(workshop.settings.corpus, "director.md", director) as corpus:
        return desk.of(corpus, most)


@pytest.fixture
def asked(workshop: Workshop) -> Workshop:
    """Two questions that are answered, the first twice, and one that isn't."""
    for question in (PANEL, PANEL, EMS):
        answer = workshop.answer(question)
        assert answer.status is Status.ANSWERED
        workshop.kept(question, answer)
    workshop.asked(SABBATICALS)
    workshop.gaps.report(GapView())
    return workshop


def only(found: Impact) -> Affected:
    (one,) = found.affected
    return one


def test_guides_that_say_the_same_change_nothing(asked: Workshop) -> None:
    found = impact(asked, DIRECTOR)
    assert (found.affected, found.curated, found.lost, found.asked_again) == ((), (), 0, 0)
    assert (found.guides.changed, found.guides.passages_added) == ((), 0)
    assert found.spans == len(SpanStore(asked.conversations.database).cited()) > 1


def test_an_answer_whose_quote_is_reworded_changes_and_is_shown_beside_the_new_one(asked: Workshop) -> None:
    found = impact(asked, DIRECTOR.replace("has four people", "has six people"))
    one = only(found)
    assert (one.effect, one.question, one.asked) == (Effect.CHANGED, PANEL, 2)
    assert ("director", PANEL_QUOTE) in one.before.quotes
    assert one.after is not None
    assert ("director", PANEL_QUOTE.replace("four", "six")) in one.after.quotes
    assert (found.guides.changed, found.lost, found.answers) == (("director",), 1, 2)
    live = asked.guide("director").text
    assert all(quote in live for _, quote in one.before.quotes)


def test_an_answer_whose_passage_is_gone_is_refused(asked: Workshop) -> None:
    found = impact(asked, DIRECTOR.replace(f"## Hiring\n\n{PANEL_QUOTE}\n", ""))
    refused = [one for one in found.affected if one.effect is Effect.REFUSED]
    assert [(one.question, one.asked) for one in refused] == [(PANEL, 2)]
    assert refused[0].after is not None
    assert refused[0].after.status == Status.NO_ANSWER


def test_a_question_on_a_place_that_new_text_speaks_of_is_asked_again_however_it_is_put(asked: Workshop) -> None:
    asked.asked("pay of a director in Japan")
    asked.gaps.report(GapView())
    new = DIRECTOR.replace("## Hiring", "In Japan a Director earns 18,000,000 to 26,000,000 yen a year.\n\n## Hiring")
    found = impact(asked, new)
    assert (Effect.ANSWERED, "pay of a director in Japan") in [(one.effect, one.question) for one in found.affected]


def test_what_was_refused_and_new_text_says_is_newly_answered(asked: Workshop) -> None:
    found = impact(asked, DIRECTOR + SABBATICAL)
    assert [(one.effect, one.question) for one in found.affected] == [(Effect.ANSWERED, SABBATICALS)]
    assert found.guides.passages_added == 1


def test_a_moved_quote_is_still_the_same(asked: Workshop) -> None:
    moved = DIRECTOR.replace("## Team", "## Preface\n\nThis guide is written for those who hire.\n\n## Team")
    found = impact(asked, moved)
    assert (found.lost, found.guides.changed) == (0, ("director",))
    assert not [one for one in found.affected if one.effect is Effect.REFUSED]


def test_asking_again_is_bounded_and_says_so(asked: Workshop) -> None:
    found = impact(asked, DIRECTOR.replace("has four people", "has six people") + SABBATICAL, most=0)
    assert (found.asked_again, found.left_out) == (0, 2)  # what was refused isn't looked at without indexing
    one = only(found)
    assert (one.effect, one.question, one.after) == (Effect.LOST, PANEL, None)
    assert ("director", PANEL_QUOTE) in one.before.quotes
    assert [(one.quote, one.answers) for one in found.lost_quotes] == [(PANEL_QUOTE, 2)]
    assert (found.answers, found.questions, found.guides.passages_added) == (2, 1, None)


def test_what_becomes_of_citations_is_known_without_indexing_or_asking(asked: Workshop) -> None:
    def never(*_: object) -> NoReturn:
        raise AssertionError("nothing is asked or indexed")

    database = asked.conversations.database

    def read(corpus: Path) -> Edited:
        found = read_corpus(corpus, lexicon_for(corpus)[0])
        return Edited(found.guides, found.questions, ())

    desk = ImpactDesk(SpanStore(database), GapStore(database), partial(served, asked.live), never, read, never)
    with edited(asked.settings.corpus, "director.md", DIRECTOR.replace("four people", "six people")) as corpus:
        found = desk.of(corpus, 0)
    assert (found.guides.changed, found.lost, only(found).effect) == (("director",), 1, Effect.LOST)


def test_of_answers_that_keep_their_quotes_those_nearest_to_the_new_text_are_asked_again_first(asked: Workshop) -> None:
    pay = "What does a Director earn in Europe?"
    for _ in range(3):
        asked.kept(pay, asked.answer(pay))
    found = impact(asked, DIRECTOR + "\nThe interview panel of a Director has a chair.\n", most=1)
    assert (found.asked_again, found.left_out) == (1, 2)
    spans = SpanStore(asked.conversations.database)
    questions = spans.questions_citing([one.digest for one in spans.cited()])
    with asked.live.leased() as live:
        assert live is not None
        panel = live.encoder.encode([PANEL_QUOTE]).pooled
        assert staying(questions, spans.cited(), panel, live)[0].question == PANEL
        assert staying(questions, spans.cited(), panel[:0], live)[0].question == pay


def test_curated_questions_that_come_change_or_go_are_named(asked: Workshop) -> None:
    entry = '- id: panel\n  ask: ["Who is on the panel?"]\n  answer: ["{}"]\n'
    with (
        impact_desk(asked) as desk,
        edited(asked.settings.corpus, "director.questions.yaml", entry.format(PANEL_QUOTE)) as corpus,
    ):
        (new,) = desk.of(corpus).curated
    assert (new.effect, new.guide, new.id, new.after) == ("new", "director", "panel", (PANEL_QUOTE,))
    asked.write("director.questions.yaml", entry.format(PANEL_QUOTE))
    asked.publish()
    gone = impact(asked, DIRECTOR.replace("has four people", "has six people"))
    assert [(one.effect, one.id) for one in gone.curated] == [("gone", "panel")]
    assert any("question-quote" in told for told in gone.findings)


def test_nothing_of_the_live_index_or_of_the_guides_changes(asked: Workshop) -> None:
    def state() -> list[tuple[str, bytes]]:
        folders = (asked.settings.index / "generations", asked.settings.corpus)
        return [(str(path), path.read_bytes()) for one in folders for path in sorted(one.rglob("*")) if path.is_file()]

    before = state()
    impact(asked, DIRECTOR + SABBATICAL)
    assert state() == before
    assert not list(Path(asked.settings.index).glob("guides-impact-*"))
