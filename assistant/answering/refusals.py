"""An honest "the guides don't say": what is missing, and what is nearest to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from assistant.answering.bounds import bounds
from assistant.answering.compare import Comparison
from assistant.answering.evidence import Evidence, of_other_role
from assistant.answering.gaps import gap, lacking, nearness, unspoken
from assistant.answering.subject import asked_about
from assistant.answering.suggestions import Talk, related, suggestions
from assistant.citations import cite, links_to
from assistant.language.injection import is_order
from assistant.language.nouns import plural_of
from assistant.parameters import fitted
from assistant.types import Answer, Citation, Status
from corpus.asking import only_tells
from index.search import Searcher
from index.types import Hit, Question

NEAREST_GUIDES = 3
_ABOUT = "They are about what these roles are really like: the work, the pay, the hiring and what to look out for."


@dataclass(frozen=True, slots=True)
class Calibration:
    """The probability from which an answer is given, and below which it is likelier wrong than right (``even``); of a
    message that tells something beside what it asks both are higher (``python -m evals fit abstention``)."""

    threshold: float
    telling: float
    even: float
    telling_even: float

    def least(self, question: Question) -> float:
        """The probability from which ``question`` is answered."""
        return self.telling if question.tells else self.threshold

    def doubts(self, question: Question, confidence: float) -> bool:
        """Whether an answer to ``question`` of that ``confidence`` is likelier wrong than right."""
        return confidence < (self.telling_even if question.tells else self.even)


shipped_calibration = cache(partial(fitted, "abstention", Calibration))
"""The fitted threshold."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a question found, how likely that answers it, what the conversation has been about (``talk``), and what a
    comparison asks about that no guide has a word for (``unheard``, empty where there is no such thing)."""

    asked: str
    question: Question
    hits: tuple[Hit, ...]
    comparison: Comparison | None
    evidence: Evidence
    confidence: float
    talk: Talk
    unheard: str

    @property
    def doubtful(self) -> bool:
        """Whether an answer is likelier wrong than right."""
        plain = self.comparison is not None and self.comparison.plain
        return not plain and shipped_calibration().doubts(self.question, self.confidence)


def about_no_guide(asked: str, hits: Sequence[Hit], name: str, searcher: Searcher) -> Answer:
    """That no guide is about the occupation ``name``, and which guides are nearest."""
    near = tuple(dict.fromkeys(hit.guide.slug for hit in hits))[:NEAREST_GUIDES]
    found = [searcher.guides[slug] for slug in near]
    titles = [guide.title for guide in found]
    offered = f" The nearest guides: {', '.join(titles)}." if titles else ""
    return Answer(
        status=Status.NO_ANSWER,
        text=f"No guide here is about {plural_of(name)}.{offered}",
        standalone_question=asked,
        confidence=0.0,
        related=links_to(found),
    )


def missing(grounds: Grounds, guides: Sequence[str], searcher: Searcher) -> str | None:
    """What the guides, ``guides`` where any are pinned, don't speak of, in words, empty where that can't be named;
    ``None`` where they do answer."""
    if grounds.comparison is None:
        absent = gap(grounds.asked, grounds.hits, searcher.described, searcher.lexicon)
    else:
        absent = grounds.unheard or None
    pinned = bool(guides) and grounds.comparison is None and bool(grounds.evidence.sentences)
    if pinned and of_other_role(grounds.question, grounds.evidence.sentences[0].hit, searcher):
        return absent or ""
    attribute = unspoken(grounds.asked, grounds.hits, searcher.lexicon) if grounds.comparison is None else ""
    if absent is None and not attribute and grounds.confidence >= shipped_calibration().least(grounds.question):
        return None
    if only_tells(grounds.asked):  # then any of its names may be of the story
        return ""
    return absent or lacking(grounds.question, grounds.hits, searcher) or attribute


def not_said(grounds: Grounds, absent: str, searcher: Searcher) -> Answer:
    """An honest "the guides don't say", with the nearest sentence offered and not passed off as the answer, and where
    one may go on, if there is such a sentence or a role is named that has a guide. Of a role without one, that no guide
    is about it."""
    named = () if absent else searcher.lexicon.role_mentions(grounds.asked)
    if (
        named
        and searcher.described.isdisjoint(role for role, _, _ in named)
        and asked_about(grounds.asked, named[0][1])
    ):
        return about_no_guide(grounds.asked, grounds.hits, named[0][0], searcher)
    text = f"The guides don't say anything about {absent}." if absent else "The guides don't say."
    name = absent if any(character.isupper() or character.isdigit() for character in absent) else ""
    near = [
        one.quote
        for one in grounds.evidence.sentences[:1]
        if one.features.mean >= bounds().nearest
        and nearness(grounds.question, one, name, searcher) >= bounds().nearest_words
        and not is_order(one.text)
    ]
    _, citations = cite(near)
    of_the_role = tuple(hit for hit in grounds.hits if hit.guide.role in grounds.question.roles)
    goes_on = grounds.hits if citations else of_the_role
    if citations:
        text += f" The nearest thing that they do say, in the {citations[0].title} guide: {_quoted(citations[0])}"
    elif grounds.hits:
        text += f" {_ABOUT}"
    return Answer(
        status=Status.NO_ANSWER,
        text=text,
        standalone_question=grounds.asked,
        confidence=min(grounds.confidence, shipped_calibration().threshold),
        citations=citations,
        suggestions=suggestions([hit.passage for hit in goes_on], grounds.talk, searcher),
        related=related(goes_on[0].guide, searcher) if goes_on else (),
    )


def said_elsewhere(grounds: Grounds, answer: Answer, pinned: Sequence[str], searcher: Searcher) -> Answer | None:
    """What another guide says where those that were ``pinned`` don't, by the ``answer`` of all; ``None`` where none
    does either."""
    if not answer.statements or answer.citations[0].guide in pinned:
        return None
    found = answer.citations[0]
    unsaid = "This guide doesn't say" if len(pinned) == 1 else "These guides don't say"
    return replace(
        answer,
        status=Status.NO_ANSWER,
        text=f"{unsaid}. The {found.title} guide does: {_quoted(found)}",
        confidence=min(grounds.confidence, shipped_calibration().threshold),
        statements=(),
        citations=(found,),
        suggestions=suggestions([hit.passage for hit in grounds.hits], grounds.talk, searcher),
        related=links_to([searcher.guides[found.guide]]),
        curated=None,
        sides=(),
        doubtful=False,
    )


def _quoted(citation: Citation) -> str:
    return f"“{' '.join(citation.quote.split())}” [{citation.n}]"
