"""A question about a collection is answered from that collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import build_index, open_assistant
from assistant.conversation.scope import collections_named
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.types import Status

COLLECTIONS = {"Harbour handbook", "Meadow career ladder", "Meadow policies", "kitchen", ""}


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("How long is parental leave at Harbour?", ("Harbour handbook",)),
        ("does harbour pay for courses?", ("Harbour handbook",)),
        ("who cooks in the kitchen", ("kitchen",)),
        ("Who works at Meadow?", ()),
        ("Is there a harbour?", ()),
        ("", ()),
    ],
)
def test_a_collection_is_named_by_the_word_that_it_alone_begins_with(question: str, named: tuple[str, ...]) -> None:
    assert collections_named(question, COLLECTIONS) == named


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("scope")
    for name, days in {"Harbour__handbook": "twenty-five", "Meadow__handbook": "thirty"}.items():
        (folder / "corpus" / name).mkdir(parents=True)
        text = (
            f"# Leave\n\n## Holidays\n\nEverybody gets {days} days of paid holiday a year, and may carry five over.\n"
        )
        (folder / "corpus" / name / "leave.md").write_text(text, encoding="utf-8")
    (folder / "index").mkdir()
    (folder / "index" / "encoders").symlink_to(encoders)
    settings = load_settings(corpus=folder / "corpus", index=folder / "index", database_url="sqlite://")
    build_index(settings)
    with open_assistant(settings) as opened:
        yield opened


@pytest.mark.parametrize(("where", "days"), [("Harbour", "twenty-five"), ("Meadow", "thirty")])
def test_what_holds_at_one_organisation_is_not_told_of_another(assistant: Assistant, where: str, days: str) -> None:
    answer = assistant.respond(f"How many days of paid holiday are there at {where}?", history=()).answer
    assert answer.status is Status.ANSWERED
    assert days in answer.text
    assert all(where in assistant.guide(cited.guide).guide.collection for cited in answer.citations)
