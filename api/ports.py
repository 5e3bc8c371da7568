"""What the faces need of the rooms below, as protocols, so that tests pass fakes as arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from assistant.curation.suggest import Suggestion
    from assistant.desk.coaches import Coaches
    from assistant.desk.desk import Desk
    from assistant.desk.gaps import Gaps
    from assistant.desk.impact import ImpactDesk
    from assistant.desk.lint.demand import Demand
    from assistant.health import Fault
    from assistant.settings import Settings
    from assistant.storage.asked import AskedQuestion
    from assistant.storage.records import Conversation, Feedback, Shared, Unanswered
    from assistant.types import Listener, Reply, Turn
    from corpus.types import Finding, Guide
    from index.rollback import GenerationState
    from index.types import Hit, IndexReport

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``."""


class GuideEntry(Protocol):
    """A guide of the live generation with the number of its passages."""

    @property
    def guide(self) -> Guide: ...

    @property
    def passages(self) -> int: ...


class IndexOutcome(Protocol):
    """What building the index came to."""

    @property
    def report(self) -> IndexReport: ...

    @property
    def findings(self) -> tuple[Finding, ...]: ...


class AssistantPort(Protocol):
    """``assistant.service.Assistant`` as the faces see it: synchronous and thread-safe."""

    @property
    def ready(self) -> bool: ...

    @property
    def generation(self) -> str: ...

    @property
    def desk(self) -> Desk: ...

    @property
    def faults(self) -> Sequence[Fault]: ...

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
    ) -> Reply: ...

    def conversation(self, conversation_id: str) -> Conversation: ...

    def delete_conversation(self, conversation_id: str) -> None: ...

    def rate(self, conversation_id: str, message_id: str, opinion: Feedback) -> None: ...

    def share(self, conversation_id: str, message_id: str) -> str: ...

    def unshare(self, conversation_id: str, token: str) -> None: ...

    def shared(self, token: str) -> Shared: ...

    def delete_old(self) -> int: ...

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        guides: Sequence[str] = (),
        topics: Sequence[str] = (),
        collections: Sequence[str] = (),
    ) -> tuple[Hit, ...]: ...

    def guides(self) -> Sequence[GuideEntry]: ...

    def guide(self, slug: str) -> GuideEntry: ...

    def passage_url(self, hit: Hit, /) -> str: ...

    def topics(self) -> tuple[str, ...]: ...

    def refresh(self) -> bool: ...


OpenAssistant = Callable[["Settings"], AbstractContextManager[AssistantPort]]


@dataclass(frozen=True, slots=True)
class Wiring:
    """The things of the composition root that the command line calls."""

    open_assistant: OpenAssistant
    build_index: Callable[[Settings, Progress | None], IndexOutcome]
    has_index: Callable[[Settings], bool]
    unanswered: Callable[[Settings, int | None], Sequence[Unanswered]]
    suggest: Callable[[Settings, int | None], Sequence[Suggestion]]
    roll_back: Callable[[Settings], str]
    generations: Callable[[Settings], Iterable[GenerationState]]
    index_faults: Callable[[Settings], Iterable[str]]
    publish: Callable[[Settings, str, int | None], str]
    open_coaches: Callable[[Settings], AbstractContextManager[Coaches]]
    open_gaps: Callable[[Settings], AbstractContextManager[Gaps]]
    entries: Callable[[Settings, Sequence[AskedQuestion]], str]
    open_impact: Callable[[Settings], AbstractContextManager[ImpactDesk]]
    load_demo: Callable[[Settings], int]
    remove_demo: Callable[[Settings], int]
    demand: Callable[[Settings], Demand]


def real_wiring() -> Wiring:
    """The real parts; imported here so that ``guides --help`` doesn't wait for them."""
    from assistant import bootstrap, coaching

    return Wiring(
        bootstrap.open_assistant,
        bootstrap.build_index,
        bootstrap.has_index,
        bootstrap.unanswered,
        bootstrap.suggest_questions,
        bootstrap.roll_back_index,
        bootstrap.generations,
        bootstrap.index_faults,
        bootstrap.publish_index,
        bootstrap.open_coaches,
        bootstrap.open_gaps,
        bootstrap.entries,
        bootstrap.open_impact,
        bootstrap.load_demo_data,
        bootstrap.remove_demo_data,
        coaching.demand,
    )
