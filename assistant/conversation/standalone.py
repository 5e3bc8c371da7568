"""A follow-up and what was said before to a question that stands alone.

Offline: by rule where a message only changes something of the last question ("and in Europe?", "the second one"), or
where the conversation is about a role, which is then what it goes on about; else by two small models fitted on public
conversations: whether it leans back (`follow_up.py`), and on which phrase (`antecedents.py`). A whole history is never
joined, because that retrieves worse than the last turn alone (MT-RAG, Katsis et al. 2025): a message is resolved
against the last question, itself resolved, and the last answer. Anything else changes the topic and drops the history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.conversation.antecedents import Pointer, Rarity, guessed_rarity
from assistant.conversation.follow_up import leaning, likelihood, pointer_of
from assistant.conversation.ordinals import LONGEST_ITEM, pointed_at
from assistant.conversation.phrases import TurnWord, has_verb, points_nowhere, read, shown
from assistant.conversation.slots import changed, focus, role_in, with_role
from assistant.conversation.small_talk import small_talk
from assistant.conversation.substitution import (
    about_role,
    after_question,
    against,
    compares,
    of_both,
    on_page,
    one_of,
    side_by_side,
    substituted,
)
from assistant.types import Standalone, Turn
from corpus.english import spoken_function_words
from corpus.lexicon import Lexicon

_FRESH = re.compile(
    r"""^\W*(?:(?:ok(?:ay)?|right|great|thanks|thank\ you|cool|fine|now|and|so|well|alright|good)\b[\s,.!]*)*
    (?:let['’]?s\ (?:change|switch|move\ on)
    |(?:on\ )?(?:a\ |another\ |something\ )?(?:completely\ |totally\ )?
        (?:different|new|unrelated|separate)\ (?:thing|topic|subject|question|note|matter)
    |(?:something|anything)\ (?:completely\ |totally\ |entirely\ )?(?:else|different)
    |chang(?:e|ing)\ (?:of\ |the\ )?(?:topic|subject)|switching\ (?:topics?|subjects?|gears)|moving\ on
    |unrelated(?:ly)?|(?:next|another)\ (?:question|topic))
    (?:\s+(?:entirely|completely|now|then|though|please|to\ (?:another|a\ different)\ (?:topic|subject)))*
    \s*[:,.;!?–—-]+\s*""",
    re.I | re.X,
)
"""E.g. "*Okay, different topic: *who approves the budget?", "*Let’s move on. *Who hires?",
"*Something else entirely: *the pay".
"""
_COMPARE = re.compile(r"^\W*(?:(?:please|now|can\ you|could\ you)\s+)*(?:compare|contrast)\b", re.I | re.X)
"""E.g. "*Compare* a Director with a VP", "*please contrast* the two"."""
_LEADING = re.compile(
    r"^\W*(?:(?:and|but|or|also|so|then|ok(?:ay)?|well|right|great|thanks|thank you|cool|i see|hm+|oh|ah|yes|no|sure|"
    r"got it|interesting|please)\b[\s,.!]*)*",
    re.I,
)
"""E.g. "*Okay, and *who approves it?", "*Interesting. But *why?"."""
_ABOUT = re.compile(
    r"^(?:(?:what|how)\s+about|what\s+of|same\s+(?:for|question\s+for)|(?:sorry\W+)?i\s+meant?|not\s+that\W+)\s*(?<=\W)",
    re.I,
)
"""E.g. "*What about *a VP?", "*Same for *a VP?", "*I meant *a VP", "*not that, *the interview"."""
_WHY = re.compile(
    r"""^(?:(?P<why>why(?:\s+not)?|how\s+(?:so|come))
        (?:\s+(?:is|was)\s+(?:that|this|it)(?:\s+so)?|['’]s\s+that|\s+that|\s+so)?
    |really|are\s+you\s+sure|is\s+that\s+(?:so|true|right))\W*$""",
    re.I | re.X,
)
"""E.g. "*Why is that?*", "*How come?*", "*Are you sure?*"."""
_CLAUSE = re.compile(
    r"""^(?:if|in\ case|unless|for|with|without|as|at|in|during|because|what\ if|why\s+(?:the|not|so|only|just)
    |(?:when|where)(?!\s+(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have)\b))\b""",
    re.I | re.X,
)
"""E.g. "*If* the budget is cut?", "*When* nobody applies?", "*Why not* two?"."""
_PLACED = re.compile(r"^(?:for|with|without|as|at|in|during)\b", re.I)
"""How a clause opens that says where or when; with a verb it asks something itself ("in India, what do they earn?").
E.g. "*During* a merger, who decides?".
"""
_REFUSED = re.compile(
    r"^\W*(?:the guides don['’]t say|i (?:don['’]t|do not) (?:know|have)|i['’]m sorry|sorry\b|i can only answer)", re.I
)
"""E.g. "*The guides don’t say* that.", "*I can only answer* from the role guides"."""
MOST_FRAGMENT = 4
"""Content words of a message without a verb that still leans on the last question."""
LONGEST_CHAIN = 3
"""Questions back that a follow-up to a follow-up is traced."""
MOST_SAID = 4000
"""Characters of the last answer in which an item is looked for."""
MOST_WORDS = 60
"""Of a message that is rewritten at all; a longer one says enough."""


@dataclass(frozen=True)
class Conversation:
    """What a message stands in: the ``turns`` before it, oldest first, and the role of the guide on whose ``page`` it
    is asked, empty where it is asked of all. ``rarity`` tells how rare a lower-case word is in the corpus, from 0 (in
    every passage) to 1 (in none)."""

    turns: tuple[Turn, ...]
    lexicon: Lexicon
    rarity: Rarity = guessed_rarity
    page: str = ""

    @cached_property
    def asked(self) -> list[str]:
        """The last questions, oldest first."""
        return [turn.content for turn in self.turns if _asks(turn)][-LONGEST_CHAIN:]

    @cached_property
    def role(self) -> str:
        """The role that the last question which names one is about, else that of the page, or nothing."""
        return next((name for text in reversed(self.asked) if (name := focus(text, self.lexicon))), self.page)

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


def stand_alone(message: str, within: Conversation) -> Standalone:
    """``message`` so that it can be understood without what it stands in."""
    turns = list(within.turns)
    asked = [index for index, turn in enumerate(turns) if turn.role == "user"]
    for index in asked[-LONGEST_CHAIN:]:
        before = replace(within, turns=tuple(turns[:index]))
        turns[index] = Turn("user", _step(turns[index].content, before).question)
    return _step(message, replace(within, turns=tuple(turns)))


def _step(message: str, within: Conversation) -> Standalone:
    """``message`` after turns whose questions stand alone already."""
    asked = within.asked
    if not asked:
        return Standalone(_on_page(message, within) if within.page else message, False)
    message = _FRESH.sub("", message) or message
    words = read(message)
    if len(words) > MOST_WORDS or _names_both_sides(message, words, within.lexicon):
        return Standalone(message, False)
    leans = 1.0 if compares(message) else likelihood(message, within.heard)
    rest = _ABOUT.sub("", _LEADING.sub("", message))
    found = _by_rule(message, rest, leans, within)
    if found is not None:
        return _after(found, within)
    whole = _whole(rest or message, leans, within)
    read_on = Standalone(message, False) if whole is None else _after(whole, within)
    return replace(read_on, context=" ".join(asked), leans=leans)


def _on_page(message: str, within: Conversation) -> str:
    """A first message on a guide's page, which is about the guide's role where it is no mere noise."""
    words = read(message)
    meant = any(within.rarity(word.folded) < 1 or word.folded in spoken_function_words() for word in words)
    return on_page(message, within.page, within.lexicon) if meant and len(words) <= MOST_WORDS else message


def _whole(message: str, leans: float, within: Conversation) -> str | None:
    """A message that no rule makes whole, ``leans`` being the likelihood that it isn't whole as it is; ``None`` where
    it is."""
    words = read(message)
    pointer = pointer_of(message)
    if pointer is Pointer.NOTHING and not within.knows(words):
        return None
    if within.role:
        return about_role(message, within.asked[-1], within.role, within.lexicon)
    least = leaning().bare if pointer is Pointer.NOTHING else leaning().pointing
    if leans < least or _names_its_subject(message, words, within.lexicon):
        return None
    return substituted(message, within.heard, pointer, within.rarity)


def _asks(turn: Turn) -> bool:
    return turn.role == "user" and bool(read(shown(turn.content))) and small_talk(turn.content) is None


def _after(question: str, within: Conversation) -> Standalone:
    whole = with_role(question, within.role, within.lexicon)
    return Standalone(whole[0].upper() + whole[1:], True)


def _by_rule(message: str, rest: str, leans: float, within: Conversation) -> str | None:
    """A message that points at an item, changes a slot of the last question or says too little by itself; ``rest`` is
    what it says behind its opening ("ok, and what about ...")."""
    earlier = within.asked[-1]
    both = within.both if role_in(message, within.lexicon) is None else ()
    if both and (one := one_of(message, both)) is not None:
        return one
    if (pointed := pointed_at(message, within.answers)) is not None:
        return _with_item(message, *pointed)
    if (why := _WHY.match(rest)) is not None:
        return f"{earlier.rstrip(' ?.!')}, and {(why.group('why') or 'is that so').lower()}?"
    if within.role and against(rest):
        return after_question(earlier, rest)
    led = len(rest) < len(message.strip())
    content = [word for word in read(rest) if word.folded not in spoken_function_words()]
    if (found := changed(earlier, rest, within.lexicon)) is not None:
        return found
    if both and read(rest) and (asked := of_both(rest, both)) is not None:
        return asked
    if not content or _is_fragment(rest, len(content), not within.role and (led or leans >= leaning().pointing)):
        return after_question(earlier, rest) if rest.strip(" ?.!") else earlier
    return None


def _is_fragment(rest: str, content: int, leaning: bool) -> bool:
    """Whether a message is part of a question only: a clause, or where it is surely ``leaning`` bare words, which are
    mostly a search of their own ("worker nodes") and of a role mostly another question ("the pay?")."""
    if content > MOST_FRAGMENT or (_PLACED.match(rest) is not None and has_verb(rest)):
        return False
    return _CLAUSE.match(rest) is not None or (leaning and not has_verb(rest))


def _with_item(message: str, words: str, item: str) -> str:
    """``message`` with the ``item`` of the answer in place of the ``words`` that point at it."""
    rest = message.replace(words, " ", 1)
    asks = any(word.folded not in spoken_function_words() for word in read(rest)) and len(item.split()) <= LONGEST_ITEM
    if asks:
        return message.replace(words, f"“{item.rstrip('.')}”", 1)
    return f"{message.rstrip(' ?.!')}: {item}"


def _names_its_subject(message: str, words: Sequence[TurnWord], lexicon: Lexicon) -> bool:
    """A whole question about a role by its name, with nothing in it that points back."""
    return role_in(message, lexicon) is not None and has_verb(message) and points_nowhere(words)


def _names_both_sides(message: str, words: Sequence[TurnWord], lexicon: Lexicon) -> bool:
    """A demand to compare two roles by their names, with nothing in it that points back."""
    return _COMPARE.match(message) is not None and points_nowhere(words) and len(lexicon.roles_of(message)) > 1
