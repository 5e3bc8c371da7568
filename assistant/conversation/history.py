"""What a message stands in: the turns before it, and the page that it is asked on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from assistant.conversation.antecedents import Rarity, guessed_rarity
from assistant.conversation.phrases import TurnWord, read, shown
from assistant.conversation.slots import focus, somebodys_role
from assistant.conversation.small_talk import small_talk
from assistant.conversation.substitution import reports, side_by_side
from assistant.types import Turn
from corpus.asking import only_tells
from corpus.english import spoken_function_words
from corpus.lexicon import Lexicon

_REFUSED = re.compile(
    r"^\W*(?:the guides don['’]t say|i (?:don['’]t|do not) (?:know|have)|i['’]m sorry|sorry\b|i can only answer)", re.I
)
"""E.g. "*The guides don’t say* that.", "*I can only answer* from the role guides"."""
_HIRES = re.compile(r"\b(?:hir(?:e|es|ed|ing)|recruit\w*|candidates?)\b", re.I)
"""E.g. "Should I *hire* a VP?", "*Recruiter* here"."""
LONGEST_CHAIN = 3
"""Questions back that a follow-up to a follow-up is traced."""
MOST_SAID = 4000
"""Characters of the last answer in which an item is looked for."""


@dataclass(frozen=True)
class Conversation:
    """What a message stands in: the ``turns`` before it, oldest first, and the role of the guide on whose ``page`` it
    is asked, empty where it is asked of all. ``rarity`` tells how rare a lower-case word is in the corpus, from 0 (in
    every passage) to 1 (in none); ``described`` are the roles that have a guide."""

    turns: tuple[Turn, ...]
    lexicon: Lexicon
    rarity: Rarity = guessed_rarity
    page: str = ""
    described: Set[str] = frozenset()

    @cached_property
    def asked(self) -> list[str]:
        """The last questions, oldest first."""
        return list(islice(self._latest(), LONGEST_CHAIN))[::-1]

    @cached_property
    def role(self) -> str:
        """The role that the last question which names one is about, else that of the page, or nothing."""
        texts = filter(self._is_about_one, sorted(self._latest(), key=self._is_about_others))
        named = (focus(text, self.lexicon, self.described) for text in texts)
        return next((name for name in named if name), self.page)

    def _is_about_others(self, text: str) -> bool:
        """Whether a message says what others said, or names a role as somebody else's, and so is looked at last."""
        return reports(text) or bool(somebodys_role(text, self.lexicon))

    def _latest(self) -> Iterator[str]:
        """What was asked, the latest first."""
        return (turn.content for turn in reversed(self.turns) if _asks(turn))

    def _is_about_one(self, text: str) -> bool:
        """Whether a message is about the role that it names, which who only tells something needn't be."""
        return not only_tells(text) or not self.described.isdisjoint(self.lexicon.roles_of(text))

    @cached_property
    def both(self) -> tuple[str, ...]:
        """The two roles that the last question which names one sets side by side, else none."""
        found = (side_by_side(text, self.lexicon) for text in reversed(self.asked) if focus(text, self.lexicon))
        return next(found, ())

    @cached_property
    def two(self) -> tuple[str, ...]:
        """The two roles that were named last, the one named first before the other; none where fewer were."""
        found: dict[str, str] = {}
        for text in self._latest():
            for role, start, end in reversed(self.lexicon.role_mentions(text)):
                if role in self.described or not self.described:
                    found.setdefault(role, text[start:end])
                if len(found) == 2:
                    return tuple(found.values())[::-1]
        return ()

    @cached_property
    def hires(self) -> bool:
        """Whether who asks looks for somebody in the role, so that the people spoken of are those."""
        return any(map(_HIRES.search, self._latest()))

    @cached_property
    def heard(self) -> list[Turn]:
        """The turns without refusals, which say nothing."""
        return [turn for turn in self.turns if turn.role == "user" or not _REFUSED.match(turn.content)]

    @property
    def answers(self) -> list[str]:
        """What was answered, the latest first, from the last turn on; nothing where that is no answer."""
        answers = [turn.content[:MOST_SAID] for turn in reversed(self.turns) if turn.role == "assistant"]
        answered = self.turns[-1].role == "assistant" and not _REFUSED.match(self.turns[-1].content)
        return [answer for answer in answers[:LONGEST_CHAIN] if not _REFUSED.match(answer)] if answered else []

    def knows(self, words: Sequence[TurnWord]) -> bool:
        """Whether the corpus has half or more of the words of a message that say something."""
        content = [self.rarity(word.folded) < 1 for word in words if word.folded not in spoken_function_words()]
        return 2 * sum(content) >= len(content)


def _asks(turn: Turn) -> bool:
    return turn.role == "user" and bool(read(shown(turn.content))) and small_talk(turn.content) is None
