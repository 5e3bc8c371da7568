"""Roles and places that a statement names must be named by its quotes, and figures must be theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.lexicon import Lexicon

_HEAD = re.compile(r"(?<![\w-])Heads?(?:\s+of\s+[Ee]ngineering)?(?![\w-])(?!\s+of\b)")
_LOOSE = re.compile(r"(?:staff|fellows?|interns?|pms?|directors?|principals?)(?:'s)?", re.I)
_STAFF_ROLE = re.compile(r"(?:\b(?:to|at|above|below|beside|for|into|from|rank|ranks|and|or|than|has no|a|is|into) |^)$", re.I)
_STAFF_NOUN = re.compile(r"^(?:\s+(?:members?|costs?|meeting|turnover|numbers?))", re.I)
_ACTORS = {
    "founder": ("founder", "founders", "co-founder", "co-founders"),
    "board": ("board", "boards", "board member", "board members"),
    "investor": ("investor", "investors"),
    "customer": ("customer", "customers", "client", "clients"),
    "recruiter": ("recruiter", "recruiters", "headhunter", "headhunters"),
    "product manager": ("product manager", "product managers"),
    "project manager": ("project manager", "project managers"),
    "team lead": ("team lead", "team leads"),
    "tech lead manager": ("tech lead manager", "tech lead managers"),
    "architect": ("architect", "architects"),
}
_BROAD = {
    "engineering managers": frozenset({"Engineering Manager"}),
}
_ADJACENT = {
    "Software Engineer": frozenset({"Senior Software Engineer"}),
}
"""A role that is also said by naming the more special one."""

_SAME_PLACE = """
us|usa|u.s.|u.s|the us|in us|united states|america|american|americans
uk|britain|british|great britain|united kingdom
eu|europe|european|europeans
germany|german
france|french
spain|spanish
india|indian
canada|canadian
australia|australian
china|chinese
japan|japanese
netherlands|dutch
england|english
russia|russian
brazil|brazilian
mexico|mexican
bangalore|bengaluru
asia|asian
africa|african
new york|nyc
latin america|latam
"""
_PLACE_NAME = {
    name: group.split("|")[0] for group in _SAME_PLACE.strip().splitlines() for name in group.split("|")
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A role or a place as a text names it at ``[start, end)``."""

    name: str
    start: int
    end: int


def roles_in(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Every role that a text names, in order; "staff" only where it is no word for employees."""
    found = []
    levelled = {phrase for phrase in lexicon.levelled_roles(text)}
    for role, start, end in lexicon.role_mentions(text):
        word = text[start:end].casefold()
        if word in ("staff",) and not _is_level(text, start, end):
            continue
        if word in ("fellow", "fellows", "staffs", "gem", "gems", "coach"):
            continue
        before = text[:start].casefold()
        level = next((p[: -len(word)].strip() for p in levelled if p.endswith(word) and before.endswith(p[: -len(word)])), "")
        found.append(Mention(f"{level} {role}".strip() if level and level != "global" else role, start, end))
    taken = [(m.start, m.end) for m in found]
    for match in _HEAD.finditer(text):
        if not any(a <= match.start() < b for a, b in taken):
            found.append(Mention("Head of Engineering", *match.span()))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _is_level(text: str, start: int, end: int) -> bool:
    if _STAFF_NOUN.match(text[end:]):
        return False
    return _STAFF_ROLE.search(text[:start]) is not None or bool(re.match(r"\s+(?:level|engineer|is\b)", text[end:], re.I))


def places_in(text: str, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Every place that a text names, by one name for all that it is called."""
    found = []
    for _, pattern in lexicon._place_patterns:  # noqa: SLF001
        for match in pattern.finditer(text):
            name = match.group().casefold()
            found.append(Mention(_PLACE_NAME.get(name, name), *match.span()))
    return tuple(sorted(found, key=lambda mention: mention.start))


def unnamed(said: Sequence[Mention], held: Sequence[Mention]) -> tuple[str, ...]:
    """The names that ``said`` has and ``held`` has not."""
    known = {mention.name for mention in held}
    known |= {general for general, special in _ADJACENT.items() if known & special}
    return tuple(dict.fromkeys(mention.name for mention in said if mention.name not in known))
