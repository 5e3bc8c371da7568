"""Who reports to whom, who manages whom, which level comes next: what a guide's front matter says, in a guide's words.

The front matter names the roles that a role reports to and those that it manages. The answer is the sentence, of the
role's own guide or of a neighbour's, that names such a role in a reporting relation to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.quotes import Quote, marker_length
from corpus.lexicon import Lexicon, phrase_pattern
from corpus.types import BlockKind, Guide, Passage
from index.search import Searcher
from index.types import Hit

MOST = 2
"""Sentences that answer: a second one only where it names a further role."""
_X = "\x00"
_UP = (
    r"(?:report(?:s|ing)?|answer(?:s|able)?|responsible)\s+(?:(?:straight|directly)\s+)?to"
    r"|takes?\s+\w+\s+orders\s+from|below|under"
)
_DOWN = r"manag(?:es?|ing)|leads?(?!,)|supervises?|above"
_ASKS = re.compile(r"\b(?:who(?:m|se)?|who['’]?s|what|which)\b", re.I)
"""E.g. "*Who* does a Director report to?", "*Which* role comes next?"."""
_PINNED = re.compile(r"\b(?:this|the)\s+(?:role|job|position)\b|\b(?:i|they)\b", re.I)
"""E.g. "who does *this role* report to?", "who do *they* report to?"."""


class Relation(StrEnum):
    """What is asked about a role's place."""

    ABOVE = "above"
    BELOW = "below"
    NEXT = "next"


_THE = r"(?:(?:an?|the|my|your)\s+)?"
_ASKED = {
    Relation.BELOW: re.compile(
        rf"\b(?:reports?|answers?|works?)\s+(?:(?:directly|straight)\s+)?(?:to|under|for)\s+{_THE}{_X}"
        rf"|\b(?:is|are|sits?)\s+(?:directly\s+)?(?:under|below|beneath)\s+{_THE}{_X}"
        rf"|{_X}\W{{1,40}}(?:\w+\s+){{0,2}}(?:manage|lead|supervise)\W*$|{_X}['’]?s?\s+(?:direct\s+)?reports\b",
        re.I,
    ),
    Relation.ABOVE: re.compile(
        rf"{_X}\W{{1,40}}(?:\w+\s+){{0,2}}(?:report|answer|answerable|accountable)s?\s+to\b"
        rf"|\bto\s+whom\b.{{0,300}}{_X}\W{{1,40}}(?:report|answer)"
        rf"|{_X}['’]?s?\s+(?:direct\s+)?(?:boss|superior|(?:line\s+)?manager)\b"
        rf"|\bmy\s+(?:boss|superior|manager)\s+(?:be\s+)?(?:as|if\s+i\s+(?:were|am))\s+{_THE}{_X}"
        rf"|\b(?:boss\s+of|manages|leads|supervises)\s+{_THE}{_X}"
        rf"|\bwho(?:['’]?s|\s+is|\s+are|\s+stands?|\s+sits?)\s+(?:\w+ly\s+)?(?:above|over)\s+{_THE}{_X}\W*$",
        re.I,
    ),
    Relation.NEXT: re.compile(
        rf"\b(?:after|above|over)\s+{_THE}{_X}\W*$|\bnext\b.{{0,300}}\b(?:for|from|as)\s+{_THE}{_X}\W*$", re.I
    ),
}
"""What asks for each, the role's name marked; who is below is looked for first. E.g. "who *reports to a {_X}*?",
"who *sits directly below the {_X}*?", "who does a *{_X} manage?*", "who are the *{_X}’s direct reports*?",
"who does a *{_X} report to*?", "*to whom does a {_X} report*?", "who is the *{_X}’s line manager*?",
"who is the *boss of the {_X}*?", "who *manages the {_X}*?", "*who’s above the {_X}?*",
"who would *my boss be as a {_X}*?", "what comes *after a {_X}?*".
"""
_RELATED = re.compile(
    r"report|answer|account|\bwork|manag|lead|supervis|boss|superior|under|below|beneath|after|above|over|next", re.I
)
"""One of these stands in whatever ``_ASKED`` matches, and costs less than to look for every guide's names.
E.g. "Who does a Director *report* to?", "What comes *next* for a Tech Lead?".
"""
_WORDS_OF_NEXT = re.compile(
    rf"{_UP}|leads?\s+to|becom(?:es?|ing)|next|moves?\s+(?:up|on)|goes\s+on\s+to|promoted\s+to", re.I
)
"""E.g. "a good mate *becomes* a captain", "a mate *moves up* after five years", "it *leads to* command"."""
_UPWARDS = re.compile(rf"\b(?:{_UP})\b", re.I)
"""E.g. "the mate *reports directly to* the captain", "the mate stands *below* the captain"."""
_DOWNWARDS = re.compile(rf"\b(?:{_DOWN})\b", re.I)
"""E.g. "the captain *manages* two mates"."""
_DENIED = re.compile(
    r"(?:\b(?:not|never)|n['’]t)\s+(?:report|answer|manage|lead)|\b(?:if|without)\b|\bwho\s+(?:reports?|manages?)\b",
    re.I,
)
"""E.g. "a mate does *not report* to the owner", "a mate does*n't report* to her",
"*if* there is no captain, the mate leads", "the one *who manages* them".
"""


