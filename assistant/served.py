"""The generation that is live, demanded of whoever has one to give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.types import NotReady
from index.live import LiveIndex
from index.search import Searcher


def demanded(searcher: Searcher | None) -> Searcher:
    """``searcher``. Raises ``NotReady`` where there is none."""
    if searcher is None:
        raise NotReady("no index is published yet; run `guides index`")
    return searcher


@contextmanager
def served(live: LiveIndex) -> Iterator[Searcher]:
    """The live generation's searcher until the end, whatever is published meanwhile. Raises ``NotReady``."""
    with live.leased() as searcher:
        yield demanded(searcher)
