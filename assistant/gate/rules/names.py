"""Roles, places and proper names of a claim must be named by its evidence, and a place's figures be its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.gate.pair import Finding, Pair
from assistant.language.mentions import Mention
from corpus.english import english, stem_of
from corpus.sentences import sentence_spans

_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"“'‘(])\b[A-Z][a-z]+(?:[A-Z]\w*)?\b")
"""E.g. "All of it runs on *Kubernetes*.", "They use *GitHub* a lot"."""
_ACTS = 0.6
"""Cosine of two words by themselves from which on both may stand for the same people."""


def roles(pair: Pair) -> Finding | None:
    """A role that the evidence doesn't name."""
    return _unnamed(pair.claim.named, pair.evidence.named, pair.role)


def places(pair: Pair) -> Finding | None:
    """A place that the evidence doesn't name."""
    return _unnamed(pair.claim.places, pair.evidence.places)


def _unnamed(ours: Sequence[Mention], theirs: Sequence[Mention], besides: str | None = None) -> Finding | None:
    known = {name for mention in theirs for name in (mention.name, *mention.includes)} | {besides}
    new = next((mention for mention in ours if mention.name not in known), None)
    return None if new is None else Finding(f"{new.name} stands in no quote", (new.start, new.end))


def figures_misplaced(pair: Pair) -> Finding | None:
    """A quantity that the evidence gives for another place than the claim."""
    claimed, near = {mention.name for mention in pair.claim.places}, pair.near
    named = [(a, b, {one.name for one in near.places if a <= one.start < b}) for a, b in sentence_spans(near.text)]
    for one in pair.claim.quantities if claimed else ():
        same = [other for other in near.quantities if one.same(other)]
        of = [(other, places) for other in same for a, b, places in named if a <= other.start < b]
        if of and all(places and not places & claimed for _, places in of):
            other, places = of[0]
            words = f"figure {pair.claim.text[one.start : one.end].strip()} is that of {min(places)} in the quote"
            return Finding(words, (one.start, one.end), (other.start, other.end))
    return None


def names(pair: Pair) -> Finding | None:
    """A proper name that the evidence doesn't hold."""
    known = {word.stem for word in pair.evidence.reading.words}
    known |= {stem_of(part) for word in pair.evidence.reading.words for part in re.split(r"[.-]", word.word)}
    for found in _NAME.finditer(pair.claim.text):
        named = any(
            mention.start < found.end() and found.start() < mention.end
            for mention in (*pair.claim.roles, *pair.claim.places)
        )
        if not named and stem_of(found.group().casefold()) not in known:
            return Finding(f"{found.group()} is named in no quote", found.span())
    return None


def actors(pair: Pair) -> Finding | None:
    """Somebody who acts in the claim and is none of those who act in the evidence."""
    claim, evidence = pair.claim.reading, pair.evidence.reading
    theirs = [word for word in evidence.words if word.stem in english().actors]
    if not theirs:
        return None
    for row in claim.content:
        word, vector = claim.words[row], claim.vectors[row]
        named = any(role.start <= word.start < role.end for role in pair.claim.roles)
        if word.stem in english().actors and not named and float((evidence.vectors @ vector).max()) < _ACTS:
            return Finding(f'"{word.word}" where the quote says "{theirs[0].word}"')
    return None
