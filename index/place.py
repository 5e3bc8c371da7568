"""A place that generations are published to and fetched from: a folder or an object store, by any address of fsspec.

ADDRESS/current                    the name of the published generation, moved last
ADDRESS/generations/NAME/...       its files as they are in an index; the manifest is written last
ADDRESS/encoders/FINGERPRINT/...   the encoder that its vectors were made with

Its errors name what is wrong there, never the address: visitors may see them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from index.errors import SourceError
from index.generation import generation_name

_BLOCK = 1 << 20
_POINTER = "current"
_CONNECT, _READ = 5, 30
"""Seconds."""
_OPTIONS: dict[str, dict[str, Any]] = {
    # Listings and answers of the store are never remembered: another process publishes there.
    "s3": {
        "skip_instance_cache": True,
        "use_listings_cache": False,
        "config_kwargs": {"connect_timeout": _CONNECT, "read_timeout": _READ, "retries": {"max_attempts": 2}},
    }
}


class RemotePlace:
    """What stands at an address; paths are relative to it. Thread-safe as far as its file system is."""

    def __init__(self, address: str) -> None:
        """Raises ``SourceError`` where no file system of fsspec takes the address."""
        if not address.strip().strip("/"):
            raise SourceError("the index's source has no address")
        import fsspec  # which most have no use of, and looks through all packages for its plugins

        protocol = address.partition("://")[0] if "://" in address else "file"
        try:
            self._files, root = fsspec.core.url_to_fs(address, **_OPTIONS.get(protocol, {}))
        except (ValueError, ImportError, OSError) as error:
            said = str(error).splitlines()[0] if isinstance(error, ImportError | ValueError) else type(error).__name__
            raise SourceError(f"the index's source has an address that can't be used ({said})") from error
        self._root = str(root).rstrip("/")
        self._is_folder = protocol in ("file", "local")

    def current(self) -> str | None:
        """The published generation's name; ``None`` where none is. Raises ``SourceError``."""
        content = self.read(_POINTER)
        return None if content is None else generation_name(content, "the index's source")

    def point(self, name: str) -> None:
        """Publish a generation in one step."""
        if self._is_folder:
            beside = f".{_POINTER}-{name}"
            self.write(beside, name.encode())
            with self._as_source_error("published at"):
                Path(self._at(beside)).replace(self._at(_POINTER))
        else:
            self.write(_POINTER, name.encode())

    def names(self) -> list[str]:
        """All generations that are there, whole or not, the oldest first."""
        folder = self._at("generations")
        with self._as_source_error("listed"):
            self._files.invalidate_cache()
            try:
                found = self._files.ls(folder, detail=False)
            except FileNotFoundError:
                return []
        return sorted(str(path).rstrip("/").rpartition("/")[2] for path in found)

    def read(self, path: str) -> bytes | None:
        """A small file; ``None`` where there is none."""
        with self._as_source_error("read"):
            try:
                return bytes(self._files.cat_file(self._at(path)))
            except FileNotFoundError:
                return None

    def write(self, path: str, content: bytes) -> None:
        with self._as_source_error("written"):
            self._make_room(path)
            self._files.pipe_file(self._at(path), content)

    def put(self, source: Path, path: str) -> None:
        """Copy a file there."""
        with self._as_source_error("written"):
            self._make_room(path)
            self._files.put_file(str(source), self._at(path))

    def digest(self, path: str) -> str | None:
        """The SHA-256 of what stands there, read whole; ``None`` where nothing does."""
        digest = hashlib.sha256()
        with self._as_source_error("read"):
            try:
                with self._files.open(self._at(path), "rb") as file:
                    while block := file.read(_BLOCK):
                        digest.update(block)
            except FileNotFoundError:
                return None
        return digest.hexdigest()

    def get(self, path: str, target: Path, most: int) -> None:
        """Copy a file from there, of ``most`` bytes at most. Raises ``SourceError`` where there is none."""
        target.parent.mkdir(parents=True, exist_ok=True)
        with self._as_source_error("read", path), self._files.open(self._at(path), "rb") as file:
            _copied(file, target, most)

    def age(self, folder: str) -> float | None:
        """Seconds since anything in the folder was written; ``None`` where that can't be told."""
        with self._as_source_error("listed"):
            try:
                written = [self._files.modified(path) for path in self._files.find(self._at(folder))]
            except NotImplementedError:
                return None
        moments = [when if when.tzinfo else when.replace(tzinfo=UTC) for when in written]
        return (datetime.now(UTC) - max(moments)).total_seconds() if moments else None

    def delete(self, folder: str) -> None:
        with self._as_source_error("deleted"):
            self._files.rm(self._at(folder), recursive=True)

    def _make_room(self, path: str) -> None:
        """Folders are made; an object store has none, and would rather make a bucket of a mistyped name."""
        if self._is_folder:
            self._files.makedirs(self._at(path).rpartition("/")[0], exist_ok=True)

    def _at(self, path: str) -> str:
        return f"{self._root}/{path}"

    @contextmanager
    def _as_source_error(self, done: str, path: str = "") -> Iterator[None]:
        try:
            yield
        except Exception as error:  # each file system has errors of its own, of no common root
            if isinstance(error, FileNotFoundError) and done == "read":
                raise SourceError(f"the index's source has no {path or 'such file'}") from error
            what = "can't be reached" if done in ("read", "listed") else f"can't be {done}"
            raise SourceError(f"the index's source {what} ({type(error).__name__})") from error


def _copied(file: IO[bytes], target: Path, most: int) -> None:
    """What is longer than it should be isn't taken whole: the disk is ours."""
    left = most + 1
    with target.open("wb") as copy:
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            copy.write(block)
            left -= len(block)
