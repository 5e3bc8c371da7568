"""A run that can be kept: written as JSON, read back, compared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.answers.cases import Stale
from evals.answers.judge import Judged


class ResultsError(Exception):
    """A file that holds no results; the message names it."""


@dataclass(frozen=True, slots=True)
class Results:
    """What one system made of the cases of one part. ``stale`` is what the guides no longer hold of them."""

    system: str
    part: str
    judged: tuple[Judged, ...]
    stale: tuple[Stale, ...] = ()


_FILE = TypeAdapter(tuple[Results, ...])
_CASE = TypeAdapter(Judged)


def write_results(path: Path, results: Sequence[Results]) -> None:
    """Write results as JSON, a case a line, so that two files can be compared by eye. Raises ``ResultsError``."""
    try:
        path.write_text("[\n" + ",\n".join(map(_written, results)) + "\n]\n", encoding="utf-8")
    except OSError as error:
        raise ResultsError(f"{path}: can't be written ({error.strerror})") from error


def as_baseline(results: Results) -> Results:
    """The results without what depends on the machine."""
    return replace(results, judged=tuple(replace(case, timings_ms={}) for case in results.judged))


def read_results(path: Path) -> tuple[Results, ...]:
    """Raises ``ResultsError``."""
    try:
        return _FILE.validate_json(path.read_bytes())
    except OSError as error:
        raise ResultsError(f"{path}: can't be read ({error.strerror})") from error
    except ValidationError as error:
        raise ResultsError(f"{path}: not a results file of `python -m evals run --json`") from error


def _written(results: Results) -> str:
    head = json.dumps({"system": results.system, "part": results.part, "stale": [asdict(one) for one in results.stale]})
    cases = ",\n".join(json.dumps(_CASE.dump_python(case, mode="json")) for case in results.judged)
    return f'{head[:-1]}, "judged": [\n{cases}\n]}}'
