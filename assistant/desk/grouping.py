"""New questions asked in vain to their gaps: read, encoded, put together, kept.

Leaders (Hartigan 1975): one after the other, oldest first, each question joins the nearest founder that is like
enough, or founds a cluster itself. A cluster is known by its founder, so it keeps its name whatever joins it later, and
the same questions in the same order always make the same clusters, whether they come at once or by and by.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.desk.asked import AskedInVain
from assistant.desk.gap_types import Progress
from assistant.desk.nonsense import is_nonsense
from assistant.storage.gap_records import KnownQuestion
from assistant.storage.gaps import GapStore
from index.search import Searcher
from index.types import Vectors

ALIKE = 0.5
"""Cosine, of questions without the roles and places that they name, from which two are one task."""
COMPARED_AT_ONCE = 512
_DIGITS = 4
"""A cosine is rounded to so many, so that how a product of matrices is cut into pieces decides nothing."""
FINGERPRINT = 12
"""Characters of a gap's fingerprint: the first of its founder's key."""
KEPT_AT_ONCE = 1024
"""Questions that are read, encoded and kept together: whoever is interrupted loses so many, which take some seconds."""
STAGE = "questions"


@dataclass(frozen=True, slots=True)
class _Read:
    asked: AskedInVain
    scope: str
    bare: str


def group(
    questions: Sequence[AskedInVain], store: GapStore, searcher: Searcher, progress: Progress | None = None
) -> dict[str, str]:
    """The gap of each of ``questions`` (the oldest first) by key; empty where it is none.

    What was looked at before is read from the store. The rest is encoded, a batch at a time, each kept before the next,
    so that whoever is interrupted goes on from there.
    """
    encoder = encoder_of(searcher)
    known = store.known(encoder)
    fresh = [one for one in questions if one.key not in known]
    report = progress or (lambda stage, done, total: None)
    read: dict[str, Vectors] = {}
    for first in range(0, len(fresh), KEPT_AT_ONCE):
        report(STAGE, first, len(fresh))
        found = _grouped(fresh[first : first + KEPT_AT_ONCE], encoder, store, searcher, read)
        store.keep(encoder, found)
        known.update({one.key: one.gap for one in found})
    if fresh:
        report(STAGE, len(fresh), len(fresh))
    _forget(questions, known, store)
    return {one.key: known[one.key] for one in questions}


def scope_of(text: str, guides: Sequence[str], searcher: Searcher) -> str:
    """The roles and places that a question is about, of the lexicon's words; a pinned guide's role where it names none
    itself."""
    lexicon = searcher.lexicon
    pinned = sorted({searcher.guides[slug].role for slug in guides if slug in searcher.guides})
    roles = sorted(lexicon.roles_of(text)) or (pinned if len(pinned) == 1 else [])
    places = sorted({place.casefold().removeprefix("the ") for place in lexicon.named_places(text).values()})
    return json.dumps([roles, places], ensure_ascii=False)


def names_a_place(scope: str) -> bool:
    """Whether what ``scope_of`` made names one."""
    return bool(scope) and bool(json.loads(scope)[1])


def bare(text: str, searcher: Searcher) -> str:
    """``text`` without the roles and places that its scope names, which would outweigh all else that it says."""
    worded = searcher.normalise(text)
    rest = searcher.lexicon.without_places(searcher.lexicon.without_roles(worded))
    return " ".join(rest.split()) or worded


def cluster(
    scopes: Sequence[str], vectors: Vectors, keys: Sequence[str], founders: Sequence[KnownQuestion]
) -> list[str]:
    """The fingerprint of the gap that each question joins or founds, in the order of ``keys``."""
    before = by_scope([one.scope for one in founders])
    gaps = [""] * len(keys)
    for scope, places in by_scope(scopes).items():
        there = [founders[row] for row in before.get(scope, ())]
        known = np.stack([one.vector for one in there]) if there else np.zeros((0, vectors.shape[1]), np.float32)
        names = [one.gap for one in there] + [keys[place][:FINGERPRINT] for place in places]
        for place, row in zip(places, founders_of(vectors[places], known), strict=True):
            gaps[place] = names[row]
    return gaps


def _grouped(
    batch: Sequence[AskedInVain], encoder: str, store: GapStore, searcher: Searcher, vectors_of: dict[str, Vectors]
) -> list[KnownQuestion]:
    """``vectors_of`` has those of the words that were encoded before: many ask the same of another role."""
    nothing = np.zeros(0, dtype=np.float32)
    senseless = {one.key for one in batch if is_nonsense(one.text)}
    found = [KnownQuestion(key, "", "", nothing) for key in sorted(senseless)]
    read = [
        _Read(one, scope_of(one.text, one.guides, searcher), bare(one.text, searcher))
        for one in batch
        if one.key not in senseless
    ]
    if not read:
        return found
    unseen = [text for text in dict.fromkeys(one.bare for one in read) if text not in vectors_of]
    if unseen:
        vectors_of.update(zip(unseen, _kept(searcher.encoder.encode(unseen).pooled), strict=True))
    vectors = np.stack([vectors_of[one.bare] for one in read])
    scopes = [one.scope for one in read]
    gaps = cluster(scopes, vectors, [one.asked.key for one in read], store.founders(encoder, set(scopes)))
    return [
        *found,
        *(KnownQuestion(one.asked.key, gap, one.scope, row) for one, gap, row in zip(read, gaps, vectors, strict=True)),
    ]


def _kept(vectors: Vectors) -> Vectors:
    """As they come back from the store, so that it decides nothing whether a vector has been there."""
    return vectors.astype(np.float16).astype(np.float32)


def _forget(questions: Sequence[AskedInVain], known: dict[str, str], store: GapStore) -> None:
    """Forget what is asked no more, but no founder of a gap that others are in."""
    asked = {one.key for one in questions}
    alive = {gap for key, gap in known.items() if key in asked}
    gone = {
        key for key, gap in known.items() if key not in asked and not (gap and gap in alive and key.startswith(gap))
    }
    if gone:
        store.forget(gone)


def encoder_of(searcher: Searcher) -> str:
    """Vectors of one name can be compared."""
    return searcher.encoder.fingerprint[:64]


def fingerprints(
    gaps: dict[str, str], questions: Sequence[AskedInVain]
) -> Iterator[tuple[str, tuple[AskedInVain, ...]]]:
    """Each gap with its questions, what is asked most first."""
    together: dict[str, list[AskedInVain]] = {}
    for one in questions:
        if gap := gaps[one.key]:
            together.setdefault(gap, []).append(one)
    for gap, members in together.items():
        yield gap, tuple(sorted(members, key=lambda one: (-one.asked, one.first, one.key)))


def founders_of(vectors: Vectors, before: Vectors) -> NDArray[np.int64]:
    """For each row of ``vectors`` its founder: a row ``i`` of ``before`` as ``i``, or a row ``j`` of ``vectors`` itself
    as ``len(before) + j``."""
    chosen = np.empty(len(vectors), dtype=np.int64)
    known, number = before, np.arange(len(before), dtype=np.int64)
    for first in range(0, len(vectors), COMPARED_AT_ONCE):
        batch = vectors[first : first + COMPARED_AT_ONCE]
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
