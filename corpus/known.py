"""Guides that were read before: a file that hasn't changed needn't be read again."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePath

from corpus.lexicon import Lexicon
from corpus.types import Guide

READ_BY = ("charset-normalizer", "lxml", "markdown-it-py", "mdit-py-plugins", "nupunkt", "PyStemmer")
"""The packages that files are read and cut with."""


@cache
def reading_code() -> str:
    """A digest of what reads files and cuts guides into passages: the modules of this package, their data, Python and
    the packages that they use. Where it is another, guides and passages of the same files may be others."""
    digest = hashlib.sha256(repr((sys.version_info[:3], *map(version, READ_BY))).encode())
    for file in _code(files("corpus")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _code(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda one: one.name):
        if path.is_dir() and path.name != "guides":
            yield from _code(path)
        elif path.name.endswith((".py", ".yaml")):
            yield path


class KnownGuides:
    """Guides by the digests of their files, as ``digest`` makes them; nothing is wrong with any of these files."""

    def __init__(self, lexicon: Lexicon, known: Callable[[str], Guide | None] | None = None) -> None:
        """``known`` gives the guide of a digest, as it was before what others repeat became an aside."""
        self._begun = hashlib.sha256(f"{reading_code()}{lexicon!r}".encode(errors="surrogatepass"))
        self.of = known or (lambda digest: None)

    def digest(self, name: PurePath, data: bytes) -> str:
        """What a guide is made of: the file's ``name`` and ``data``, the lexicon and the code."""
        digest = self._begun.copy()
        digest.update(b"%r %d " % (str(name), len(data)) + data)
        return digest.hexdigest()
