"""Curated questions: what is read of their files, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.lexicon import Lexicon
from corpus.lint import lint
from corpus.questions import questions_path
from corpus.quotes import span_of
from corpus.read import read_corpus
from corpus.types import Corpus, Severity

DIRECTOR = """---
title: Director of Engineering
---
# Director of Engineering

## What the work is

A Director leads “several” teams. It's the first seat that leads through **other managers**.

- The last two people left within a year.
- Nobody knows the budget.
"""
MANAGER = "---\ntitle: Engineering Manager\n---\n# Engineering Manager\n\n## Pay\n\nAn EM is paid in cash.\n"
ANSWERED = '- id: teams\n  ask: ["How many teams?"]\n  answer: ["A Director leads “several” teams."]\n'
BUDGET = '- id: budget\n  ask: ["And the budget?"]\n  answer: ["Nobody knows the budget."]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "director.md").write_text(DIRECTOR, encoding="utf-8")
    (tmp_path / "manager.md").write_text(MANAGER, encoding="utf-8")
    return tmp_path


def read(folder: Path, lexicon: Lexicon, **files: str) -> Corpus:
    """The corpus with these files of questions in it."""
    for name, text in files.items():
        (folder / f"{name}.questions.yaml").write_text(text, encoding="utf-8")
    return read_corpus(folder, lexicon)


def quotes(corpus: Corpus) -> dict[str, list[str]]:
    texts = {guide.slug: guide.text for guide in corpus.guides}
    return {one.id: [texts[one.guide][start:end] for start, end in one.answer] for one in corpus.questions}


def wrong(corpus: Corpus) -> list[tuple[str, int, str]]:
    return [(finding.path.name, finding.line, finding.code) for finding in corpus.findings]


def test_an_entry_holds_its_phrasings_and_the_guides_own_text(folder: Path, lexicon: Lexicon) -> None:
    corpus = read(folder, lexicon, director=ANSWERED)
    (question,) = corpus.questions
    assert (question.id, question.guide, question.ask, question.say) == ("teams", "director", ("How many teams?",), "")
    assert quotes(corpus) == {"teams": ["A Director leads “several” teams."]}
    assert corpus.findings == ()


def test_an_unanswered_entry_says_what_visitors_are_told(folder: Path, lexicon: Lexicon) -> None:
    text = '- id: visa\n  ask: ["Do they sponsor visas?"]\n  unanswered: true\n  say: "The guides  don\'t say."\n'
    (question,) = read(folder, lexicon, director=text).questions
    assert (question.answer, question.say, question.near) == ((), "The guides don't say.", ())


def test_what_the_guide_says_instead_is_exact(folder: Path, lexicon: Lexicon) -> None:
    text = (
        '- id: a\n  ask: ["b?"]\n  unanswered: true\n  say: Nothing on that.\n  near: ["Nobody knows the  budget."]\n'
    )
    corpus = read(folder, lexicon, director=text)
    (question,) = corpus.questions
    text_of = {guide.slug: guide.text for guide in corpus.guides}["director"]
    assert [text_of[slice(*span)] for span in question.near] == ["Nobody knows the budget."]


@pytest.mark.parametrize(
    ("copied", "stands"),
    [
        ('A Director leads "several" teams.', "A Director leads “several” teams."),
        ("A  Director\n    leads “several” teams.", "A Director leads “several” teams."),
        (
            "It’s the first seat that leads through other managers.",
            "It's the first seat that leads through other managers.",
        ),
        ("Nobody knows the budget.", "Nobody knows the budget."),
    ],
)
def test_white_space_and_quotation_marks_may_differ_and_the_guides_own_are_kept(
    folder: Path, lexicon: Lexicon, copied: str, stands: str
) -> None:
    (guide, _) = read_corpus(folder, lexicon).guides
    span = span_of(guide.text, copied)
    assert span is not None
    assert guide.text[slice(*span)] == stands


@pytest.mark.parametrize("copied", ["A director leads", "Director lead", "irector leads", "several—teams", "   ", ""])
def test_nothing_else_may_differ(folder: Path, lexicon: Lexicon, copied: str) -> None:
    (guide, _) = read_corpus(folder, lexicon).guides
    assert span_of(guide.text, copied) is None


@pytest.mark.parametrize(
    ("entry", "code", "line"),
    [
        ('- id: a\n  ask: ["b?"]\n  answer: ["A Director leads nobody."]\n', "question-quote", 1),
        ('- id: a\n  ask: ["b?"]\n  answer: ["What the work is"]\n', "question-quote", 1),
        (
            '- id: a\n  ask: ["b?"]\n  answer: ["through other managers. - The last two people left within a year."]\n',
            "question-quote",
            1,
        ),
        ("- id: a\n  ask: [b]\n", "question-answer", 1),
        ('- id: a\n  ask: [b]\n  unanswered: true\n  say: c\n  near: ["Directors fly."]\n', "question-quote", 1),
        ('- id: a\n  ask: [b]\n  unanswered: true\n  near: ["Nobody knows the budget."]\n', "question-answer", 1),
        ('- id: a\n  ask: ["b?"]\n  answer: ["Nobody knows the budget."]\n  unanswered: true\n', "question-answer", 1),
        ('- id: a\n  ask: ["b?"]\n  answer: ["Nobody knows the budget."]\n  say: Hm.\n', "question-answer", 1),
        ('- id: a\n  answer: ["Nobody knows the budget."]\n', "question-form", 1),
        ("- id: a\n  ask:\n    - b?\n    - '?!'\n  unanswered: true\n", "question-form", 4),
        ("- id: a\n  ask:\n    - Pay: how much?\n  unanswered: true\n", "question-form", 3),
        ("- id: a\n  asks: [b]\n  unanswered: true\n", "question-form", 2),
        ("- id: A b\n  ask: [b]\n  unanswered: true\n", "question-form", 1),
        ("- id: a\n  ask: [b]\n  unanswered: maybe\n", "question-form", 3),
        ("- just text\n", "question-form", 1),
        ("- id: a\n  ask: [b, B]\n  unanswered: true\n", "question-twice", 1),
        ('- id: teams\n  ask: ["c?"]\n  answer: ["Nobody knows the budget."]\n', "question-id", 4),
        ('- id: a\n  ask: ["how MANY  teams"]\n  unanswered: true\n', "question-twice", 4),
    ],
)
def test_an_entry_that_is_wrong_is_left_out_with_its_line_and_the_others_are_kept(
    folder: Path, lexicon: Lexicon, entry: str, code: str, line: int
) -> None:
    first = ANSWERED if code in ("question-id", "question-twice") and line > 1 else ""
    corpus = read(folder, lexicon, director=first + entry + BUDGET)
    assert wrong(corpus) == [("director.questions.yaml", line, code)]
    assert all(finding.severity is Severity.ERROR for finding in corpus.findings)
    assert set(quotes(corpus)) == ({"teams", "budget"} if first else {"budget"})
    assert len(corpus.guides) == 2


@pytest.mark.parametrize(
    "text",
    [
        "- id: [",
        "a: b",
        "- id: a\n\tb: c",
        "\x00\x01\x02\x03\x04\x05\x06\x07",
        "- &a [*a]",
        pytest.param("- " + "[" * 100_000, id="deep"),
    ],
)
def test_a_file_that_is_no_list_of_entries_is_one_finding(folder: Path, lexicon: Lexicon, text: str) -> None:
    corpus = read(folder, lexicon, director=text)
    assert [finding.path.name for finding in corpus.findings] == ["director.questions.yaml"]
    assert corpus.questions == ()


def test_a_file_whose_aliases_stand_for_more_than_may_be_read_is_one_finding(folder: Path, lexicon: Lexicon) -> None:
    doubled = "".join(
        f"- id: {one}\n  ask: &{one} [{','.join(['*' + before] * 9)}]\n"
        for before, one in zip("abcdefgh", "bcdefghi", strict=True)
    )
    corpus = read(folder, lexicon, director="- id: a\n  ask: &a [x, y]\n" + doubled)
    assert wrong(corpus) == [("director.questions.yaml", 0, "question-form")]
    assert "aliases" in corpus.findings[0].message


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "[]"])
def test_an_empty_file_is_no_fault(folder: Path, lexicon: Lexicon, text: str) -> None:
    assert read(folder, lexicon, director=text).findings == ()


def test_a_phrasing_stands_once_in_the_corpus(folder: Path, lexicon: Lexicon) -> None:
    text = '- id: teams\n  ask: ["how many teams"]\n  answer: ["An EM is paid in cash."]\n'
    corpus = read(folder, lexicon, director=ANSWERED, manager=text)
    assert wrong(corpus) == [("manager.questions.yaml", 1, "question-twice")]
    assert "director.questions.yaml:1" in corpus.findings[0].message


def test_a_familys_phrasings_are_asked_of_every_guide_that_answers(folder: Path, lexicon: Lexicon) -> None:
    corpus = read(
        folder,
        lexicon,
        family='- id: teams\n  ask: ["How many teams has a {role}?", "Teams of an {role}", "What does {role} lead?"]\n',
        director='- id: teams\n  answer: ["A Director leads “several” teams."]\n',
        manager='- id: teams\n  ask: ["One team?"]\n  answer: ["An EM is paid in cash."]\n',
    )
    assert corpus.findings == ()
    director, manager = corpus.questions
    assert director.ask == (
        "How many teams has a Director of Engineering?",
        "Teams of a Director of Engineering",
        "What does Director of Engineering lead?",
    )
    assert manager.ask[0] == "How many teams has an Engineering Manager?"
    assert manager.ask[-1] == "One team?"


def test_two_guides_of_one_role_may_share_a_familys_phrasing_only(folder: Path, lexicon: Lexicon) -> None:
    (folder / "second.md").write_text(MANAGER, encoding="utf-8")
    entry = '- id: pay\n  answer: ["An EM is paid in cash."]\n'
    shared = read(folder, lexicon, family='- id: pay\n  ask: ["{role} pay"]\n', manager=entry, second=entry)
    assert shared.findings == ()
    assert [one.ask for one in shared.questions] == [("Engineering Manager pay",)] * 2
    own = entry.replace("  answer", '  ask: ["Engineering manager: pay?"]\n  answer')
    corpus = read(folder, lexicon, family="", manager=own, second=own)
    assert wrong(corpus) == [("second.questions.yaml", 1, "question-twice")]


@pytest.mark.parametrize(
    "entry",
    ["- id: a\n  ask: [How many]\n", "- id: a\n", '- id: a\n  ask: ["{role}?"]\n  unanswered: true\n'],
)
def test_a_familys_entry_holds_phrasings_with_the_role_and_no_answer(
    folder: Path, lexicon: Lexicon, entry: str
) -> None:
    assert wrong(read(folder, lexicon, family=entry)) == [("family.questions.yaml", 1, "family-entry")]


def test_a_familys_entry_that_no_guide_answers_is_a_warning(folder: Path, lexicon: Lexicon) -> None:
    (finding,) = read(folder, lexicon, family='- id: a\n  ask: ["{role}?"]\n').findings
    assert (finding.severity, finding.code) == (Severity.WARNING, "family-unused")


def test_a_file_without_its_guide_is_reported(folder: Path, lexicon: Lexicon) -> None:
    assert wrong(read(folder, lexicon, vp=ANSWERED)) == [("vp.questions.yaml", 0, "question-file")]


def test_a_file_with_the_other_ending_is_reported_not_overlooked(folder: Path, lexicon: Lexicon) -> None:
    (folder / "director.questions.yml").write_text(ANSWERED, encoding="utf-8")
    corpus = read_corpus(folder, lexicon)
    assert wrong(corpus) == [("director.questions.yml", 0, "question-file")]
    assert corpus.questions == ()


def test_a_questions_file_is_no_guide_and_lint_speaks_of_it(folder: Path, lexicon: Lexicon) -> None:
    corpus = read(folder, lexicon, director=ANSWERED.replace("several", "seven"))
    assert [guide.slug for guide in corpus.guides] == ["director", "manager"]
    assert "question-quote" in {finding.code for finding in lint(corpus, lexicon)}


@pytest.mark.parametrize("name", ["director.md", "director.txt", "director.html"])
def test_the_file_stands_beside_a_guide_of_any_format(name: str) -> None:
    assert questions_path(Path("a") / name) == Path("a") / "director.questions.yaml"
