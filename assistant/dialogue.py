"""What a message does, before anything is searched for: small talk, an order, a reaction to an answer, a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.about_guides import about_the_guides
from assistant.answering.clarify import chosen
from assistant.conversation.dialogue_acts import Act, act_of
from assistant.conversation.history import Conversation
from assistant.conversation.ordinals import pointed_at
from assistant.conversation.phrases import has_verb
from assistant.conversation.small_talk import BOUNDARY, IDENTITY, small_talk
from assistant.conversation.standalone import continues
from assistant.language.injection import is_order
from assistant.request import Request
from assistant.types import Answer, Status, Turn
from corpus.asking import asks
from index.search import Searcher

LAST = 3
"""Earlier messages that are looked at for whether they ask."""
MOST_SENTENCES, LONGEST = 4, 200
"""Of a message that may do anything but ask, sentences and characters."""
_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
"""Between sentences, as chats are typed. E.g. "thats a lot lol.* *and the pay?"."""
_KEPT = frozenset({Act.ASKS, Act.TELLS, Act.TASK, Act.FOREIGN})
"""What stays of a message that asks besides."""
_SURPRISED = re.compile(r"(?:\?[?!]|!\?)$")
"""E.g. "20 hours*??*", "That many*?!*"."""
LINES = {
    Act.FEELS: "I hear you. I know only what the role guides say; what about a role would help you now?",
    Act.TELLS: "Thanks for telling me. What would you like to know about the role?",
    Act.CLOSES: "Good. Anything else you'd like to know about the role?",
    Act.ABOUT_YOU: IDENTITY,
    Act.TASK: "That I can't do: I only answer questions from the role guides, with the exact passage.",
    Act.FOREIGN: "I read English only, as the guides are in English. Could you ask it in English?",
}
"""Replies that need no guide."""
_REFUSES = frozenset({Act.TASK, Act.FOREIGN})


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a message does, and what of it asks, which is all of it where it does nothing else."""

    act: Act
    asking: str


@dataclass(frozen=True, slots=True)
class Received:
    """What is to be asked, after messages that ask; what the message does, where that was looked at; the answer where
    it needs no guide."""

    request: Request
    act: Act = Act.ASKS
    answer: Answer | None = None


def receive(request: Request, searcher: Searcher) -> Received:
    """What ``request`` does, and what of it asks. A first message is always searched for."""
    message = request.message
    if (answer := _unsearched(message, searcher)) is not None:
        return Received(request, answer=answer)
    if not (history := _asked(request.history, searcher)):
        return Received(replace(request, history=()))
    utterance = utterance_of(message, searcher)
    points = utterance.act in (Act.MORE, Act.PLAINER) and _points(message, history, searcher)
    if points or continues(message) or chosen(message, history, searcher.lexicon):
        utterance = Utterance(Act.ASKS, message)
    answer = line(utterance.act, message) if utterance.act in LINES and utterance.act is not Act.TELLS else None
    return Received(replace(request, message=utterance.asking, history=history), utterance.act, answer)


def _points(message: str, history: tuple[Turn, ...], searcher: Searcher) -> bool:
    """Whether a message points at an item of what was answered ("more on the second one")."""
    return pointed_at(message, Conversation(history, searcher.lexicon).answers) is not None


def _unsearched(message: str, searcher: Searcher) -> Answer | None:
    """The answer to small talk, to an order and to a question about the guides themselves."""
    if (reply := small_talk(message)) is not None:
        return Answer(Status.CHITCHAT, reply, message, 1.0)
    if is_order(message):
        return Answer(Status.NO_ANSWER, BOUNDARY, message, 0.0)
    return about_the_guides(message, searcher)


def line(act: Act, message: str) -> Answer:
    """The reply to what a message does that needs no guide, one of ``LINES``."""
    refuses = act in _REFUSES
    return Answer(Status.NO_ANSWER if refuses else Status.CHITCHAT, LINES[act], message, 0.0 if refuses else 1.0)


def utterance_of(message: str, searcher: Searcher) -> Utterance:
    """What ``message`` does as a whole; one that asks, or of which a sentence in the form of a question does, asks
    what those of its sentences say that do nothing else."""
    sentences = _END.split(message) if len(message) <= LONGEST else []
    if not 0 < len(sentences) <= MOST_SENTENCES:
        return Utterance(Act.ASKS, message)
    whole = _act_of(message, searcher)
    if len(sentences) == 1:
        return Utterance(whole, message)
    acts = [_act_of(sentence, searcher) for sentence in sentences]
    asked = [act is Act.ASKS and asks(sentence) for sentence, act in zip(sentences, acts, strict=True)]
    if whole is not Act.ASKS and not any(asked):
        return Utterance(whole, message)
    kept = [sentence for sentence, act in zip(sentences, acts, strict=True) if act in _KEPT and not _echoes(sentence)]
    return Utterance(Act.ASKS, " ".join(kept) if 0 < len(kept) < len(sentences) else message)


def _echoes(sentence: str) -> bool:
    """Whether ``sentence`` only repeats with surprise what was answered."""
    return _SURPRISED.search(sentence) is not None and not has_verb(sentence)


def _act_of(text: str, searcher: Searcher) -> Act:
    return act_of(text, searcher.encode(text).pooled)


def _asked(history: Sequence[Turn], searcher: Searcher) -> tuple[Turn, ...]:
    """``history`` where of the last messages only what asks is left, with what was answered, and a task that names the
    role that the conversation is about."""
    turns = list(history)
    asked = [at for at, turn in enumerate(turns) if turn.role == "user"][-LAST:]
    for at in reversed(asked):
        utterance = utterance_of(turns[at].content, searcher)
        names_role = utterance.act is Act.TASK and bool(searcher.lexicon.roles_of(utterance.asking))
        stays = names_role or utterance.act in (Act.ASKS, Act.TELLS)
        turns[at : at + 1] = [Turn("user", utterance.asking)] if stays else []
    return tuple(turns) if any(turn.role == "user" for turn in turns) else ()
