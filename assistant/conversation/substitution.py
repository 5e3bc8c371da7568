"""A clause that leans back, with the phrases that it leans on in place of its pronouns, or else put before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from assistant.conversation.antecedents import POINTERS, Pointer, Rarity, Term, meant, terms
from assistant.conversation.follow_up import pointer_of, pointing
from assistant.conversation.phrases import TurnWord, read
from assistant.conversation.slots import JOINT, LEVELS, named, role_in, singular_of, somebodys_role, with_role
from assistant.language.nouns import plural_of
from assistant.types import Turn
from corpus.asking import tells
from corpus.english import english, spoken_function_words
from corpus.lexicon import Lexicon

_THAT_JOB = re.compile(r"\b(?:this|that|the)\s+(?P<noun>job|role|position)s?\b(?!\s+of\b)", re.I)
"""E.g. "What does *that job* pay?", "Who hires for *the role*?"."""
_LEVEL_ONES = re.compile(rf"\b(?P<level>{LEVELS})\s+one(?P<many>s?)\b", re.I)
"""E.g. "What do *junior ones* earn?", "Who tells a *good one* from a bad one?"."""
_CLITIC = re.compile(r"['’](?:re|ve|d|ll|s)$", re.I)
"""E.g. "they*’re*", "it*’ll*"."""
_CLITICS = {"'re": " are", "'ve": " have", "'d": " would", "'ll": " will", "'s": " is"}
_COMPARED = re.compile(
    r"\b(?P<it>that|this|it)\s+(?:(?:any|much|so|really|very|all that)\s+)*"
    r"(?:different|differs?|compares?|compared|better|worse|higher|lower|above|below|similar|the same|like|or)\b",
    re.I,
)
"""E.g. "How is *that different* from a Tech Lead?", "Is *it any better* than a VP’s?", "Is *this or* a VP higher?"."""
_JUST_A = re.compile(r"\b(?:this|that)\s+(?:\w+\s+){0,2}an?\b", re.I)
"""E.g. "Is *this just a* Director with a nicer title?", "Is *that really a* VP?"."""
_AGAINST = re.compile(r"^\W*(?:versus|vs|compared\s+(?:to|with))\b", re.I)
"""E.g. "*versus* a CTO, who is the boss?", "*Compared to* a VP?"."""
_LIKE_A = re.compile(r"^\W*(?:more\s+)?like\s+an?\b", re.I)
"""E.g. "*like a* Director?"."""
_WHY_OTHERS = re.compile(r"^why\s+(?:is|are|was|were|do|does|did)\b", re.I)
"""Behind two roles mostly about something else. E.g. "*Why do* companies mix up titles?"."""
_SAID = re.compile(r"\b(?:he|she|they)\s+(?:said|told|offered|asked|promised)\b", re.I)
"""E.g. "*They said* there is no VP yet"."""
_WITH_ME = re.compile(r"\b(?:i(?!\s+mean)|me|my|we|us|our)\b", re.I)
"""E.g. "Can *I* fire him?", "What will they ask *me*?"."""
_EMPLOYERS = re.compile(
    r"\b(?:do|did|will|would|might|can)\s+they\s+(?:\w+ly\s+)?(?:ask|test|want|expect|look\s+for|require|offer|pay)\b",
    re.I,
)
"""E.g. "What *do they ask* in VP interviews?"."""
_THINGS = frozenset({"pay", "hiring"})
"""Topics that "it" may be: "and does it depend on the country?"."""
_SIDE_BY_SIDE = frozenset({"and", "or", "vs", "versus", "than", "different", "same"})
SIDES = range(2, 4)
"""How many roles are set side by side."""
MOST_EARLIER = 30
"""Words of the last question that a message is put behind."""


def on_page(message: str, role: str, lexicon: Lexicon) -> str:
    """A first ``message`` on the page of a guide to ``role``: whoever and whatever it points at is the role, which is
    put behind where it points nowhere and names none."""
    pointer = pointer_of(message)
    it = pointer is Pointer.IT and _THAT_JOB.search(message) is None
    if role_in(message, lexicon) is None:
        job = f"the {singular_of(role, lexicon)} role"
        whole = _named_in(message, Pointer.IT, job) if it else about_role(message, "", role, lexicon)
        return with_role(whole or message, role, lexicon)
    if (against := _AGAINST.match(message)) is not None:
        return f"{named(role)} {message[: against.end()].strip()}{message[against.end() :]}"
    if it or (pointer is Pointer.THIS and _JUST_A.search(message) is not None):
        return _named_in(message, pointer, named(role))
    return about_role(message, "", role, lexicon) or message


def about_role(message: str, earlier: str, role: str, lexicon: Lexicon, others: bool = False) -> str | None:
    """``message`` in a conversation about ``role``, as it stands after the question ``earlier``, or first where that is
    empty: whoever it points at is the role, but where it speaks of ``others``. "That" is in that question; "it" is the
    role too, but where that question is about one of ``_THINGS``. ``None`` where it names a role of its own."""
    compared = _COMPARED.search(message)
    alone = singular_of(role, lexicon)
    if (job := _THAT_JOB.search(message)) is not None:
        return f"{message[: job.start()]}the {alone} {message[job.start('noun') :]}"
    own = role_in(message, lexicon)
    if own is not None and compared is not None:
        if earlier and message[own.end() :].startswith(("'s", "’s")):  # whose pay, hours or whatever was asked
            return after_question(earlier, message)
        return f"{message[: compared.start('it')]}{named(role)}{message[compared.end('it') :]}"
    if own is not None and (
        not pointing(message) or _pointed_out(message[: own.start()]) or _EMPLOYERS.search(message)
    ):
        return None
    if (ones := _LEVEL_ONES.search(message)) is not None:
        return f"{message[: ones.end('level')]} {plural_of(role) if ones['many'] else alone}{message[ones.end() :]}"
    pointer = pointer_of(message)
    if pointer is Pointer.PERSON and not others:
        return _named_in(message, pointer, f"the {alone}")
    if pointer is Pointer.THEY and not others:
        return _named_in(message, pointer, plural_of(role))
    thing = not _THINGS.isdisjoint(lexicon.topics_of(earlier)) and not lexicon.topics_of(message)
    it = pointer is Pointer.IT and (own is not None or thing or tells(message))
    return after_question(earlier, message) if earlier and (it or pointer is Pointer.THIS) else message


def amid_others(message: str, role: str, lexicon: Lexicon) -> str | None:
    """``message`` as one in the ``role`` asks it who has to do with somebody in another one; ``None`` where nobody is
    spoken of so."""
    other = somebodys_role(message, lexicon)
    if not role or not other or lexicon.roles_of(other) == lexicon.roles_of(role):
        return None
    return f"As {named(singular_of(role, lexicon))}, {message}"


def _pointed_out(before: str) -> bool:
    """Whether what stands ``before`` a name points at it: "this principal"."""
    return any(word.folded in {"this", "these", "those"} for word in read(before)[-1:])


def of_others(message: str) -> bool:
    """Whether those whom ``message`` points at are others than the people in a role that its writer has or wants."""
    return _WITH_ME.search(message) is not None or reports(message)


def reports(message: str) -> bool:
    """Whether a message says what others said, and so is about them: "they told me that the CTO left"."""
    return _SAID.search(message) is not None


def _named_in(message: str, pointer: Pointer, name: str) -> str:
    """``message`` with ``name`` in place of its first ``pointer``."""
    words = read(message)
    at = next(at for at in pointing(message) if POINTERS[words[at].folded] is pointer)
    return _put(message, words, at, name)


def side_by_side(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The two or three roles that ``question`` sets side by side ("a Tech Lead and an EM"), as it names them, else
    none."""
    found = lexicon.role_mentions(question)
    if len(found) not in SIDES:
        return ()
    between = [question[left:right] for (_, _, left), (_, right, _) in pairwise(found)]
    beside = _joined(between[-1]) and all("," in one or _joined(one) for one in between)
    return tuple(question[start:end] for _, start, end in found) if beside and not any(map(_apart, between)) else ()


