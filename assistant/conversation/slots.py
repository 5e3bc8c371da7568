"""A message that only changes one thing of the last question: its role, its place or its level."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache
from itertools import islice

from assistant.conversation.phrases import read
from assistant.language.nouns import plural_of
from corpus.english import english, spoken_function_words
from corpus.identity import article
from corpus.lexicon import Lexicon, phrase_pattern
from corpus.occupations import head

JOINT = " — "
"""What stands between a question and a follow-up that is put behind it."""
LEVELS = (
    "mid-tenure|mid-level|mid-career|well-established|established|experienced|inexperienced|first-time|newly appointed|"
    "new|newer|junior|senior|settled|seasoned|founding|former|future|aspiring|external|internal|"
    "good|great|strong|weak|bad|poor|small|smaller|large|larger|big|bigger|early-stage|late-stage|early|late|current"
)
"""Of roles and employers, alternatives of a pattern."""
_LEVEL = re.compile(rf"\b(?P<level>{LEVELS})\b", re.I)
"""E.g. "What does a *senior* engineer earn?", "Do *small* firms have one?"."""
_ONES = re.compile(
    rf"^(?:(?:the|a|an|for|with|of|at|in)\s+)*(?:(?:more|less|very|really)\s+)?(?P<level>{LEVELS})"
    r"(?:\s+(?:ones?|people|folks|guys))?\W*$",
    re.I,
)
"""E.g. "*for the junior ones?*", "*more experienced people?*", "*senior*"."""
_OF_THEM_ALL = re.compile(
    r"\bof\s+(?:them|these|those)\b|\b(?:rank|sort|order|compare)\s+(?:all\s+)?(?:of\s+)?(?:them|these|those)\b", re.I
)
"""E.g. "Which *of them* pays best?", "*rank them* by hours", "*compare these*"."""
BEFORE = 80
"""Characters before a role that are looked at for its article."""
_AN = re.compile(r"\b(?:an?|the)\s+(?:[\w-]+\s+)?$", re.I)
"""E.g. "What does *a *…", "Who hires *the new *…"."""
_HAS = re.compile(r"(?<=\w)\s(?:has|have|had)(?=\s+(?:\d+|a|an)\b)", re.I)
"""E.g. "The VP* has* 4 directors", "What size of company* has* a head?"."""
_SOMEBODYS = re.compile(r"\b(?:my|our|their|his|her)\s+(?:\w+\s+)?$", re.I)
"""Before a role. E.g. "Should I tell *my *…", "*Our new *…"."""
_WHOM_I = re.compile(
    r"^(?:\s+(?:that|who|whom))?\s+(?:(?:i|we|they|he|she)\s+\w|(?:under|above|below)\s+(?:me|us)\b)", re.I
)
"""Behind "the EM" or "an EM". E.g. "…* I i*nherit is bad", "…* above me*", "…* that they b*ring in"."""
_IN_IT = re.compile(r"^\s+(?:role|job|position|title|interviews?|offer|salary|pay|career|panel|round)\b", re.I)
"""Behind a role. E.g. "…* interview* is tomorrow", "…* offer*"."""
_GET_THERE = re.compile(r"\b(?:get|move up|make it|work my way up)\s+(?:there|to that)\b", re.I)
"""E.g. "How do I *get there*?"."""
MOST_BETWEEN = 3
"""Words before a name of which the first may be the verb whose subject it is ("does the new CTO", "is being an EM")."""
MOST_WORDS = 3
"""Content words of a message that only changes a slot."""
MOST_NAMED = 8
"""Names of roles in a question that are looked at for its subject."""


def changed(earlier: str, rest: str, lexicon: Lexicon) -> str | None:
    """``earlier`` with what ``rest`` names in place of its like, where ``rest`` does no more than that."""
    words = read(rest)
    content = [word for word in words if word.folded not in spoken_function_words()]
    if not content or len(content) > MOST_WORDS or any(_makes_a_clause(word.folded) for word in words):
        return None
    return (
        _another_level(earlier, rest, lexicon)
        or _another_role(earlier, rest, lexicon)
        or _another_place(earlier, rest, lexicon)
    )


def _another_role(earlier: str, rest: str, lexicon: Lexicon) -> str | None:
    new, old = role_in(rest, lexicon), role_in(earlier, lexicon)
    if old is None or (new is not None and _left(rest, new.start(), new.end())):
        return None
    name = rest[new.start() : new.end()] if new is not None else _beside(rest, old.group(), lexicon)
    if not name:
        return None
    if earlier[old.start() : old.end()].endswith("s") and not name.endswith("s"):
        name = plural_of(name)
    return f"{_before(earlier, old.start(), name)}{name}{earlier[old.end() :]}"


def _beside(rest: str, role: str, lexicon: Lexicon) -> str:
    """The one role with a word of ``role``'s name whose head is all that ``rest`` says ("a manager", after a branch
    arranger the branch manager); empty where there is none, or it is somebody's."""
    content = [word for word in read(rest) if word.folded not in spoken_function_words()]
    if len(content) != 1 or _SOMEBODYS.search(rest[: content[0].start]):
        return ""
    own = next(iter(lexicon.roles_of(role)), role)
    words = set(own.casefold().split()) - spoken_function_words()
    near = [one for one in lexicon.roles if one != own and not words.isdisjoint(one.casefold().split())]
    heads = {one: head(one.casefold()) for one in near}
    found = [one for one in near if content[0].folded in (heads[one], plural_of(heads[one]))]
    return found[0] if len(found) == 1 else ""


