"""Passages to a published generation, and a question to hits.

>>> from assistant import load_settings
>>> from index import open_retriever
>>> retriever = open_retriever(load_settings(), k=1)
>>> retriever.invoke("How many EMs report to a Director?")[0].metadata["guide"]
'director-of-engineering'
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.retriever import GuideRetriever as GuideRetriever
    from index.retriever import open_retriever as open_retriever

__all__ = ["GuideRetriever", "open_retriever"]

# ONNX Runtime, which only this room imports, tells its makers of every session unless this is set before its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")


def __getattr__(name: str) -> object:
    """The retriever, loaded when it is asked for, because LangChain takes a while."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("index.retriever"), name)
