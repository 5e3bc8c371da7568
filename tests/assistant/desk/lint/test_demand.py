"""Findings in the order of what visitors ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.desk.lint.demand import Demand
from assistant.desk.lint.report import findings_of
from assistant.storage.gap_records import Unmet
from assistant.storage.spans import CitedSpan

GUIDE = """---
title: {role}
role: {role}
url: https://a.test/{role}
updated: 2026-11-23
sources: [S]
---
# {role}

## Pay

Pay is fair. See [x](gone.md).

## Hiring process

The panel has three people. See [y](lost.md).
"""
TODAY = date(2026, 11, 29)


def ranked(folder: Path, demand: Demand | None) -> list[tuple[str, int, int, int]]:
    """File, line, citing answers and questions in vain of what is found, but for what isn't about a link."""
    for name, role in (("cto.md", "CTO"), ("tech-lead.md", "Tech Lead")):
        (folder / name).write_text(GUIDE.format(role=role), encoding="utf-8")
    return [
        (one.file, one.finding.line, one.asked.cited, one.asked.in_vain)
        for one in findings_of(folder, TODAY, demand)
        if one.finding.code == "dead-link"
    ]


def test_what_is_cited_and_asked_in_vain_most_comes_first_and_the_rest_keeps_its_order(tmp_path: Path) -> None:
    assert ranked(tmp_path, None) == [("cto.md", 12, 0, 0), ("cto.md", 16, 0, 0), *rest(0, 0)]
    demand = Demand(
        cited=(
            CitedSpan("d", "tech-lead", "The panel has three people.", 5),
            CitedSpan("e", "gone", "Pay is fair.", 9),
        ),
        unmet=(
            Unmet("What does a CTO earn in Japan?", (), 3, True),
            Unmet("and the pay?", ("tech-lead",), 1, True),
            Unmet("What is the pay of an astronaut?", (), 99, True),
        ),
    )
    assert ranked(tmp_path, demand) == [
        ("tech-lead.md", 16, 5, 0),
        ("cto.md", 12, 0, 3),
        ("tech-lead.md", 12, 0, 1),
        ("cto.md", 16, 0, 0),
    ]


def rest(*asked: int) -> list[tuple[str, int, int, int]]:
    return [("tech-lead.md", 12, asked[0], asked[1]), ("tech-lead.md", 16, asked[0], asked[1])]


def test_a_finding_of_a_whole_file_counts_all_of_its_sections_and_errors_stay_first(tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_bytes(b"\0\1")
    (tmp_path / "old.md").write_text(GUIDE.format(role="CTO").replace("2026-11-23", "2020-01-01"), encoding="utf-8")
    demand = Demand(
        cited=(
            CitedSpan("d", "old", "The panel has three people.", 5),
            CitedSpan("e", "old", "Pay is fair.", 2),
            CitedSpan("f", "old", "No longer there.", 2),
        ),
        unmet=(),
    )
    found = findings_of(tmp_path, TODAY, demand)
    assert (found[0].file, found[0].finding.severity.value) == ("broken.md", "error")
    stale = next(one for one in found if one.finding.code == "stale-guide")
    assert (stale.asked.cited, stale.asked.total) == (7, 7)
    assert [one.asked.cited for one in found if one.finding.code == "dead-link"] == [5, 2]
