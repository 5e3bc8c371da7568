"""Wires the real parts together: the only composition root."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial

from threadpoolctl import threadpool_limits

from assistant.answering.likeness import shipped_matching
from assistant.coaching import asked_again, coaches_of, desk_of, entries_of, gaps_of, impact_of, opened, proposed, since
from assistant.curation.suggest import Suggestion
from assistant.desk.coaches import Coaches
from assistant.desk.demo import load_demo
from assistant.desk.gaps import Gaps
from assistant.desk.impact import ImpactDesk
from assistant.generation.types import Writer
from assistant.served import demanded
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.storage.asked import AskedCounts, AskedQuestion
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.demo import DemoStore
from assistant.storage.gaps import GapStore
from assistant.storage.records import Unanswered
from corpus.lexicon import Lexicon, lexicon_for, load_lexicon
from corpus.occupations import shipped_occupations
from corpus.read import read_corpus
from corpus.roles import with_roles
from corpus.types import Finding
from index.download import Follower
from index.encode import OnnxEncoder, open_encoder
from index.errors import StoreError
from index.fusion import shipped_weights
from index.known import known_guides
from index.live import LiveIndex
from index.query import Wording
from index.rollback import GenerationState, faults_of_index, generation_states, roll_back
from index.sync import Progress, sync
from index.types import IndexReport
from index.upload import upload
from index.vectors import VectorStores


@dataclass(frozen=True, slots=True)
class IndexOutcome:
    """What indexing did, and what is wrong with the files."""

    report: IndexReport
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Tuning:
    """Parts that an evaluation may switch off to see what they are worth: BM25, saying "the guides don't say", and
    answers that a person has chosen."""

    lexical: bool = True
    abstain: bool = True
    curated: bool = True


def build_index(
    settings: Settings, progress: Progress | None = None, encoder: OnnxEncoder | None = None
) -> IndexOutcome:
    """Read the corpus, index what changed, publish; all with ``encoder`` where one is open already.

    Raises ``CorpusError`` or ``IndexingError``.
    """
    lexicon, wrong = lexicon_for(settings.corpus)
    reading = partial(progress, "reading") if progress is not None else None
    corpus = read_corpus(settings.corpus, lexicon, settings.most_bytes, reading, known_guides(settings.index))
    lexicon = with_roles(lexicon, corpus.guides, shipped_occupations())
    opened_here = partial(open_encoder, settings.encoder, settings.index / "encoders")
    passages = encoder or opened_here(mend=True)
    questions = encoder or opened_here(asking=True)
    outcome = sync(
        corpus,
        settings.index,
        passages,
        VectorStores(settings.chroma_url),
        lexicon,
        asking=questions,
        keep=settings.keep_generations,
        progress=progress,
        wording_of=lambda words: Wording(words, lexicon, passages.is_word),
        patience=settings.lock_seconds,
    )
    return IndexOutcome(outcome, (*wrong, *corpus.findings))


def _indexed(settings: Settings, encoder: OnnxEncoder) -> tuple[Finding, ...]:
    return build_index(settings, encoder=encoder).findings


def has_index(settings: Settings) -> bool:
    """Whether a generation is published, whatever its state."""
    return (settings.index / "current").exists()


def roll_back_index(settings: Settings) -> str:
    """Publish the newest whole generation before the live one; its name. Raises ``IndexingError``."""
    return roll_back(settings.index, settings.encoder, settings.lock_seconds)


def publish_index(settings: Settings, address: str, keep: int | None = None) -> str:
    """Publish the live generation at an address of fsspec; its name. Raises ``IndexingError``."""
    if settings.chroma_url is not None:
        raise StoreError(
            "a generation whose vectors are on a Chroma server can't be published; unset GUIDES_CHROMA_URL"
        )
    return upload(settings.index, address, settings.encoder, keep=keep or settings.keep_generations)


def generations(settings: Settings) -> Iterator[GenerationState]:
    """Those that are there, the newest first, each of its files read."""
    return generation_states(settings.index)


def index_faults(settings: Settings) -> Iterator[str]:
    """All that is wrong with the index, a line each. Raises ``StoreError`` where its Chroma server can't be reached."""
    return faults_of_index(settings.index, settings.encoder, VectorStores(settings.chroma_url))


