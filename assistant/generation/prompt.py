"""What a language model is asked: `generation/prompt.md`, rendered. No state, no clock: the same in, the same out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, trim_messages
from langchain_core.messages.utils import count_tokens_approximately

from assistant.citations import without_marks
from assistant.types import Turn

PROMPTS = Path(__file__).with_name("prompt.md")
_PART = re.compile(r"^# ([a-z-]+)\n", re.M)
_FENCE = str.maketrans("<>", "‹›")
"""No text can close the fence that it stands in."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the model sees it; ``n`` is what it cites."""

    n: int
    guide: str
    section: str
    text: str


def answer_prompt(
    question: str, history: Sequence[Turn], passages: Sequence[Shown], history_tokens: int
) -> list[BaseMessage]:
    """The messages that ask for an answer to ``question`` from ``passages``, after what was said before (the oldest
    turn first)."""
    fenced_passages = "\n".join(
        _part(
            "passage",
            n=str(one.n),
            guide=one.guide.replace('"', "'"),
            section=one.section.replace('"', "'"),
            text=one.text,
        )
        for one in passages
    )
    template = Template(_parts()["question"])
    return [
        SystemMessage(_part("system")),
        *(_message(turn) for turn in recent(history, history_tokens)),
        HumanMessage(template.substitute(passages=fenced_passages, question=fenced(question))),
    ]


def rewrite_prompt(message: str, history: Sequence[Turn], history_tokens: int) -> list[BaseMessage]:
    """The messages that ask for a question that stands alone, of one that leans on ``history``."""
    speakers = {"user": "Visitor", "assistant": "Assistant"}
    turns = recent(history, history_tokens)
    conversation = "\n".join(f"{speakers[turn.role]}: {without_marks(turn.content)}" for turn in turns)
    return _system_and_question("rewrite", conversation=conversation, message=message)


def judge_prompt(claim: str, evidence: Sequence[str]) -> list[BaseMessage]:
    """The messages that ask whether ``evidence`` holds a claim up."""
    return _system_and_question("judge", quote="\n".join(evidence), statement=claim)


def curate_prompt(question: str, passages: Sequence[str]) -> list[BaseMessage]:
    """The messages that ask to word a question anew, and for quotes from ``passages``."""
    return _system_and_question("curate", passages="\n\n".join(passages), question=question)


def _system_and_question(name: str, **values: str) -> list[BaseMessage]:
    return [SystemMessage(_part(name)), HumanMessage(_part(f"{name}-question", **values))]


def recent(history: Sequence[Turn], tokens: int) -> tuple[Turn, ...]:
    """The last turns of ``history`` that ``tokens`` hold, from a visitor's message on."""
    if not history or tokens <= 0:
        return ()
    kept = trim_messages(
        [_message(turn) for turn in history],
        max_tokens=tokens,
        token_counter=count_tokens_approximately,
        strategy="last",
        start_on="human",
    )
    return tuple(history[len(history) - len(kept) :]) if kept else ()


def fenced(text: str) -> str:
    """``text`` so that it can't close a fence."""
    return text.translate(_FENCE)


def _message(turn: Turn) -> BaseMessage:
    return HumanMessage(turn.content) if turn.role == "user" else AIMessage(without_marks(turn.content))


def _part(name: str, **values: str) -> str:
    return Template(_parts()[name]).substitute({key: fenced(value) for key, value in values.items()})


@lru_cache(maxsize=1)
def _parts() -> dict[str, str]:
    pieces = _PART.split(PROMPTS.read_text(encoding="utf-8"))[1:]
    return {name: body.strip() for name, body in zip(pieces[::2], pieces[1::2], strict=True)}
