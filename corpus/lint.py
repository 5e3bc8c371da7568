"""What an editor should look at in the guides, beyond what reading them found.

All of it is a warning: a guide that is read can be answered from. Only role guides (whose role the lexicon knows)
are held to the family's skeleton; a handbook that happens to be in the folder is not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from corpus.identity import role_of
from corpus.lexicon import Lexicon
from corpus.readers.decode import NotTextError, decode
from corpus.readers.frontmatter import split_front_matter
from corpus.types import Block, BlockKind, Corpus, Finding, Guide, Section, Severity

NEEDED = ("title", "role", "url", "updated")
LONG_PARAGRAPH = 200
"""Words. A longer paragraph is seldom one idea, and makes a poor quote."""
MIN_REPEATED = 8
"""Words. Shorter paragraphs ("It depends.") may well stand twice."""
MIN_FAMILY = 3
"""Guides. Of fewer, no common skeleton can be told."""

_FIGURE = re.compile(r"[$€£¥]\s?\d|\d\s?%|\b(?:USD|EUR|GBP)\s?\d")
"""E.g. "Most are paid *€9*0,000.", "About *8%* leave each year.", "It pays *EUR 9*0,000"."""
_LINK = re.compile(r"\]\(\s*<?([^)\s>]+)")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Read:
    guide: Guide
    path: Path

    def warn(self, code: str, message: str, line: int = 0) -> Finding:
        return Finding(self.path, line, Severity.WARNING, code, message)

    def warn_at(self, block: Block, code: str, message: str) -> Finding:
        return Finding(self.path, block.line, Severity.WARNING, code, message, block.start, block.end)

    def text(self, block: Block) -> str:
        return self.guide.text[block.start : block.end]


def lint(corpus: Corpus, lexicon: Lexicon) -> tuple[Finding, ...]:
    """The findings of reading and the warnings of this module, by file, line and code.

    Reads the Markdown files once more, for what the canonical text doesn't keep; one that is gone by now is passed
    over.
    """
    read = tuple(_Read(guide, path) for guide, path in zip(corpus.guides, corpus.paths, strict=True))
    findings = [*corpus.findings, *_repeated(read), *_missing_sections(read, lexicon), *_one_sided(read)]
    addresses = frozenset(guide.url for guide in corpus.guides if guide.url)
    for each in read:
        findings += [*_headings(each, lexicon), *_paragraphs(each), *_related(each, corpus.guides, lexicon)]
        if each.path.suffix.lower() in (".md", ".markdown"):
            findings += _source_warnings(each, addresses)
    return tuple(sorted(findings, key=lambda finding: (finding.path, finding.line, finding.code)))


def _headings(each: _Read, lexicon: Lexicon) -> Iterator[Finding]:
    guide = each.guide
    topics = {section.start: section.topic for section in guide.sections}
    is_role_guide = guide.role in lexicon.roles
    level = 0
    for block, following in zip(guide.blocks, (*guide.blocks[1:], None), strict=True):
        if block.kind is not BlockKind.HEADING:
            continue
        if level and block.level > level + 1:
            jump = f"the heading “{each.text(block)}” is of level {block.level}, below one of level {level}"
            yield each.warn_at(block, "heading-jump", jump)
        level = block.level
        if following is None or (following.kind is BlockKind.HEADING and following.level <= block.level):
            empty = f"nothing stands below the heading “{each.text(block)}”"
            yield each.warn_at(block, "empty-section", empty)
        if is_role_guide and block.level == 2 and not topics.get(block.start):
            unknown = f"the heading “{each.text(block)}” names no topic of the lexicon"
            yield each.warn_at(block, "no-topic", unknown)


def _paragraphs(each: _Read) -> Iterator[Finding]:
    figures = []
    for block in each.guide.blocks:
        text = each.text(block)
        words = len(text.split())
        if block.kind is BlockKind.PARAGRAPH and words > LONG_PARAGRAPH:
            long = f"a paragraph of {words} words; more than {LONG_PARAGRAPH} are seldom one idea"
            yield each.warn_at(block, "long-paragraph", long)
        if block.kind is not BlockKind.CODE and _FIGURE.search(text):
            figures.append(block)
    if figures and not each.guide.sources:
        count = "a figure" if len(figures) == 1 else f"figures in {len(figures)} places"
        yield each.warn_at(figures[0], "no-source", f"{count}, and no `sources` in the front matter")


def _repeated(read: tuple[_Read, ...]) -> Iterator[Finding]:
    first: dict[str, tuple[_Read, Block]] = {}
    for each in read:
        for block in each.guide.blocks:
            words = each.text(block).casefold().split()
            if block.kind is not BlockKind.PARAGRAPH or len(words) < MIN_REPEATED:
                continue
            before, original = first.setdefault(" ".join(words), (each, block))
            if original is not block:
                where = "above" if before is each else f"in {before.path.name}"
                repeated = f"the same paragraph stands {where}, at line {original.line}"
                yield each.warn_at(block, "repeated-paragraph", repeated)


def _missing_sections(read: tuple[_Read, ...], lexicon: Lexicon) -> Iterator[Finding]:
    """Topics that more than half of a family's other guides have a section on, and this one hasn't."""
    families: dict[str, list[_Read]] = {}
    for each in read:
        if each.guide.family and each.guide.role in lexicon.roles:
            families.setdefault(each.guide.family, []).append(each)
    for family in families.values():
        if len(family) < MIN_FAMILY:
            continue
        counts = Counter(topic for each in family for topic in _topics(each.guide))
        for each in family:
            present = _topics(each.guide)
            for topic in lexicon.topics:
                if topic not in present and counts[topic] > (len(family) - 1) / 2:
                    missing = f"no section on “{topic}”, which {counts[topic]} other guides of its family have"
                    yield each.warn("missing-section", missing)


def _topics(guide: Guide) -> frozenset[str]:
    return frozenset(section.topic for section in guide.sections if section.topic)


def _one_sided(read: tuple[_Read, ...]) -> Iterator[Finding]:
    """Roles of which one guide says that it manages the other, and the other doesn't say that it reports to it."""
    by_role = {each.guide.role: each for each in read}
    for each in read:
        for managed in each.guide.manages:
            other = by_role.get(managed)
            if other and other.guide.reports_to and each.guide.role not in other.guide.reports_to:
                one_sided = f"`manages` names {managed}, whose guide doesn't name {each.guide.role} in `reports_to`"
                yield each.warn("one-sided", one_sided)


