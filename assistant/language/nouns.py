"""Plurals of names of roles."""

from __future__ import annotations

import re


def plural_of(name: str) -> str:
    """The plural of a role's name: "Directors of Engineering"."""
    head, preposition, field = name.partition(" of ")
    if head.endswith("s"):
        return name
    if head.endswith("wife"):
        return f"{head[:-2]}ves{preposition}{field}"
    if head.endswith("man"):
        return f"{head[:-2]}en{preposition}{field}"
    if re.search(r"[^aeiou]y$", head):
        return f"{head[:-1]}ies{preposition}{field}"
    return f"{head}{'es' if head.endswith(('ch', 'sh', 'x')) else 's'}{preposition}{field}"
