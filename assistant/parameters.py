"""What the assistant's models were fitted to: ``parameters.yaml`` beside this file (form: ``index/parameters.py``)."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from index.parameters import read_parameters

PARAMETERS = Path(__file__).with_name("parameters.yaml")
T = TypeVar("T")


def fitted(section: str, into: type[T]) -> T:
    """The shipped values of a section. Raises ``StoreError`` where the file lacks it or it has another form."""
    return read_parameters(PARAMETERS, section, into)
