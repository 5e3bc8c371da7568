"""What visitors ask, told of places in the guides: how often a section's sentences were cited, how often it was asked
in vain."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.storage.gap_records import Unmet
from assistant.storage.spans import CitedSpan
from corpus.lexicon import Lexicon
from corpus.types import Corpus, Finding, Guide


@dataclass(frozen=True, slots=True)
class Demand:
    """The spans that past answers cite, and the questions that were refused or answered in part."""

    cited: tuple[CitedSpan, ...]
    unmet: tuple[Unmet, ...]


@dataclass(frozen=True, slots=True)
class SectionDemand:
    """How many answers ``cited`` a section, and how often its role and topic were asked about ``in_vain``. Of a whole
    file, all of its sections together."""

    cited: int = 0
    in_vain: int = 0

    @property
    def total(self) -> int:
        """Both together."""
        return self.cited + self.in_vain


class DemandMap:
    """Counted once for a corpus, then asked for each finding."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon, demand: Demand) -> None:
        self._guides = dict(zip(corpus.paths, corpus.guides, strict=True))
        self._cited = Counter[tuple[str, int]]()
        self._in_vain = Counter[tuple[str, int]]()
        by_slug = {guide.slug: guide for guide in corpus.guides}
        for span in demand.cited:
            guide = by_slug.get(span.guide)
            at = guide.text.find(span.quote) if guide is not None else -1
            if guide is not None and at >= 0:
                self._cited[guide.slug, _section(guide, at)] += span.answers
        for question in demand.unmet:
            for place in _meant(question, corpus.guides, lexicon):
                self._in_vain[place] += question.asked

    def of(self, finding: Finding) -> SectionDemand:
        """How much is asked of where ``finding`` is; nothing where that is no guide."""
        guide = self._guides.get(Path(finding.path))
        if guide is None:
            return SectionDemand()
        at = _place(finding, guide)
        if at is None:
            return SectionDemand(
                *(sum(n for (slug, _), n in one.items() if slug == guide.slug) for one in (self._cited, self._in_vain))
            )
        place = guide.slug, _section(guide, at)
        return SectionDemand(self._cited[place], self._in_vain[place])


def _place(finding: Finding, guide: Guide) -> int | None:
    """Where in the text a finding is: its span, else the block at its line; ``None`` where it is about the file."""
    if finding.end:
        return finding.start
    return max((block.start for block in guide.blocks if block.line <= finding.line), default=None)


def _section(guide: Guide, at: int) -> int:
    """The number of the section that ``at`` is in."""
    return max(bisect_right([section.start for section in guide.sections], at) - 1, 0)


def _meant(question: Unmet, guides: Sequence[Guide], lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """The sections that ``question`` is about: of the role that it names, else of the guide that was pinned, under the
    first topic that it names there."""
    roles, topics = lexicon.roles_of(question.question), lexicon.topics_of(question.question)
    for guide in guides:
        if guide.role in roles if roles else guide.slug in question.guides:
            under = (number for number, section in enumerate(guide.sections) if section.topic in topics)
            if (number := next(under, None)) is not None:
                yield guide.slug, number
