"""An assistant whose answers depend on what it is asked, so that tests assert exact results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from api.ports import AssistantPort, Progress, Wiring
from assistant.bootstrap import load_demo_data, open_coaches, open_gaps, open_impact, remove_demo_data
from assistant.coaching import demand
from assistant.curation.suggest import Suggestion
from assistant.desk.coaches import Coach
from assistant.desk.desk import Desk
from assistant.desk.gaps import Gaps
from assistant.health import Fault
from assistant.settings import Settings
from assistant.storage.asked import AskedQuestion
from assistant.storage.records import Conversation, Feedback, Shared, Unanswered, UnknownMessage, UnknownShare
from assistant.types import (
    Answer,
    Citation,
    InvalidRequest,
    Listener,
    NotReady,
    Related,
    Reply,
    Statement,
    Status,
    Turn,
    UnknownConversation,
    UnknownGuide,
)
from corpus.types import Block, BlockKind, Finding, Guide, Passage, Section, Severity
from index.rollback import GenerationState
from index.types import Hit, IndexReport, Scores

TEXT = "Director of Engineering\n\nScope\n\nMost Directors manage three to six EMs."
QUOTE = "Most Directors manage three to six EMs."
START = TEXT.index(QUOTE)
CRASH = "please crash"
SECRET = "/srv/secret/path.py"

DIRECTOR = Guide(
    slug="director-of-engineering",
    title="Director of Engineering",
    role="Director of Engineering",
    text=TEXT,
    blocks=(
        Block(BlockKind.HEADING, 0, TEXT.index("\n"), 1),
        Block(BlockKind.HEADING, TEXT.index("Scope"), TEXT.index("Scope") + 5, 2),
        Block(BlockKind.PARAGRAPH, START, len(TEXT)),
    ),
    sections=(Section("Scope", ("Scope",), "work", TEXT.index("Scope"), len(TEXT)),),
    version="v1",
    url="https://guides.test/director",
    updated="2026-01-02",
    collection="leaders",
)
PASSAGE = Passage(
    id="p1",
    guide=DIRECTOR.slug,
    title=DIRECTOR.title,
    role=DIRECTOR.role,
    heading_path=("Scope", "Team"),
    topic="work",
    kind=BlockKind.PARAGRAPH,
    start=START,
    end=len(TEXT),
    text=QUOTE,
    sentences=((START, len(TEXT)),),
    collection="leaders",
)


@dataclass(frozen=True)
class Entry:
    guide: Guide
    passages: int


@dataclass
class Nobody:
    """Coaches who have no keys."""

    def admitted(self, key: str) -> Coach | None:
        return None

    def sign_in(self, key: str) -> str | None:
        return None

    def of_session(self, token: str) -> Coach | None:
        return None

    def sign_out(self, token: str) -> None:
        """Nothing."""


@dataclass
class ClosedDesk:
    """A desk that nobody comes to."""

    coaches: Nobody = field(default_factory=Nobody)


@dataclass
class FakeAssistant:
    """Repeats what it was asked; crashes on ``CRASH``; isn't ready until told so."""

    ready: bool = True
    generation: str = "g1"
    faults: list[Fault] = field(default_factory=list)
    refreshed: int = 0
    tidied: int = 0
    refresh_error: Exception | None = None
    heard: list[dict[str, object]] = field(default_factory=list)
    collections: list[str] = field(default_factory=list)
    desk: Desk = field(default_factory=lambda: cast(Desk, ClosedDesk()))

    def respond(
        self,
        message: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Turn] | None = None,
        guides: Sequence[str] = (),
        collections: Sequence[str] = (),
        key: str | None = None,
        listener: Listener | None = None,
    ) -> Reply:
        self._demand_ready(guides, collections)
        self.heard.append({"conversation_id": conversation_id, "history": history, "guides": list(guides)})
        self.collections += collections
        if message == CRASH:
            raise RuntimeError(SECRET)
        if conversation_id == "unknown":
            raise UnknownConversation("conversation_id", "no such conversation")
        citation = Citation(
            1, DIRECTOR.slug, DIRECTOR.title, "Scope", QUOTE, START, len(TEXT), "https://guides.test/d#q", "p1", "v1"
        )
        answer = Answer(
            status=Status.ANSWERED,
            text=f"{message} [1]",
            standalone_question=f"{len(history or [])}: {message}",
            confidence=0.75,
            statements=(Statement(QUOTE, (1,)),),
            citations=(citation,),
            suggestions=("And the pay?",),
            related=(Related("VP", "https://guides.test/vp"),),
            timings_ms={"search": 1.5},
        )
        if listener is not None:
            listener.named(conversation_id or "c1", "m1")
            listener.opened(answer.status, answer.standalone_question, answer.confidence)
            listener.stated(answer.statements[0], answer.citations)
        return Reply(conversation_id or "c1", "m1", answer)

    def conversation(self, conversation_id: str) -> Conversation:
        raise UnknownConversation("conversation_id", "no such conversation")

    def delete_conversation(self, conversation_id: str) -> None:
        raise UnknownConversation("conversation_id", "no such conversation")

    def rate(self, conversation_id: str, message_id: str, opinion: Feedback) -> None:
        raise UnknownMessage("message_id", "no such answer in that conversation")

    def share(self, conversation_id: str, message_id: str) -> str:
        raise UnknownMessage("message_id", "no such answer in that conversation")

    def unshare(self, conversation_id: str, token: str) -> None:
        raise UnknownShare("token", "no such link")

    def shared(self, token: str) -> Shared:
        raise UnknownShare("token", "no such link")

    def delete_old(self) -> int:
        self.tidied += 1
        return 0

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        guides: Sequence[str] = (),
        topics: Sequence[str] = (),
        collections: Sequence[str] = (),
    ) -> tuple[Hit, ...]:
        self._demand_ready(guides, collections)
        self.collections += collections
        return tuple(Hit(PASSAGE, DIRECTOR, 1 / place, Scores(0.1, 0.2, 0.3)) for place in range(1, min(k, 3) + 1))

    def guides(self) -> Sequence[Entry]:
        self._demand_ready()
        return (Entry(DIRECTOR, 1),)

    def guide(self, slug: str) -> Entry:
        if slug != DIRECTOR.slug:
            raise UnknownGuide("guides", f"no guide {slug}")
        return Entry(DIRECTOR, 1)

    def passage_url(self, hit: Hit, /) -> str:
        return f"{hit.guide.url}#:~:text={hit.passage.id}"

    def topics(self) -> tuple[str, ...]:
        return ("pay", "work")

    def refresh(self) -> bool:
        self.refreshed += 1
        if self.refresh_error:
            raise self.refresh_error
        return False

    def _demand_ready(self, guides: Sequence[str] = (), collections: Sequence[str] = ()) -> None:
        if not self.ready:
            raise NotReady("no index at /srv/secret")
        for slug in guides:
            if slug != DIRECTOR.slug:
                raise UnknownGuide("guides", f"no guide {slug}")
        if {*collections} - {DIRECTOR.collection}:
            raise InvalidRequest("collections", "no such collection")


