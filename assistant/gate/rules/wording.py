"""Where a statement keeps to the quote's wording, a changed word counts: roles, strength, negation, opposites."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.gate.pair import AlignedPiece, Change, Edits, Finding, Pair
from assistant.gate.reading import Reading
from assistant.language.opposites import alike, opposed
from assistant.language.polarity import Strength, claims, negators, softly_denies, strength_of
from assistant.language.quantities import NUMBER_WORDS
from corpus.english import english

_KEPT = 0.5
"""Share of a statement's words from which on it keeps to the quote's wording."""
_NEARLY_ALL = 0.65
_SYNONYM = 0.58
"""Cosine of two words by themselves from which on one may stand for the other; opposites come before this."""
_HELD_FAST = 3
"""Words that must be the same right around a change."""


def wording(pair: Pair) -> Finding | None:
    """A word put in another's place where the wording is otherwise kept."""
    claim, evidence, found = pair.claim.reading, pair.near.reading, pair.edits
    if found.kept < _KEPT:
        return None
    if crossed := _crossed(claim, found):
        return Finding(crossed)
    keys = {p.key for change in found.changes for p in change.left if p.content}
    ours = {p.key for change in found.changes for p in change.put if p.content}
    bare = claims(claim.text, claim.words) is Strength.BARE
    spoken = {word.word for word in claim.words}
    for change in found.changes:
        if any(claim.words[row].start in pair.counted for piece in change.put for row in piece.rows):
            continue  # "three days" where the quote says "72 hours"
        if min(change.held_fast) < 1 or sum(change.held_fast) < _HELD_FAST:
            continue
        put, left = _words(claim, change.put), _words(evidence, change.left)
        reason = (
            _role(claim, evidence, change)
            or _exchange(claim, change, keys, ours)
            or _number(put, left)
            or _strength(put, left, bare, spoken)
            or _denial(claim, evidence, change)
            or _opposite(put, left)
            or _replaced(claim, evidence, change, found.kept)
        )
        if reason:
            return Finding(reason)
    return None


def _crossed(claim: Reading, found: Edits) -> str:
    """Whether what stood after a word stands before it now: two roles, or the two sides of a "with"."""
    for one, other in pairwise(found.changes):
        between = [p for p in one.then if p.content]
        if len(between) != 1 or len(one.then) > 3:
            continue
        for here, there in ((one.put, other.left), (one.left, other.put)):
            if _moved(
                here, there, between[0].role and not {p.key for p in one.then} & english().exchanged_prepositions
            ):
                return f"{_text(claim, between)} has changed places with another"
    return ""


def _moved(here: Sequence[AlignedPiece], there: Sequence[AlignedPiece], over_role: bool) -> bool:
    """Whether a word has moved to the other side: a role past a role, or any past a "with"; a whole phrase with its
    preposition ("for a Director") may stand anywhere."""
    ours, theirs = [p.key for p in here], [p.key for p in there]
    for piece in here:
        if not piece.content or piece.key not in theirs:
            continue
        before, before_ = set(ours[: ours.index(piece.key)]), set(theirs[: theirs.index(piece.key)])
        if before & before_ & english().exchanged_prepositions:
            continue
        turned = (before ^ before_) & set(ours) & set(theirs) & english().one_way
        if (over_role and piece.role) or turned:
            return True
    return False


def _words(reading: Reading, pieces: Sequence[AlignedPiece]) -> list[str]:
    return [reading.words[row].word for piece in pieces for row in piece.rows]


def _text(reading: Reading, pieces: Sequence[AlignedPiece]) -> str:
    return reading.text[reading.words[pieces[0].rows[0]].start : reading.words[pieces[-1].rows[-1]].end]


def _role(claim: Reading, evidence: Reading, change: Change) -> str:
    put, left = [p for p in change.put if p.content], [p for p in change.left if p.content]
    roles, roles_ = {p.key for p in put if p.role}, {p.key for p in left if p.role}
    if roles and roles_ and not roles & roles_:
        return f"{_text(claim, change.put)} where the quote says {_text(evidence, change.left)}"
    if len(put) == len(left) == 1 and (roles or roles_):
        other = left[0] if roles else put[0]
        if other.key in english().actors:
            return f"{_text(claim, change.put)} where the quote says {_text(evidence, change.left)}"
    return ""


def _exchange(claim: Reading, change: Change, left_out: set[str], put_in: set[str]) -> str:
    """Whether a word stands where another one was, and that one where it was."""
    put, left = {p.key for p in change.put if p.content}, {p.key for p in change.left if p.content}
    if put and left and len(put) <= 2 and len(left) <= 2 and put <= left_out - left and left & (put_in - put):
        return f"{_text(claim, change.put)} has changed places with another"
    return ""


def _replaced(claim: Reading, evidence: Reading, change: Change, kept: float) -> str:
    """Whether another word stands in an otherwise equal sentence: a paraphrase changes more, or says the same."""
    put, left = [p for p in change.put if p.content], [p for p in change.left if p.content]
    if kept < _NEARLY_ALL or len(put) != 1 or len(left) != 1 or put[0].role or left[0].role:
        return ""
    one, other = put[0].rows[0], left[0].rows[0]
    if (
        alike(claim.words[one].word, evidence.words[other].word)
        or claim.words[one].stem in english().light_stems
        or float(claim.vectors[one] @ evidence.vectors[other]) >= _SYNONYM
    ):
        return ""
    return f'"{claim.words[one].word}" where the quote says "{evidence.words[other].word}"'


def _number(put: Sequence[str], left: Sequence[str]) -> str:
    """Whether one number stands in place of another, also where neither counts anything ("the first", "of the one")."""
    ours, theirs = NUMBER_WORDS & set(put), NUMBER_WORDS & set(left)
    if ours and theirs and not ours & theirs and len(put) <= 2 and len(left) <= 2:
        return f'"{min(ours)}" where the quote says "{min(theirs)}"'
    return ""


def _strength(put: Sequence[str], left: Sequence[str], bare: bool, spoken: Collection[str]) -> str:
    claim = max((strength_of(word) for word in put), default=Strength.BARE)
    claimed = max((strength_of(word) for word in left), default=Strength.BARE)
    if Strength.BARE < claimed < claim and claim >= Strength.MANY and "to" not in put:
        return f'"{" ".join(put)}" is more than "{" ".join(left)}"'
    if (
        not put
        and len(left) == 1
        and left[0] not in spoken
        and (claimed in (Strength.RARE, Strength.SOME) or (Strength.SOME < claimed < Strength.ALL and bare))
    ):
        return f'"{left[0]}" is left out'
    return ""


def _denial(claim: Reading, evidence: Reading, change: Change) -> str:
    put = [claim.words[row] for piece in change.put for row in piece.rows]
    left = [evidence.words[row] for piece in change.left for row in piece.rows]
    denies, denied = negators(claim.text, put), negators(evidence.text, left)
    if bool(denies) == bool(denied) or len(put) > 4 or len(left) > 4:
        return ""
    ours, theirs = negators(claim.text, claim.words), negators(evidence.text, evidence.words)
    if len(ours) == len(theirs):
        return ""  # it has only moved
    if softly_denies(left if denies else put):
        return ""
    word = put[denies[0]] if denies else left[denied[0]]
    return f'"{word.word}" is ' + ("put in" if denies else "left out")


def _opposite(put: Sequence[str], left: Sequence[str]) -> str:
    for one in put:
        against = next((other for other in left if opposed(one, other)), None)
        if against is not None and one not in left and not any(alike(one, other) for other in left):
            return f'"{one}" where the quote says "{against}"'
    return ""
