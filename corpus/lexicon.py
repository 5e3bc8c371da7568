"""The field's words: which headings and question words mean which topic, and what roles are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

LEXICON = Path(__file__).with_name("lexicon.yaml")


@dataclass(frozen=True)
class Lexicon:
    """Topics and roles with the phrases that name them, lower case.

    ``topics`` maps a topic to words used in *questions and headings*; ``roles`` maps a role's full name to its
    abbreviations and alternative titles; ``places`` a region to its other names and to places in it.
    """

    topics: dict[str, tuple[str, ...]]
    roles: dict[str, tuple[str, ...]]
    places: dict[str, tuple[str, ...]]

    @cached_property
    def _topic_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((topic, phrase_pattern(phrases)) for topic, phrases in self.topics.items())

    @cached_property
    def _role_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((role, phrase_pattern((role.casefold(), *aliases))) for role, aliases in self.roles.items())

    @cached_property
    def _place_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        # "us" is also a pronoun, so the abbreviation counts in capitals only, among otherwise folded names.
        return tuple(
            (place, re.compile(rf"(?<!\w)(?:{re.escape(place)}|(?i:{'|'.join(map(re.escape, names))}))(?!\w)"))
            for place, names in self.places.items()
        )

    @cached_property
    def role_names(self) -> re.Pattern[str]:
        """Matches any name of any role in case-folded text."""
        return phrase_pattern(
            tuple(name for role, aliases in self.roles.items() for name in (role.casefold(), *aliases))
        )

    def without_places(self, text: str) -> str:
        """``text`` without the places that it names and the "in the" before them."""
        for _, pattern in self._place_patterns:
            text = re.sub(rf"(?:\b[Ii]n\s+)?(?:\b[Tt]he\s+)?{pattern.pattern}", "", text)
        return text

    def roles_of(self, text: str) -> tuple[str, ...]:
        """The roles that a text names, by their full names, in the lexicon's order."""
        folded = text.casefold()
        return tuple(role for role, pattern in self._role_patterns if pattern.search(folded))

    def places_of(self, text: str) -> tuple[str, ...]:
        """The places that a text names, each as the region that it lies in, in the lexicon's order."""
        return tuple(place for place, pattern in self._place_patterns if pattern.search(text))

    def topics_of(self, text: str) -> tuple[str, ...]:
        """The topics that a heading or question speaks of, in the lexicon's order; empty where none is named."""
        folded = text.casefold()
        return tuple(topic for topic, pattern in self._topic_patterns if pattern.search(folded))


def phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that matches any of ``phrases`` as whole words, the longest first, with an optional plural s."""
    ordered = sorted(phrases, key=len, reverse=True)
    # "does" would be the plural of DoE, the abbreviation of Director of Engineering.
    return re.compile(r"(?<!\w)(?!does(?!\w))(?:" + "|".join(map(re.escape, ordered)) + r")(?:s|es)?(?!\w)")


def _folded(entries: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(phrase.casefold() for phrase in phrases) for name, phrases in entries.items()}


def load_lexicon(path: Path = LEXICON) -> Lexicon:
    """Read ``lexicon.yaml``. Raises ``ValueError`` naming the file where it is not of the expected form."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Lexicon(_folded(data["topics"]), _folded(data["roles"]), _folded(data["places"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: expected mappings 'topics', 'roles' and 'places' of lists of words") from error
