"""Questions that ask the same, together.

Leaders (Hartigan 1975): one after the other, oldest first, each question joins the nearest founder that is like
enough, or founds a cluster itself. A cluster is known by its founder, so it keeps its name whatever joins it later, and
the same questions in the same order always make the same clusters, whether they come at once or by and by.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.types import Vectors

ALIKE = 0.5
"""Cosine, of questions without the roles and places that they name, from which two are one task."""
AT_ONCE = 512
_DIGITS = 4
"""A cosine is rounded to so many, so that how a product of matrices is cut into pieces decides nothing."""


def founders_of(vectors: Vectors, before: Vectors) -> NDArray[np.int64]:
    """For each row of ``vectors`` its founder: a row ``i`` of ``before`` as ``i``, or a row ``j`` of ``vectors`` itself
    as ``len(before) + j``."""
    chosen = np.empty(len(vectors), dtype=np.int64)
    known, number = before, np.arange(len(before), dtype=np.int64)
    for first in range(0, len(vectors), AT_ONCE):
        batch = vectors[first : first + AT_ONCE]
        place, founded = _joined(batch, known)
        chosen[first : first + len(batch)] = [
            number[row] if row < len(known) else len(before) + first + row - len(known) for row in place
        ]
        if founded:
            known = np.concatenate([known, batch[founded]])
            number = np.concatenate([number, len(before) + first + np.array(founded, dtype=np.int64)])
    return chosen


def _joined(batch: Vectors, known: Vectors) -> tuple[list[int], list[int]]:
    """Where each row of ``batch`` belongs, counting ``known`` first and ``batch`` after it; which rows are founders."""
    near, best = _nearest(batch, known)
    within = np.round(batch @ batch.T, _DIGITS)
    places: list[int] = []
    founded: list[int] = []
    for row in range(len(batch)):
        cosine, place = float(near[row]), int(best[row])
        if founded:
            inside = within[row, founded]
            nearest = int(np.argmax(inside))
            if inside[nearest] > cosine:
                cosine, place = float(inside[nearest]), len(known) + founded[nearest]
        if cosine < ALIKE:
            place = len(known) + row
            founded.append(row)
        places.append(place)
    return places, founded


def _nearest(batch: Vectors, known: Vectors) -> tuple[Vectors, NDArray[np.int64]]:
    if not len(known):
        return np.full(len(batch), -1.0, dtype=np.float32), np.zeros(len(batch), dtype=np.int64)
    cosines = np.round(batch @ known.T, _DIGITS)
    best = np.argmax(cosines, axis=1)
    return cosines[np.arange(len(batch)), best], best


def by_scope(scopes: Sequence[str]) -> dict[str, list[int]]:
    """The places of each scope, in order."""
    places: dict[str, list[int]] = {}
    for place, scope in enumerate(scopes):
        places.setdefault(scope, []).append(place)
    return places
