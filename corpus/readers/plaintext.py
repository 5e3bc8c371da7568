"""Plain text to blocks: headings, paragraphs and items told apart by nothing but the look of their lines.

Two kinds of file arrive: with a paragraph a line (the job site's own export), and hard-wrapped at some width. In
both a heading is a short line without a full stop at its end that stands before longer text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.readers.pieces import Body
from corpus.types import Block, BlockKind

MAX_HEADING = 90
MAX_HEADING_WORDS = 14
WRAPPED_SHARE = 0.2
"""Of the line breaks within runs of text, the share that fall within a sentence where a file is hard-wrapped."""

_BULLET = re.compile(r"^([ \t]*)([-*+•‣◦▪●–])[ \t]+(?=\S)")
_NUMBER = re.compile(r"([ \t]*)(\(?\d{1,3}[.)])[ \t]+(?=\S)")
_RULE = re.compile(r"[ \t]*(?:([-=_*~#])[ \t]*)(?:\1[ \t]*){2,}")
_SENTENCE_END = re.compile(r"[.!…;,][\"'”’)\]]*$")
# "The panel usually includes:" introduces a list and stays with it; "Requirements:" is a heading.
_INTRODUCTION = re.compile(
    r"\b(?:includes?|are|is|be|have|has|follow(?:s|ing)?|will|should|can|cover|ask)\b", re.IGNORECASE
)
"""E.g. "Duties *include*", "You *will*"."""
_BYLINE = re.compile(r"(?:last )?(?:updated|published|posted|reviewed|by)\b|\d+ min(?:ute)?s?\b", re.IGNORECASE)
"""E.g. "*Last updated* on 3 May 2025", "*5 min* read", "*By* the editors"."""
_ATX = re.compile(r"#{1,6} \S")


@dataclass(frozen=True, slots=True)
class _Unit:
    """One or more lines that belong together: a paragraph, an item, or what may turn out to be a heading."""

    kind: BlockKind
    first: int
    last: int
    text: str
    """Of several lines only how they begin and end: no more is asked of it, and a paragraph may be a megabyte."""
    level: int = 0
    underlined: bool = False


def is_markdown(text: str) -> bool:
    """Whether a .txt file is written in Markdown after all: it has at least two headings with number signs."""
    return sum(1 for line in text.split("\n") if _ATX.match(line)) > 1


def plain_body(text: str, is_faq: Callable[[str], bool], is_title: Callable[[str], bool], first_line: int = 1) -> Body:
    """Find the blocks of ``text``, whose lines stay as they are.

    Only trailing white space and lines drawn as rules or underlines are taken out, and bullets become "- ".
    ``is_faq`` says whether a heading opens a list of questions, ``is_title`` whether a first line can be the
    title rather than the heading of a first section.
    """
    lines, underlines = _cleaned(text)
    units = _units(lines, underlines)
    kept = "\n".join(lines)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    blocks = []
    for unit in _with_headings(units, is_faq, is_title):
        start = starts[unit.first] + len(lines[unit.first]) - len(lines[unit.first].lstrip())
        end = starts[unit.last] + len(lines[unit.last])
        blocks.append(Block(unit.kind, start, end, unit.level, first_line + unit.first))
    return Body(kept, tuple(blocks))


def _cleaned(text: str) -> tuple[list[str], set[int]]:
    """The lines without rules and odd bullets, and the numbers of those that are underlined."""
    lines = [line.rstrip() for line in text.rstrip().split("\n")]
    underlines: set[int] = set()
    for number, line in enumerate(lines):
        rule = _RULE.fullmatch(line)
        if rule:
            above = lines[number - 1] if number else ""
            if above and rule.group(1) in "-=~" and len(above) <= MAX_HEADING and not _BULLET.match(above):
                underlines.add(number - 1)
            lines[number] = ""
        else:
            lines[number] = _BULLET.sub(r"\1- ", line, count=1) if _BULLET.match(line) else line
    return lines, underlines


def _units(lines: Sequence[str], underlines: set[int]) -> list[_Unit]:
    joins = _joiner(lines)
    units: list[_Unit] = []
    apart = True
    for number, line in enumerate(lines):
        if not line:
            apart = True
            continue
        marker = _BULLET.match(line) or _NUMBER.match(line)
        last = units[-1] if units else None
        if last and not apart and not marker and number - 1 not in underlines and joins(last, number):
            text = f"{last.text[:MAX_HEADING]} {line.strip()}"
            units[-1] = _Unit(last.kind, last.first, number, text, last.level)
        elif marker:
            level = _item_level(marker.group(1), bool(_NUMBER.match(line)), apart, units, lines)
            units.append(_Unit(BlockKind.ITEM, number, number, line.strip(), level))
        else:
            units.append(_Unit(BlockKind.PARAGRAPH, number, number, line.strip(), underlined=number in underlines))
        apart = False
    return units


def _joiner(lines: Sequence[str]) -> Callable[[_Unit, int], bool]:
    """Whether the line of a number continues the unit that ends on the line before."""
    pairs = [
        (above, below)
        for above, below in pairwise(lines)
        if above and below and not _BULLET.match(below) and not _NUMBER.match(below)
    ]
    within = sum(1 for above, below in pairs if below.lstrip()[0].islower() and above[-1] not in ".!?:")
    wrapped = within > 0 and within >= WRAPPED_SHARE * len(pairs)
    lengths = sorted(len(line) for line in lines if line)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0  # not the longest: an address can't be wrapped

    def joins(unit: _Unit, number: int) -> bool:
        above, below = lines[number - 1], lines[number]
        indent = len(below) - len(below.lstrip())
        if unit.kind is BlockKind.ITEM and indent > len(lines[unit.first]) - len(lines[unit.first].lstrip()):
            return True
        if not wrapped:
            return False
        if below.lstrip()[0].islower():
            return True
        # Where the next word would still have fitted, the writer broke the line on purpose.
        fits = len(above) + 1 + len(below.split(maxsplit=1)[0]) <= width - 2
        unfinished = above[-1] not in ".!?:" and len(above) >= 0.7 * width
        return unfinished or not fits

    return joins


def _item_level(indent: str, numbered: bool, apart: bool, units: Sequence[_Unit], lines: Sequence[str]) -> int:
    """How deep an item is nested, from the indents of the items of the same list before it."""
    width = len(indent.expandtabs(4))
    if apart and units and units[-1].kind is BlockKind.ITEM and bool(_NUMBER.match(units[-1].text)) != numbered:
        return 0  # bullets after a numbered list, or the other way round: a list of its own
    for unit in reversed(units):
        if unit.kind is not BlockKind.ITEM:
            break
        before = lines[unit.first].expandtabs(4)
        other = len(before) - len(before.lstrip())
        if width > other:
            return unit.level + 1
        if width == other:
            return unit.level
    return 0


def _with_headings(
    units: Sequence[_Unit], is_faq: Callable[[str], bool], is_title: Callable[[str], bool]
) -> list[_Unit]:
    """``units`` with the headings among them marked and given their levels: 1 the title, 2 a section, 3 a question."""
    heading = [False] * len(units)
    place = 0
    while place < len(units):
        stop = place
        while stop < len(units) and _may_be_heading(units, stop):
            stop += 1
        for found in _headings_of_chain(units, place, stop):
            heading[found] = True
        place = stop + 1
    titled = bool(units) and heading[0] and is_title(units[0].text)
    marked: list[_Unit] = []
    questions_below = False
    for number, unit in enumerate(units):
        if not heading[number]:
            marked.append(unit)
            continue
        is_question = unit.text.endswith("?")
        if number == 0 and titled:
            level = 1
        elif is_question and questions_below:
            level = 3
        else:
            level = 2
            following = number + 1 < len(units) and heading[number + 1] and units[number + 1].text.endswith("?")
            questions_below = not is_question and (following or is_faq(unit.text))
        marked.append(_Unit(BlockKind.HEADING, unit.first, unit.last, unit.text, level))
    return marked


def _may_be_heading(units: Sequence[_Unit], place: int) -> bool:
    unit = units[place]
    if unit.underlined:
        return True
    if len(unit.text) > MAX_HEADING or len(unit.text.split()) > MAX_HEADING_WORDS or unit.first != unit.last:
        return False
    if not any(map(str.isalpha, unit.text)) or "|" in unit.text or "\t" in unit.text:
        return False
    following = units[place + 1] if place + 1 < len(units) else None
    if unit.kind is BlockKind.ITEM:
        return _is_numbered_heading(unit, following)
    if unit.text.isupper() and len(unit.text) > 3:
        return True
    if unit.text.endswith(":"):
        return len(unit.text.split()) <= 3 and not _INTRODUCTION.search(unit.text)
    if _BYLINE.match(unit.text):
        return False
    return not _SENTENCE_END.search(unit.text) and unit.text[0] not in "([{&/" and not unit.text[0].islower()


def _is_numbered_heading(unit: _Unit, following: _Unit | None) -> bool:
    """ "2. What the work is" before a paragraph; in a numbered list another item follows, or nothing does."""
    if not _NUMBER.match(unit.text) or unit.level or _SENTENCE_END.search(unit.text):
        return False
    if following is None or following.kind is not BlockKind.PARAGRAPH:
        return False
    return len(following.text) > len(unit.text) or bool(_SENTENCE_END.search(following.text))


def _headings_of_chain(units: Sequence[_Unit], start: int, stop: int) -> list[int]:
    """Which of the short lines from ``start`` to ``stop`` are headings.

    One before longer text is. So are two: a section and its first question or sub-heading, and before them the
    title of the whole. A longer chain is a list without bullets, with a heading above and the next one below.
    """
    length = stop - start
    sure = [place for place in range(start, stop) if units[place].underlined or _is_capitals(units[place].text)]
    for place in range(start, stop - 1):
        if units[place].text.endswith("?") and not units[place + 1].text.endswith("?"):
            sure.append(place)  # a question, and an answer as short as "Yes"
    if stop < len(units):
        if length <= 2 or (length == 3 and start == 0):
            return list(range(start, stop))
        return sorted({start, stop - 1, *sure} | ({start + 1} if start == 0 else set()))
    # Nothing follows: short lines at the end of the file are text, unless one stands above several others.
    return sorted({start, *sure}) if length > 1 else sure if start else []


def _is_capitals(text: str) -> bool:
    return text.isupper() and len(text) > 3
