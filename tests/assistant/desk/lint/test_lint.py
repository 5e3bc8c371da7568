"""What a coach is told of the guides beyond their form."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.desk.lint.codes import CODES
from assistant.desk.lint.report import LintFindings, PlacedFinding, baseline_of, compared, findings_of
from assistant.settings import SHIPPED_GUIDES
from assistant.types import InvalidRequest

ROOT = Path(__file__).parents[4]
TODAY = date(2026, 11, 29)
TRADES = ROOT / "evals" / "corpora" / "trades"
OWN = ("contradiction", "near-duplicate", "past-plan", "stale-figure", "stale-guide", "future-date")


def matter(title: str, updated: str = "2026-11-23") -> str:
    return f"---\ntitle: {title}\nrole: {title}\nurl: https://a.test/{title}\nupdated: {updated}\nsources: [S]\n---\n"


def guide(title: str, *paragraphs: str, updated: str = "2026-11-23") -> str:
    body = "\n\n".join(
        f"## {heading}\n\n{text}" for heading, text in zip(("Pay", "Responsibilities"), paragraphs, strict=False)
    )
    return f"{matter(title, updated)}# {title}\n\n{body}\n"


def found(folder: Path, files: dict[str, str], today: date = TODAY) -> list[tuple[str, int, str, str]]:
    """File, line, code and text of what is found beyond the form."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [
        (one.file, one.finding.line, one.finding.code, one.text)
        for one in findings_of(folder, today)
        if one.finding.code in OWN
    ]


DIRECTOR = "At most technology companies a remote Director of Engineering in the US earns a base salary of {}."
REFERRED = "The site's Director guide gives a base of {} for remote Directors at most US technology companies."


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (DIRECTOR.format("$180,000 to $240,000"), REFERRED.format("$170,000 to $230,000"), True),
        (DIRECTOR.format("$180,000 to $240,000"), REFERRED.format("$180,000 to $240,000"), False),
        (DIRECTOR.format("$180k to $240k"), REFERRED.format("$180,000 to $240,000"), False),
        (DIRECTOR.format("$180,000 to $240,000"), REFERRED.format("€110,000 to €160,000"), False),
        (DIRECTOR.format("$180,000"), REFERRED.format("$170,000 to $230,000"), False),
        (
            DIRECTOR.format("$180,000 in 2024"),
            REFERRED.format("$170,000 in 2026"),
            False,
        ),
        (
            "The role typically appears at 50+ engineers, when a layer is missing below the VP.",
            "The Director role, by contrast, appears at 60+ engineers according to the Director guide.",
            True,
        ),
        (
            "A Director of Engineering manages three to six teams of one product line.",
            "A CTO manages thirty to sixty teams of one product line.",
            False,
        ),
        (
            "A remote Director of Engineering in India earns a base salary of $60,000 at technology companies.",
            "A remote Director of Engineering in Canada earns a base salary of $160,000 at technology companies.",
            False,
        ),
    ],
)
def test_two_guides_that_give_another_figure_for_the_same_are_told(
    tmp_path: Path, first: str, second: str, told: bool
) -> None:
    files = {"a.md": guide("Director of Engineering", first), "b.md": guide("Head of Engineering", second)}
    codes = [(file, line, code) for file, line, code, _ in found(tmp_path, files)]
    assert codes == ([("b.md", 12, "contradiction")] if told else [])


def test_a_writer_may_tell_cases_apart_within_one_section(tmp_path: Path) -> None:
    text = (
        "A Director of Engineering at a bank gets 40 days of paid leave. "
        "A Director of Engineering at a start-up gets 20 days of paid leave."
    )
    assert found(tmp_path, {"a.md": guide("Director of Engineering", text)}) == []


LONG = (
    "Before signing, a {} should ask how the budget of the teams is decided, who may say no to a new hire, and what "
    "happened to the person who held this position before; the answers tell more than any listing {}."
)


def test_a_paragraph_that_was_copied_for_another_role_is_told(tmp_path: Path) -> None:
    text = LONG.format("CTO", "does")
    files = {"a.md": guide("CTO", text), "b.md": guide("Tech Lead", LONG.format("Tech Lead", "will"))}
    assert found(tmp_path, files) == [("b.md", 12, "near-duplicate", LONG.format("Tech Lead", "will"))]


