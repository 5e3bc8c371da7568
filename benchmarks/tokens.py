"""``tokens``: what each form of the token vectors takes, and what it costs in quality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.beds import Bed
from benchmarks.forms import Form, FormedTokens, FormOf, plain, principal, trained, turned
from evals.run import Progress
from evals.statistics import Difference, difference

MEASURES = ("recall@1", "recall@3", "ndcg@10")


@dataclass(frozen=True, slots=True)
class Quality:
    """A form on a bed: each measure's mean, and its difference from the form that is shipped."""

    form: Form
    bytes_a_passage: float
    means: dict[str, float]
    differences: dict[str, Difference]


def forms(projections: Sequence[Path]) -> tuple[FormOf, ...]:
    """The form as shipped first, then those that take less."""
    return (
        plain(8),
        plain(4),
        turned(4),
        principal(256),
        principal(192),
        principal(128),
        principal(192, bits=4),
        *(trained(path) for path in projections),
        *(trained(path, bits=4) for path in projections),
    )


def tried(bed: Bed, wanted: Sequence[FormOf], progress: Progress) -> tuple[Quality, ...]:
    """Every form on ``bed``; the first is what the others are compared with. Raises ``FormError``."""
    tokens = bed.generation.tokens
    a_passage = sum(len(tokens.passage(row).scales) for row in range(len(tokens))) / len(tokens)
    shipped: dict[str, dict[str, float]] = {}
    found = []
    for done, form_of in enumerate(wanted, start=1):
        form = form_of(tokens, bed.encoder.dimension)
        scores = bed.measured(replace(bed.generation, tokens=FormedTokens(tokens, form)))
        shipped = shipped or scores
        found.append(_quality(form, a_passage, scores, shipped))
        progress(bed.name, done, len(wanted))
    return tuple(found)


def _quality(
    form: Form, tokens_a_passage: float, scores: dict[str, dict[str, float]], shipped: dict[str, dict[str, float]]
) -> Quality:
    means, differences = {}, {}
    for measure in MEASURES:
        after = [scores[id_][measure] for id_ in shipped]
        both = np.array([*(shipped[id_][measure] for id_ in shipped), *after])
        means[measure] = float(np.mean(after))
        differences[measure] = difference(lambda rows, values=both: float(values[rows].mean()), len(after))  # type: ignore[misc]
    return Quality(form, form.bytes_a_token * tokens_a_passage, means, differences)