@dataclass(frozen=True)
class FakeOutcome:
    report: IndexReport
    findings: tuple[Finding, ...]


@dataclass
class FakeWiring:
    """A composition root that notes what was built."""

    assistant: FakeAssistant = field(default_factory=FakeAssistant)
    indexed: bool = True
    failure: Exception | None = None
    built: list[Settings] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    generations: list[GenerationState] = field(default_factory=list)

    def open_assistant(self, settings: Settings) -> AbstractContextManager[AssistantPort]:
        return self._opened()

    @contextmanager
    def _opened(self) -> Iterator[AssistantPort]:
        yield self.assistant

    def build_index(self, settings: Settings, progress: Progress | None) -> FakeOutcome:
        if self.failure:
            raise self.failure
        self.built.append(settings)
        if progress:
            progress("reading", 1, 2)
            progress("reading", 2, 2)
        finding = Finding(Path("broken.md"), 3, Severity.ERROR, "front-matter", "not YAML")
        return FakeOutcome(IndexReport("g1", 1, 7, 5, 1, 2, 6, 1.25, True), (finding,))

    def unanswered(self, settings: Settings, days: int | None) -> tuple[Unanswered, ...]:
        last = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
        return (Unanswered(f"Asked in {days} days?", Status.NO_ANSWER, 3, last, (DIRECTOR.slug,)),)

    def suggest(self, settings: Settings, days: int | None) -> tuple[Suggestion, ...]:
        last = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
        path = settings.corpus / "director.questions.yaml"
        asked = (f"Pay: in {days} days?", "What's a “DoE”?")
        return (
            Suggestion(path, "ems", asked, (QUOTE,), "", 3, last),
            Suggestion(path, "visa", ("Do they sponsor visas?",), (), "The guides don't say.", 1, last),
        )

    def roll_back(self, settings: Settings) -> str:
        if self.failure:
            raise self.failure
        return "g0"

    def publish(self, settings: Settings, address: str, keep: int | None) -> str:
        if self.failure:
            raise self.failure
        return f"g1 at {address}, keeping {keep}"

    def open_gaps(self, settings: Settings) -> AbstractContextManager[Gaps]:
        return open_gaps(settings)

    def entries(self, settings: Settings, asked: Sequence[AskedQuestion]) -> str:
        return f"# {len(asked)}\n"

    def wiring(self) -> Wiring:
        return Wiring(
            self.open_assistant,
            self.build_index,
            lambda settings: self.indexed,
            self.unanswered,
            self.suggest,
            self.roll_back,
            lambda settings: self.generations,
            lambda settings: self.faults,
            self.publish,
            open_coaches,
            self.open_gaps,
            self.entries,
            open_impact,
            load_demo_data,
            remove_demo_data,
            demand,
        )
