"""The generation that is live, for as long as something of the desk is read from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.types import NotReady
from index.live import LiveIndex
from index.search import Searcher


@contextmanager
def served(live: LiveIndex) -> Iterator[Searcher]:
    """The live generation's searcher until the end, whatever is published meanwhile. Raises ``NotReady``."""
    with live.leased() as searcher:
        if searcher is None:
            raise NotReady("no index is published yet; run `guides index`")
        yield searcher
