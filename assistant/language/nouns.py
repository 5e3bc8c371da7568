"""Names of roles in a sentence: their plurals, several in a row."""

from __future__ import annotations

from collections.abc import Sequence


def plural_of(name: str) -> str:
    """The plural of a role's name: "Directors of Engineering"."""
    head, preposition, field = name.partition(" of ")
    if head.endswith("s"):
        return name
    if head.endswith("wife"):
        return f"{head[:-2]}ves{preposition}{field}"
    if head.endswith("man"):
        return f"{head[:-2]}en{preposition}{field}"
    if head.endswith("y") and not head.endswith(("ay", "ey", "oy", "uy")):
        return f"{head[:-1]}ies{preposition}{field}"
    hisses = head.endswith(("ch", "sh", "x")) and not head.endswith("tech")
    return f"{head}{'es' if hisses else 's'}{preposition}{field}"


def in_a_row(names: Sequence[str], joint: str) -> str:
    """One or more names with ``joint`` before the last: "A, B or C"."""
    *others, last = names
    return f"{', '.join(others)} {joint} {last}" if others else last
