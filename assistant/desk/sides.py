"""What a coach calls a role or a topic, as the corpus knows it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.language.tokens import stems
from assistant.types import InvalidRequest
from corpus.lexicon import Lexicon
from corpus.types import Guide
from index.search import Searcher

LONGEST = 100
"""Characters of a topic."""


@dataclass(frozen=True, slots=True)
class RoleSide:
    """A role with the guides that are about it, by slug."""

    role: str
    guides: tuple[Guide, ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """Of its guides."""
        return tuple(guide.slug for guide in self.guides)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as it was asked for; ``known`` is the lexicon's that it is, empty for words of the asker's own."""

    name: str
    known: str = ""


def side_of(name: str, searcher: Searcher) -> RoleSide:
    """The role that ``name`` is: a guide's slug stands for that guide alone; a role, or any name that the lexicon has
    for one, for all guides of that role. Raises ``InvalidRequest``, naming what there is."""
    if (guide := searcher.guides.get(name.strip())) is not None:
        return RoleSide(guide.role, (guide,))
    role = _role(name, searcher)
    if role is None:
        known = ", ".join(sorted(searcher.described))
        raise InvalidRequest("roles", f"no guide is about {name[:LONGEST]!r}; there are guides about: {known}")
    return RoleSide(role, tuple(guide for guide in searcher.guides.values() if guide.role == role))


def topic_of(name: str, lexicon: Lexicon) -> Topic:
    """The topic that ``name`` is: the lexicon's where it is one of its names, else words to look for.

    Raises ``InvalidRequest``.
    """
    name = " ".join(name.split())
    if not any(character.isalnum() for character in name) or len(name) > LONGEST:
        raise InvalidRequest("topics", f"write each topic in 1 to {LONGEST} characters")
    folded, meant = name.casefold(), stems(name)
    for topic, phrases in lexicon.topics.items():
        if folded == topic.casefold():
            return Topic(topic, topic)
        if any(folded == phrase or (meant and meant == stems(phrase)) for phrase in phrases):
            return Topic(name, topic)
    return Topic(name)


def _role(name: str, searcher: Searcher) -> str | None:
    plain = _plain(name)
    for guide in searcher.guides.values():
        if plain in {_plain(one) for one in (guide.role, guide.title, *guide.aliases)}:
            return guide.role
    # The whole of it must be the name: "director of nothing" is no director.
    name = " ".join(name.split())
    whole = (0, len(name))
    named = [role for role, *span in searcher.lexicon.role_mentions(name) if tuple(span) == whole]
    return next((role for role in named if role in searcher.described), None)


def _plain(name: str) -> str:
    """A name without what people write as they like: case, white space, hyphens, the form of an apostrophe."""
    return " ".join(name.replace("-", " ").replace("’", "'").casefold().split())