def _before(text: str, at: int, name: str) -> str:
    """What stands before ``name`` when that is put into ``text`` there: with its article, where it has one."""
    own = "" if name.partition(" of ")[0].endswith("s") else f"{article(name)} "
    return re.sub(r"\ban?\s+$", own, text[:at], flags=re.I)


def _another_place(earlier: str, rest: str, lexicon: Lexicon) -> str | None:
    spans = lexicon.place_spans(rest)
    if not spans:
        return None
    place, before = re.sub(r"(?<!\W)\W++$", "", rest), rest[: spans[0][0]]
    beside = lexicon.without_places(rest)
    if role_in(beside, lexicon) is not None:  # "a VP in Europe", but not "the salary of a VP in Europe"
        swapped = _another_role(earlier, beside, lexicon)
        if swapped is None:
            return None
        earlier, place, before = swapped, rest[slice(*spans[0])], ""
    elif lexicon.topics_of(beside):
        return None  # something else is asked of it: "the pay in London"
    place = place if before.strip().casefold() not in ("", "the") else f"in {place}"
    without = re.sub(r"(?<!\s)\s++(?=[?.!,]|$)", "", re.sub(r"\s{2,}", " ", lexicon.without_places(earlier)))
    return f"{without.rstrip(' ?.!')} {place}?"


def _another_level(earlier: str, rest: str, lexicon: Lexicon) -> str | None:
    found = _ONES.match(rest)
    if found is None:
        return None
    level = found.group("level").lower()
    old = _LEVEL.search(earlier)
    if old is not None:
        return f"{earlier[: old.start()]}{level}{earlier[old.end() :]}"
    role = role_in(earlier, lexicon)
    return f"{_before(earlier, role.start(), level)}{level} {earlier[role.start() :]}" if role is not None else None


def _left(rest: str, start: int, end: int) -> list[str]:
    """Content words of ``rest`` beside the one thing from ``start`` to ``end``."""
    return [word.folded for word in read(rest[:start] + " " + rest[end:]) if word.folded not in spoken_function_words()]


def role_in(text: str, lexicon: Lexicon) -> re.Match[str] | None:
    """The first name of a role in ``text``."""
    return role_pattern(lexicon).search(text.lower())


