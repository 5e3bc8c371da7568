"""The generation that is live, demanded of whoever has one to give."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.types import NotReady
from index.errors import Damaged
from index.live import LiveIndex
from index.search import Searcher


def demanded(searcher: Searcher | None) -> Searcher:
    """``searcher``. Raises ``NotReady`` where there is none."""
    if searcher is None:
        raise NotReady("no index is published yet; run `guides index`")
    return searcher


@contextmanager
def served(live: LiveIndex) -> Iterator[Searcher]:
    """The live generation's searcher until the end, whatever is published meanwhile. Raises ``NotReady``, also where
    what is read of it turns out to be damaged: the next look at the index takes another."""
    try:
        with live.leased() as searcher:
            yield demanded(searcher)
    except Damaged as error:
        raise NotReady(str(error)) from error