def test_what_is_short_or_only_of_one_pattern_is_no_duplicate(tmp_path: Path) -> None:
    files = {
        "a.md": guide("CTO", "The role below, which reports to the CTO."),
        "b.md": guide("Tech Lead", "The role below, which reports to the Tech Lead."),
    }
    assert found(tmp_path, files) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The median annual wage was $164,070 in May 2022.", "stale-figure"),
        ("The median annual wage was $164,070 in May 2025.", None),
        ("The share fell from 40% in 2019 to 30% in 2026.", None),
        ("In 2008 the bank cut 20% of its staff.", None),
        ("The new law will apply from 2024.", "past-plan"),
        ("The new law will apply from 2028.", None),
        ("The company was founded in 2021.", None),
        ("A team of 2022 engineers will be divided.", None),
    ],
)
def test_what_time_has_overtaken_is_told(tmp_path: Path, text: str, code: str | None) -> None:
    codes = [code for _, _, code, _ in found(tmp_path, {"a.md": guide("CTO", text)})]
    assert codes == ([code] if code else [])


@pytest.mark.parametrize(
    ("updated", "code"),
    [("2025-05-29", "stale-guide"), ("2025-06-30", None), ("2026-11-29", None), ("2026-12-01", "future-date")],
)
def test_a_guide_that_nobody_has_looked_at_for_long_is_told(tmp_path: Path, updated: str, code: str | None) -> None:
    codes = [code for _, _, code, _ in found(tmp_path, {"a.md": guide("CTO", "It depends.", updated=updated)})]
    assert codes == ([code] if code else [])


def test_in_the_shipped_guides_and_other_trades_only_old_figures_are_told() -> None:
    told = [one for folder in (SHIPPED_GUIDES, TRADES) for one in findings_of(folder, TODAY) if one.finding.code in OWN]
    assert {(one.file, one.finding.code) for one in told} == {
        ("cto.md", "stale-figure"),
        ("engineering-manager.md", "stale-figure"),
        ("tech-lead.md", "stale-figure"),
    }


PLACES = {"Finding": 3, "Problem": 1, "_error": 1, "_warning": 2, "warn_at": 1, "warn": 0, "error": 0}
PLACES |= {"RefusedError": 0, "_LeftOut": 0}
"""Where the calls that make findings take their code."""


def codes_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            place = PLACES.get(getattr(node.func, "attr", getattr(node.func, "id", "")), 99)
            code = node.args[place] if len(node.args) > place else None
            if isinstance(code, ast.Constant):
                yield str(code.value)


def test_every_code_in_use_says_what_it_means_and_what_to_do() -> None:
    used = {code for path in (ROOT / "corpus").rglob("*.py") for code in codes_in(path)}
    assert len(used) > 25
    assert used | {*OWN} <= CODES.keys()
    assert all(code.meaning and code.fix for code in CODES.values())


def of(folder: Path, text: str) -> tuple[PlacedFinding, ...]:
    (folder / "a.md").write_text(text, encoding="utf-8")
    return findings_of(folder, TODAY)


OLD = "The median annual wage was $164,070 in May 2022."


def test_a_baseline_tells_new_unchanged_and_gone_whatever_line_they_move_to(tmp_path: Path) -> None:
    before = of(tmp_path, guide("CTO", OLD, "See [x](gone.md)."))
    assert [one.finding.code for one in before] == ["stale-figure", "dead-link"]
    moved = of(tmp_path, guide("CTO", f"A new paragraph.\n\n{OLD}", "Read [y](lost.md)."))
    report = compared(moved, baseline_of(before).encode())
    assert [one.finding.code for one in report.found if one.fingerprint in report.new] == ["dead-link"]
    assert [(one.code, one.file) for one in report.gone] == [("dead-link", "a.md")]
    same = compared(before, baseline_of(before).encode())
    assert (same.new, same.gone, same.compared) == (frozenset(), (), True)


def test_the_same_finding_twice_is_two(tmp_path: Path) -> None:
    one = of(tmp_path, guide("CTO", f"{OLD}\n\nOther words.\n\n{OLD}"))
    assert len({each.fingerprint for each in one}) == len(one) >= 2


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"form": "x/9", "findings": []}', b"\xff"])
def test_what_is_no_baseline_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        compared((), data)
    assert refused.value.field == "baseline"


def test_a_span_is_the_guides_own_text(tmp_path: Path) -> None:
    (one,) = (each for each in of(tmp_path, guide("CTO", f"Words. {OLD}")) if each.finding.code == "stale-figure")
    assert one.text == OLD
    assert LintFindings((one,)).errors == 0
