"""What a message stands in: the turns before it, and the page that it is asked on."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from assistant.conversation.antecedents import Rarity, guessed_rarity
from assistant.conversation.phrases import TurnWord, read, shown
from assistant.conversation.slots import focus
from assistant.conversation.small_talk import small_talk
from assistant.conversation.substitution import side_by_side
from assistant.types import Turn
from corpus.asking import only_tells
from corpus.english import spoken_function_words
from corpus.lexicon import Lexicon

_REFUSED = re.compile(
    r"^\W*(?:the guides don['’]t say|i (?:don['’]t|do not) (?:know|have)|i['’]m sorry|sorry\b|i can only answer)", re.I
)
"""E.g. "*The guides don’t say* that.", "*I can only answer* from the role guides"."""
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
        return [turn.content for turn in self.turns if _asks(turn)][-LONGEST_CHAIN:]

    @cached_property
    def role(self) -> str:
        """The role that the last question which names one is about, else that of the page, or nothing."""
        named = (focus(text, self.lexicon, self.described) for text in reversed(self.asked) if self._is_about_one(text))
        return next((name for name in named if name), self.page)

    def _is_about_one(self, text: str) -> bool:
        """Whether a message is about the role that it names, which who only tells something needn't be."""
        return not only_tells(text) or not self.described.isdisjoint(self.lexicon.roles_of(text))

    @cached_property
    def both(self) -> tuple[str, ...]:
        """The two roles that the last question which names one sets side by side, else none."""
        found = (side_by_side(text, self.lexicon) for text in reversed(self.asked) if focus(text, self.lexicon))
        return next(found, ())

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
