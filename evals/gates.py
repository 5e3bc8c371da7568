"""The gates: what must hold of the product before a change may ship. Their values stand in ``gates.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.answers.cases import Stale
from evals.answers.compare import change, common
from evals.answers.measures import BY_NAME, Measure, rows_of
from evals.answers.results import Results
from evals.support.verify import KEPT, NAMED_REJECTED, REJECTED, GateFigures

GATES = Path(__file__).parent / "gates.yaml"
BASELINE = Path(__file__).parent / "baseline.json"


SUPPORT = {"supported_kept": KEPT, "unsupported_rejected": REJECTED, "figures_and_roles_rejected": NAMED_REJECTED}
"""Figures of the support gate that ``gates.yaml`` sets a least value for, with their labels."""


class GatesError(Exception):
    """A gates file that can't be used; the message names it."""


class Gates(BaseModel):
    """What ``gates.yaml`` holds.

    ``floors``: the least that a measure may be (the most, where lower is better). ``losses``: a measure may not be
    worse than in the baseline by more than this, where the paired test says that it is no chance (p below
    ``significance``). ``support``: the least shares of the labelled pairs that the support gate judges rightly.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    floors: dict[str, float]
    losses: dict[str, float] = {}
    support: dict[Literal["supported_kept", "unsupported_rejected", "figures_and_roles_rejected"], float] = {}
    significance: float = Field(default=0.05, gt=0, lt=1)


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate: its name, whether it is green, and why in one line."""

    gate: str
    green: bool
    reason: str


def read_gates(path: Path = GATES) -> Gates:
    """Raises ``GatesError`` naming the file and what is wrong with it."""
    try:
        gates = Gates.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise GatesError(f"{path}: can't be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise GatesError(f"{path}: not YAML ({' '.join(str(error).split())})") from error
    except ValidationError as error:
        problem = error.errors()[0]
        raise GatesError(f"{path}: {'.'.join(map(str, problem['loc']))}: {problem['msg']}") from error
    unknown = sorted({*gates.floors, *gates.losses} - set(BY_NAME))
    if unknown:
        raise GatesError(f"{path}: no measure {unknown[0]!r}; there are {', '.join(BY_NAME)}")
    return gates


def judge_cases(stale: Sequence[Stale]) -> GateResult:
    """Red where the guides no longer hold what a case rests on."""
    names = list(dict.fromkeys(one.case for one in stale))
    reason = f"the guides no longer hold what these rest on: {', '.join(names)}" if names else "every gold quote stands"
    return GateResult("cases", not names, reason)


def judge(results: Results, gates: Gates, baseline: Results | None) -> tuple[GateResult, ...]:
    """Every floor, and every loss against the baseline where there is one."""
    verdicts = [_floor(results, BY_NAME[name], least) for name, least in gates.floors.items()]
    if baseline is not None:
        verdicts += _losses(results, gates, baseline)
    return tuple(verdicts)


def judge_support(figures: GateFigures, gates: Gates) -> tuple[GateResult, ...]:
    """Whether the support gate still judges the labelled pairs as well as it must."""
    return tuple(
        GateResult(f"support: {name}", value >= least, f"{value:.3f}, at least {least:g}")
        for name, least in gates.support.items()
        for value in (figures.value(SUPPORT[name]),)
    )


def _floor(results: Results, measure: Measure, limit: float) -> GateResult:
    value = measure.of(rows_of(results.judged, measure))
    name = f"floor of {measure.name}"
    if np.isnan(value):
        return GateResult(name, False, "no case tells")
    # A hair's breadth for sums of binary fractions.
    green = value >= limit - 1e-9 if measure.higher_is_better else value <= limit + 1e-9
    return GateResult(name, green, f"{value:.3f}, {'at least' if measure.higher_is_better else 'at most'} {limit:g}")


def _losses(results: Results, gates: Gates, baseline: Results) -> Iterator[GateResult]:
    before, after = common(baseline.judged, results.judged)
    for name, least in gates.losses.items():
        found = change(before, after, BY_NAME[name])
        if found is None:
            yield GateResult(f"loss of {name}", False, "one of the two runs tells nothing of it")
            continue
        red = found.loss > least and found.difference.p < gates.significance
        was = f"{found.before:.3f} before, {found.after:.3f} now, p = {found.difference.p:.3f}"
        yield GateResult(f"loss of {name}", not red, f"{was}; red from a loss of {least:g}")
