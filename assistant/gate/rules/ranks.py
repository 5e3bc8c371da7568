"""Who stands above whom: a claim that turns round who leads, reports or ranks, and one that ranks what nobody ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.gate.pair import Finding, Pair
from assistant.language.mentions import Mention
from assistant.verdict import Span

_UNDER = re.compile(
    r"\b(?:report(?:s|ed|ing)?\b.{0,25}?\b(?:in)?to|answer(?:s|ed|ing|able)? to|under|below|beneath|junior to"
    r"|lower than|less senior than"
    r"|(?:managed|led|headed|run|overseen|supervised|directed|coached|hired|appointed) by"
    r"|takes? (?:\w+ )?directions? from)\b",
    re.I,
)
"""E.g. "… *reports to* a …", "… is *led by* the …", "… *takes directions from* the …"."""
_OVER = re.compile(
    r"\b(?:manag(?:es?|ed|ing)|leads?|leading|oversees?|overseeing|supervis(?:es?|ing)|heads? up|directs?|outranks?"
    r"|above|over|senior to|more senior than|higher than|the (?:boss|manager|superior) of|in charge of)\b",
    re.I,
)
"""E.g. "… *manages* the …", "… is *more senior than* a …", "… is *in charge of* the …"."""
_BESIDE = re.compile(
    r"\b(?:beside|alongside|similar|the same (?:level|rank|scale|seniority)|on (?:a )?level with|equals?|peers?"
    r"|as senior as|on a par|adjacent)\b",
    re.I,
)
"""E.g. "A mate is *on a level with* an engineer.", "Mates and engineers are *peers*"."""
_APART = re.compile(r"[.;:!?]\s|\b(?:while|whereas|but|who|which|that|because|since|when|where|if)\b", re.I)
"""E.g. "… steers *while* the …", "… steers*. *The …"."""
_MOST = 60
"""Characters between two roles from which on nothing is said of both."""
_OBJECT = 4
"""Words that may stand between a verb and the role that it is about."""
_NEXT = 12
"""Characters after a "than" within which a quantity is what is compared with."""
_RANKS = re.compile(
    r"\b(?:more|less|fewer|better|worse|(?!rath|oth|und|aft|nev|ev|ov|wheth)\w{3,}er)\b[^.;]{0,60}?\bthan\b|\boutrank\w*"
    r"|\branks? (?:well |far |just )?(?:above|below|over|under)\b|\b(?:senior|junior|superior) to\b"
    r"|\b(?:weighs?|counts?(?: for)?|matters?|says?|tells?) (?:more|less)\b",
    re.I,
)
"""E.g. "Coaching is *more useful than* code.", "A VP *ranks well above* a Director.", "Tests *count more*"."""
_RANKED = re.compile(
    r"\bthan\b|\b(?:more|less|fewer|better|worse|most|least|above|below|beyond|outrank\w*|exceed\w*|prefer\w*|rather"
    r"|instead|twice|before|as \w+ as|(?:larg|small|high|low|earli|lat|soon|long|short|great|wid|strong|weak|bigg)er"
    r"|\w{3,}est)\b",
    re.I,
)
"""E.g. "Coaching pays *more*.", "It is the *largest* team.", "It matters *as much as* code.", "They *prefer* tests"."""


@dataclass(frozen=True, slots=True)
class Rank:
    """That ``over`` stands above ``under``, or ``beside`` it, as a text says at ``span``."""

    over: str
    under: str
    beside: bool
    span: Span


def said_of(text: str, roles: Sequence[Mention]) -> Iterator[Rank]:
    """What a text says of two roles that it names side by side in one clause."""
    for one, other in pairwise(roles):
        between = text[one.end : other.start]
        span = (one.start, other.end)
        if one.name == other.name or len(between) > _MOST or _APART.search(between):
            continue
        if _UNDER.search(between):
            yield Rank(other.name, one.name, False, span)
        elif _is_over(between):
            yield Rank(one.name, other.name, False, span)
        elif _BESIDE.search(text[one.start : other.end + _MOST]):
            yield Rank(one.name, other.name, True, span)


def _is_over(between: str) -> bool:
    """Whether the last word that puts one above another has the role after it as its object."""
    ends = [found.end() for found in _OVER.finditer(between)]
    rest = between[ends[-1] :].split() if ends else []
    return bool(ends) and len(rest) <= _OBJECT and "with" not in rest


def ranks(pair: Pair) -> Finding | None:
    """Who leads, reports to or ranks above whom, the other way round, or where both are peers."""
    theirs = tuple(said_of(pair.evidence.text, pair.evidence.named))
    for one in said_of(pair.claim.text, pair.claim.named):
        of_both = [other for other in theirs if {one.over, one.under} == {other.over, other.under}]
        agreed = any(one.beside or (one.over == other.over and not other.beside) for other in of_both)
        if of_both and not agreed:
            return Finding(f"{one.over} doesn't stand above {one.under} in the quote", one.span, of_both[0].span)
    return None


def unstated(pair: Pair) -> Finding | None:
    """A comparison where the evidence compares nothing and gives no figures to compare."""
    if len(pair.evidence.quantities) > 1 or _RANKED.search(pair.evidence.text):
        return None
    for found in _RANKS.finditer(pair.claim.text):
        start, end = found.span()
        if not any(one.start < end + _NEXT and one.end > start for one in pair.claim.quantities):
            return Finding("the quote compares nothing", (start, end))
    return None
