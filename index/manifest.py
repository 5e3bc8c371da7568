"""What a generation is made of, sealed: the size and SHA-256 of each of its files, and a digest of the list itself.

The manifest is written last, so a folder that has one is whole; from then on no file in it is written again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from pydantic import TypeAdapter, ValidationError

from index.digest import content, sha256
from index.errors import HEAL, Damaged, OtherEncoder, OtherFormat, StoreError

FORMAT = 7
"""Raised whenever what stands in a generation changes; another format is rebuilt, not read."""

FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file by its path inside the generation, and what was written to it."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """``fingerprint`` is the encoder's; empty where a generation isn't held to one. ``split_by`` tells by which code
    its passages were cut, where they were cut out of guides."""

    name: str
    encoder: str
    fingerprint: str
    digest: str
    guides: int
    passages: int
    files: tuple[SealedFile, ...]
    split_by: str = ""


_MANIFEST = TypeAdapter(Manifest)


def sealed_files(folder: Path, shared: Sequence[SealedFile] = ()) -> tuple[SealedFile, ...]:
    """Every file below ``folder``, on the disk for good; what is ``shared`` is, with the digest that it was written
    with."""
    found, known = [], {file.path: file for file in shared}
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            with path.open("rb") as file:
                os.fsync(file.fileno())
        found.append(known.get(name) or SealedFile(name, path.stat().st_size, sha256(path)))
    return tuple(found)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Seal ``folder``."""
    body = _MANIFEST.dump_json(manifest)
    sealed = {"format": FORMAT, "seal": hashlib.sha256(body).hexdigest(), "manifest": json.loads(body)}
    with (folder / FILE).open("x", encoding="utf-8") as file:
        json.dump(sealed, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """Raises ``OtherFormat``, or ``Damaged`` where there is none, or not the one that was written."""
    name = folder.name
    try:
        sealed = json.loads(content(folder / FILE))
        if sealed["format"] != FORMAT:
            raise OtherFormat(f"generation {name}: written by another version (format {sealed['format']}); {HEAL}")
        manifest = _MANIFEST.validate_python({**sealed["manifest"], "files": tuple(sealed["manifest"]["files"])})
        whole = hashlib.sha256(_MANIFEST.dump_json(manifest)).hexdigest() == sealed["seal"]
    except OSError as error:
        raise Damaged(f"generation {name}: its manifest can't be read ({error.strerror}); {HEAL}") from error
    except (ValueError, TypeError, KeyError, RecursionError, ValidationError) as error:
        raise Damaged(f"generation {name}: its manifest is damaged; {HEAL}") from error
    if not whole or manifest.name != name:
        raise Damaged(f"generation {name}: its manifest isn't the one that was written; {HEAL}")
    return manifest


def faults_of(
    folder: Path, manifest: Manifest, *, sizes_only: bool = False, later: Sequence[str] = (), among: Sequence[str] = ()
) -> Iterator[str]:
    """What is wrong with the files, one after the other, by their paths; of those ``among`` only where given.

    Of those to be compared ``later`` only the size is.
    """
    there = {path.relative_to(folder).as_posix() for path in _files(folder)}
    expected = {file.path: file for file in manifest.files}
    yield from (f"{path} is missing" for path in sorted(expected.keys() - there))
    yield from (f"{path} is none of its files" for path in sorted(there - expected.keys()))
    for path in sorted(expected.keys() & there & set(among or there)):
        try:
            size = (folder / path).stat().st_size
            if size != expected[path].size:
                yield f"{path} is {size:,} bytes long, {expected[path].size:,} were written"
            elif not sizes_only and path not in later and sha256(folder / path) != expected[path].sha256:
                yield f"{path} is not what was written"
        except OSError as error:
            yield f"{path} can't be read ({error.strerror})"


def demand_whole(folder: Path, manifest: Manifest, later: Sequence[str] = ()) -> None:
    """Compare every file with the manifest, of those to be compared ``later`` only the size. Raises ``Damaged``
    naming the first that differs."""
    fault = next(faults_of(folder, manifest, later=later), None)
    if fault is not None:
        raise Damaged(f"generation {manifest.name}: {fault}; {HEAL}")


def demand_encoder(manifest: Manifest, encoder: str, fingerprint: str = "") -> None:
    """Its vectors can be compared with those of ``encoder``. Raises ``OtherEncoder``; of a fingerprint only where both
    are known."""
    made = f"generation {manifest.name} was made with the encoder {_shown(manifest.encoder)}"
    if manifest.encoder != encoder:
        raise OtherEncoder(f"{made}, but GUIDES_ENCODER names {_shown(encoder)}; {HEAL}, or set GUIDES_ENCODER back")
    if manifest.fingerprint and fingerprint and manifest.fingerprint != fingerprint:
        raise OtherEncoder(f"{made}, but {_shown(encoder)} has other weights now; {HEAL}")


def _shown(encoder: str) -> str:
    """A model's name; of a folder its last part, because a path is nobody else's business."""
    path = PurePath(encoder)
    return path.name if path.is_absolute() else encoder


def is_whole(folder: Path) -> bool:
    """Whether all files are there and as long as they were written."""
    try:
        return next(faults_of(folder, read_manifest(folder), sizes_only=True), None) is None
    except StoreError:
        return False


def is_foreign(folder: Path) -> bool:
    """Whether another version of the program wrote it."""
    try:
        read_manifest(folder)
    except OtherFormat:
        return True
    except StoreError:
        return False
    return False


def _files(folder: Path) -> list[Path]:
    """All files but the manifest and hidden ones, which editors and file systems leave behind."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and path.name != FILE and not path.name.startswith(".")
    )
