"""Roles by topics: what the guides say and what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from assistant.desk.coverage import ELSE, Coverage, Covered, coverage
from assistant.service import Assistant
from assistant.storage.asked import AskedCount, AskedCounts
from assistant.storage.conversations import Conversations
from assistant.types import Answer, Status
from corpus.lexicon import Lexicon
from corpus.types import BlockKind, Guide, Passage

TODAY = date(2026, 11, 29)


def guide(slug: str, role: str, updated: str, level: int | None = None) -> Guide:
    return Guide(slug, role, role, "text", (), (), "v", "", updated, level=level)


def passage(slug: str, topic: str, text: str) -> Passage:
    return Passage(f"{slug}{topic}{text}", slug, slug, slug, (), topic, BlockKind.PARAGRAPH, 0, 1, text, ())


GUIDES = (
    guide("cto", "CTO", "2026-09-01", 7),
    guide("em", "Engineering Manager", "2025-11-30", 4),
    guide("em-old", "Engineering Manager", "2024-12-01"),
    guide("tl", "Tech Lead", "soon"),
)
PASSAGES = (passage("cto", "pay", "one two"), passage("em", "pay", "one"), passage("em-old", "pay", "two three four"))


def cell(found: Coverage, role: str, topic: str) -> Covered:
    (line,) = (line for line in found.lines if line.role == role)
    return line.cells[found.topics.index(topic)]


def test_passages_and_words_are_counted_over_all_guides_to_a_role(lexicon: Lexicon) -> None:
    found = coverage("g1", GUIDES, PASSAGES, (), lexicon, TODAY)
    assert [line.role for line in found.lines] == ["CTO", "Engineering Manager", "Tech Lead", ELSE]
    assert found.topics == ("pay", ELSE)
    assert cell(found, "Engineering Manager", "pay") == Covered("pay", 2, 4, 0, 0)
    assert cell(found, "Tech Lead", "pay") == Covered("pay", 0, 0, 0, 0)
    assert cell(found, "Tech Lead", "pay").share is None
    ages = {line.role: (line.updated, line.months) for line in found.lines}
    assert ages["CTO"] == ("2026-09-01", 2)
    assert ages["Engineering Manager"] == ("2024-12-01", 23)
    assert ages["Tech Lead"] == ("", None)


def test_a_question_counts_for_each_role_and_topic_that_it_names(lexicon: Lexicon) -> None:
    asked = (
        AskedCount("What does a CTO earn?", (), 4, 3),
        AskedCount("Is the CTO paid more than an EM, and who interviews?", (), 2, 0),
        AskedCount("What is the salary?", ("tl",), 1, 1),
        AskedCount("What is the salary?", (), 5, 0),
        AskedCount("Is it fun?", (), 1, 0),
    )
    found = coverage("g1", GUIDES, PASSAGES, asked, lexicon, TODAY)
    assert (cell(found, "CTO", "pay").asked, cell(found, "CTO", "pay").share) == (6, 0.5)
    assert cell(found, "Engineering Manager", "hiring").asked == 2
    assert (cell(found, "Tech Lead", "pay").asked, cell(found, "Tech Lead", "pay").share) == (1, 1.0)
    assert (cell(found, ELSE, "pay").asked, cell(found, ELSE, ELSE).asked) == (5, 1)
    assert sum(one.asked for line in found.lines for one in line.cells) == 4 + 2 * 4 + 1 + 5 + 1


@pytest.fixture
def kept(database_url: str) -> Iterator[Conversations]:
    opened = Conversations(database_url)
    yield opened
    opened.close()


def test_the_database_counts_what_was_asked_of_the_guides(kept: Conversations) -> None:
    for status in (Status.ANSWERED, Status.NO_ANSWER, Status.PARTIAL, Status.CHITCHAT, Status.CLARIFY):
        kept.store("q", Answer(status, "a", "Pay?", 1.0), guides=["cto"])
    kept.store("q", Answer(Status.ANSWERED, "a", "Pay?", 1.0))
    counts = AskedCounts(kept.database)
    assert set(counts.since()) == {AskedCount("Pay?", (), 1, 1), AskedCount("Pay?", ("cto",), 3, 1)}
    assert counts.since(datetime.now(UTC) - timedelta(days=1)) == counts.since()
    assert counts.since(datetime.now(UTC) + timedelta(days=1)) == ()


def test_the_shipped_guides_have_passages_on_pay_for_every_role(shipped_assistant: Assistant) -> None:
    found = shipped_assistant.desk.coverage.drawn(days=1)
    assert len(found.lines) == 9
    assert all(cell(found, line.role, "pay").passages for line in found.lines if line.role)
    passages = sum(one.passages for line in found.lines for one in line.cells)
    assert passages == sum(entry.passages for entry in shipped_assistant.guides())
