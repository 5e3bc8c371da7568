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

from assistant.types import Turn

PROMPTS = Path(__file__).with_name("prompt.md")
_PART = re.compile(r"^# ([a-z-]+)\n", re.M)
_MARK = re.compile(r"(?:(?<!\s)\s++)?\[\d+\]")
_FENCE = str.maketrans("<>", "‹›")
"""No text can close the fence that it stands in."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the model sees it; ``n`` is what it cites."""

    n: int
    guide: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class PromptInput:
    """A question, what was said before it (oldest turn first), and the passages to answer it from."""

    question: str
    history: tuple[Turn, ...]
    passages: tuple[Shown, ...]
    history_tokens: int = 600


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A message that leans on what was said before."""

    message: str
    history: tuple[Turn, ...]
    history_tokens: int = 600


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement and the quotes that it rests on."""

    statement: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Curating:
    """A question to word anew, and passages to choose quotes from."""

    question: str
    passages: tuple[str, ...]


def answer_prompt(asked: PromptInput) -> list[BaseMessage]:
    """The messages that ask for an answer."""
    passages = "\n".join(
        _part(
            "passage",
            n=str(one.n),
            guide=one.guide.replace('"', "'"),
            section=one.section.replace('"', "'"),
            text=one.text,
        )
        for one in asked.passages
    )
    history = recent(asked.history, asked.history_tokens)
    return [
        SystemMessage(_part("system")),
        *(_message(turn) for turn in history),
        HumanMessage(Template(_parts()["question"]).substitute(passages=passages, question=fenced(asked.question))),
    ]


def rewrite_prompt(dialogue: Dialogue) -> list[BaseMessage]:
    """The messages that ask for a question that stands alone."""
    speakers = {"user": "Visitor", "assistant": "Assistant"}
    turns = recent(dialogue.history, dialogue.history_tokens)
    conversation = "\n".join(f"{speakers[turn.role]}: {_MARK.sub('', turn.content)}" for turn in turns)
    question = _part("rewrite-question", conversation=conversation, message=dialogue.message)
    return [SystemMessage(_part("rewrite")), HumanMessage(question)]


def judge_prompt(claim: Claim) -> list[BaseMessage]:
    """The messages that ask whether a statement is held up."""
    question = _part("judge-question", quote="\n".join(claim.quotes), statement=claim.statement)
    return [SystemMessage(_part("judge")), HumanMessage(question)]


def curate_prompt(curating: Curating) -> list[BaseMessage]:
    """The messages that ask for phrasings and quotes."""
    question = _part("curate-question", passages="\n\n".join(curating.passages), question=curating.question)
    return [SystemMessage(_part("curate")), HumanMessage(question)]


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
    return HumanMessage(turn.content) if turn.role == "user" else AIMessage(_MARK.sub("", turn.content))


def _part(name: str, **values: str) -> str:
    return Template(_parts()[name]).substitute({key: fenced(value) for key, value in values.items()})


@lru_cache(maxsize=1)
def _parts() -> dict[str, str]:
    pieces = _PART.split(PROMPTS.read_text(encoding="utf-8"))[1:]
    return {name: body.strip() for name, body in zip(pieces[::2], pieces[1::2], strict=True)}
