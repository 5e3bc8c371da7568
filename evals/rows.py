"""Files of labelled questions: lists of entries in YAML, each file in one form."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from evals.answers.cases import CaseError

T = TypeVar("T")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_rows(path: Path, rows: TypeAdapter[list[T]]) -> list[T]:
    """What a file holds, in the form of ``rows``. Raises ``CaseError`` naming the file."""
    try:
        return rows.validate_python(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise CaseError(f"{path.name}: {' '.join(str(error).split())[:300]}") from error