def _related(each: _Read, guides: tuple[Guide, ...], lexicon: Lexicon) -> Iterator[Finding]:
    roles = {guide.role for guide in guides}
    for section in each.guide.sections:
        if section.topic != "related" or each.guide.role not in lexicon.roles:
            continue
        for block in _items(each.guide, section):
            named = re.split(r"\s[—–-]\s|:\s", each.text(block)[2:], maxsplit=1)[0]
            role = role_of(named, lexicon)
            if not role and named not in roles:
                yield each.warn_at(block, "unknown-role", f"“{named}” is no role of the lexicon")
            elif role and role not in roles:
                yield each.warn_at(block, "no-guide", f"there is no guide to the related role {role}")


def _items(guide: Guide, section: Section) -> Iterator[Block]:
    for block in guide.blocks:
        if block.kind is BlockKind.ITEM and section.start <= block.start < section.end:
            yield block


def _source_warnings(each: _Read, addresses: frozenset[str]) -> Iterator[Finding]:
    try:
        text = decode(each.path.read_bytes())
    except (OSError, NotTextError):
        return
    fields = split_front_matter(text).fields
    missing = [f"`{name}`" for name in NEEDED if name not in fields]
    if missing:
        yield each.warn("missing-field", f"the front matter has no {', '.join(missing)}", 1)
    site = each.guide.url.rpartition("/")[0]
    for number, line in enumerate(text.split("\n"), start=1):
        for target in _LINK.findall(line):
            if _is_dead(target, each.path, site, addresses):
                yield each.warn("dead-link", f"the link “{target}” leads to no guide", number)


def _is_dead(target: str, path: Path, site: str, addresses: frozenset[str]) -> bool:
    """Whether a link leads to where a guide should be and none is: a file beside it, or a page of the same site."""
    place = target.split("#")[0].split("?")[0]
    if site and place.startswith(f"{site}/"):
        return place.rstrip("/") not in addresses
    if _ELSEWHERE.match(place) or not place.lower().endswith((".md", ".markdown")) or place.startswith("/"):
        return False
    try:
        return not (path.parent / unquote(place)).is_file()
    except OSError:  # no file can have such a name
        return True
