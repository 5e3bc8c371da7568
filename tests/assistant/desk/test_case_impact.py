"""Cases of an evaluation before guides are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.bootstrap import open_impact
from assistant.desk.cases import read_cases
from assistant.desk.changes import edited
from assistant.desk.impact_types import Effect, Impact
from assistant.types import InvalidRequest
from tests.assistant.desk.conftest import DIRECTOR, SABBATICAL, Workshop

CASES = """
- id: panel-size
  kind: numeric
  ask: How many people are on the panel for a Director?
  gold:
    - guide: director
      quote: "The panel for a Director has  four people"
  facts: [[four]]
- id: follow-up
  ask: And for a Director?
  after: [How many people are on the panel?]
  gold: [{guide: director, quote: "The panel for a Director has four people"}]
- id: sabbatical
  kind: unanswerable_near
  ask: May a Director take a sabbatical?
- id: vp-pay
  ask: What does a VP earn in Europe?
  gold: [{guide: vp, quote: "180,000 to 260,000 euros"}]
"""


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.yaml"
    path.write_text(CASES, encoding="utf-8")
    return path


def impact(workshop: Workshop, cases: Path, director: str, most: int = 100) -> Impact:
    with open_impact(workshop.settings) as desk, edited(workshop.settings.corpus, "director.md", director) as corpus:
        return desk.of(corpus, most, read_cases(cases))


def test_a_case_that_loses_its_quote_is_named_and_one_in_a_conversation_is_not_asked(
    workshop: Workshop, cases: Path
) -> None:
    found = impact(workshop, cases, DIRECTOR.replace("has four people", "has six people"))
    panel, follow = found.cases
    assert (panel.case.id, panel.effect, panel.case.file) == ("panel-size", Effect.CHANGED, "cases.yaml")
    assert panel.lost == (("director", "The panel for a Director has  four people"),)
    assert panel.before is not None
    assert "four people" in panel.before.text
    assert panel.after is not None
    assert "six people" in panel.after.text
    assert (follow.case.id, follow.effect, follow.before, follow.after) == ("follow-up", Effect.LOST, None, None)


def test_a_case_that_was_refused_is_newly_answered_and_others_are_not_named(workshop: Workshop, cases: Path) -> None:
    found = impact(workshop, cases, DIRECTOR + SABBATICAL)
    assert [(one.case.id, one.effect, one.lost) for one in found.cases] == [("sabbatical", Effect.ANSWERED, ())]


def test_lost_quotes_of_cases_need_no_asking_and_what_was_not_asked_is_counted(workshop: Workshop, cases: Path) -> None:
    director = DIRECTOR.replace("has four people", "has six people")
    unasked = impact(workshop, cases, director, most=0)
    assert [(one.case.id, one.effect, one.after) for one in unasked.cases] == [
        ("panel-size", Effect.LOST, None),
        ("follow-up", Effect.LOST, None),
    ]
    one = impact(workshop, cases, director, most=1)
    assert ([case.effect for case in one.cases], one.cases_left_out) == ([Effect.CHANGED, Effect.LOST], 1)


def test_a_folder_of_cases_is_read_and_what_is_none_is_named(cases: Path) -> None:
    assert read_cases(cases.parent) == read_cases(cases)
    for text, told in (("- id: a", "cases.yaml: 0.ask"), ("a: [", "cases.yaml is no YAML"), ("a: b", "cases.yaml")):
        cases.write_text(text, encoding="utf-8")
        with pytest.raises(InvalidRequest, match=told):
            read_cases(cases)
    with pytest.raises(InvalidRequest, match=r"nowhere\.yaml can't be read"):
        read_cases(cases.parent / "nowhere.yaml")
    (cases.parent / "empty").mkdir()
    with pytest.raises(InvalidRequest, match="no YAML file in empty"):
        read_cases(cases.parent / "empty")
