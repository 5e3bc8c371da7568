"""Bounds of answering that were chosen by hand: no command fits them, `chosen.yaml` says on what they were chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from assistant.parameters import chosen


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a question is taken for something, and which sentences stand beside each other."""

    far: float
    """Cosine of the best hit under which no guide answers, whatever else speaks for it."""
    role_weight: float
    """Of the words of a role's name in a comparison and on a guide's page, as a share of what they weigh elsewhere."""
    same_question: float
    """Jaccard index of what a question and one that the guide puts ask, above which they are the same."""
    defines: float
    """What the opening of a guide gains where it is asked what its role is."""
    repeats: float
    """Jaccard index of the stems of two sentences above which the second one says nothing new."""
    curated_near: float
    """Cosine from which a curated question is looked at."""
    identical: float
    """Cosine from which two questions are the same but for case and the like."""
    nearest: float
    """Cosine of the question and a sentence from which a refusal may offer it, ..."""
    nearest_words: float
    """... if the sentence is as near to the question's words (`answering/gaps.py`)."""
    alone: float
    """Confidence from which the question of a message that tells something beside it is answered by itself, where the
    whole message is refused."""
    unlike: float
    """Cosine of a word that no passage has and the likest one there, below which a comparison on it isn't answered."""
    plain: float
    """Least confidence of a comparison that asks for nothing but topics, on each of which every side has something."""


bounds = cache(partial(chosen, "answering", Bounds))
"""The shipped ones."""
