"""The support gate by itself: over any file of statements and quotes, and its figures on the labelled pairs."""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.gate.gate import Gate
from assistant.verdict import Verdict
from corpus.lexicon import load_lexicon
from evals.folders import offline_settings
from evals.progress import Progress, tracked
from evals.records import StatementRecord
from evals.statistics import Interval, interval_of
from evals.support.pairs import FIGURES_AND_ROLES, LabelledPair, PairKind
from index.encode import open_encoder


@dataclass(frozen=True, slots=True)
class Share:
    """A share of pairs with its interval."""

    label: str
    value: float
    interval: Interval
    pairs: int


KEPT = "supported: kept (recall)"
REJECTED = "unsupported: rejected (recall)"
NAMED_REJECTED = "figure, unit, place or role changed: rejected"


@dataclass(frozen=True, slots=True)
class GateFigures:
    """How the gate does on labelled pairs: overall, and how many of each kind it judges rightly."""

    part: str
    overall: tuple[Share, ...]
    kinds: tuple[Share, ...]

    def value(self, label: str) -> float:
        """The share of that label. Raises ``KeyError``."""
        return {share.label: share.value for share in (*self.overall, *self.kinds)}[label]


def open_gate(index: Path | None = None, without: Set[str] = frozenset()) -> Gate:
    """The gate with the shipped encoder and lexicon, the rules ``without`` not asked. Raises ``SettingsError`` and
    ``EncoderError``."""
    with offline_settings(index=index) as settings:
        return Gate(open_encoder(settings.encoder, settings.index / "encoders", asking=True), load_lexicon(), without)


def judge_records(gate: Gate, records: Sequence[StatementRecord | LabelledPair], progress: Progress) -> list[Verdict]:
    """A verdict each, in order."""
    return [gate.judge(one.statement, one.quotes) for one in tracked("judging", records, progress)]


def write_verdicts(path: Path, records: Sequence[StatementRecord], verdicts: Sequence[Verdict]) -> None:
    """A line each: the record with ``supported``, ``score`` and ``reasons``."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record, verdict in zip(records, verdicts, strict=True):
            line = {
                "id": record.id,
                "statement": record.statement,
                "quotes": list(record.quotes),
                "supported": verdict.supported,
                "score": round(verdict.score, 6),
                "reasons": list(verdict.reasons),
            }
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def gate_figures(gate: Gate, part: str, pairs: Sequence[LabelledPair], progress: Progress) -> GateFigures:
    """Judge labelled pairs."""
    return figures_of(part, pairs, [verdict.supported for verdict in judge_records(gate, pairs, progress)])


def figures_of(part: str, pairs: Sequence[LabelledPair], kept: Sequence[bool]) -> GateFigures:
    """The figures of verdicts that are known: ``kept[i]`` says whether ``pairs[i]`` was let through."""
    true, shown = np.array([pair.supported for pair in pairs]), np.array(kept)
    named = np.array([pair.kind in FIGURES_AND_ROLES for pair in pairs])
    kinds = np.array([str(pair.kind) for pair in pairs])
    overall = (
        _share(KEPT, shown, true),
        _share("kept: supported (precision)", true, shown),
        _share(REJECTED, ~shown, ~true),
        _share("rejected: unsupported (precision)", ~true, ~shown),
        _share(NAMED_REJECTED, ~shown, named),
    )
    return GateFigures(
        part,
        overall,
        tuple(_share(str(kind), shown == true, kinds == str(kind)) for kind in PairKind if (kinds == str(kind)).any()),
    )


def _share(label: str, right: NDArray[np.bool_], among: NDArray[np.bool_]) -> Share:
    """The share of ``among`` that is ``right``, with a bootstrap interval over them."""
    values = right[among].astype(float)
    if not len(values):
        return Share(label, float("nan"), Interval(float("nan"), float("nan")), 0)
    interval = interval_of(lambda rows: float(values[rows].mean()), len(values))
    return Share(label, float(values.mean()), interval, len(values))