def _joined(between: str) -> bool:
    return not _SIDE_BY_SIDE.isdisjoint(word.folded for word in read(between))


def _apart(between: str) -> bool:
    """Whether what stands ``between`` two roles says something of one of them."""
    said = {word.folded for word in read(between)}
    return bool(said - spoken_function_words() - _SIDE_BY_SIDE or said & english().auxiliaries)


def of_both(message: str, both: Sequence[str]) -> str | None:
    """``message`` asked of two roles that were set side by side; ``None`` where it points at something else."""
    pointer = pointer_of(message)
    if pointer is Pointer.THEY:
        return _named_in(message, Pointer.THEY, " and ".join(f"the {role}" for role in both))
    asks_it = pointer is Pointer.NOTHING and _WHY_OTHERS.match(message) is None
    return f"{message.rstrip(' ?.!')}, {' or '.join(map(named, both))}?" if asks_it else None


def substituted(message: str, history: Sequence[Turn], pointer: Pointer, rarity: Rarity) -> str:
    """``message`` with what it leans on; unchanged where no phrase of ``history`` is likely enough."""
    used: set[str] = set()

    def best(kind: Pointer) -> Term | None:
        """The likeliest phrase for a pointer of this kind, each phrase once."""
        likely = (term for term in terms(message, history, kind, rarity)[:3] if term.share >= meant().least_share)
        found = next((term for term in likely if used.isdisjoint(term.stems)), None)
        used.update(found.stems if found is not None else ())
        return found

    replaced = _replaced(message, best)
    if replaced is not None:
        return replaced
    phrase = best(pointer)
    return message if phrase is None else f"{phrase.text[0].upper()}{phrase.text[1:]}: {message}"


