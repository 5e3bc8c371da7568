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
    abbreviations and alternative titles.
    """

    topics: dict[str, tuple[str, ...]]
    roles: dict[str, tuple[str, ...]]

    @cached_property
    def _topic_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((topic, phrase_pattern(phrases)) for topic, phrases in self.topics.items())

    def topics_of(self, text: str) -> tuple[str, ...]:
        """The topics that a heading or question speaks of, in the lexicon's order; empty where none is named."""
        folded = text.casefold()
        return tuple(topic for topic, pattern in self._topic_patterns if pattern.search(folded))


def phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that matches any of ``phrases`` as whole words, the longest first, with an optional plural s."""
    ordered = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, ordered)) + r")(?:s|es)?(?!\w)")


def load_lexicon(path: Path = LEXICON) -> Lexicon:
    """Read ``lexicon.yaml``. Raises ``ValueError`` naming the file where it is not of the expected form."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Lexicon(
            topics={topic: tuple(phrase.casefold() for phrase in phrases) for topic, phrases in data["topics"].items()},
            roles={role: tuple(alias.casefold() for alias in aliases) for role, aliases in data["roles"].items()},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: expected mappings 'topics' and 'roles' of lists of words") from error
