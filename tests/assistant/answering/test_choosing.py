"""Questions that choose among the roles of a site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from assistant.answering.clarify import TOLD_APART
from assistant.bootstrap import build_index, open_assistant
from assistant.composing import NONE_SAYS
from assistant.service import Assistant
from assistant.settings import SHIPPED_GUIDES, load_settings
from assistant.types import Status, Turn
from index.encode import OnnxEncoder
from index.types import Encoded

GUIDE = """---
title: {role}
role: {role}
level: {level}
---
# {role}

## What the work is

{work} The guild keeps a bench for everybody who comes.

## The hours

{hours}
"""
FAMILY = """
- id: part-time
  ask: ["Can I work part time as a {role}?", "Is part-time work possible for a {role}?", "{role} part time"]
- id: stress
  ask: ["Is being a {role} stressful?", "Which stress does a {role} have?", "How stressful are the jobs of {role}s?"]
"""
SILENT = '- id: {entry}\n  unanswered: true\n  say: "The guide doesn\'t say."\n'
GUIDES = {
    "weaver": (1, "A Weaver sets up the loom and repairs what tears.", "Weavers begin at eight and stop at four."),
    "potter": (3, "A Potter throws bowls and fires the kiln.", "Half of the Potters work two days a week."),
    "glazier": (2, "A Glazier cuts panes and puts them in.", "A Glazier starts when it is light."),
}


@pytest.fixture(scope="module")
def guild(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("choosing")
    corpus, index = folder / "corpus", folder / "index"
    for made in (corpus, index):
        made.mkdir()
    (corpus / "family.questions.yaml").write_text(FAMILY, encoding="utf-8")
    for slug, (level, work, hours) in GUIDES.items():
        role = slug.capitalize()
        (corpus / f"{slug}.md").write_text(
            GUIDE.format(role=role, level=level, work=work, hours=hours), encoding="utf-8"
        )
        part_time = SILENT.format(entry="part-time")
        if slug == "potter":
            part_time = f'- id: part-time\n  answer: ["{hours}"]\n'
        questions = part_time + SILENT.format(entry="stress")
        (corpus / f"{slug}.questions.yaml").write_text(questions, encoding="utf-8")
    (index / "encoders").symlink_to(encoders)
    settings = load_settings(corpus=corpus, index=index, database_url="sqlite://")
    build_index(settings)
    with open_assistant(settings) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def curated(shared: Path, encoders: Path) -> Iterator[Assistant]:
    """The shipped guides with their curated questions."""
    settings = load_settings(corpus=SHIPPED_GUIDES, index=shared / "curated_index", database_url="sqlite://")
    with FileLock(shared / "curated_index.lock"):
        if not settings.index.exists():
            settings.index.mkdir()
            (settings.index / "encoders").symlink_to(encoders)
            build_index(settings)
    with open_assistant(settings) as assistant:
        yield assistant


@pytest.mark.parametrize("question", ["which of these jobs pays best", "how much do these jobs pay"])
def test_what_the_guides_say_on_the_topic_stands_side_by_side(shipped_assistant: Assistant, question: str) -> None:
    answer = shipped_assistant.respond(question).answer
    assert answer.status in (Status.ANSWERED, Status.PARTIAL)
    guides = {entry.guide.slug: entry.guide for entry in shipped_assistant.guides()}
    assert 2 * len(answer.citations) >= len(guides)
    levels = [guides[one.guide].level or 0 for one in answer.citations]
    assert levels == sorted(levels)
    assert answer.sides == ()  # too many for a table: each stands under its role's name
    assert all(f"**{one.title}:**" in answer.text for one in answer.citations)
    for one in answer.citations:
        assert guides[one.guide].text[one.start : one.end] == one.quote


def test_guides_that_do_not_say_are_named_beside_those_that_do(guild: Assistant) -> None:
    answer = guild.respond("which of them can be done part time").answer
    assert (answer.status, answer.curated, answer.sides) == (Status.PARTIAL, "part-time", ())
    assert [one.quote for one in answer.citations] == ["Half of the Potters work two days a week."]
    assert answer.text.endswith("Not in the guides to: Weaver and Glazier.")


def test_of_several_quotes_that_with_the_visitor_s_words_is_shown_and_no_row_of_a_table(curated: Assistant) -> None:
    answer = curated.respond("Which of the roles can fire people?").answer
    assert answer.curated == "firing"
    assert answer.citations[0].quote.startswith("A tech lead does not manage people")
    answer = curated.respond("Which roles report directly to the CEO?").answer
    assert answer.curated == "reports-to-ceo"
    assert not any("Nearest role" in one.quote for one in answer.citations)


@pytest.mark.parametrize(
    ("question", "entries"),
    [
        ("which of the eight is closest to the code", {"writes-code", "coding-share"}),
        ("which roles require people management experience?", {"is-manager", "manages"}),
        ("My client is choosing between the management and the IC track. Which roles belong to which?", {"is-manager"}),
        ("Which of the guides give a salary figure, and which don't?", {"pay-us"}),
        ("For which roles do the guides expect a coding test in the interview?", {"coding-in-interview"}),
        ("which of these jobs pays best", {"pay-us"}),
    ],
)
def test_what_is_asked_of_all_roles_is_the_curated_question_of_most_guides(
    curated: Assistant, question: str, entries: set[str]
) -> None:
    answer = curated.respond(question).answer
    assert answer.curated in entries
    quoted = [one.guide for one in answer.citations]
    assert len(set(quoted)) == len(quoted) > 1


def test_one_encoding_of_the_question_is_compared_with_all_guides(
    curated: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = []
    encode = OnnxEncoder.encode

    def counted(self: OnnxEncoder, texts: Sequence[str]) -> Encoded:
        encoded.append(texts)
        return encode(self, texts)

    monkeypatch.setattr(OnnxEncoder, "encode", counted)
    assert curated.respond("Which of these roles can fire people?").answer.curated == "firing"
    assert len(encoded) == 1


def test_what_no_guide_speaks_of_is_said(guild: Assistant) -> None:
    answer = guild.respond("which of these jobs is the most stressful").answer
    assert (answer.status, answer.text, answer.curated) == (Status.NO_ANSWER, NONE_SAYS, "stress")


def test_whoever_can_not_choose_is_offered_the_roles_and_may_pick_one(guild: Assistant) -> None:
    asked = "I can't decide which of these jobs would suit me"
    answer = guild.respond(asked).answer
    assert answer.status is Status.CLARIFY
    assert answer.text == f"{TOLD_APART}: Weaver, Glazier or Potter?"
    assert answer.choices == ("Weaver", "Glazier", "Potter")
    history = [Turn("user", asked), Turn("assistant", answer.text)]
    assert "Potter" in guild.respond("Potter", history=history).answer.standalone_question


@pytest.mark.parametrize("question", ["who has the last word on it?", "what is the best part of a Potter's day?"])
def test_a_question_about_one_role_is_not_put_to_all(guild: Assistant, question: str) -> None:
    answer = guild.respond(question).answer
    assert not answer.sides
    assert not answer.text.startswith(TOLD_APART)


def test_them_are_all_roles_until_one_is_named(guild: Assistant) -> None:
    history = [Turn("user", "which of these jobs is the most stressful"), Turn("assistant", NONE_SAYS)]
    answer = guild.respond("and which of them can be done part time", history=history).answer
    assert (answer.status, answer.curated) == (Status.PARTIAL, "part-time")
    history = [Turn("user", "What does a Potter do?"), Turn("assistant", "A Potter fires the kiln. [1]")]
    answer = guild.respond("which of them can be done part time", history=history).answer
    assert answer.status is Status.ANSWERED
    assert "Potter" in answer.standalone_question
