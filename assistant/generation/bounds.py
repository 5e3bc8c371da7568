"""Bounds of a model's statements that were chosen by hand: no command fits them, `chosen.yaml` says on what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from assistant.parameters import chosen


@dataclass(frozen=True, slots=True)
class Bounds:
    """Scores are the gate's."""

    lean: float
    """Cosine from which a sentence is what an unsupported statement leaned on."""
    shown: float
    """Score from which a statement is shown in the model's own words; below, a sentence of the guides stands for it."""
    recited: float
    """The same for one that cites the wrong passage and is given a sentence to cite: of many one is near by chance."""
    uncited: float
    """The same for one that cites none: a model that cites nothing mostly invents."""
    sure: float
    """Score from which no better sentence is looked for."""
    kept: float
    """Share of the model's statements that must be held up; else the guides' own sentences are added."""


bounds = cache(partial(chosen, "generation", Bounds))
"""The shipped ones."""
