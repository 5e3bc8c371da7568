"""A guide as the job site exports it: plain text, a paragraph a line, no title. One of theirs, and one of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.lexicon import Lexicon
from corpus.read import read_guide
from corpus.types import BlockKind, Guide

SITE_GUIDE = Path(__file__).parents[3] / "shared" / "guides" / "director-of-engineering.txt"

OURS = """\
Staff engineer is the individual contributor role above senior engineer — answerable for the technical outcomes of \
several teams, and for nobody's time but their own.
What the day-to-day work splits into
Direction across teams. You find the problem that no single team owns and you stay with it until one does.
Writing. You put decisions on paper early enough for people to disagree with them.
The employer landscape
Product companies with more than five teams are the primary employer.
What skills actually differentiate candidates
Judgment about what to leave alone. Strong candidates can name a rewrite that they prevented.
Four things worth checking before you apply
Who picks your projects? If a manager assigns them, the title is senior with a raise.
Is there a second staff engineer? Being the only one is lonely work.
The bottleneck at each level
New staff engineers are bottlenecked by permission. Nobody will hand it to them.
Pay and level expectations
What the role pays depends on the country, the stage of the company and whether its ladder has parallel tracks.
What the hiring process looks like
Loops typically hold a design round (how do you take a system apart?), a review of past work, and a talk with a VP.
Red flags and green flags
Red flags: No ladder beyond senior. A staff engineer who left within the year.
Green flags: Written decisions that you may read before you sign.
Gateway to current listings
Titles vary — "Staff Engineer," "Staff Software Engineer," and sometimes "Lead Engineer" mean the same.
Frequently asked questions
Do staff engineers manage people? No. They lead by what they write and review.
How much do staff engineers earn compared with managers? Often the same, where the tracks are parallel.
Related resources
- Remote senior engineer jobs — the role below
- Remote principal engineer jobs — the role above
"""

SECTIONS = [
    ("", ""),
    ("What the day-to-day work splits into", "work"),
    ("The employer landscape", "employers"),
    ("What skills actually differentiate candidates", "skills"),
    ("Four things worth checking before you apply", "checks"),
    ("The bottleneck at each level", "stages"),
    ("Pay and level expectations", "pay"),
    ("What the hiring process looks like", "hiring"),
    ("Red flags and green flags", "flags"),
    ("Gateway to current listings", "listings"),
    ("Frequently asked questions", "faq"),
    ("Related resources", "related"),
]


def sections(guide: Guide) -> list[tuple[str, str]]:
    assert all(section.path == ((section.heading,) if section.heading else ()) for section in guide.sections)
    return [(section.heading, section.topic) for section in guide.sections]


def test_a_guide_of_ours_in_the_style_of_the_site(tmp_path: Path, lexicon: Lexicon) -> None:
    path = tmp_path / "staff.txt"
    path.write_text(OURS, encoding="utf-8")
    guide, findings = read_guide(path, lexicon)
    assert findings == ()
    assert guide is not None
    assert (guide.slug, guide.title, guide.role) == ("staff", "Staff Engineer", "Staff Software Engineer")
    assert guide.text == OURS.rstrip()
    assert sections(guide) == SECTIONS
    assert [guide.text[block.start : block.end] for block in guide.blocks] == OURS.rstrip().split("\n")
    assert [block.line for block in guide.blocks] == list(range(1, len(guide.blocks) + 1))
    kinds = [block.kind for block in guide.blocks]
    assert kinds.count(BlockKind.HEADING) == 11
    assert kinds[-2:] == [BlockKind.ITEM, BlockKind.ITEM]
    assert kinds.count(BlockKind.PARAGRAPH) == len(kinds) - 13


@pytest.mark.skipif(not SITE_GUIDE.exists(), reason="the site's own guide is not part of this repository")
def test_the_guide_of_the_site(lexicon: Lexicon) -> None:
    guide, findings = read_guide(SITE_GUIDE, lexicon)
    assert findings == ()
    assert guide is not None
    assert (guide.slug, guide.title, guide.role) == (
        "director-of-engineering",
        "Director of Engineering",
        "Director of Engineering",
    )
    lines = SITE_GUIDE.read_text(encoding="utf-8").rstrip().split("\n")
    assert guide.text == "\n".join(lines)
    assert [guide.text[block.start : block.end] for block in guide.blocks] == lines
    assert [block.line for block in guide.blocks if block.kind is BlockKind.HEADING] == [
        *(2, 8, 13, 18, 24, 28, 31, 34, 37, 39, 44)
    ]
    assert [block.line for block in guide.blocks if block.kind is BlockKind.ITEM] == [45, 46, 47, 48]
    assert sections(guide)[0] == ("", "")
    assert [topic for _, topic in sections(guide)[1:]] == [topic for _, topic in SECTIONS[1:]]
    assert sections(guide)[4] == ("Five things worth checking before you apply", "checks")
