"""Going back to an earlier generation, and looking over those that are there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from index.encode import check_encoder, name_of
from index.errors import HEAL, EncoderError, OtherEncoder, StoreError
from index.generation import folder_of, generation_names, live_name, open_generation, publish
from index.lock import PATIENCE, writing
from index.manifest import Manifest, demand_encoder, faults_of, read_manifest
from index.naming import built
from index.vectors import VectorStores


@dataclass(frozen=True, slots=True)
class GenerationState:
    """A generation that is there: ``manifest`` is ``None`` where it can't be read, ``faults`` is what is wrong."""

    name: str
    live: bool
    manifest: Manifest | None
    faults: tuple[str, ...]

    @property
    def built(self) -> datetime | None:
        """When it was built, where its name says so."""
        return built(self.name)


def generation_states(index: Path) -> Iterator[GenerationState]:
    """Every generation that is there, the newest first; its files are read whole."""
    live = None
    with suppress(StoreError):
        live = live_name(index)
    for name in reversed(generation_names(index)):
        folder = folder_of(index, name)
        try:
            manifest = read_manifest(folder)
        except StoreError as error:
            yield GenerationState(name, name == live, None, (str(error),))
            continue
        faults = faults_of(folder, manifest)
        yield GenerationState(name, name == live, manifest, tuple(f"generation {name}: {fault}" for fault in faults))


def faults_of_index(index: Path, model: str, stores: VectorStores) -> Iterator[str]:
    """All that is wrong with an index that is to be served with the encoder ``model``, a line each."""
    live = None
    try:
        live = live_name(index)
        if live is None:
            yield f"no generation is published; {HEAL}"
    except StoreError as error:
        yield str(error)
    if live is not None and live not in generation_names(index):
        yield f"generation {live}, which is published, is not there; {HEAL}"
    try:
        fingerprint = check_encoder(model, index / "encoders")
    except EncoderError as error:
        fingerprint = ""
        yield str(error)
    for kept in generation_states(index):
        yield from kept.faults
        if kept.live and kept.manifest is not None:
            try:
                demand_encoder(kept.manifest, name_of(model), fingerprint)
            except OtherEncoder as error:
                yield str(error)
            if not kept.faults:
                yield from _faults_when_opened(index, kept.name, stores)


def _faults_when_opened(index: Path, name: str, stores: VectorStores) -> Iterator[str]:
    try:
        open_generation(index, name, stores).close()
    except StoreError as error:
        yield str(error)


def roll_back(index: Path, model: str = "", patience: float = PATIENCE) -> str:
    """Publish the newest generation before the live one that is whole and made with the encoder ``model``; its name.

    Where it can't be told which is live, that is the newest whole one. Raises ``StoreError`` where there is none, with
    what is wrong with the newest.
    """
    with writing(index, patience):
        live = None
        with suppress(StoreError):
            live = live_name(index)
        faults: list[str] = []
        for kept in generation_states(index):
            if live is not None and kept.name >= live:
                continue
            if kept.manifest is not None and kept.manifest.encoder != name_of(model):
                faults.append(f"generation {kept.name} was made with another encoder, {kept.manifest.encoder}")
            elif not kept.faults:
                publish(index, kept.name)
                return kept.name
            else:
                faults += kept.faults
        raise StoreError("no earlier generation is kept" + (f" that can be served: {faults[0]}" if faults else ""))
