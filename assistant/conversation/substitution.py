"""A clause that leans back, with the phrases that it leans on in place of its pronouns, or else put before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.conversation.antecedents import POINTERS, Pointer, Rarity, Term, meant, terms
from assistant.conversation.follow_up import pointing
from assistant.conversation.phrases import TurnWord, read
from assistant.conversation.slots import JOINT, LEVELS, focus, named, role_in, role_pattern
from assistant.language.nouns import plural_of
from assistant.types import Turn
from corpus.english import english, spoken_function_words
from corpus.lexicon import Lexicon

_THAT_JOB = re.compile(r"\b(?:this|that|the)\s+(?P<noun>job|role|position)s?\b(?!\s+of\b)", re.I)
"""E.g. "What does *that job* pay?", "Who hires for *the role*?"."""
_LEVEL_ONES = re.compile(rf"\b(?P<level>{LEVELS})\s+ones?\b", re.I)
"""E.g. "What do *junior ones* earn?"."""
_BOTH = re.compile(r"\s*(?:,|and|or|vs\.?|versus|&|to|from|than|/)\s*(?:an?\s+|the\s+)?", re.I)
"""E.g. "… *or a *…", "… *versus the *…"."""
_CLITIC = re.compile(r"['’](?:re|ve|d|ll|s)$", re.I)
"""E.g. "they*’re*", "it*’ll*"."""
_CLITICS = {"'re": " are", "'ve": " have", "'d": " would", "'ll": " will", "'s": " is"}
_COMPARED = re.compile(
    r"\b(?P<it>that|this|it)\s+(?:(?:any|much|so|really|very|all that)\s+)*"
    r"(?:different|differs?|compares?|compared|better|worse|similar|the same|like)\b",
    re.I,
)
"""E.g. "How is *that different* from a Tech Lead?", "Is *it any better* than a VP’s?"."""
MOST_EARLIER = 30
"""Words of the last question that a message is put behind."""


class Antecedents:
    """What a message may lean on: the history, the last question (resolved) and the roles that it names."""

    def __init__(self, message: str, history: Sequence[Turn], earlier: str, rarity: Rarity, lexicon: Lexicon) -> None:
        self._message, self._history, self._rarity = message, history, rarity
        self._names = role_pattern(lexicon)
        self._used: set[str] = set()
        self.role = focus(earlier, lexicon)
        self.roles = _pair(earlier, self._names)

    def names_role(self, text: str) -> bool:
        """Whether ``text`` is nothing but the name of a role."""
        return self._names.fullmatch(text.lower()) is not None

    def best(self, kind: Pointer, subject: bool = False) -> Term | None:
        """The likeliest phrase for a pointer of this kind, each phrase once.

        "It" is a thing, so never a role; "they" (``subject``) are the people in the role that was asked about.
        """
        likely = terms(self._message, self._history, kind, self._rarity, self._names)[:3]
        if subject and self.role:
            likely.sort(key=lambda term: not self.names_role(term.text))
        for term in likely:
            if term.share < meant().least_share:
                continue
            if kind in {Pointer.IT, Pointer.THIS} and self.names_role(term.text):
                continue
            if self._used.isdisjoint(term.stems):
                self._used.update(term.stems)
                return term
        return None


def substituted(
    message: str, history: Sequence[Turn], earlier: str, pointer: Pointer, rarity: Rarity, lexicon: Lexicon
) -> str:
    """``message`` with what it leans on; unchanged where no phrase of ``history`` is likely enough."""
    known = Antecedents(message, history, earlier, rarity, lexicon)
    if known.role:
        return _about_role(message, known, earlier, pointer, lexicon)
    replaced = _replaced(message, known)
    if replaced is not None:
        return replaced
    best = known.best(pointer)
    return message if best is None else before_message(best.text, message)


def _about_role(message: str, known: Antecedents, earlier: str, pointer: Pointer, lexicon: Lexicon) -> str:
    """The same after a question about a role: what no phrase stands for is the whole of that question."""
    job = _THAT_JOB.search(message)
    if job is not None:
        return f"{message[: job.start()]}the {known.role} {message[job.start('noun') :]}"
    compared = _COMPARED.search(message)
    own = role_in(message, lexicon)
    if compared is not None and own is not None:
        return f"{message[: compared.start('it')]}{named(known.role)}{message[compared.end('it') :]}"
    ones = _LEVEL_ONES.search(message)
    if ones is not None and own is None:
        return f"{message[: ones.end('level')]} {plural_of(known.role)}{message[ones.end() :]}"
    if pointer is Pointer.NOTHING:
        return message
    replaced = _replaced(message, known)
    return replaced if replaced is not None else after_question(earlier, message)


def after_question(earlier: str, rest: str) -> str:
    """``rest`` behind the question that it leans on, or behind what that one leant on itself."""
    question = " ".join(earlier.split(JOINT)[0].split()[-MOST_EARLIER:]).rstrip(" ?.!")
    return f"{question}{JOINT}{rest.rstrip(' ?.!')}?"


def compares(message: str) -> bool:
    """Whether a message compares something with what was said: "how is that different from ...?"."""
    return _COMPARED.search(message) is not None


def before_message(phrase: str, message: str) -> str:
    """``message`` under the heading ``phrase``."""
    return f"{phrase[0].upper()}{phrase[1:]}: {message}"


def _replaced(message: str, known: Antecedents) -> str | None:
    """``message`` with a phrase in place of the first pronoun of each kind, ``None`` where there is none."""
    words = read(message)
    result, shift = message, 0
    done: set[Pointer] = set()
    for index in pointing(message):
        word = words[index]
        kind = POINTERS[word.folded]
        if kind is Pointer.THIS or kind in done or (word.folded == "its" and index == len(words) - 1):
            continue
        best = known.best(kind, subject=word.folded in {"they", "their"})
        if best is None:
            continue
        done.add(kind)
        text = _written(message[word.start : word.end], words, index, best, known)
        result = f"{result[: word.start + shift]}{text}{result[word.end + shift :]}"
        shift += len(text) - (word.end - word.start)
    return result if done else None


def _written(original: str, words: Sequence[TurnWord], index: int, term: Term, known: Antecedents) -> str:
    """The phrase in the form that the pronoun has: plural, possessive, with a verb, or opening a sentence."""
    word = words[index]
    text = term.text
    if known.names_role(text):
        if POINTERS[word.folded] is Pointer.THEY:
            text = known.roles or plural_of(text)
    elif term.definite and not text[0].isupper():
        text = f"the {text}"
    clitic = _CLITIC.search(original)
    if clitic is not None:
        text += _CLITICS[clitic.group().replace("’", "'").lower()]
    elif word.folded in english().possessives or (word.folded == "her" and _begins_noun(words[index + 1 : index + 2])):
        text += "'" if text.endswith("s") else "'s"
    return text[0].upper() + text[1:] if index == 0 and original[0].isupper() else text


def _begins_noun(after: Sequence[TurnWord]) -> bool:
    return (
        bool(after)
        and not after[0].breaks
        and after[0].folded not in english().prepositions | english().auxiliaries | spoken_function_words()
    )


def _pair(earlier: str, names: re.Pattern[str]) -> str:
    """Two roles side by side ("a Tech Lead and an Engineering Manager") as they are written, or nothing."""
    found = list(names.finditer(earlier.lower()))
    if len(found) != 2 or not _BOTH.fullmatch(earlier[found[0].end() : found[1].start()]):
        return ""
    first, second = (earlier[match.start() : match.end()] for match in found)
    return f"the {first} and the {second}"
