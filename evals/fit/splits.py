"""What a fit is judged on: never what it was fitted on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.fit.conversations import Example


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to fit on and rows to judge on."""

    name: str
    by_corpus: bool
    fitted: tuple[int, ...]
    judged: tuple[int, ...]


def splits(examples: Sequence[Example]) -> tuple[Split, ...]:
    """Each corpus left out in its turn, then each half of the conversations."""
    rows = range(len(examples))
    left_out = [
        Split(
            f"{corpus}, left out",
            True,
            tuple(i for i in rows if examples[i].corpus != corpus),
            tuple(i for i in rows if examples[i].corpus == corpus),
        )
        for corpus in dict.fromkeys(example.corpus for example in examples)
    ]
    halves = [
        Split(
            f"half {half}",
            False,
            tuple(i for i in rows if examples[i].half != half),
            tuple(i for i in rows if examples[i].half == half),
        )
        for half in (0, 1)
    ]
    return (*left_out, *halves)
