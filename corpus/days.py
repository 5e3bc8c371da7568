"""Days as front matter writes them, and as people do."""

from __future__ import annotations

from datetime import date


def day_of(text: str) -> date | None:
    """The day that ``text`` writes as ISO 8601; ``None`` where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def months_between(before: date, after: date) -> int:
    """Calendar months from one day to another."""
    return (after.year - before.year) * 12 + after.month - before.month


def in_words(when: date | str) -> str:
    """A day as people write it, "23 November 2026"; text that is no day stays as it is."""
    day = day_of(when) if isinstance(when, str) else when
    return f"{day.day} {day:%B %Y}" if day is not None else str(when)
