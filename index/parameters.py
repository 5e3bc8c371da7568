"""Fitted numbers, read from a file: no coefficient, weight or threshold that was fitted stands in code.

A parameters file is YAML, one section a model: ``about`` (what it decides), ``command`` (what rebuilds it), ``data``
(what it was fitted on), ``date``, ``scores`` (by measure; of corpora that were left out of the fit where it says so)
and ``values``. ``python -m evals fit`` writes it; nobody edits it by hand.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from index.digest import sha256
from index.errors import StoreError

INDEX_PARAMETERS = Path(__file__).with_name("parameters.yaml")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the values of a section come from."""

    about: str
    command: str
    data: str
    date: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class FittedFile:
    """Values that stand in a file of their own: the ``encoder`` whose vectors they were fitted to, and the file's
    ``sha256``."""

    encoder: str
    sha256: str

    def demand(self, path: Path, fit: str) -> None:
        """Raises ``ValueError`` where ``path`` isn't what ``fit`` wrote."""
        if sha256(path) != self.sha256:
            raise ValueError(f"{path.name} isn't the one that was fitted; run `python -m evals fit {fit}`")


def read_parameters(path: Path, section: str, into: type[T]) -> T:
    """The ``values`` of a section as ``into``, a frozen dataclass. Raises ``StoreError`` naming file and section."""
    try:
        return TypeAdapter(into).validate_python(_sections(path)[section]["values"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValidationError) as error:
        raise StoreError(f"{path}: {section}: {' '.join(str(error).split())[:200]}") from error


def write_parameters(path: Path, section: str, values: object, provenance: Provenance) -> None:
    """Write one section anew, the others as they are. ``values`` is a dataclass; floats are rounded to five digits."""
    _sections.cache_clear()  # another fit may have written since
    sections = dict(_sections(path)) if path.exists() else {}
    plain = asdict(values) if is_dataclass(values) and not isinstance(values, type) else values
    sections[section] = {**asdict(provenance), "values": _rounded(plain)}
    text = yaml.safe_dump(sections, sort_keys=False, width=120, allow_unicode=True, default_flow_style=None)
    beside = path.with_suffix(".new")
    beside.write_text(f"# Written by `python -m evals fit`; see docs/evaluation.md.\n{text}", encoding="utf-8")
    beside.replace(path)
    _sections.cache_clear()


@lru_cache(maxsize=8)
def _sections(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) or {}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.5g}")
    if isinstance(value, dict):
        return {str(key): _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value