@dataclass(frozen=True, slots=True)
class RelationCandidate:
    """A sentence with what speaks for it, and the wanted roles that it names."""

    quote: Quote
    score: int
    names: frozenset[str]


def placed(question: str, guides: Sequence[str], searcher: Searcher) -> tuple[Quote, ...]:
    """The sentences that say where the role of ``question`` stands; empty where it asks no such thing.

    ``guides`` are those that the page pins: only they are read, where there are any.
    """
    if _ASKS.search(question) is None or _RELATED.search(question) is None:
        return ()
    lexicon = searcher.lexicon
    names = {guide.slug: _names(guide.role, guide.aliases, lexicon) for guide in searcher.guides.values()}
    found = _asked(question, guides, names)
    if found is None or (guides and found[1] not in guides):
        return ()
    relation, guide = found[0], searcher.guides[found[1]]
    wanted = {role: phrase_pattern(_names(role, (), lexicon)) for role in _wanted(relation, guide, searcher)}
    inside = {guide.slug, *searcher.guides_about(wanted)}
    own = phrase_pattern(names[guide.slug])
    asker = re.compile(rf"{own.pattern}|\b(?:you|i)\b")  # as its own guide calls the role
    read = [slug for slug in searcher.guides if slug in inside and (not guides or slug in guides)]
    passages = [passage for slug in read for passage in searcher.passages_of(slug)]
    likely = sorted(
        (
            one
            for passage in passages
            for one in _candidates(
                relation, guide, asker if passage.guide == guide.slug else own, wanted, passage, searcher
            )
        ),
        key=lambda one: -one.score,
    )
    chosen = likely[:1]
    for one in likely[1:]:
        if len(chosen) < MOST and one.names - chosen[0].names:
            chosen.append(one)
    return tuple(one.quote for one in chosen)


def _names(role: str, aliases: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """What a role is called, case-folded."""
    return tuple({name.casefold() for name in (role, *aliases, *lexicon.roles.get(role, ()))})


def _asked(question: str, pinned: Sequence[str], names: dict[str, tuple[str, ...]]) -> tuple[Relation, str] | None:
    """The relation that is asked for, and the guide of the role that it is asked of."""
    folded = question.casefold()
    mentions = list(phrase_pattern(tuple(name for some in names.values() for name in some)).finditer(folded))
    slugs = {slug for one in mentions for slug, own in names.items() if phrase_pattern(own).fullmatch(one.group())}
    if not mentions and len(pinned) == 1 and (place := _PINNED.search(folded)):
        slugs, mentions = {pinned[0]}, [place]
    if len(slugs) != 1:
        return None
    marked = folded[: mentions[0].start()] + _X + folded[mentions[0].end() :]
    relation = next((relation for relation, pattern in _ASKED.items() if pattern.search(marked)), None)
    return None if relation is None else (relation, next(iter(slugs)))


def _wanted(relation: Relation, guide: Guide, searcher: Searcher) -> tuple[str, ...]:
    if relation is Relation.BELOW:
        return guide.manages
    if relation is Relation.ABOVE:
        return guide.reports_to
    level = guide.level or 0
    higher = [  # on the same track: both lead people, or neither does
        one
        for one in searcher.guides.values()
        if one.family == guide.family and (one.level or 0) > level > 0 and bool(one.manages) == bool(guide.manages)
    ]
    lowest = min((one.level or 0 for one in higher), default=0)
    return tuple(one.role for one in higher if one.level == lowest)


def _candidates(
    relation: Relation,
    guide: Guide,
    own: re.Pattern[str],
    wanted: dict[str, re.Pattern[str]],
    passage: Passage,
    searcher: Searcher,
) -> Iterator[RelationCandidate]:
    """The sentences of a passage that name a wanted role in the relation to the guide's."""
    text = searcher.guides[passage.guide].text
    hit = Hit(passage, searcher.guides[passage.guide])
    for start, end in passage.sentences:
        start += marker_length(text[start:end])
        sentence = text[start:end].casefold()
        named = {role: found.span() for role, pattern in wanted.items() if (found := pattern.search(sentence))}
        itself = own.search(sentence)
        if itself is None or not named or sentence.endswith("?") or _DENIED.search(sentence):
            continue
        related = frozenset(role for role, at in named.items() if _related(relation, sentence, itself.span(), at))
        if related:
            plain = passage.kind is not BlockKind.ITEM
            score = len(related) + 2 * plain + (passage.guide == guide.slug)
            yield RelationCandidate(Quote(hit, start, end), score, related)


def _related(relation: Relation, sentence: str, role: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """Whether a sentence puts two roles, each at its place, into the relation."""
    low, high = (wanted, role) if relation is Relation.BELOW else (role, wanted)
    upwards = [found.span() for found in (_WORDS_OF_NEXT if relation is Relation.NEXT else _UPWARDS).finditer(sentence)]
    orders = [(low, verb, high) for verb in upwards]
    orders += [(high, found.span(), low) for found in _DOWNWARDS.finditer(sentence)]
    if relation is Relation.BELOW:  # "Three report to the captain: the mate, the engineer and the cook."
        orders += [(verb, role, wanted) for verb in upwards]
    return any(first[1] <= middle[0] and middle[1] <= last[0] for first, middle, last in orders)
