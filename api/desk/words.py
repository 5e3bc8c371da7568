"""Facets and parts of a score, named for people."""

from __future__ import annotations

from datetime import date

from assistant.desk.facets import UNDATED

FACET_LABELS = {
    "role": "Role",
    "family": "Family",
    "collection": "Collection",
    "topic": "Topic",
    "level": "Level",
    "updated": "Updated",
}
SORT_LABELS = {"relevance": "Best first", "guide": "By guide", "updated": "Newest first"}
PART_LABELS = {
    "late": "Words by meaning, each with its nearest in the passage",
    "sentence": "Words by meaning, in the nearest sentence alone",
    "sentence_dense": "The nearest sentence as a whole",
    "expected": "The nearest sentence to the answer that is expected",
    "dense": "The passage as a whole",
    "heading": "Words by meaning, in the headings",
    "lexical": "The very words (BM25)",
    "topic": "Under a topic that the query names",
    "role": "Of a role that the query names",
}


TOPIC_LABELS = {
    "checks": "Before applying",
    "entry": "Ways in",
    "faq": "FAQ",
    "flags": "Red and green flags",
    "listings": "Where to look",
    "related": "Related roles",
    "work": "The work",
}
"""Topics whose name alone doesn't say what they are; a corpus may have others, which are shown by their names."""


def value_label(facet: str, value: str) -> str:
    """A facet's value in words: "November 2026", "Level 6", "Engineering leadership"."""
    if facet == "updated":
        return "No date" if value == UNDATED else _month(value)
    if facet == "level":
        return f"Level {value}"
    return topic_label(value) if facet in {"family", "topic"} else value


def topic_label(value: str) -> str:
    """A topic or family as a heading."""
    words = value.replace("-", " ").replace("_", " ")
    return TOPIC_LABELS.get(value) or words[:1].upper() + words[1:]


def _month(value: str) -> str:
    try:
        return f"{date.fromisoformat(f'{value}-01'):%B %Y}"
    except ValueError:
        return value