def focus(text: str, lexicon: Lexicon, described: Set[str] = frozenset()) -> str:
    """The role that a question is about, as it is written there: its subject ("how many EMs should a Director manage"),
    else a single one ("from EM to a Director"), else the first; one that is ``described`` where it names such a one."""
    every = list(islice(role_pattern(lexicon).finditer(text.lower()), MOST_NAMED))
    every = [one for one in every if not _of_somebody(text, *one.span())] or every
    names = {one.group() for one in every} if described else ()
    own = {name for name in names if not described.isdisjoint(lexicon.roles_of(name))}
    found = [one for one in every if one.group() in own] or every
    starts = [(match, match.start()) for match in found]
    one = next((match for match, at in starts if _is_subject(text[max(at - BEFORE, 0) : at])), None)
    one = one or next((match for match, at in starts if _AN.search(text, max(at - BEFORE, 0), at)), None)
    one = one or next(iter(found), None)
    return text[one.start() : one.end()] if one is not None else ""


def somebodys_role(text: str, lexicon: Lexicon) -> str:
    """The role of somebody with whom ``text`` has to do ("my EM", "the EM I inherit"), as it is written there; empty
    where it names none, or another role besides."""
    found = list(islice(role_pattern(lexicon).finditer(text.lower()), 2))
    return found[0].group() if len(found) == 1 and _of_somebody(text, *found[0].span()) else ""


def _of_somebody(text: str, start: int, end: int) -> bool:
    """Whether the role that is named from ``start`` to ``end`` is somebody's with whom the text has to do."""
    before, after = text[max(start - BEFORE, 0) : start], text[end : end + BEFORE]
    owned = _SOMEBODYS.search(before) is not None and _IN_IT.match(after) is None
    return owned or (_AN.search(before) is not None and _WHOM_I.match(after) is not None)


def _is_subject(before: str) -> bool:
    """Whether what stands ``before`` a name ends in an auxiliary, but for a determiner or an adjective; in "she has 4
    directors" is none."""
    words = read(_HAS.sub("", before))
    return not english().auxiliaries.isdisjoint(word.folded for word in words[-MOST_BETWEEN:])


def role_pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """Matches any name of any role in lower-case text, "VPs of Engineering" too."""
    every = {**lexicon.others, **lexicon.roles}
    return _names(tuple(every), tuple(every.values()))


@lru_cache(maxsize=8)
def _names(roles: tuple[str, ...], aliases: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    names = [role.casefold() for role in roles] + [alias for some in aliases for alias in some]
    return phrase_pattern((*names, *(plural_of(name) for name in names if " of " in name)))


def named(role: str) -> str:
    """A role's name with the article that it needs."""
    return role if role.partition(" of ")[0].lower().endswith("s") else f"{article(role)} {role}"


def singular_of(role: str, lexicon: Lexicon) -> str:
    """The name of one person in ``role``, which may be the name of several."""
    return next(iter(lexicon.roles_of(role)), role) if plural_of(role) == role else role


def becoming(message: str, earlier: str, role: str, lexicon: Lexicon) -> str | None:
    """``message`` with becoming one in the ``role`` for getting there, from another role or not; ``None`` where it asks
    no such thing, or the question ``earlier`` names more roles to get to."""
    found, own = _GET_THERE.search(message), role_in(message, lexicon)
    leads_off = own is None or message[: own.start()].rstrip().endswith(("from", "from a", "from an"))
    if found is None or not role or not leads_off or len(lexicon.roles_of(earlier)) > 1:
        return None
    return f"{message[: found.start()]}become {named(singular_of(role, lexicon))}{message[found.end() :]}"


def of_them_all(message: str, asked: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether ``message`` is about all roles: it says "of them" where nothing that was ``asked`` names one."""
    return _OF_THEM_ALL.search(message) is not None and not any(map(lexicon.roles_of, asked))


def with_role(question: str, name: str, lexicon: Lexicon) -> str:
    """``question`` asked of the role ``name``, where it names none and there is one."""
    if not name or role_in(question, lexicon) is not None:
        return question
    return f"{question.rstrip(' ?.!')} for {named(name)}?"


def _makes_a_clause(word: str) -> bool:
    return any(word in words for words in (english().question_words, english().auxiliaries, english().no_slot))
