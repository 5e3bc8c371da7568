"""Levels of roles and of employers, and words that no phrase is about."""

from __future__ import annotations

from corpus.english import english


def is_weak(word: str) -> bool:
    """Whether a lower-case word can't be what a phrase is about."""
    return word in english().weak_words or word.isdigit() or (word.endswith("ly") and len(word) > 5)


LEVELS = (
    "mid-tenure|mid-level|mid-career|well-established|established|experienced|inexperienced|first-time|newly appointed|"
    "new|newer|junior|senior|settled|seasoned|founding|former|future|aspiring|external|internal|remote|on-site|hybrid|"
    "good|great|strong|weak|bad|poor|small|smaller|large|larger|big|bigger|early-stage|late-stage|early|late|current"
)
"""Of roles and employers, alternatives of a pattern."""
