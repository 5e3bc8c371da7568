"""Questions that ask the same come together, and a cluster keeps its name."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.desk.grouping import ALIKE, COMPARED_AT_ONCE, founders_of
from index.encode import normalised
from index.types import Vectors


def drawn(seed: int, count: int, subjects: int = 20) -> Vectors:
    """Vectors around some subjects, as they come back from the store."""
    generator = np.random.default_rng(seed)
    centres = generator.standard_normal((subjects, 32))
    rows = centres[generator.integers(subjects, size=count)] + 0.5 * generator.standard_normal((count, 32))
    return normalised(rows.astype(np.float32)).astype(np.float16).astype(np.float32)


def one_by_one(vectors: Vectors) -> list[int]:
    """The same, as the definition says it."""
    founders: list[int] = []
    found: list[int] = []
    for row, vector in enumerate(vectors):
        near = [round(float(vector @ vectors[founder]), 4) for founder in founders]
        if near and max(near) >= ALIKE:
            found.append(founders[near.index(max(near))])
        else:
            founders.append(row)
            found.append(row)
    return found


NONE = np.zeros((0, 32), dtype=np.float32)


def test_each_joins_the_nearest_founder_that_is_like_enough_or_founds_a_cluster() -> None:
    vectors = drawn(1, 3 * COMPARED_AT_ONCE)
    found = founders_of(vectors, NONE)
    assert found.tolist() == one_by_one(vectors)
    assert 10 < len(set(found.tolist())) < 200


@settings(max_examples=20)
@given(seed=st.integers(0, 50), cut=st.integers(1, 199))
def test_it_is_all_the_same_whether_questions_come_at_once_or_by_and_by(seed: int, cut: int) -> None:
    vectors = drawn(seed, 200)
    at_once = founders_of(vectors, NONE).tolist()
    first = founders_of(vectors[:cut], NONE)
    founders = sorted(set(first.tolist()))
    then = founders_of(vectors[cut:], vectors[founders])
    by_and_by = [founders[row] if row < len(founders) else cut + row - len(founders) for row in then.tolist()]
    assert [*first.tolist(), *by_and_by] == at_once
