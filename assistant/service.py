"""The assistant as its faces call it: answers, searches, guides, conversations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from assistant.answering.likeness import Matching
from assistant.citations import quote_url
from assistant.desk.desk import Desk
from assistant.generation.types import Writer
from assistant.health import CONVERSATIONS, INDEX, SOURCE, Fault
from assistant.metrics import answered
from assistant.request import Means, Request
from assistant.respond import respond
from assistant.retention import Retention
from assistant.served import demanded, served
from assistant.storage.conversations import Conversations
from assistant.storage.records import Conversation, Feedback, Ids, Shared, StorageDown
from assistant.storage.shares import Shares
from assistant.storage.turns import NamedLocks, TurnKey
from assistant.types import Answer, InvalidRequest, Listener, NotReady, Reply, Turn, UnknownGuide
from corpus.types import Guide
from index.download import Follower
from index.live import LiveIndex
from index.search import Searcher
from index.types import Hit


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """A guide of the live generation and how many passages it has."""

    guide: Guide
    passages: int


class Assistant:
    """What the faces call. Thread-safe."""

    def __init__(
        self,
        live: LiveIndex,
        conversations: Conversations,
        keep_turns: int,
        keep_days: int = 0,
        abstain: bool = True,
        writer: Writer | None = None,
        matching: Matching | None = None,
        source: Follower | None = None,
        desk: Desk | None = None,
    ) -> None:
        self._live, self._conversations, self._keep_turns = live, conversations, keep_turns
        self._abstain, self._writer, self._matching = abstain, writer, matching
        self._retention = Retention(conversations, keep_days)
        self._source, self._desk = source, desk
        self._shares = Shares(conversations.database)
        self._same_key = NamedLocks()

    @property
    def ready(self) -> bool:
        """Whether a generation is loaded."""
        return self._live.searcher is not None

    @property
    def generation(self) -> str:
        """The name of the generation that is served; empty where none is."""
        searcher = self._live.searcher
        return searcher.generation.manifest.name if searcher is not None else ""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What isn't as it should be: what is published isn't what is served, its source can't be followed, or nothing
        is stored."""
        kept = self._conversations.database.fault
        found = (
            (INDEX, str(self._live.fault or "")),
            (SOURCE, str((self._source.fault if self._source is not None else None) or "")),
            (CONVERSATIONS, kept and f"answers aren't kept: {kept}"),
        )
        return tuple(Fault(part, reason) for part, reason in found if reason)

    @property
    def desk(self) -> Desk:
        """The coaches' desk. Raises ``NotReady`` where this was opened without one."""
        if self._desk is None:
            raise NotReady("this assistant was opened without a desk")
        return self._desk

    def refresh(self) -> bool:
        """Load a newly published generation; whether there was one. Raises ``IndexingError``, the old one stays.

        Where there is a source, what is published there is fetched first; whether the database answers is looked at.
        """
        self._conversations.database.probe()
        if self._source is not None:
            self._source.look()
        return self._live.refresh()

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
        """Answer one message, from ``guides`` and ``collections`` only where given.

        With ``history`` nothing is read or stored; else the turn joins its conversation.

        ``key`` makes that happen once: the same message with the same key gets the reply that was stored.
        ``listener`` hears the statements while the answer is made; of a stored reply it hears nothing. While the
        database is down a message is answered for itself, and its reply is ``lost``.
        Raises ``InvalidRequest`` of some kind, or ``NotReady``.
        """
        if history is not None:
            ids = Ids(conversation_id)
            answer = self._answer(message, history, guides, collections, ids, listener)
            return Reply(ids.conversation, ids.message, answer)
        same = TurnKey.of(key, conversation_id, message, [*guides, *map(repr, collections)]) if key else None
        with self._same_key.held(same.digest) if same else nullcontext():
            try:
                if same and (earlier := self._conversations.replay(same)) is not None:
                    return earlier
                turns = self._conversations.turns(conversation_id, self._keep_turns) if conversation_id else ()
            except StorageDown:
                turns = ()
            ids = Ids(conversation_id)
            answer = self._answer(message, turns, guides, collections, ids, listener)
            try:
                return self._conversations.store(
                    message, answer, conversation_id=conversation_id, guides=guides, key=same, ids=ids
                )
            except StorageDown:
                return Reply(ids.conversation, ids.message, answer, lost=True)

    def _answer(
        self,
        message: str,
        history: Sequence[Turn],
        guides: Sequence[str],
        collections: Sequence[str],
        ids: Ids,
        listener: Listener | None,
    ) -> Answer:
        with self._leased(guides, collections) as searcher:
            if listener is not None:
                listener.named(ids.conversation, ids.message)
            within = searcher.within(collections, guides) if collections else guides
            request = Request(message, tuple(history), tuple(within), listener)
            answer = respond(request, Means(searcher, self._writer, self._matching, self._abstain))
        answered(answer)
        return answer

    def conversation(self, conversation_id: str) -> Conversation:
        """All of a conversation. Raises ``UnknownConversation``."""
        return self._conversations.read(conversation_id)

    def delete_conversation(self, conversation_id: str) -> None:
        """Delete a conversation with all that belongs to it. Raises ``UnknownConversation``."""
        self._conversations.delete(conversation_id)

    def rate(self, conversation_id: str, message_id: str, opinion: Feedback) -> None:
        """Keep a visitor's opinion of an answer. Raises ``UnknownMessage``."""
        self._conversations.rate(conversation_id, message_id, opinion)

    def share(self, conversation_id: str, message_id: str) -> str:
        """The token by which anyone may read that answer. Raises ``UnknownMessage``."""
        return self._shares.add(conversation_id, message_id)

    def unshare(self, conversation_id: str, token: str) -> None:
        """Take back a link to an answer of that conversation. Raises ``UnknownShare``."""
        self._shares.remove(conversation_id, token)

    def shared(self, token: str) -> Shared:
        """The answer that a link leads to. Raises ``UnknownShare``."""
        return self._shares.read(token)

    def delete_old(self) -> int:
        """Delete conversations that are older than they are to be kept; how many there were.

        Raises ``ClockDoubtedError``.
        """
        return self._retention.delete_old()

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        guides: Sequence[str] = (),
        topics: Sequence[str] = (),
        collections: Sequence[str] = (),
    ) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first. Raises ``UnknownGuide``, ``InvalidRequest`` or ``NotReady``."""
        with self._leased(guides, collections) as searcher:
            return searcher.search(query, k, guides, topics, collections)

    def guides(self) -> tuple[GuideEntry, ...]:
        """All guides of the live generation, by slug. Raises ``NotReady``."""
        searcher = self.searcher()
        return tuple(GuideEntry(one, searcher.count_of(one.slug)) for one in searcher.generation.guides)

    def guide(self, slug: str) -> GuideEntry:
        """One guide. Raises ``UnknownGuide`` or ``NotReady``."""
        searcher = self.searcher()
        if slug not in searcher.guides:
            raise UnknownGuide("slug", f"no guide {slug[:100]!r}")
        return GuideEntry(searcher.guides[slug], searcher.count_of(slug))

    def passage_url(self, hit: Hit) -> str:
        """The address of a passage: its guide's, opened at the passage."""
        return quote_url(hit.guide, hit.passage.text)

    def topics(self) -> tuple[str, ...]:
        """All topics that a passage can have. Raises ``NotReady``."""
        return tuple(self.searcher().lexicon.topics)

    def searcher(self) -> Searcher:
        """The live generation. It can be asked until the next ``refresh``. Raises ``NotReady``."""
        return demanded(self._live.searcher)

    @contextmanager
    def _leased(self, guides: Sequence[str], collections: Sequence[str]) -> Iterator[Searcher]:
        """The live generation until the end, which has all of ``guides`` and ``collections``, and a guide in both."""
        with served(self._live) as searcher:
            _demand(searcher, guides, collections)
            yield searcher


def _demand(searcher: Searcher, guides: Sequence[str], collections: Sequence[str]) -> None:
    """Raises ``UnknownGuide`` or ``InvalidRequest``."""
    for slug in guides:
        if slug not in searcher.guides:
            raise UnknownGuide("guides", f"no guide {slug[:100]!r}")
    for name in collections:
        if name not in searcher.collections:
            raise InvalidRequest("collections", f"no collection {name[:100]!r}")
    if collections and not searcher.within(collections, guides):
        raise InvalidRequest("collections", "none of the guides is in one of these collections")
