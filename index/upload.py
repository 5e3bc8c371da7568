"""Publishing the live generation at an address: all files first, each read back, then the pointer, then tidying up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.digest import sha256
from index.encode import encoder_folder
from index.encoder_facts import read_facts
from index.errors import HEAL, SourceError, StoreError
from index.generation import folder_of, live_name
from index.hold import Hold
from index.manifest import FILE, Manifest, demand_encoder, demand_whole, read_manifest
from index.place import RemotePlace

YOUNG = 3600.0
"""Seconds in which no generation is deleted at an address: a replica may be fetching it."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A file, where it goes, and what it must be when it has arrived."""

    source: Path
    path: str
    sha256: str


def upload(
    index: Path,
    address: str,
    model: str,
    *,
    keep: int = 3,
    place_of: Callable[[str], RemotePlace] = RemotePlace,
) -> str:
    """Publish the live generation of ``index``, which was made with the encoder ``model``, at ``address``; its name.

    At the address the ``keep`` newest stay, none that is younger than an hour goes, nor the one that was published
    before. Raises ``StoreError``; what was published there then stays published.
    """
    name = live_name(index)
    if name is None:
        raise StoreError(f"no generation is published; {HEAL}")
    place, folder = place_of(address), folder_of(index, name)
    hold = Hold(folder)
    try:
        manifest = read_manifest(folder)
        demand_whole(folder, manifest)
        before = place.current()
        files = (*_encoder_files(index, manifest, model), *_files(folder, manifest))
        for sent in files:
            _send(place, sent)
        place.point(name)
    finally:
        hold.release()
    _prune(place, keep, {name, before})
    return name


def _files(folder: Path, manifest: Manifest) -> list[_Sent]:
    """Those of a generation, its manifest last."""
    below = f"generations/{manifest.name}"
    files = [_Sent(folder / file.path, f"{below}/{file.path}", file.sha256) for file in manifest.files]
    return [*files, _Sent(folder / FILE, f"{below}/{FILE}", sha256(folder / FILE))]


def _encoder_files(index: Path, manifest: Manifest, model: str) -> list[_Sent]:
    """Those of the encoder that it is held to, its facts last. Raises ``StoreError`` or ``EncoderError``."""
    if not manifest.fingerprint:
        return []
    folder = encoder_folder(index / "encoders", model)
    facts = read_facts(folder)
    demand_encoder(manifest, facts.name, facts.fingerprint)
    below = f"encoders/{facts.fingerprint}"
    told = folder / "encoder.json"
    return [
        *(_Sent(folder / name, f"{below}/{name}", digest) for name, digest in facts.files()),
        _Sent(told, f"{below}/{told.name}", sha256(told)),
    ]


def _send(place: RemotePlace, sent: _Sent) -> None:
    """What is there already isn't sent again; what is sent is read back."""
    if place.digest(sent.path) == sent.sha256:
        return
    place.put(sent.source, sent.path)
    if place.digest(sent.path) != sent.sha256:
        raise SourceError(f"{sent.path} arrived otherwise than it was sent; nothing was published")


def _prune(place: RemotePlace, keep: int, spared: set[str | None]) -> None:
    for name in place.names()[:-keep]:
        age = None if name in spared else place.age(f"generations/{name}")
        if age is not None and age > YOUNG:
            place.delete(f"generations/{name}")
