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
from dataclasses import replace

from assistant.conversation.antecedents import Pointer
from assistant.conversation.follow_up import leaning, likelihood, pointer_of
from assistant.conversation.history import LONGEST_CHAIN, Conversation
from assistant.conversation.ordinals import LONGEST_ITEM, one_of, pointed_at
from assistant.conversation.phrases import TurnWord, has_verb, points_nowhere, read
from assistant.conversation.slots import becoming, changed, role_in, with_role
from assistant.conversation.substitution import (
    about_role,
    after_question,
    against,
    amid_others,
    compares,
    of_both,
    of_others,
    on_page,
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
_BACK = re.compile(
    r"^(?:\W*(?:ok(?:ay)?|and|so|now|going|coming|let['’]?s\s+go))*\W*back\s+to\s+(?:an?\s+|the\s+)?", re.I
)
"""Before a role. E.g. "*ok. back to *…", "*Going back to the *…"."""
_BEHIND = re.compile(r"\s*[:,.;–—-]+\s*")
"""Behind such a role. E.g. "*: *and the pay?"."""
_COMPARE = re.compile(r"^\W*(?:(?:please|now|can\ you|could\ you)\s+)*(?:compare|contrast)\b", re.I | re.X)
"""E.g. "*Compare* a Director with a VP", "*please contrast* the two"."""
_LEADING = re.compile(
    r"^\W*(?:(?:and|but|or|also|so|then|ok(?:ay)?|k|well|right|great|thanks|thank you|cool|i see|hm+|oh|ah|yes|no|sure|"
    r"sorry|oops|wait|got it|interesting|please)\b[\s,.!]*)*",
    re.I,
)
"""E.g. "*Okay, and *who approves it?", "*Interesting. But *why?", "*Sorry, *I meant a VP"."""
_ABOUT = re.compile(
    r"^(?:(?:what|how)\s+about|what\s+of|(?:(?:is|are|was)\s+(?:it|that|this|they)\s+)?(?:the\s+)?same\s+"
    r"(?:for|with|question\s+for)|(?:do|does|is|would|will)\s+(?:the\s+same|that|this|it)\s+(?:also\s+)?"
    r"(?:happen|apply|hold|go|true)\s+(?:to|for|with|of)|i\s+meant?|not\s+that\W+)\s*(?<=\W)",
    re.I,
)
"""E.g. "*What about *a VP?", "*Is it the same for *a VP?", "*Does that apply to *a VP?", "*I meant *a VP", "*not that,
*the interview"."""
_AND_NOT = re.compile(r"(?<!\s),?\s++(?:and\s++)?not\s++(?:(?:the|an?)\s++)?(?:\w++\s*+){1,3}$", re.I)
"""Behind a correction. E.g. "I meant a Director*, not a VP*"."""
_WHY = re.compile(
    r"""^(?:(?P<why>why(?:\s+not)?|how\s+(?:so|come))
        (?:\s+(?:is|was)\s+(?:that|this|it)(?:\s+so)?|['’]s\s+that|\s+that|\s+so)?
    |really|are\s+you\s+sure|is\s+that\s+(?:so|true|right))\W*$""",
    re.I | re.X,
)
"""E.g. "*Why is that?*", "*How come?*", "*Are you sure?*"."""
_CLAUSE = re.compile(
    r"""^(?:if|in\ case|unless|for|with|without|as|at|in|during|after|because|what\ if|why\s+(?:the|not|so|only|just)
    |(?:when|where)(?!\s+(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have)\b))\b""",
    re.I | re.X,
)
"""E.g. "*If* the budget is cut?", "*When* nobody applies?", "*Why not* two?"."""
_PLACED = re.compile(r"^(?:for|with|without|as|at|in|during|after)\b", re.I)
"""How a clause opens that says where or when; with a verb it asks something itself ("in India, what do they earn?").
E.g. "*During* a merger, who decides?".
"""
_OF_TWO = re.compile(r"\b(?:the|those|these)\s+two\b|\bboth\b", re.I)
"""E.g. "Which of *the two* pays more?", "Can one do *both*?"."""
MOST_FRAGMENT = 4
"""Content words of a message without a verb that still leans on the last question."""
MOST_WORDS = 60
"""Of a message that is rewritten at all; a longer one says enough."""


def stand_alone(message: str, within: Conversation) -> Standalone:
    """``message`` so that it can be understood without what it stands in."""
    turns = list(within.turns)
    asked = [index for index, turn in enumerate(turns) if turn.role == "user"]
    for index in asked[-LONGEST_CHAIN:]:
        before = replace(within, turns=tuple(turns[:index]))
        turns[index] = Turn("user", _step(turns[index].content, before).question)
    return _step(message, replace(within, turns=tuple(turns)))


def _behind_opening(message: str) -> str:
    """What ``message`` says behind what only opens it; of a correction, what is meant, not what isn't."""
    opened = _LEADING.sub("", message)
    rest = _ABOUT.sub("", opened)
    return _AND_NOT.sub("", rest) if "meant" in opened.lower() else rest


def continues(message: str) -> bool:
    """Whether ``message`` opens as one that changes the last question: "no, I meant ...", "what about ..."."""
    return _ABOUT.match(_LEADING.sub("", message)) is not None


def _step(message: str, within: Conversation) -> Standalone:
    """``message`` after turns whose questions stand alone already."""
    asked = within.asked
    if not asked:
        return Standalone(_on_page(message, within) if within.page else message, False)
    message = _FRESH.sub("", message) or message
    if (back := _returned(message, within.lexicon)) is not None:
        return Standalone(back, True)
    words = read(message)
    if len(words) > MOST_WORDS or _names_both_sides(message, words, within.lexicon):
        return Standalone(message, False)
    leans = 1.0 if compares(message) else likelihood(message, within.heard)
    rest = _behind_opening(message)
    found = _by_rule(message, rest, leans, within)
    if found is not None:
        return _after(found, within)
    whole = _whole(rest or message, leans, len(rest) < len(message.strip()), within)
    read_on = Standalone(message, False) if whole is None else _after(whole, within)
    return replace(read_on, context=" ".join(asked), leans=leans)


def _returned(message: str, lexicon: Lexicon) -> str | None:
    """What ``message`` asks of the role that it goes back to ("back to the EM: does he?"), as on that role's page."""
    back = _BACK.match(message)
    role = None if back is None else role_in(message, lexicon)
    if back is None or role is None or role.start() > back.end():
        return None
    behind = _BEHIND.match(message, role.end())
    return None if behind is None else on_page(message[behind.end() :], message[slice(*role.span())], lexicon)


def _on_page(message: str, within: Conversation) -> str:
    """A first message on a guide's page, which is about the guide's role where it is no mere noise."""
    words = read(message)
    meant = any(within.rarity(word.folded) < 1 or word.folded in spoken_function_words() for word in words)
    return on_page(message, within.page, within.lexicon) if meant and len(words) <= MOST_WORDS else message


def _whole(message: str, leans: float, led: bool, within: Conversation) -> str | None:
    """A message that no rule makes whole, ``leans`` being the likelihood that it isn't whole as it is, and ``led`` to
    from what was said before ("and ...", "what about ..."); ``None`` where it is whole."""
    words = read(message)
    pointer = pointer_of(message)
    if pointer is Pointer.NOTHING and ((not led and not within.knows(words)) or within.both):
        return None
    if within.role:
        others = of_others(message) and not within.hires
        return about_role(message, within.asked[-1], within.role, within.lexicon, others)
    least = leaning().bare if pointer is Pointer.NOTHING else leaning().pointing
    if leans < least or _names_its_subject(message, words, within.lexicon):
        return None
    return substituted(message, within.heard, pointer, within.rarity)


def _after(question: str, within: Conversation) -> Standalone:
    whole = with_role(question, within.role, within.lexicon)
    return Standalone(whole[0].upper() + whole[1:], True)


def _by_rule(message: str, rest: str, leans: float, within: Conversation) -> str | None:
    """A message that points at an item, changes a slot of the last question or says too little by itself; ``rest`` is
    what it says behind its opening ("ok, and what about ...")."""
    earlier = within.asked[-1]
    both = () if role_in(message, within.lexicon) else within.two if _OF_TWO.search(message) else within.both
    if both and (one := one_of(message, both)) is not None:
        return one
    if (pointed := pointed_at(message, within.answers)) is not None:
        return _with_item(message, *pointed)
    if (why := _WHY.match(rest)) is not None:
        return f"{earlier.rstrip(' ?.!')}, and {(why.group('why') or 'is that so').lower()}?"
    if within.role and against(rest, within.lexicon):
        return after_question(earlier, rest)
    about = within.role, within.lexicon
    if (asked := becoming(rest, earlier, *about) or amid_others(rest, *about)) is not None:
        return asked
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
