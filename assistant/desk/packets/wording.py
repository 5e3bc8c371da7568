"""The words that every format of a packet has in common."""

from __future__ import annotations

from datetime import date

from assistant.desk.packets.sheet import NumberedSource
from corpus.days import in_words

NOTE = "Note"
SOURCES = "Sources"
NOT_CURRENT = "not in today's guide"
EMPTY = "This packet is empty."


def made(moment: date) -> str:
    """The line below the title."""
    return f"Made on {in_words(moment)}"


def updated(source: NumberedSource) -> str:
    """When the guide was last written, as it says itself; empty where it doesn't."""
    given = source.quote.updated
    return f"updated {in_words(given)}" if given else ""


def facts(source: NumberedSource) -> str:
    """Version and date of a source, and what has become of it."""
    known = (f"version {source.quote.version}", updated(source), "" if source.is_current else NOT_CURRENT)
    return ", ".join(filter(None, known))


def mark(*sources: NumberedSource, cited: bool = True) -> str:
    """ " [1][2]", what stands behind words; nothing where they rest on nothing or numbers aren't ``cited``."""
    return f" {''.join(f'[{source.n}]' for source in sources)}" if cited and sources else ""


def marked(source: NumberedSource) -> str:
    """The same of one quote, and whether today's guide doesn't say it any more."""
    return f"{mark(source)}{'' if source.is_current else f', {NOT_CURRENT}'}"


def is_link(address: str) -> bool:
    """Whether it leads somewhere from a file."""
    return address.startswith(("http://", "https://"))
