"""A claim of all where the evidence speaks of a part: "half of all leads" doesn't say it of all leads."""

from __future__ import annotations

import re

from assistant.gate.pair import Side
from assistant.gate.rules.derived import counted, stems, words_of
from assistant.language.quantities import Quantity, Unit
from assistant.verdict import Span

_OF = re.compile(r"\s+(?:of|for)\s+(?:(?:all|its|their|our|his|her)\s+)?(?:the\s+)?", re.I)
"""What stands between a part and its whole. E.g. "…* of all *leads", "…* of the *three referees"."""
_ALL = re.compile(r"\b(?:all|every|each|both)\b", re.I)
"""E.g. "*All* leads hire", "*each* of them"."""
_PART_OF = re.compile(r"\bof\s+(?:(?:its|their|our)\s+)?(?:the\s+)?$", re.I)
"""What stands before a number of which only a part is meant. E.g. "two *of the *…"."""
_STOP = re.compile(r"[.,;:]")
"""E.g. "… of the leads*,* who …"."""
_NEAR = 4
"""Words after "all" among which what it is all of stands."""
_APART = 60
"""Characters before a part within which an "all" of the evidence's own goes with it."""
_OF_SHARES = (Unit.SHARE, Unit.FACTOR, Unit.POINTS)


def wholes(claim: Side, evidence: Side) -> Span | None:
    """Where the claim says of all, or of the whole number, what the evidence says of a part of them."""
    parts = [one for one in evidence.quantities if one.unit in (Unit.COUNT, Unit.SHARE)]
    if any(one.unit in _OF_SHARES for one in claim.quantities):
        return None
    for part in parts:
        of = _OF.match(evidence.text, part.end)
        said = any(one.same(part) for one in claim.quantities)
        if said or (of is None and part.unit is not Unit.SHARE):
            continue
        start = of.end() if of else part.end
        whole = next((one for one in evidence.quantities if of and one.start == start and one.unit is Unit.COUNT), None)
        if found := _number(claim, evidence, whole):
            return found
        if (part.unit is Unit.SHARE or whole) and (found := _all(claim, evidence.text, part, start)):
            return found
    return None


def _number(claim: Side, evidence: Side, whole: Quantity | None) -> Span | None:
    """Where the claim has the number of the whole, and not as that of which something is a part."""
    for one in claim.quantities if whole else ():
        alike = whole is not None and one.same(whole) and counted(one, claim.text) & counted(whole, evidence.text)
        if alike and not _PART_OF.search(claim.text[: one.start]):
            return one.start, one.end
    return None


def _all(claim: Side, evidence: str, part: Quantity, start: int) -> Span | None:
    """Where the claim says "all" of what the evidence's part is a part of, which says it itself nowhere else."""
    if _ALL.search(evidence[max(0, part.start - _APART) : part.start] + evidence[start:]):
        return None
    for found in _ALL.finditer(claim.text):
        numbered = any(one.start == found.end() + 1 for one in claim.quantities)  # "of every four"
        if not numbered and _named(claim.text, found.end()) & _named(evidence, start):
            return found.span()
    return None


def _named(text: str, start: int) -> frozenset[str]:
    return stems(words_of(_STOP.split(text[start:], maxsplit=1)[0])[:_NEAR])
