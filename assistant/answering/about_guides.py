"""Questions about the guides themselves: which there are, whether there is one about a role, how old, whose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.refusals import about_no_guide
from assistant.citations import links_to
from assistant.language.nouns import in_a_row
from assistant.types import Answer, Status
from corpus.days import day_of, in_words
from corpus.identity import article
from corpus.occupations import shipped_occupations
from corpus.types import Guide
from index.search import Searcher

_SOURCES = (
    "The guides are published by this site. Everything I say is quoted from them, and a guide's page names the sources "
    "that it has."
)
MOST_NAMED = 12
"""Roles that are named where it is asked which guides there are."""

_GUIDES = r"(?:role\ |career\ )?(?:guides?|roles?|occupations?)"
_WHICH = rf"""
    (?:so\ )?(?:which|what|how\ many)\ {_GUIDES}\ (?:do|can|did|does)\ (?:you|u|this\ site|it)
        \ (?:have|know(?:\ about)?|cover|offer|answer|describe|talk\ about)(?:\ here)?
    |(?:which|what|how\ many)\ {_GUIDES}\ (?:are\ (?:there|available|covered|here|on\ (?:here|this\ site))|exist)
    |(?:can\ you\ |please\ )?(?:list|name|show|give)(?:\ me)?(?:\ a\ list\ of)?\ (?:all\ )?(?:of\ )?
        (?:the|your)?\ ?(?:available\ )?{_GUIDES}(?:\ (?:you\ have|there\ are|please))?
"""
_IS_THERE = r"""
    (?:(?:do\ (?:you|u)\ have|is\ there|have\ you\ got|got)\ (?:any|an?|some)\ (?:role\ )?guides?\ (?:on|about|for|to)
    |(?:do|can)\ (?:you|u)\ (?:cover|describe|know\ (?:anything\ )?about)|any\ guides?\ (?:on|about|for|to))
    \ (?P<about>(?:[\w'’-]++\ ?){1,6})
"""
_HOW_OLD = r"""
    (?:is|are)\ (?:this|it|these|they|the\ (?:guides?|site|texts?|info(?:rmation)?|data|figures?|numbers?))
        \ (?:still\ )?(?:up[\ -]to[\ -]date|current|recent|outdated|old)
    |how\ (?:old|recent|current|up[\ -]to[\ -]date)\ (?:is|are)\ (?:this|it|these|they|(?:this|these|the|your)\ \w+)
    |when\ (?:was|were)\ (?:this|it|(?:this|these|the|your)\ \w+)\ (?:last\ )?(?:written|updated|published|changed)
"""
_WHOSE = r"""
    who\ (?:wrote|writes|made|makes|publishe[sd]|is\ behind)\ (?:this|it|(?:this|these|the|your)\ \w+)
    |(?:where|what)\ (?:do|does|did|are)\ (?:your|these|the|this|all\ the)\ (?:\w+\ )?
        (?:figures?|numbers?|facts?|data|sources?|info(?:rmation)?)(?:\ come\ from)?
    |what\ (?:is|are)\ (?:your|the)\ sources?
"""
_ASKED = re.compile(
    rf"(?:(?P<which>{_WHICH})|(?P<there>{_IS_THERE})|(?P<old>{_HOW_OLD})|(?P<whose>{_WHOSE}))\W*", re.I | re.X
)
"""E.g. "*Which guides do you have?*", "*list all the guides*", "*Do you have a guide on product managers?*",
"*do you cover nurses*", "*Is this up to date?*", "*Who wrote these guides?*", "*Where do your figures come from?*".
"""


def about_the_guides(message: str, searcher: Searcher) -> Answer | None:
    """The answer to a question about the guides themselves; ``None`` to any other message."""
    asked = message.strip()
    found = _ASKED.fullmatch(asked)
    if found is None:
        return None
    if found["which"]:
        return _told(asked, _which(searcher), _guides(searcher))
    if found["there"]:
        return _is_there(asked, found["about"].strip(), searcher)
    text = _SOURCES if found["whose"] else _how_old(_guides(searcher))
    return _told(asked, text, ()) if text else None


def _told(asked: str, text: str, guides: Sequence[Guide]) -> Answer:
    return Answer(Status.CHITCHAT, text, asked, 1.0, related=links_to(guides[:MOST_NAMED]))


def _guides(searcher: Searcher) -> list[Guide]:
    """All guides, the junior roles first."""
    return sorted(searcher.guides.values(), key=lambda guide: (guide.level or 0, guide.title))


def _which(searcher: Searcher) -> str:
    roles = list(dict.fromkeys(guide.role for guide in _guides(searcher)))
    if len(roles) > MOST_NAMED:
        return f"There are guides about {len(roles)} roles, {', '.join(roles[:MOST_NAMED])} and others."
    return f"There {'are guides' if len(roles) > 1 else 'is a guide'} about {in_a_row(roles, 'and')}."


def _is_there(asked: str, about: str, searcher: Searcher) -> Answer | None:
    """Whether there is a guide about a role or another occupation; of anything else the guides are asked."""
    roles = [role for role in searcher.lexicon.roles_of(about) if role in searcher.described]
    if roles:
        own = [guide for guide in _guides(searcher) if guide.role == roles[0]]
        return _told(asked, f"Yes, there is a guide about {article(roles[0])} {roles[0]}: {own[0].title}.", own)
    named = searcher.lexicon.roles_of(about) or [one.name for one in shipped_occupations().named(about)]
    if not named:
        return None
    none = about_no_guide(asked, (), named[0], searcher)
    return replace(none, text=f"{none.text} {_which(searcher)}")


def _how_old(guides: Sequence[Guide]) -> str:
    days = sorted(filter(None, (day_of(guide.updated) for guide in guides)))
    if not days:
        return ""
    first, last = in_words(days[0]), in_words(days[-1])
    return f"The guides were last updated {f'on {last}' if first == last else f'between {first} and {last}'}."
