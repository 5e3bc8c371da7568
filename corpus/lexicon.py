"""The field's words: which headings and question words mean which topic, and what roles are called."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from corpus.composed import TooLongError
from corpus.files import RefusedError, content, link_outside
from corpus.own_lexicon import LISTS, MAPPINGS, FormError, own_entries
from corpus.types import Finding, Severity

LEXICON = Path(__file__).with_name("lexicon.yaml")
_KEPT = 32768
"""Texts, most of them the guides' own and phrasings of curated questions, of which is kept what they name. With fewer
than there are, each question drives out what the next one needs; the shipped guides' take 7 MB."""
T = TypeVar("T")


@dataclass(frozen=True)
class Lexicon:
    """Topics and roles with the phrases that name them, lower case.

    ``topics`` maps a topic to words used in *questions and headings*; ``roles`` maps a role's full name to its
    abbreviations and alternative titles; ``places`` a region to its other names and to places in it; ``others`` are
    roles of neighbouring fields, so that a question about one is known to be about it; ``levels`` are words that make
    another role of the role after them ("associate"). ``short`` are names of roles that count with a capital only ("the
    Head"), ``includes`` roles that are also named by a more special one, ``employees`` names of roles that are as often
    a word for all employees, ``no_roles`` forms of names that are never a role. ``attributes`` are what may be
    asked of any job, in the words of questions, and ``evidence`` further words of a text that speaks of one.
    """

    topics: dict[str, tuple[str, ...]]
    roles: dict[str, tuple[str, ...]]
    places: dict[str, tuple[str, ...]]
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    short: dict[str, tuple[str, ...]] = field(default_factory=dict)
    includes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    employees: tuple[str, ...] = ()
    no_roles: tuple[str, ...] = ()
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    evidence: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _once(self) -> Callable[..., Any]:
        return lru_cache(maxsize=_KEPT)(lambda work, text: work(text, self))

    def once(self, work: Callable[[str, Lexicon], T], text: str) -> T:
        """What ``work`` makes of ``text`` with these words. It is kept: guides' texts come again with each question."""
        return self._once(work, text)  # type: ignore[no-any-return]

    @cached_property
    def _topic_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((topic, phrase_pattern(phrases)) for topic, phrases in self.topics.items())

    @cached_property
    def _role_of_name(self) -> dict[str, str]:
        every = {**self.others, **self.roles}
        names = {name: role for role, aliases in every.items() for name in (role.casefold(), *aliases)}
        plurals = {re.sub(r" of ", "s of ", name, count=1): role for name, role in names.items() if " of " in name}
        return {**plurals, **names}

    @cached_property
    def _every_role(self) -> re.Pattern[str]:
        return phrase_pattern(tuple(self._role_of_name))

    @cached_property
    def _levels(self) -> re.Pattern[str]:
        return phrase_pattern(self.levels)

    @cached_property
    def _place_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        # "us" is also a pronoun, so the abbreviation counts in capitals only, among otherwise folded names.
        return tuple(
            (place, re.compile(rf"(?<!\w)(?:{_cased(place)}|(?i:{'|'.join(map(re.escape, names))}))(?!\w)"))
            for place, names in self.places.items()
        )

    @cached_property
    def _cut_places(self) -> tuple[re.Pattern[str], ...]:
        return tuple(
            re.compile(rf"(?:\b[Ii]n\s+)?(?:\b[Tt]he\s+)?{pattern.pattern}") for _, pattern in self._place_patterns
        )

    @cached_property
    def _short_patterns(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple(
            (role, _capitalised((role, *(name.capitalize() for name in names)))) for role, names in self.short.items()
        )

    def short_mentions(self, text: str) -> tuple[tuple[str, int, int], ...]:
        """Roles that a text names for short, with a capital ("the Head"), and where."""
        return tuple(
            (role, *found.span()) for role, pattern in self._short_patterns for found in pattern.finditer(text)
        )

    def without_places(self, text: str) -> str:
        """``text`` without the places that it names and the "in the" before them."""
        for pattern in self._cut_places:
            text = pattern.sub("", text)
        return text

    def role_mentions(self, text: str) -> tuple[tuple[str, int, int], ...]:
        """Every role that a text names, by its full name, and where: of overlapping names the longest."""
        return self.once(Lexicon._role_mentions, text)

    @staticmethod
    def _role_mentions(text: str, lexicon: Lexicon) -> tuple[tuple[str, int, int], ...]:
        found = lexicon._every_role.finditer(_folded_text(text))
        return tuple((lexicon._role_of(one.group()), *one.span()) for one in found)

    def _role_of(self, name: str) -> str:
        return next(
            self._role_of_name[known]
            for known in (name, name.removesuffix("s"), name.removesuffix("es"))
            if known in self._role_of_name
        )

    def roles_of(self, text: str) -> tuple[str, ...]:
        """The roles that a text names, by their full names, in the order of their first mention."""
        return tuple(dict.fromkeys(role for role, _, _ in self.role_mentions(text)))

    def without_roles(self, text: str) -> str:
        """``text`` without the names of roles."""
        for _, start, end in reversed(self.role_mentions(text)):
            text = text[:start] + text[end:]
        return text

    def levelled_roles(self, text: str) -> tuple[str, ...]:
        """Roles that a text names with a level before them, as it names them ("associate engineering manager")."""
        folded = _folded_text(text)
        ends = {found.end(): found.start() for found in self._levels.finditer(folded)}
        return tuple(folded[ends[start - 1] : end] for _, start, end in self.role_mentions(text) if start - 1 in ends)

    def named_places(self, text: str) -> dict[str, str]:
        """The places that a text names, by the region that each lies in: the text's own word for it."""
        return dict(self.once(Lexicon._named_places, text))

    @staticmethod
    def _named_places(text: str, lexicon: Lexicon) -> tuple[tuple[str, str], ...]:
        found = ((place, pattern.search(text)) for place, pattern in lexicon._place_patterns)
        return tuple((place, match.group()) for place, match in found if match is not None)

    def place_spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where a text names a place, each time that it does, in order."""
        found = (match.span() for _, pattern in self._place_patterns for match in pattern.finditer(text))
        return tuple(sorted(found))

    def places_of(self, text: str) -> tuple[str, ...]:
        """The places that a text names, each as the region that it lies in, in the lexicon's order."""
        return tuple(self.named_places(text))

    def topics_of(self, text: str) -> tuple[str, ...]:
        """The topics that a heading or question speaks of, in the lexicon's order; empty where none is named."""
        return self.once(Lexicon._topics_of, text)

    @staticmethod
    def _topics_of(text: str, lexicon: Lexicon) -> tuple[str, ...]:
        folded = text.casefold()
        return tuple(topic for topic, pattern in lexicon._topic_patterns if pattern.search(folded))


def _capitalised(names: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of ``names`` as they are written, also in the plural; not of "Head of Sales" for "Head"."""
    ordered = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{ordered})s?(?![\w-])(?!\s+of\b)")


def _cased(place: str) -> str:
    escaped = re.escape(place)
    return escaped if len(place) < 3 else f"(?i:{escaped})"


def phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that matches any of ``phrases`` as whole words, the longest first, with an optional plural s."""
    if not phrases:
        return re.compile(r"(?!)")
    ordered = sorted(phrases, key=len, reverse=True)
    # "does" would be the plural of DoE, the abbreviation of Director of Engineering.
    return re.compile(r"(?<!\w)(?!does(?!\w))(?:" + "|".join(map(re.escape, ordered)) + r")(?:s|es)?(?!\w)")


def _folded_text(text: str) -> str:
    """``text`` in lower case, position for position."""
    folded = text.casefold()
    return folded if len(folded) == len(text) else "".join(c if len(c.casefold()) > 1 else c.casefold() for c in text)


def _folded(entries: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(phrase.casefold() for phrase in phrases) for name, phrases in entries.items()}


def _folded_words(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)


def load_lexicon(path: Path = LEXICON) -> Lexicon:
    """Read ``lexicon.yaml``. Raises ``ValueError`` naming the file where it is not of the expected form."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        return Lexicon(
            _folded(data["topics"]),
            _folded(data["roles"]),
            _folded(data["places"]),
            **{name: _folded(data.get(name, {})) for name in ("others", "short", "includes", "attributes", "evidence")},
            levels=_folded_words(data.get("levels", ())),
            employees=_folded_words(data.get("employees", ())),
            no_roles=_folded_words(data.get("no_roles", ())),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{path}: expected mappings 'topics', 'roles' and 'places' of lists of words") from error


def lexicon_for(corpus: Path) -> tuple[Lexicon, tuple[Finding, ...]]:
    """The shipped lexicon with what ``lexicon.yaml`` in the folder ``corpus`` adds to it or takes out.

    It has the shipped file's form, and every part is optional. The phrases of a name are joined with the shipped ones;
    a name with an empty list is taken out. Of a file that can't be read nothing is used, and a finding says why.
    """
    shipped, path = load_lexicon(), corpus / LEXICON.name
    if (outside := link_outside(path, corpus)) is not None:
        return shipped, (outside,)
    if not path.is_file():
        return shipped, ()
    try:
        own = own_entries(content(path).decode("utf-8"))
    except FormError as error:
        return shipped, (Finding(path, error.line, Severity.ERROR, "lexicon", f"{error}; none of it is used"),)
    except (OSError, ValueError, RecursionError, RefusedError, TooLongError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        message = f"it can't be read: {getattr(error, 'problem', None) or error}; none of it is used"
        return shipped, (Finding(path, mark.line + 1 if mark else 0, Severity.ERROR, "lexicon", message),)
    joined = {name: _joined(getattr(shipped, name), own.get(name, {})) for name in MAPPINGS}
    lists = {name: tuple(dict.fromkeys((*getattr(shipped, name), *own.get(name, {})))) for name in LISTS}
    parts: dict[str, Any] = {**joined, **lists}
    return replace(shipped, **parts), ()


def _joined(shipped: dict[str, tuple[str, ...]], own: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    both = {name: tuple(dict.fromkeys((*shipped.get(name, ()), *phrases))) for name, phrases in own.items()}
    return {name: phrases for name, phrases in {**shipped, **both}.items() if own.get(name, True)}
