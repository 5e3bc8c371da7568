"""The generation that answers right now; a newly published one takes its place between two questions.

A question leases the generation that it begins with. One that has been replaced is closed when its last question is
answered. One that can't be trusted isn't served: the one that is goes on, or the newest whole one before it is taken.
"""

from __future__ import annotations

import ctypes
import gc
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.encode import OnnxEncoder, name_of, open_encoder
from index.errors import HEAL, Damaged, StoreError
from index.fusion import Weights
from index.generation import Generation, compare_mapped, folder_of, live_name, open_generation, whole_generations
from index.manifest import FILE, demand_encoder, read_manifest
from index.query import Wording
from index.search import Searcher
from index.vectors import VectorStores

RETRY_SECONDS = 60.0
"""A generation that was refused is looked at again after so long: someone may have put its files right."""

log = logging.getLogger(__name__)


def give_back_freed() -> None:
    """Give a closed generation's memory back, where the C library is glibc, which keeps what is freed.

    What refers to itself, as caches do to what they are of, goes first, before several generations' of it lie about.
    """
    gc.collect()
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)


@dataclass(slots=True)
class _Served:
    """A searcher, the questions that are being answered with it, and whether another has taken its place."""

    searcher: Searcher
    questions: int = 0
    replaced: bool = False

    @property
    def name(self) -> str:
        return self.searcher.generation.manifest.name


@dataclass(frozen=True, slots=True)
class _Refused:
    name: str
    error: StoreError
    at: float


