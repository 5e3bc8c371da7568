"""A run that can be kept: written as JSON, read back, compared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.cases import Stale
from evals.judge import Judged


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


def write_results(path: Path, results: tuple[Results, ...]) -> None:
    """Write results as JSON."""
    path.write_bytes(_FILE.dump_json(results))


def read_results(path: Path) -> tuple[Results, ...]:
    """Raises ``ResultsError``."""
    try:
        return _FILE.validate_json(path.read_bytes())
    except OSError as error:
        raise ResultsError(f"{path}: can't be read ({error.strerror})") from error
    except ValidationError as error:
        raise ResultsError(f"{path}: not a results file of `python -m evals run --json`") from error
