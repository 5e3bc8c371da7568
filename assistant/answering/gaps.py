"""What a question names that the guides don't speak of: a place, a role, a level, a year."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from corpus.identity import article
from corpus.lexicon import Lexicon
from index.types import Hit

LOOKED_AT = 5
"""Hits that are looked at for what the question names."""

_YEAR = re.compile(r"(?<!since )\b(?:19|20)\d\d\b")
"""E.g. "What did a Director earn in *2019*?"; not a year since when."""
_OF_THE_ASKER = re.compile(
    r"\bi(?:['’]?m| am)\s+(?:an?\s+)?$"
    r"|\bi(?:['’]?m| am| come| live| work| studied)\b(?:\s+\w+){0,4}?\s+(?:from|in|at)\s+(?:the\s+)?$"
    r"|\bself[- ]taught (?:from|in) $",
    re.I,
)
"""What stands before a place of the asker's own life. E.g. "*I am from *…", "*I’m a *…", "*self-taught from *…"."""
_MONEY = re.compile(r"[$€£₹¥]\s?\d|\bsalar(?:y|ies)\b|\bcompensation\b|\bwages?\b", re.I)
"""E.g. "Most are paid *€9*0,000.", "*Salaries* rise with the years"."""
_EARNED = re.compile(
    r"\bearn(?:s|ed|ing)?\s+(?:\w+\s+)?(?:buy-in|credibility|respect|trust|reputation|promotions?|titles?|confidence)\b",
    re.I,
)
"""What is no pay. E.g. "How do I *earn credibility*?", "Who *earns their trust*?"."""


def gap(question: str, hits: Sequence[Hit], described: Collection[str], lexicon: Lexicon) -> str | None:
    """What ``question`` names and none of ``hits`` speaks of, in words; ``None`` where there is no such thing.

    ``described`` are the roles that have a guide. Passing off one role's, place's or level's text as another's is what
    does most harm, above all with pay: there the sentence must be about that very role.
    """
    pay = _is_pay(question, lexicon)
    texts = [hit.passage.text for hit in hits[:LOOKED_AT]]
    places = lexicon.named_places(question) if pay else _places_asked_about(question, lexicon)
    if places and not places.keys() & {place for text in texts for place in lexicon.places_of(text)}:
        place = _proper(next(iter(places.values())))
        return f"pay in {place}" if pay else place
    levels = {_level(phrase): phrase for phrase in lexicon.levelled_roles(question)}
    if levels and not any(levels.keys() & set(map(_level, lexicon.levelled_roles(text))) for text in texts):
        phrase = next(iter(levels.values()))
        return f"the pay of {article(phrase)} {phrase}" if pay else f"{article(phrase)} {phrase}"
    years = _YEAR.findall(question)
    if years and not any(year in hit.passage.embedded for year in years for hit in hits[:LOOKED_AT]):
        return str(years[0])
    return _role(question, hits, described, lexicon)


def also_missing(question: str, hits: Sequence[Hit], described: Collection[str], lexicon: Lexicon) -> str | None:
    """Of several places, or roles whose pay is asked for, that ``question`` names, the first that none of ``hits``
    speaks of, in words."""
    spoken_of = {place for hit in hits for place in lexicon.places_of(hit.passage.text)}
    pay = _is_pay(question, lexicon)
    places = lexicon.named_places(question) if pay else _places_asked_about(question, lexicon)
    for region, place in places.items() if len(places) > 1 else ():
        if region not in spoken_of:
            return f"pay in {_proper(place)}" if pay else _proper(place)
    roles = lexicon.roles_of(question) if pay else ()
    known = _spoken_of([hit for hit in hits if hit.passage.topic == "pay"], lexicon)
    for role in roles if len(roles) > 1 else ():
        if role not in described and role not in known:
            return f"the pay of {article(role)} {role}"
    return None


def _places_asked_about(question: str, lexicon: Lexicon) -> dict[str, str]:
    """The places that a question names, by region, but for those that only tell where the asker is from."""
    own = [
        question[start:end] for start, end in lexicon.place_spans(question) if _OF_THE_ASKER.search(question, 0, start)
    ]
    return {region: place for region, place in lexicon.named_places(question).items() if place not in own}


def _proper(place: str) -> str:
    """A place as it is written, where the asker was in haste: "tokyo" is Tokyo, and "uk" the UK's letters."""
    if not place.islower():
        return place
    return " ".join(
        word if word == "the" else word.upper() if len(word) < 4 else word.capitalize() for word in place.split()
    )


def _role(question: str, hits: Sequence[Hit], described: Collection[str], lexicon: Lexicon) -> str | None:
    roles = lexicon.roles_of(question)
    if not roles:
        return None
    name = roles[0]
    if _is_pay(question, lexicon):
        paying = [hit for hit in hits if hit.passage.topic == "pay" or _MONEY.search(hit.passage.text)]
        return None if set(roles) & _spoken_of(paying, lexicon) else f"the pay of {article(name)} {name}"
    return None if set(roles) & (_spoken_of(hits, lexicon) | set(described)) else f"the {name} role"


def _spoken_of(hits: Sequence[Hit], lexicon: Lexicon) -> set[str]:
    return {role for hit in hits for role in (hit.guide.role, *lexicon.roles_of(hit.passage.text))}


def _is_pay(question: str, lexicon: Lexicon) -> bool:
    return "pay" in lexicon.topics_of(_EARNED.sub("", question))


def _level(phrase: str) -> str:
    """The level alone, because a role can be written in many ways ("senior directors", "senior director of ...")."""
    return phrase.split()[0]