@contextmanager
def open_assistant(settings: Settings, tuning: Tuning = Tuning()) -> Iterator[Assistant]:
    """The assistant over the live generation, its clients built once and closed at the end."""
    weights = shipped_weights() if tuning.lexical else replace(shipped_weights(), lexical=0.0)
    stores = VectorStores(settings.chroma_url)
    threadpool_limits(settings.threads)  # by itself BLAS takes every core for products that are done in microseconds
    live = LiveIndex(settings.index, settings.encoder, stores, weights, settings.threads)
    source = _follower(settings, stores) if settings.index_source else None
    conversations = Conversations(settings.database_url)
    with ExitStack() as stack:
        stack.callback(conversations.close)
        stack.callback(live.close)
        if source is not None:
            source.look()
        live.refresh()
        if settings.model and source is not None and live.searcher is None:
            raise source.fault or StoreError("no generation could be fetched, and the model's gate needs an encoder")
        shipped_occupations()  # which no visitor should wait for
        # The model's side keeps these words until the next start; everything else takes each generation's own.
        lexicon = live.searcher.lexicon if live.searcher else load_lexicon()
        yield Assistant(
            live,
            conversations,
            keep_turns=settings.keep_turns,
            keep_days=settings.keep_days,
            abstain=tuning.abstain,
            matching=shipped_matching() if tuning.curated else None,
            source=source,
            desk=desk_of(settings, conversations.database, live, weights, _indexed),
            writer=_writer(settings, live, lexicon, stack) if settings.model else None,
        )


@contextmanager
def open_coaches(settings: Settings) -> Iterator[Coaches]:
    """The coaches' keys alone, without an index. Raises ``SettingsError``."""
    with closing(Database(settings.database_url)) as database:
        yield coaches_of(settings, database)


def _follower(settings: Settings, stores: VectorStores) -> Follower:
    return Follower(
        settings.index_source,
        settings.index,
        settings.encoder,
        stores,
        keep=settings.keep_generations,
        every=settings.index_source_seconds,
        patience=settings.lock_seconds,
    )


def unanswered(settings: Settings, days: int | None = None) -> tuple[Unanswered, ...]:
    """What was asked, in the last ``days``, that no guide answers, or only in part. Raises ``SettingsError``."""
    with closing(Database(settings.database_url)) as database:
        return AskedCounts(database).in_vain(since(days))


def suggest_questions(settings: Settings, days: int | None = None) -> tuple[Suggestion, ...]:
    """Curated questions to propose, from what was asked in the last ``days``; the model helps where one is set.

    Raises ``SettingsError``, ``CorpusError``, ``IndexingError`` or ``NotReady``.
    """
    with closing(Database(settings.database_url)) as database, opened(settings) as live:
        return proposed(settings, GapStore(database).in_vain(since(days)), demanded(live.searcher))


def entries(settings: Settings, asked: Sequence[AskedQuestion]) -> str:
    """Curated questions to propose from ``asked``, as YAML; empty where none would help.

    Raises ``CorpusError``, ``IndexingError`` or ``NotReady``.
    """
    with opened(settings) as live:
        return entries_of(settings, asked, demanded(live.searcher))


@contextmanager
def open_impact(settings: Settings) -> Iterator[ImpactDesk]:
    """What a change of guides means, against the live generation. Raises ``SettingsError`` or ``IndexingError``."""
    with closing(Database(settings.database_url)) as database, opened(settings) as live:
        yield impact_of(settings, live, database, _indexed)


def load_demo_data(settings: Settings) -> int:
    """Keep the demo data; how many conversations it has. Raises ``IndexingError``, ``NotReady`` or ``DemoLoaded``."""
    with closing(Database(settings.database_url)) as database, opened(settings) as live:
        return load_demo(DemoStore(database), asked_again, demanded(live.searcher))


def remove_demo_data(settings: Settings) -> int:
    """Delete the demo data; how many conversations it had. Raises ``SettingsError``."""
    with closing(Database(settings.database_url)) as database:
        return DemoStore(database).remove()


@contextmanager
def open_gaps(settings: Settings) -> Iterator[Gaps]:
    """Gaps alone, over the live generation. Raises ``SettingsError``, ``IndexingError`` or ``NotReady``."""
    with closing(Database(settings.database_url)) as database, opened(settings) as live:
        yield gaps_of(live, database)


def _writer(settings: Settings, live: LiveIndex, lexicon: Lexicon, stack: ExitStack) -> Writer:
    """The language model behind the support gate; imported here, because LangChain takes a while."""
    from assistant.gate.gate import Gate
    from assistant.generation.providers import open_judge, open_model
    from assistant.generation.writer import ModelWriter

    model = open_model(settings)
    stack.callback(model.close)
    judge = open_judge(settings)
    if judge is not None:
        stack.callback(judge.close)
    return ModelWriter(
        model, Gate(live.asking, lexicon), lexicon, judge, settings.history_tokens, settings.model_passages
    )
