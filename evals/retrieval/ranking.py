"""Measures of a ranking, by ir-measures (MacAvaney et al. 2022), which counts as trec_eval does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

MEASURES = {
    "hit@1": Success @ 1,
    "recall@1": R @ 1,
    "recall@3": R @ 3,
    "recall@5": R @ 5,
    "recall@10": R @ 10,
    "ndcg@10": nDCG @ 10,
    "mrr": RR,
}

Qrels = Mapping[str, Mapping[str, int]]
"""Query id to passage id to relevance."""
Run = Mapping[str, Mapping[str, float]]
"""Query id to passage id to score."""


def per_query(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Every measure of every query of ``qrels`` with a relevant passage; one that ``run`` misses scores 0."""
    judged = {query: dict(passages) for query, passages in qrels.items() if any(rel > 0 for rel in passages.values())}
    scores = {query: dict.fromkeys(MEASURES, 0.0) for query in judged}
    names = {measure: name for name, measure in MEASURES.items()}
    asked = {query: dict(run[query]) for query in judged if run.get(query)}
    if asked:
        for metric in ir_measures.iter_calc(list(names), judged, asked):
            scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return scores


def ranking_measures(ranks: Mapping[str, Sequence[int | None]]) -> dict[str, dict[str, float]]:
    """The measures where each query's things to be found are known by rank (1 first; ``None``: not found).

    Things that one passage holds take places one after the other.
    """
    qrels = {query: {f"gold-{i}": 1 for i in range(len(places))} for query, places in ranks.items()}
    run = {query: _filled(places) for query, places in ranks.items()}
    return per_query(qrels, run)


def _filled(places: Sequence[int | None]) -> dict[str, float]:
    """Scores that put every thing at its rank, and something irrelevant at the ranks between."""
    held: dict[int, str] = {}
    for rank, i in sorted((rank, i) for i, rank in enumerate(places) if rank is not None):
        held[max(rank, max(held, default=0) + 1)] = f"gold-{i}"
    return {held.get(rank, f"other-{rank}"): 1.0 / rank for rank in range(1, max(held, default=0) + 1)}
