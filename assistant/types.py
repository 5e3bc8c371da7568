"""One turn of conversation and its cited answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol
from urllib.parse import quote as percent


def guide_page(slug: str, start: int, end: int, version: str) -> str:
    """This service's page of a guide with a span marked; ``version`` tells it whether the offsets still hold."""
    return f"/guides/{percent(slug, safe='')}?start={start}&end={end}&version={percent(version, safe='')}#quote"


class Status(StrEnum):
    """What kind of answer this is."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    CLARIFY = "clarify"
    NO_ANSWER = "no_answer"
    CHITCHAT = "chitchat"


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Exact text of a guide: ``quote == guide.text[start:end]`` of that guide's ``version``."""

    n: int
    guide: str
    title: str
    section: str
    quote: str
    start: int
    end: int
    url: str
    passage_id: str
    version: str

    @property
    def page(self) -> str:
        """This service's page of the guide, the quote marked."""
        return guide_page(self.guide, self.start, self.end, self.version)


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the answer says, and the numbers of the citations that hold it up.

    ``lead`` is what stands before it in the answer's Markdown, where that was known before the answer was whole.
    """

    text: str
    citations: tuple[int, ...]
    lead: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Related:
    """A guide to read on."""

    title: str
    url: str


class Mode(StrEnum):
    """How an answer came about: of the guides' own sentences, or written by a model and checked."""

    EXTRACTIVE = "extractive"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model read and wrote for an answer; ``cost`` in the currency of the prices set, where they are known."""

    model: str
    input_tokens: int
    output_tokens: int
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn comes to.

    ``text`` is Markdown with ``[n]`` marks; ``confidence`` is the probability, 0 to 1, that the passages answer the
    question; ``choices`` are what ``clarify`` asks to choose from; ``sides`` are the titles of the guides whose
    statements are set side by side, where the question compares; ``timings_ms`` holds the
    milliseconds that each stage took; ``usage`` is ``None`` where no model was asked; ``curated`` is the id of the
    curated question that this is the answer to, where a person has answered it. A ``doubtful`` one is likelier wrong
    than right, and its ``text`` says so.
    """

    status: Status
    text: str
    standalone_question: str
    confidence: float
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    suggestions: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    choices: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    mode: Mode = Mode.EXTRACTIVE
    usage: Usage | None = None
    curated: str | None = None
    sides: tuple[str, ...] = ()
    doubtful: bool = False


class Listener(Protocol):
    """Hears an answer while it is made: who it is for, how it opens, then every statement that will be in it, in order.

    Of answers without statements nothing is heard.
    """

    def named(self, conversation_id: str, message_id: str) -> None: ...

    def opened(self, status: Status, standalone_question: str, confidence: float) -> None: ...

    def stated(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
        """``citations`` are those that no statement before rested on."""
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer in its conversation; ``lost`` where it should have been stored there and couldn't be."""

    conversation_id: str
    message_id: str
    answer: Answer
    lost: bool = False


class AssistantError(Exception):
    """The root of what can go wrong in a way that the asker can be told.

    AssistantError
      x InvalidRequest      the asker's mistake; ``field`` names it
        x UnknownGuide
        x UnknownConversation
      x NotReady            no generation is published yet
    """


class InvalidRequest(AssistantError):
    """The asker's mistake, in ``field``."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class UnknownGuide(InvalidRequest):
    """A slug that no guide of the live generation has."""


class UnknownConversation(InvalidRequest):
    """A conversation id that was never given out, or has been deleted."""


class NotReady(AssistantError):
    """No generation of the index is published."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question as it is read, and whether it leans on what was said before.

    ``context`` are the questions before it where no rule made it whole, ``leans`` how likely it leans on them, 0 to 1.
    ``story`` is the whole message where that tells something beside the question; it is what is searched then.
    """

    question: str
    follow_up: bool
    context: str = field(default="", compare=False)
    leans: float = field(default=0.0, compare=False)
    story: str = field(default="", compare=False)
