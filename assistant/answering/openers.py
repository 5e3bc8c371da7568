"""Questions to begin with, and to go on with: those that a guide puts itself, and one for each of its topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.identity import article
from corpus.types import Guide

STARTERS = 4
LONGEST = 90
"""Characters of a heading that is offered as a question to start with."""
ASKED: Mapping[str, str] = {
    "work": "What does {} do?",
    "flags": "What are the red flags in {} role?",
    "pay": "What does {} earn?",
    "hiring": "How does the hiring process for {} work?",
    "skills": "What sets candidates apart for {} role?",
    "employers": "Who employs {}?",
}
"""How one asks about a topic of the lexicon's. A topic that isn't here is asked about in the guide's own words only."""
_FIRST = 2
"""Questions about topics that stand before the guide's own."""


def topic_questions(guide: Guide) -> Iterator[tuple[str, str]]:
    """A topic that a section of ``guide`` is about, and the question about it, one after the other."""
    role = guide.role or guide.title
    there = {section.topic for section in guide.sections}
    for topic, form in ASKED.items():
        if topic in there:
            yield topic, form.format(f"{article(role)} {role}")


def starters(guide: Guide) -> tuple[str, ...]:
    """What a visitor may ask ``guide`` first; none where it puts no question and has no topic that one asks about."""
    own = [one.heading for one in guide.sections if one.heading.endswith("?") and len(one.heading) <= LONGEST]
    made = [question for _, question in topic_questions(guide)]
    # A guide's first questions are often those that everybody knows the answer to.
    rest = own[_FIRST:] if len(own) > _FIRST + 1 else own
    return tuple(dict.fromkeys((*made[:_FIRST], *rest, *made[_FIRST:])))[:STARTERS]
