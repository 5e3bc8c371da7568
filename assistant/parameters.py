"""The assistant's numbers, typed and with where they come from (form: ``index/parameters.py``): what was fitted is in
``parameters.yaml``, what was chosen by hand in ``chosen.yaml``."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from index.parameters import read_parameters

PARAMETERS = Path(__file__).with_name("parameters.yaml")
CHOSEN = Path(__file__).with_name("chosen.yaml")
T = TypeVar("T")


def fitted(section: str, into: type[T]) -> T:
    """The fitted values of a section. Raises ``StoreError`` where the file lacks it or it has another form."""
    return read_parameters(PARAMETERS, section, into)


def chosen(section: str, into: type[T]) -> T:
    """The same of what was chosen by hand."""
    return read_parameters(CHOSEN, section, into)