def after_question(earlier: str, rest: str) -> str:
    """``rest`` behind the question that it leans on, or behind what that one leant on itself."""
    question = " ".join(earlier.split(JOINT)[0].split()[-MOST_EARLIER:]).rstrip(" ?.!")
    return f"{question}{JOINT}{rest.rstrip(' ?.!')}?"


def compares(message: str) -> bool:
    """Whether a message compares something with what was said: "how is that different from ...?"."""
    return _COMPARED.search(message) is not None


def against(message: str, lexicon: Lexicon) -> bool:
    """Whether a message opens with what sets something against something: "versus an EM?", "like a Director?"."""
    like = _LIKE_A.match(message) is not None and role_in(message, lexicon) is not None
    return like or _AGAINST.match(message) is not None


def _replaced(message: str, best: Callable[[Pointer], Term | None]) -> str | None:
    """``message`` with a phrase in place of the first pronoun of each kind, ``None`` where there is none."""
    words = read(message)
    phrases: dict[int, str] = {}
    done: set[Pointer] = set()
    for at in pointing(message):
        kind = POINTERS[words[at].folded]
        if kind is Pointer.THIS or kind in done or (words[at].folded == "its" and at == len(words) - 1):
            continue
        if (term := best(kind)) is not None:
            done.add(kind)
            phrases[at] = f"the {term.text}" if term.definite and not term.text[0].isupper() else term.text
    for at in sorted(phrases, reverse=True):
        message = _put(message, words, at, phrases[at])
    return message if done else None


def _put(message: str, words: Sequence[TurnWord], at: int, name: str) -> str:
    """``message`` with ``name`` in place of the pronoun ``words[at]``, in its form: possessive, with a verb, or opening
    a sentence."""
    word = words[at]
    original = message[word.start : word.end]
    clitic = _CLITIC.search(original)
    if clitic is not None:
        name += _CLITICS[clitic.group().replace("’", "'").lower()]
    elif word.folded in english().possessives or (word.folded == "her" and _begins_noun(words[at + 1 : at + 2])):
        name += "'" if name.endswith("s") else "'s"
    name = name[0].upper() + name[1:] if at == 0 and original[0].isupper() else name
    return f"{message[: word.start]}{name}{message[word.end :]}"


def _begins_noun(after: Sequence[TurnWord]) -> bool:
    return (
        bool(after)
        and not after[0].breaks
        and after[0].folded not in english().prepositions | english().auxiliaries | spoken_function_words()
    )
