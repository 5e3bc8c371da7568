"""Answers questions about role guides, every statement with the exact text that it rests on.

>>> from assistant import build_index, load_settings, open_assistant
>>> settings = load_settings()
>>> _ = build_index(settings)
>>> with open_assistant(settings) as assistant:
...     answer = assistant.respond("How many EMs should a Director manage?").answer
>>> answer.citations[0].quote
'The most common range for a Director of Engineering is three to six EMs.'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.bootstrap import build_index as build_index
    from assistant.bootstrap import open_assistant as open_assistant
    from assistant.service import Assistant as Assistant
    from assistant.settings import load_settings as load_settings
    from assistant.types import Answer as Answer

_HOMES = {
    "Answer": "assistant.types",
    "Assistant": "assistant.service",
    "build_index": "assistant.bootstrap",
    "load_settings": "assistant.settings",
    "open_assistant": "assistant.bootstrap",
}

__all__ = ["Answer", "Assistant", "build_index", "load_settings", "open_assistant"]


def __getattr__(name: str) -> object:
    """What this package offers, loaded when it is asked for: a command that only shows its help needs no encoder."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
