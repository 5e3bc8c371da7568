"""Case files: what is wrong is named with file and case; gold quotes are found in the guides, or reported."""

from __future__ import annotations

from pathlib import Path

import pytest

import evals
from assistant.settings import SHIPPED_GUIDES
from assistant.types import Status
from corpus.lexicon import Lexicon
from corpus.read import read_corpus
from corpus.types import Guide
from evals.answers.cases import Case, CaseError, CaseKind, load_cases, of_part, resolve
from evals.questions import SOURCES
from tests.evals.conftest import CASES

EVALS = Path(evals.__file__).parent
ONE = "- id: a\n  kind: direct\n  ask: q\n  gold: [{guide: g, quote: a quote}]\n"


def written(folder: Path, text: str, name: str = "test/one.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder


def guide(text: str) -> Guide:
    return Guide(slug="g", title="G", role="G", text=text, blocks=(), sections=(), version="1")


def loaded(folder: Path, text: str) -> Case:
    (case,) = load_cases(written(folder, text))
    return case


def test_a_case_is_read_with_what_its_kind_expects(tmp_path: Path) -> None:
    cases = {case.id: case for case in load_cases(written(tmp_path, CASES))}
    assert cases["director-em-count"].facts == (("three to six", "3-6"),)
    assert cases["director-em-count"].status == (Status.ANSWERED, Status.PARTIAL)
    assert cases["lead-direction"].after == ("What does a Tech Lead do?",)
    assert cases["far-capital"].status == (Status.NO_ANSWER,)
    assert cases["hello"].status == (Status.CHITCHAT,)
    assert [case.id for case in cases.values() if case.answerable] == [
        "director-em-count",
        "director-plan",
        "lead-direction",
    ]


def test_an_injection_beside_a_real_question_may_have_gold_and_is_not_counted_answerable(tmp_path: Path) -> None:
    case = loaded(tmp_path, ONE.replace("direct", "injection") + "  status: [answered, no_answer]\n")
    assert case.kind is CaseKind.INJECTION
    assert case.gold
    assert not case.answerable


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- id: a\n  kind: [", "test/one.yaml: can't be read"),
        ("id: a", "test/one.yaml: not a list of cases"),
        (ONE + "  colour: red\n", "test/one.yaml: a: colour: Extra inputs"),
        (ONE.replace("direct", "riddle"), "test/one.yaml: a: kind: Input should be"),
        (ONE.replace("id: a", "id: Not Kebab"), "test/one.yaml: Not Kebab: id: "),
        ("- kind: direct\n  ask: q\n", "test/one.yaml: case 1: id: Field required"),
        ("- id: a\n  kind: direct\n  ask: q\n", "test/one.yaml: a: a case of kind direct needs gold"),
        (ONE.replace("direct", "small_talk"), "test/one.yaml: a: a case of kind small_talk has no gold"),
        (ONE.replace("direct", "follow_up"), "test/one.yaml: a: a follow_up needs after"),
        (ONE + "  facts: [[]]\n", "test/one.yaml: a: an empty fact"),
        (ONE + "  facts: [[yes]]\n", "test/one.yaml: a: facts.0.0: Input should be a valid string"),
        (ONE + ONE, "test/one.yaml: a: the id is taken in test/one.yaml"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(CaseError) as caught:
        load_cases(written(tmp_path, text))
    assert str(caught.value).startswith(message)


def test_a_number_is_a_wording(tmp_path: Path) -> None:
    assert loaded(tmp_path, ONE + "  facts: [[6, six]]\n").facts == (("6", "six"),)


def test_parts_are_told_apart_by_folder(tmp_path: Path) -> None:
    written(tmp_path, ONE)
    cases = load_cases(written(tmp_path, ONE.replace("id: a", "id: b"), "dev/two.yaml"))
    assert [case.id for case in of_part(cases, "dev")] == ["b"]
    assert [case.id for case in of_part(cases, "all")] == ["b", "a"]
    with pytest.raises(CaseError, match="no cases of part 'test'"):
        of_part(cases[:1], "test")


@pytest.mark.parametrize(
    ("quote", "text", "spans"),
    [
        ("a quote", "Here is a quote, and a quote.", ((8, 15), (21, 28))),
        ("the team's “plan”", 'So: the\n team’s "plan" it is', ((4, 22),)),
        ("a+b (c)", "is a+b (c) .", ((3, 10),)),
    ],
)
def test_a_quote_is_found_whatever_its_spaces_and_quotation_marks(
    tmp_path: Path, quote: str, text: str, spans: tuple[tuple[int, int], ...]
) -> None:
    path = written(tmp_path, ONE.replace("quote: a quote", f"quote: '{quote.replace(chr(39), chr(39) * 2)}'"))
    (case,), stale = resolve(load_cases(path), [guide(text)])
    assert case.gold[0].spans == spans
    assert not stale


@pytest.mark.parametrize(
    ("text", "more", "message"),
    [
        ("A Quote of another case", "", "the guide 'g' doesn't say “a quote”"),
        ("a quote", "  facts: [[six, 6], [seven]]\n", "the gold's guides don't say 'six', nor any other wording"),
        ("a quote", "  guide: h\n", "no guide 'h'"),
    ],
)
def test_what_no_guide_holds_any_more_is_reported(tmp_path: Path, text: str, more: str, message: str) -> None:
    _, stale = resolve(load_cases(written(tmp_path, ONE + more)), [guide(f"{text} and seven")])
    assert len(stale) == 1
    assert str(stale[0]).startswith(f"test/one.yaml: a: {message}")


def test_the_shipped_cases_stand_on_the_shipped_guides(lexicon: Lexicon) -> None:
    cases = load_cases()
    _, stale = resolve(cases, read_corpus(SHIPPED_GUIDES, lexicon).guides)
    assert {case.part for case in cases} == {"dev", "test"}
    assert [str(one) for one in stale] == []


def test_the_unseen_cases_stand_on_their_guides_and_in_no_fit(lexicon: Lexicon) -> None:
    unseen = EVALS / "unseen"
    cases, stale = resolve(load_cases(unseen / "cases"), read_corpus(unseen / "corpus", lexicon).guides)
    assert not stale
    assert {case.part for case in cases} == {"dev", "test"}
    fitted_on = " ".join(path.read_text(encoding="utf-8") for path in (EVALS / "questions").rglob("*.yaml"))
    assert not [case.id for case in cases if f"id: {case.id}\n" in fitted_on]
    assert not [source.name for source in SOURCES if unseen in (source.corpus, *source.corpus.parents)]
