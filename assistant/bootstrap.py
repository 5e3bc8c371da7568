"""Wires the real parts together: the only composition root."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from assistant.cite import quote_url
from assistant.conversations import Conversations, new_id
from assistant.respond import respond
from assistant.settings import Settings
from assistant.types import NotReady, Reply, Turn, UnknownGuide
from corpus.lexicon import Lexicon, load_lexicon
from corpus.read import read_corpus
from corpus.types import Finding, Guide
from index.encode import open_encoder
from index.generation import live_name
from index.live import LiveIndex
from index.search import SHIPPED, Searcher
from index.sync import Progress, sync
from index.types import Hit, IndexReport
from index.vectors import VectorStores


@dataclass(frozen=True, slots=True)
class IndexOutcome:
    """What indexing did, and what is wrong with the files."""

    report: IndexReport
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class GuideEntry:
    """A guide of the live generation and how many passages it has."""

    guide: Guide
    passages: int


@dataclass(frozen=True, slots=True)
class Tuning:
    """Parts that an evaluation may switch off to see what they are worth: BM25, and saying "the guides don't say"."""

    lexical: bool = True
    abstain: bool = True


def build_index(settings: Settings, progress: Progress | None = None) -> IndexOutcome:
    """Read the corpus, index what changed, publish. Raises ``CorpusError`` or ``IndexingError``."""
    if progress is not None:
        progress("reading", 0, 1)
    corpus = read_corpus(settings.corpus, load_lexicon())
    if progress is not None:
        progress("reading", 1, 1)
    encoder = open_encoder(settings.encoder, settings.index / "encoders")
    report = sync(corpus, settings.index, encoder, _stores(settings), keep=settings.keep_generations, progress=progress)
    return IndexOutcome(report, corpus.findings)


def has_index(settings: Settings) -> bool:
    """Whether a generation is published."""
    return live_name(settings.index) is not None


@contextmanager
def open_assistant(settings: Settings, tuning: Tuning = Tuning()) -> Iterator[Assistant]:
    """The assistant over the live generation, its clients built once and closed at the end."""
    lexicon = load_lexicon()
    weights = SHIPPED if tuning.lexical else replace(SHIPPED, lexical=0.0)
    live = LiveIndex(settings.index, settings.encoder, lexicon, _stores(settings), weights)
    conversations = Conversations(settings.database_url)
    try:
        live.refresh()
        yield Assistant(live, conversations, lexicon, keep_turns=settings.keep_turns, abstain=tuning.abstain)
    finally:
        conversations.close()


def _stores(settings: Settings) -> VectorStores:
    return VectorStores(str(settings.chroma_url) if settings.chroma_url else None)


class Assistant:
    """What the faces call. Thread-safe."""

    def __init__(
        self, live: LiveIndex, conversations: Conversations, lexicon: Lexicon, keep_turns: int, abstain: bool = True
    ) -> None:
        self._live, self._conversations, self._lexicon, self._keep_turns = live, conversations, lexicon, keep_turns
        self._abstain = abstain

    @property
    def ready(self) -> bool:
        """Whether a generation is loaded."""
        return self._live.searcher is not None

    def refresh(self) -> bool:
        """Load a newly published generation; whether there was one. Raises ``IndexingError``, the old one stays."""
        return self._live.refresh()

    def respond(
        self,
        message: str,
        *,
        conversation_id: str | None = None,
        history: Sequence[Turn] | None = None,
        guides: Sequence[str] = (),
    ) -> Reply:
        """Answer one message. With ``history`` nothing is read or stored; else the turn joins its conversation.

        Raises ``UnknownGuide``, ``UnknownConversation`` or ``NotReady``.
        """
        searcher = self._searcher(guides)
        if history is not None:
            answer = respond(message, history, guides, searcher, self._lexicon, self._abstain)
            return Reply(conversation_id or new_id(), new_id(), answer)
        turns = self._conversations.turns(conversation_id, self._keep_turns) if conversation_id else ()
        answer = respond(message, turns, guides, searcher, self._lexicon, self._abstain)
        conversation = conversation_id or self._conversations.begin()
        return Reply(conversation, self._conversations.add(conversation, message, answer.text), answer)

    def search(
        self, query: str, *, k: int = 10, guides: Sequence[str] = (), topics: Sequence[str] = ()
    ) -> tuple[Hit, ...]:
        """The ``k`` best passages, best first. Raises ``UnknownGuide`` or ``NotReady``."""
        return self._searcher(guides).search(query, k, guides, topics)

    def guides(self) -> tuple[GuideEntry, ...]:
        """All guides of the live generation, by slug. Raises ``NotReady``."""
        generation = self._searcher().generation
        counts = {guide.slug: 0 for guide in generation.guides}
        for passage in generation.passages:
            counts[passage.guide] += 1
        return tuple(GuideEntry(guide, counts[guide.slug]) for guide in generation.guides)

    def guide(self, slug: str) -> GuideEntry:
        """One guide. Raises ``UnknownGuide`` or ``NotReady``."""
        found = next((entry for entry in self.guides() if entry.guide.slug == slug), None)
        if found is None:
            raise UnknownGuide("slug", f"no guide {slug[:100]!r}")
        return found

    def passage_url(self, hit: Hit) -> str:
        """The address of a passage: its guide's, opened at the passage."""
        return quote_url(hit.guide, hit.passage.text)

    def topics(self) -> tuple[str, ...]:
        """All topics that a passage can have."""
        return tuple(self._lexicon.topics)

    def _searcher(self, guides: Sequence[str] = ()) -> Searcher:
        searcher = self._live.searcher
        if searcher is None:
            raise NotReady("no index is published yet; run `guides index`")
        for slug in guides:
            if slug not in searcher.guides:
                raise UnknownGuide("guides", f"no guide {slug[:100]!r}")
        return searcher
