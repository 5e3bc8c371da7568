"""Following an address: what is published there is copied into an index folder of one's own, verified, then made live.

Serving reads that folder only, so a place that is gone, damaged or half written changes nothing of what is served.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from index.encode import encoder_folder, name_of
from index.encoder_facts import TOKENIZER, read_facts, verified
from index.errors import Busy, EncoderError, IndexingError, SourceError, StoreError
from index.generation import discard, folder_of, live_name, prune, publish
from index.hold import is_held
from index.lock import writing
from index.manifest import FILE, Manifest, demand_encoder, demand_whole, faults_of, read_manifest
from index.place import RemotePlace
from index.vectors import VectorStores

RETRY_SECONDS = 60.0
"""A generation that was refused is fetched again after so long: someone may have put it right."""
_BUILDING = ".fetching"
_LARGEST = 64 << 20
"""Bytes that a manifest or what says what an encoder is may have."""
_ENCODER_LARGEST = 16 << 30

log = logging.getLogger(__name__)


class Follower:
    """Keeps the index folder ``index`` up to what is published at ``address``. Used by one thread at a time."""

    def __init__(
        self,
        address: str,
        index: Path,
        model: str,
        stores: VectorStores,
        *,
        keep: int = 3,
        every: float = 10.0,
        patience: float = 60.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Looks ``every`` so many seconds. Raises ``SourceError`` where the address can't be one."""
        self.index = index
        self._place = RemotePlace(address)
        self._model, self._stores = model, stores
        self._keep, self._every, self._patience, self._clock = keep, every, patience, clock
        self._due = 0.0
        self._trusted = False
        self._refused = ""
        self._refused_until = 0.0
        self._fault: IndexingError | None = None

    @property
    def fault(self) -> IndexingError | None:
        """Why what is published there isn't what is here; ``None`` where it is."""
        return self._fault

    def look(self) -> bool:
        """Fetch what is published there, where that is due and is another than the live one here; whether it did.

        Nothing is raised: ``fault`` says what is wrong, and what was live here stays.
        """
        if self._clock() < self._due:
            return False
        self._due = self._clock() + self._every
        name = ""
        try:
            name = self._published()
            if self._is_here(name):
                self._fault, self._trusted = None, True
                return False
            if name == self._refused and self._clock() < self._refused_until:
                return False
            self._fetch(name)
        except (IndexingError, OSError) as error:
            self._refuse(name, error)
            return False
        self._fault, self._trusted = None, True
        return True

    def forgive(self) -> None:
        """Try what was refused again at the next look."""
        self._refused, self._due = "", 0.0

    def _published(self) -> str:
        name = self._place.current()
        if name is None:
            raise SourceError("no generation is published at the index's source")
        return name

    def _is_here(self, name: str) -> bool:
        """Whether it is live here; compared byte by byte the first time, because disks fail too."""
        try:
            return live_name(self.index) == name and (self._trusted or self._has_whole(name))
        except StoreError:
            return False

    def _refuse(self, name: str, error: IndexingError | OSError) -> None:
        if isinstance(error, OSError):
            error = StoreError(f"generation {name} can't be kept here ({error.strerror or type(error).__name__})")
        if isinstance(error, Busy):  # its message names a process and a machine, and it passes
            error = StoreError("the folder of the index is being written by another process")
        elif name and not isinstance(error, SourceError):
            self._refused, self._refused_until = name, self._clock() + RETRY_SECONDS
        if str(error) != str(self._fault or ""):
            log.warning("The index's source isn't followed: %s", error)
        self._fault = error

    def _fetch(self, name: str) -> None:
        self.index.mkdir(parents=True, exist_ok=True)
        with writing(self.index, self._patience):
            scratch = self.index / _BUILDING
            shutil.rmtree(scratch, ignore_errors=True)  # of a killed process
            try:
                if not self._has_whole(name):
                    self._fetch_generation(scratch / name)
                else:
                    self._fetch_encoder(read_manifest(folder_of(self.index, name)), scratch / "encoder")
            finally:
                shutil.rmtree(scratch, ignore_errors=True)
            publish(self.index, name)
            prune(self.index, self._keep, self._stores)
        log.info("Generation %s was fetched from the index's source", name)

    def _has_whole(self, name: str) -> bool:
        folder = folder_of(self.index, name)
        try:
            return next(faults_of(folder, read_manifest(folder)), None) is None
        except StoreError:
            return False

    def _fetch_generation(self, building: Path) -> None:
        name, below = building.name, f"generations/{building.name}"
        self._place.get(f"{below}/{FILE}", building / FILE, _LARGEST)
        manifest = read_manifest(building)
        _demand_inside(manifest)
        demand_encoder(manifest, name_of(self._model))
        _demand_room(self.index, manifest)
        self._fetch_encoder(manifest, building.parent / "encoder")
        for file in manifest.files:
            self._place.get(f"{below}/{file.path}", building / file.path, file.size)
        demand_whole(building, manifest)
        place = folder_of(self.index, name)
        if place.exists():
            if is_held(place):
                raise StoreError(f"generation {name} is damaged here and still being read")
            discard(self.index, name, self._stores)
        place.parent.mkdir(parents=True, exist_ok=True)
        building.rename(place)

    def _fetch_encoder(self, manifest: Manifest, building: Path) -> None:
        """The encoder of a generation, where the one that is here is another. Raises ``EncoderError``."""
        folder = encoder_folder(self.index / "encoders", self._model)
        if not manifest.fingerprint or _fingerprint(folder) == manifest.fingerprint:
            return
        below = f"encoders/{manifest.fingerprint}"
        self._place.get(f"{below}/encoder.json", building / "encoder.json", _LARGEST)
        try:
            for name, _ in read_facts(building).files():
                most = _LARGEST if name == TOKENIZER else _ENCODER_LARGEST
                self._place.get(f"{below}/{name}", building / name, most)
            if verified(building).fingerprint != manifest.fingerprint:
                raise EncoderError("another")
        except EncoderError as error:
            raise SourceError("the encoder at the index's source isn't the one of its generation") from error
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        building.rename(folder)


def _fingerprint(folder: Path) -> str:
    try:
        return verified(folder).fingerprint
    except EncoderError:
        return ""


def _demand_inside(manifest: Manifest) -> None:
    """Who may write at the address may not write elsewhere here. Raises ``SourceError``."""
    for file in manifest.files:
        path = PurePosixPath(file.path)
        if path.is_absolute() or ".." in path.parts or "\\" in file.path or file.size < 0:
            raise SourceError(f"the manifest of generation {manifest.name} names files outside of it")


def _demand_room(index: Path, manifest: Manifest) -> None:
    needed, free = sum(file.size for file in manifest.files), shutil.disk_usage(index).free
    if free < needed:
        raise StoreError(
            f"generation {manifest.name} can't be kept here: {needed / 1e6:,.0f} MB are needed, {free / 1e6:,.0f} free"
        )
