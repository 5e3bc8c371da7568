"""The roles that a corpus is about: what its guides say of themselves joins the lexicon, whatever the trade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.lexicon import Lexicon
from corpus.occupations import Occupations, head
from corpus.types import Guide


def with_roles(lexicon: Lexicon, guides: Sequence[Guide], occupations: Occupations) -> Lexicon:
    """``lexicon`` with the role, title and aliases of every guide that is about a role, and without them among others.

    A guide is about a role where its front matter says something of one (family, level, aliases, who is above or
    below), or where its title has the form of an occupation's name; a page on expenses is not. Where only one guide's
    role ends so, and it is no neighbour's name, its last words name it too, "site manager" the Wind Site Manager, and
    its head alone where that is an occupation by itself: "captain" the Ship's Captain. A role that
    no guide is about isn't named by a word for all employees: the staff of an animal hospital is no staff engineer.
    """
    described = [guide for guide in guides if _is_role(guide, occupations)]
    heads = Counter(head(guide.role.casefold()) for guide in described)
    endings = Counter(ending for guide in described for ending in {guide.role.casefold(), *_endings(guide, lexicon)})
    neighbours = {name for role, aliases in lexicon.others.items() for name in (role.casefold(), *aliases)}
    short = {ending for ending, count in endings.items() if count == 1} - neighbours
    roles = dict(lexicon.roles)
    taken = {name for role, aliases in roles.items() for name in (role.casefold(), *aliases)}
    for guide in described:
        named = [*_names(guide, heads, occupations), *(one for one in _endings(guide, lexicon) if one in short)]
        names = [name for name in named if name not in taken]
        taken.update(names)
        known = roles.get(guide.role, ())
        roles[guide.role] = tuple(dict.fromkeys((*known, *names)))
    about = {guide.role for guide in described}
    roles = {
        role: names if role in about else tuple(name for name in names if name not in lexicon.employees)
        for role, names in roles.items()
    }
    others = {
        role: tuple(alias for alias in aliases if alias not in taken)
        for role, aliases in lexicon.others.items()
        if role.casefold() not in taken and role not in roles
    }
    return replace(lexicon, roles=roles, others=others)


def _endings(guide: Guide, lexicon: Lexicon) -> list[str]:
    """The last words of a role's name, two at least, that may name it; of a "deputy branch manager" none does."""
    words = guide.role.casefold().split()
    whole = "of" in words or words[0] in lexicon.levels
    return [] if whole else [" ".join(words[at:]) for at in range(1, len(words) - 1)]


def _is_role(guide: Guide, occupations: Occupations) -> bool:
    stated = guide.family or guide.level is not None or guide.aliases or guide.reports_to or guide.manages
    return bool(stated) or occupations.is_role(guide.role)


def _names(guide: Guide, heads: Counter[str], occupations: Occupations) -> Iterator[str]:
    yield from (alias.casefold() for alias in guide.aliases)
    if guide.title.casefold() != guide.role.casefold():
        yield guide.title.casefold()
    alone = head(guide.role.casefold())
    if heads[alone] == 1 and occupations.is_title(alone) and alone != guide.role.casefold():
        yield alone
