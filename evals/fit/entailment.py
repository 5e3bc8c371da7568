"""Fits assistant/gate/entailment.py: boosted trees that tell whether evidence entails a claim, and the threshold.

Judged with each part of the labelled pairs left out in its turn. The threshold is the lowest at which trees that didn't
see a part and the certain rules together reject ``REJECTED`` of its unsupported claims, and ``FIGURES`` of those that
change a figure, unit, place or role, in the mean of all parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from assistant.boosted_trees import row_of, write_trees
from assistant.gate.entailment import TREES, Threshold, features
from assistant.gate.gate import Gate
from assistant.gate.rules.registry import CERTAIN
from evals.fit.boosting import as_trees, boosted
from evals.fit.corpora import Bools, Fitted, Floats
from evals.progress import Progress, tracked
from evals.support.pairs import FIGURES_AND_ROLES, LabelledPair, PairKind, read_pairs
from evals.support.verify import open_gate

PARTS = ("dev", "fluent", "trades", "handbooks", "figures")
BESIDE = {"told": "trades", "retold": "fluent"}
"""Parts that are harder than what models write, over guides of another part: fitted and left out with that one, and no
part of the mean."""
REJECTED, FIGURES = 0.92, 0.95
"""Wanted of all unsupported claims, and of changed figures, units, places and roles."""
ELSEWHERE = 0.15
"""How much claims beside the quotes of another group weigh, against the unsupported claims of their part."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled pair: a row of features a sentence that isn't verbatim, and whether a certain rule objects."""

    rows: Floats
    certain: bool
    pair: LabelledPair
    part: str
    of: str
    """The part that it is fitted with, and left out with."""
    elsewhere: bool = False
    """Whether it stands beside quotes of its text that aren't its own, and so is unsupported."""


def fit_entailment(progress: Progress) -> Fitted:
    """The threshold and how good it is; the trees are written beside the code that reads them."""
    every = list(_samples(progress))
    given = [one for one in every if not one.elsewhere]
    parts = np.array([one.part for one in given])
    likely = np.zeros(len(given))
    for part in PARTS:
        model = _fitted([one for one in every if one.of != part])
        for i in [i for i, one in enumerate(given) if one.of == part]:
            likely[i] = _likely(given[i], model)
    supported = np.array([one.pair.supported for one in given])
    named = np.array([one.pair.kind in FIGURES_AND_ROLES for one in given])
    wanted = ((~supported, REJECTED), (named, FIGURES))
    threshold = max(_lowest(likely[among], parts[among], share) for among, share in wanted)
    write_trees(TREES, as_trees(_fitted(every)))
    return Fitted(
        values=Threshold(threshold),
        about="Whether evidence entails a claim (gate/entailment.py; the trees are in gate/entailment.json)",
        data=f"evals/pairs: {', '.join((*PARTS, *BESIDE))}",
        scores={"pairs": float(len(given)), **_scores(given, parts, likely, supported, threshold)},
    )


def _lowest(likely: Floats, parts: np.ndarray, share: float) -> float:
    """The lowest threshold below which ``share`` of what is ``likely`` stays, in the mean of all parts."""
    weights = np.array([(part in PARTS) / (len(PARTS) * (parts == part).sum()) for part in parts])
    order = np.argsort(likely)
    return float(np.nextafter(likely[order][np.searchsorted(weights[order].cumsum(), share)], 1))


def _scores(
    given: Sequence[Sample], parts: np.ndarray, likely: Floats, supported: Bools, threshold: float
) -> dict[str, float]:
    named = np.array([one.pair.kind in FIGURES_AND_ROLES for one in given])
    kept, found = likely >= threshold, {}
    for part in (*PARTS, *BESIDE):
        here = parts == part
        found[f"{part}, left out: AUROC"] = float(roc_auc_score(supported[here], likely[here]))
        found[f"{part}, left out: supported kept"] = float(kept[here & supported].mean())
        found[f"{part}, left out: unsupported rejected"] = float((~kept)[here & ~supported].mean())
        found[f"{part}, left out: figure, unit, place or role changed, rejected"] = float((~kept)[here & named].mean())
    return found


def _likely(one: Sample, model: HistGradientBoostingClassifier) -> float:
    """The least likely sentence's probability; 0 where a certain rule objects, 1 where all is verbatim."""
    if one.certain:
        return 0.0
    return float(model.predict_proba(one.rows)[:, 1].min()) if len(one.rows) else 1.0


def _fitted(given: Sequence[Sample]) -> HistGradientBoostingClassifier:
    """Of an unsupported claim of several sentences the one whose words are told least stands for it."""
    rows, labels, parts, elsewhere = [], [], [], []
    for one in given:
        told = (
            one.rows if one.pair.supported else one.rows[np.argsort(one.rows[:, 0])[:1]] if len(one.rows) else one.rows
        )
        rows += list(told)
        labels += [one.pair.supported] * len(told)
        parts += [one.of] * len(told)
        elsewhere += [one.elsewhere] * len(told)
    y, of, far = np.array(labels), np.array(parts), np.array(elsewhere)
    weights = np.zeros(len(y))
    for part in set(parts):
        for group, weight in ((y & ~far, 1.0), (~y & ~far, 1.0), (far, ELSEWHERE)):
            here = (of == part) & group
            weights[here] = weight / max(here.sum(), 1)
    model = boosted(300, 0.06, least=20, share=0.4)
    return model.fit(np.array(rows), y, sample_weight=weights / weights.mean())


def _samples(progress: Progress) -> Iterator[Sample]:
    gate = open_gate()
    for part in (*PARTS, *BESIDE):
        pairs = read_pairs(part)
        for pair in tracked("reading", pairs, progress):
            yield _sample(gate, pair, part)
        for pair in _elsewhere(pairs):
            yield replace(_sample(gate, pair, part), elsewhere=True)


def _elsewhere(pairs: Sequence[LabelledPair]) -> Iterator[LabelledPair]:
    """Each supported claim beside the quotes of another group of its file."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for pair in pairs:
        groups.setdefault(pair.corpus, []).append(pair.quotes)
    for number, pair in enumerate(one for one in pairs if one.supported):
        others = [quotes for quotes in dict.fromkeys(groups[pair.corpus]) if quotes != pair.quotes]
        if others:
            yield replace(pair, kind=PairKind.WRONG_CITATION, quotes=others[number % len(others)])


def _sample(gate: Gate, pair: LabelledPair, part: str) -> Sample:
    rows, certain = [], False
    for read in gate.pairs(pair.statement, pair.quotes):
        if read is None:
            continue
        objected = gate.objections(read)
        certain = certain or any(one.rule in CERTAIN for one in objected)
        found = features(read, objected)
        if found is not None:
            rows.append(np.array(row_of(found), dtype=np.float32).astype(np.float64))
    return Sample(np.array(rows), certain, pair, part, BESIDE.get(part, part))
