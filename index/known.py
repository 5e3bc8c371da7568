"""Guides of the live generation whose files needn't be read again where they haven't changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from corpus.repeated import without_asides
from corpus.types import Guide
from index.errors import StoreError
from index.generation import folder_of, live_name
from index.guide_table import FACTS, TEXTS, GuideTable
from index.manifest import faults_of, read_manifest


def known_guides(index: Path) -> Callable[[str], Guide | None]:
    """The guides of the live generation of ``index`` by their files' digests, as they were before what others repeat
    became an aside; none where what it holds of guides isn't what was written."""
    guides = GuideTable((), b"")
    with suppress(StoreError, OSError, ValueError):
        folder = folder_of(index, live_name(index) or "")
        if next(faults_of(folder, read_manifest(folder), among=(TEXTS, FACTS)), None) is None:
            guides = GuideTable.load(folder)
    places = {one.file_digest: place for place, one in enumerate(guides.facts) if one.file_digest}
    return lambda digest: without_asides(guides[places[digest]]) if digest in places else None
