"""``tokens``: what each form of the token vectors takes, and what it costs in quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.datasets import Bed, Hits
from benchmarks.quantization import Form, FormOf, encoded, formed, plain, principal, shipped, trained
from evals.progress import Progress
from evals.statistics import Difference, difference

Measured = dict[str, dict[str, float]]
"""Measures by question."""
MEASURES = ("recall@1", "recall@3", "ndcg@10")


@dataclass(frozen=True, slots=True)
class Quality:
    """A form on a bed: each measure's mean, and its difference from all dimensions in eight bits.

    ``shift`` is how much the best hit's score changes in the mean; what was fitted to scores, such as when to say that
    the guides don't say, must be fitted anew where it is large.
    """

    form: Form
    bytes_a_passage: float
    means: dict[str, float]
    differences: dict[str, Difference]
    shift: float


def forms(projections: Sequence[Path]) -> tuple[FormOf, ...]:
    """All dimensions in eight bits first, then those that take less; two bits show that a form can be too small."""
    return (
        plain(8),
        shipped,
        plain(4),
        plain(2),
        principal(192, bits=4),
        principal(128, bits=4),
        principal(96, bits=4),
        principal(128, bits=4, unit=True),
        *(trained(path) for path in projections),
        *(trained(path, bits=4) for path in projections),
    )


def tried(bed: Bed, wanted: Sequence[FormOf], progress: Progress) -> tuple[Quality, ...]:
    """Every form on ``bed``; the first is what the others are compared with. Raises ``FormError``."""
    tokens = encoded(bed.generation.passages, bed.encoder)
    a_passage = sum(len(one.vectors) for one in tokens) / len(tokens)
    first: Hits = {}
    found = []
    for done, form_of in enumerate(wanted, start=1):
        form = form_of(tokens, bed.encoder.dimension)
        hits = bed.ranked(replace(bed.generation, tokens=formed(tokens, form)))
        first = first or hits
        found.append(_quality(form, a_passage, bed.judge(hits), bed.judge(first), _shift(hits, first)))
        progress(bed.name, done, len(wanted))
    return tuple(found)


def _quality(form: Form, tokens_a_passage: float, scores: Measured, shipped: Measured, shift: float) -> Quality:
    means, differences = {}, {}
    for measure in MEASURES:
        after = [scores[id_][measure] for id_ in shipped]
        both = np.array([*(shipped[id_][measure] for id_ in shipped), *after])
        means[measure] = float(np.mean(after))
        differences[measure] = difference(lambda rows, values=both: float(values[rows].mean()), len(after))  # type: ignore[misc]
    return Quality(form, form.bytes_a_token * tokens_a_passage, means, differences, shift)


def _shift(hits: Hits, first: Hits) -> float:
    best = [(hits[id_][0].score, found[0].score) for id_, found in first.items() if found]
    return float(np.mean([abs(after - before) for after, before in best])) if best else 0.0