class LiveIndex:
    """Holds the current ``Searcher``. Thread-safe."""

    def __init__(
        self,
        index: Path,
        model: str,
        stores: VectorStores,
        weights: Weights | None = None,
        threads: int = 0,
        give_back: Callable[[], None] = give_back_freed,
    ) -> None:
        """``threads`` are those of one forward of the encoder; ``give_back`` is called when a generation is gone."""
        self._index, self._model, self._stores = index, model, stores
        self._weights, self._threads, self._give_back_freed = weights, threads, give_back
        self._loading = threading.Lock()
        self._counting = threading.Lock()
        self._encoder: OnnxEncoder | None = None
        self._served: _Served | None = None
        self._refused: _Refused | None = None
        self._fault: StoreError | None = None
        self._suspect = ""
        self._closed = False

    @property
    def searcher(self) -> Searcher | None:
        """The current generation's searcher, ``None`` before one is published. It can be used until the next
        ``refresh``; who asks while another thread refreshes uses ``leased``."""
        served = self._served
        return served.searcher if served else None

    @property
    def fault(self) -> StoreError | None:
        """Why the published generation isn't the one that is served; ``None`` where it is."""
        return self._fault

    @property
    def encoder(self) -> OnnxEncoder:
        """The encoder in full precision, as passages are encoded; opened anew, because answers don't need it."""
        with self._loading:
            return open_encoder(self._model, self._index / "encoders", threads=self._threads)

    @property
    def asking(self) -> OnnxEncoder:
        """The encoder of questions, which answers hold open."""
        with self._loading:
            return self._opened()

    @contextmanager
    def leased(self) -> Iterator[Searcher | None]:
        """The current searcher, which stays usable until the end whatever is published meanwhile."""
        with self._counting:
            served = self._served
            if served is not None:
                served.questions += 1
        try:
            yield served.searcher if served is not None else None
        finally:
            if served is not None:
                self._give_back(served)

    def refresh(self) -> bool:
        """Load the published generation if it isn't the current one; whether it did.

        Raises ``IndexingError`` where it can't be loaded; the current one then stays. Where there is no current one
        yet, the newest whole one before it is loaded, and ``fault`` says why.
        """
        with self._loading:
            if self._closed:
                self._closed = False
                self._give_back_freed()  # by now nothing refers to what was closed
            self._give_up_damaged()
            try:
                name = live_name(self._index)
                if name is None or (self._served is not None and self._served.name == name):
                    self._fault = self._gone(name)
                    return False
                self._demand_unrefused(name)
                self._replace(self._load(name))
            except StoreError as error:
                self._fault = error
                if self._served is not None or not self._fall_back(error):
                    raise
                return True
            self._fault = None
            return True

    def _gone(self, name: str | None) -> StoreError | None:
        """What is wrong where nothing is new: what is served goes on, and could not be opened again."""
        if self._served is None:
            return None
        if name is None:
            return StoreError(f"the index's file `current` is gone; {HEAL}")
        gone = not (folder_of(self._index, name) / FILE).exists()
        return Damaged(f"generation {name}: its files are gone; {HEAL}") if gone else None

    def _give_up_damaged(self) -> None:
        """Serve the generation that is served no longer where a part of it, when read, wasn't what was written."""
        damage = self._served.searcher.generation.tokens.damage if self._served is not None else None
        if self._served is not None and damage is not None:
            self._suspect = self._served.name
            self._refused, self._fault = _Refused(self._suspect, damage, time.monotonic()), damage
            if not self._fall_back(damage):
                self._replace(None)

    def close(self) -> None:
        """Serve nothing any more; the last question under way lets go of the files."""
        with self._loading:
            self._replace(None)

    def _replace(self, searcher: Searcher | None) -> None:
        with self._counting:
            before, self._served = self._served, _Served(searcher) if searcher is not None else None
            if before is not None:
                before.replaced = True
            idle = before is not None and not before.questions
        if before is not None and idle:
            self._close(before)

    def _give_back(self, served: _Served) -> None:
        with self._counting:
            served.questions -= 1
            last = served.replaced and not served.questions
        if last:
            self._close(served)

    def _close(self, served: _Served) -> None:
        served.searcher.generation.close()
        self._closed = True

    def _demand_unrefused(self, name: str) -> None:
        """Raises the same error again for a while: looking at every file each second would be a load of its own."""
        refused = self._refused
        if refused is not None and refused.name == name and time.monotonic() - refused.at < RETRY_SECONDS:
            raise refused.error

    def _fall_back(self, error: StoreError) -> bool:
        """Load the newest whole generation that is older than the live one; whether there was one."""
        live = None
        with suppress(StoreError):
            live = live_name(self._index)
        for name in reversed(whole_generations(self._index)):
            # A later one has been rolled back from.
            if live is None or name < live:
                with suppress(StoreError):
                    self._replace(self._load(name))
                    log.warning("%s. Generation %s is served instead", error, name)
                    return True
        return False

    def _load(self, name: str) -> Searcher:
        try:
            manifest = read_manifest(folder_of(self._index, name))
            demand_encoder(manifest, name_of(self._model))
            encoder = self._opened(manifest.fingerprint)
            demand_encoder(manifest, encoder.name, encoder.fingerprint)
            # One that was found to be damaged is compared whole before it is trusted again.
            generation = open_generation(self._index, name, self._stores, whole=name == self._suspect)
            return self._searcher_of(generation, encoder)
        except StoreError as error:
            self._refused = _Refused(name, error, time.monotonic())
            raise

    def _searcher_of(self, generation: Generation, encoder: OnnxEncoder) -> Searcher:
        wording = Wording(generation.words, generation.lexicon, encoder.is_word)
        searcher = Searcher(generation, encoder, wording, self._weights)
        try:
            searcher.search("What is the role?", 1)  # the first forward allocates, which no visitor should wait for
        except StoreError:
            self._suspect = generation.manifest.name
            generation.close()
            raise
        if generation.tokens.is_mapped:
            threading.Thread(target=compare_mapped, args=(self._index, generation), daemon=True).start()
        return searcher

    def _opened(self, fingerprint: str = "") -> OnnxEncoder:
        """Opened once, and again where another is asked for: a newer export may have come with a generation."""
        other = self._encoder is not None and fingerprint not in ("", self._encoder.fingerprint)
        if self._encoder is None or other:
            self._encoder = open_encoder(self._model, self._index / "encoders", threads=self._threads, asking=True)
        return self._encoder
