"""What a question names that the guides don't speak of: a place, a role, a level, a year, a name, a noun."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain

from assistant.answering.abstain import HITS, content_spans, focus_missing, over, unknown_names
from assistant.answering.evidence import Sentence
from assistant.answering.question import Span, demand
from assistant.language.tokens import words
from corpus.asking import asking
from corpus.english import english
from corpus.identity import article
from corpus.lexicon import Lexicon, phrase_pattern
from index.search import Searcher
from index.types import Hit, Question

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
_BEFORE = re.compile(r"\b(?:(?P<article>an?|the|any)|how\s+(?:much|many))\s+$", re.I)
"""What may stand before a noun phrase. E.g. "is there *a *…", "do they pay for *the *…", "*how many *…"."""
_UNIT = re.compile(r"\s+(?:days?|hours?|times?|people)\b", re.I)
"""E.g. "… *days* does a nurse get?", "… *people* does a chef lead?"."""
_BARE = re.compile(r"(?:[^s]s|ion|ment|ance|ence|ity|ness|ship)$", re.I)
"""What a noun ends in that can stand without an article: a plural, or the name of something that isn't counted.
E.g. "do I need certificates…", "is there any insurance…", "how much experience…".
"""
_ENDS = re.compile(
    r"\W*$|\s*[,;:]|\s+(?:is|are|was|were|do|does|did|can|could|should|would|will|may|must|has|have|of|in|for|on|at|with|to|"
    r"from|by|and|or|as|if|when|there)\b",
    re.I,
)
"""What can stand after a noun phrase, so that "certificates help" isn't taken for one. E.g. "… *for* a welder?",
"*, *and", "*?*".
"""
MOST_NAMED = 2
"""Words of a noun that is named as missing; a longer one is no noun."""


def gap(question: str, hits: Sequence[Hit], described: Collection[str], lexicon: Lexicon) -> str | None:
    """What ``question`` names and none of ``hits`` speaks of, in words; ``None`` where there is no such thing.

    ``described`` are the roles that have a guide. Passing off one role's, place's or level's text as another's is what
    does most harm, above all with pay: there the sentence must be about that very role.
    """
    pay = _is_pay(question, lexicon)
    texts = [hit.passage.text for hit in hits[:HITS]]
    places = lexicon.named_places(question) if pay else _places_asked_about(question, lexicon)
    if places and not places.keys() & {place for text in texts for place in lexicon.places_of(text)}:
        place = _proper(next(iter(places.values())))
        return f"pay in {place}" if pay else place
    levels = {_level(phrase): phrase for phrase in lexicon.levelled_roles(question)}
    if levels and not any(levels.keys() & set(map(_level, lexicon.levelled_roles(text))) for text in texts):
        phrase = next(iter(levels.values()))
        return f"the pay of {article(phrase)} {phrase}" if pay else f"{article(phrase)} {phrase}"
    years = _YEAR.findall(question)
    if years and not any(year in hit.passage.embedded for year in years for hit in hits[:HITS]):
        return str(years[0])
    return _role(question, hits, described, lexicon)


def unspoken(question: str, hits: Sequence[Hit], lexicon: Lexicon) -> str:
    """What ``question`` asks as it may be asked of any job ("pensions"), and none of ``hits`` has a word for; empty
    where there is no such thing."""
    if _any_of(*lexicon.attributes.values()).search(_plain(question)) is None:
        return ""
    asking_part = _plain(question[slice(*asking(question))])
    texts = [hit.passage.embedded.casefold() for hit in hits]
    for name, asked in lexicon.attributes.items():
        told = _any_of(asked, lexicon.evidence.get(name, ()))
        if _any_of(asked).search(asking_part) and not any(map(told.search, texts)):
            return name
    return ""


def _plain(text: str) -> str:
    return text.casefold().replace("’", "'")


@lru_cache(maxsize=64)
def _any_of(*phrases: tuple[str, ...]) -> re.Pattern[str]:
    return phrase_pattern(tuple(chain(*phrases)))


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


def nearness(question: Question, sentence: Sentence, besides: str, searcher: Searcher) -> float:
    """How much a sentence, with its headings, speaks of what is asked ``besides`` a name: the cosine of its nearest
    token to the rarest of the question's other content words, roles apart. 0 where there are none."""
    apart = [(start, end) for _, start, end in searcher.lexicon.role_mentions(question.text)]
    apart += [
        found.span() for word in words(besides) for found in re.finditer(rf"\b{re.escape(word)}\b", question.text, re.I)
    ]
    beside = {place for span in apart for place in range(*span)}
    rarest = next((span for span in content_spans(question) if span[0] not in beside), None)
    return over(question, rarest, sentence.matched) if rarest is not None else 0.0


def lacking(question: Question, hits: Sequence[Hit], searcher: Searcher) -> str | None:
    """What the hits lack, in the question's words: a name that no guide knows, days apart, or the noun that is asked
    about."""
    asked = demand(question.asking, question.asked[0])
    for name in unknown_names(question.text, asked, hits, searcher):
        if not english().calendar.issuperset(words(name)):
            return name
    unheld = focus_missing(question.text, asked, hits)
    return _noun_phrase(question.text, asked.focus) if unheld and len(asked.focus) <= MOST_NAMED else None


def _noun_phrase(text: str, focus: Sequence[Span]) -> str | None:
    """The noun that is asked about as it can stand in another sentence: "a signing bonus", "certificates", "paternity
    leave" of "how much paternity leave"; ``None`` where that isn't known of it."""
    start, end = focus[0][0], focus[-1][1]
    if (unit := _UNIT.match(text[end:])) is not None:
        end += unit.end()
    if _ENDS.match(text[end:]) is None:
        return None
    before = _BEFORE.search(text[:start])
    if before is not None and before["article"]:
        return text[before.start() : end]
    return text[start:end] if before is not None or _BARE.search(text[:end]) else None
