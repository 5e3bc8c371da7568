"""An exported packet of another day against today's guides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.desk.packets.anchors import Anchor, QuoteState, anchor, digest
from assistant.desk.packets.formats import read_file
from assistant.desk.packets.manifest import Carried, CarriedQuote
from corpus.types import Guide


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """A quote of a file, and where it, or what it was edited to, stands today."""

    carried: CarriedQuote
    state: QuoteState
    today: Anchor

    @property
    def is_recorded(self) -> bool:
        """Whether the text is the one whose digest the file has; else nobody can say that a guide ever said it."""
        return digest(self.carried.quote) == self.carried.sha256


@dataclass(frozen=True, slots=True)
class QuoteCheck:
    """What has become of a file's quotes."""

    title: str
    made: date
    quotes: tuple[CheckedQuote, ...]

    @property
    def is_as_it_was(self) -> bool:
        """Whether each quote stands in today's guides where it stood."""
        return all(quote.state is QuoteState.UNCHANGED for quote in self.quotes)

    @property
    def counts(self) -> Counter[QuoteState]:
        return Counter(quote.state for quote in self.quotes)


def check_file(data: bytes, guides: Sequence[Guide]) -> QuoteCheck:
    """Hold the quotes of a packet's file, of any format, against ``guides``. Raises ``NoPacket``."""
    carried = read_file(data)
    by_slug = {guide.slug: guide for guide in guides}
    quotes = tuple(_checked(quote, carried, by_slug) for quote in carried.manifest.quotes)
    return QuoteCheck(carried.manifest.title, carried.manifest.made, quotes)


def _checked(quote: CarriedQuote, carried: Carried, guides: dict[str, Guide]) -> CheckedQuote:
    today = anchor(quote.guide, quote.start, quote.end, quote.quote, guides)
    found = CheckedQuote(quote, today.state, today)
    return found if found.is_recorded and carried.shows(quote.quote) else replace(found, state=QuoteState.ALTERED)
