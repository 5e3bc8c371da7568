"""Wires the real parts together: the only composition root."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.answering.curated import shipped_matching
from assistant.answering.subject import shipped_occupations
from assistant.curation.entries import written
from assistant.curation.suggest import Curator, Suggestion, suggest
from assistant.desk.candidate import index_apart
from assistant.desk.coaches import Coaches, GivenKey
from assistant.desk.compare import RoleComparison
from assistant.desk.demo import load_demo
from assistant.desk.desk import Desk
from assistant.desk.gaps import Gaps
from assistant.desk.impact import ImpactDesk
from assistant.desk.impact_types import Candidate
from assistant.desk.search import PassageSearch
from assistant.generation.types import Writer
from assistant.respond import Means, Request, respond
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.storage.asked import Asked
from assistant.storage.coaches import CoachStore
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.demo import DemoStore
from assistant.storage.gaps import GapStore
from assistant.storage.records import Unanswered
from assistant.storage.spans import SpanStore
from assistant.storage.votes import Votes
from assistant.types import Answer, NotReady
from corpus.lexicon import Lexicon, lexicon_for, load_lexicon
from corpus.read import CorpusError, read_corpus
from corpus.roles import with_roles
from corpus.types import Finding
from index.download import Follower
from index.encode import open_encoder
from index.errors import StoreError
from index.live import LiveIndex
from index.query import Wording
from index.rollback import Kept, faults_of_index, looked_over, roll_back
from index.search import Searcher, Weights, shipped_weights
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


def build_index(settings: Settings, progress: Progress | None = None) -> IndexOutcome:
    """Read the corpus, index what changed, publish. Raises ``CorpusError`` or ``IndexingError``."""
    if progress is not None:
        progress("reading", 0, 1)
    lexicon, wrong = lexicon_for(settings.corpus)
    corpus = read_corpus(settings.corpus, lexicon)
    if progress is not None:
        progress("reading", 1, 1)
    lexicon = with_roles(lexicon, corpus.guides, shipped_occupations())
    encoder = open_encoder(settings.encoder, settings.index / "encoders", mend=True)
    report = sync(
        corpus,
        settings.index,
        encoder,
        VectorStores(settings.chroma_url),
        lexicon,
        keep=settings.keep_generations,
        progress=progress,
        wording_of=lambda texts: Wording(texts, lexicon, encoder.is_word),
        patience=settings.lock_seconds,
    )
    return IndexOutcome(report, (*wrong, *corpus.findings))


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


def generations(settings: Settings) -> Iterator[Kept]:
    """Those that are there, the newest first, each of its files read."""
    return looked_over(settings.index)


def index_faults(settings: Settings) -> Iterator[str]:
    """All that is wrong with the index, a line each. Raises ``StoreError`` where its Chroma server can't be reached."""
    return faults_of_index(settings.index, settings.encoder, VectorStores(settings.chroma_url))


@contextmanager
def open_assistant(settings: Settings, tuning: Tuning = Tuning()) -> Iterator[Assistant]:
    """The assistant over the live generation, its clients built once and closed at the end."""
    weights = shipped_weights() if tuning.lexical else replace(shipped_weights(), lexical=0.0)
    stores = VectorStores(settings.chroma_url)
    live = LiveIndex(settings.index, settings.encoder, stores, weights)
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
            desk=_desk(settings, conversations.database, live, weights),
            writer=_writer(settings, live, lexicon, stack) if settings.model else None,
        )


@contextmanager
def open_coaches(settings: Settings) -> Iterator[Coaches]:
    """The coaches' keys alone, without an index. Raises ``SettingsError``."""
    with closing(Database(settings.database_url)) as database:
        yield _coaches(settings, database)


def _coaches(settings: Settings, database: Database) -> Coaches:
    given = (pair.partition("=") for pair in settings.coach_keys)
    return Coaches(CoachStore(database), [GivenKey(name, hash_) for name, _, hash_ in given])


def _desk(settings: Settings, database: Database, live: LiveIndex, weights: Weights) -> Desk:
    def entries(asked: Sequence[Asked]) -> str:
        with live.leased() as searcher, suppress(CorpusError):
            return _entries(settings, asked, searcher)
        return ""  # a replica may have the index without the files

    return Desk(
        coaches=_coaches(settings, database),
        passages=PassageSearch(live, weights),
        roles=RoleComparison(live),
        gaps=_gaps(live, database),
        votes=Votes(database),
        entries=entries,
        impact=_impact(settings, live, database),
        corpus=settings.corpus,
    )


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
    with closing(Conversations(settings.database_url)) as conversations:
        return conversations.unanswered(_since(days))


def suggest_questions(settings: Settings, days: int | None = None) -> tuple[Suggestion, ...]:
    """Curated questions to propose, from what was asked in the last ``days``; the model helps where one is set.

    Raises ``SettingsError``, ``CorpusError``, ``IndexingError`` or ``NotReady``.
    """
    with closing(Conversations(settings.database_url)) as conversations, _opened(settings) as live:
        return _proposed(settings, conversations.to_look_at(_since(days)), live.searcher)


def entries(settings: Settings, asked: Sequence[Asked]) -> str:
    """Curated questions to propose from ``asked``, as YAML; empty where none would help.

    Raises ``CorpusError``, ``IndexingError`` or ``NotReady``.
    """
    with _opened(settings) as live:
        return _entries(settings, asked, live.searcher)


def _entries(settings: Settings, asked: Sequence[Asked], searcher: Searcher | None) -> str:
    return "\n".join(map(written, _proposed(settings, asked, searcher)))


def _proposed(settings: Settings, asked: Sequence[Asked], searcher: Searcher | None) -> tuple[Suggestion, ...]:
    if searcher is None:
        raise NotReady("no index is published yet; run `guides index`")
    corpus = read_corpus(settings.corpus, lexicon_for(settings.corpus)[0])
    with ExitStack() as stack:
        curator = _curator(settings, stack) if settings.model else None
        return suggest(asked, corpus, searcher, curator)


def _impact(settings: Settings, live: LiveIndex, database: Database) -> ImpactDesk:
    @contextmanager
    def prepare(corpus: Path) -> Iterator[Candidate]:
        with index_apart(settings.index) as folder:
            apart = settings.model_copy(update={"corpus": corpus, "index": folder, "chroma_url": None})
            outcome = build_index(apart)
            with _opened(apart) as new:
                if new.searcher is None:
                    raise StoreError("the guides could not be indexed apart")
                told = (f"{one.path.name}:{one.line}: {one.message} [{one.code}]" for one in outcome.findings)
                yield Candidate(new.searcher, tuple(told))

    return ImpactDesk(SpanStore(database), GapStore(database), live.leased, asked_again, prepare)


@contextmanager
def open_impact(settings: Settings) -> Iterator[ImpactDesk]:
    """What a change of guides means, against the live generation. Raises ``SettingsError`` or ``IndexingError``."""
    with closing(Database(settings.database_url)) as database, _opened(settings) as live:
        yield _impact(settings, live, database)


def load_demo_data(settings: Settings) -> int:
    """Keep the demo data; how many conversations it has. Raises ``IndexingError``, ``NotReady`` or ``DemoLoaded``."""
    with closing(Database(settings.database_url)) as database, _opened(settings) as live:
        if live.searcher is None:
            raise NotReady("no index is published yet; run `guides index`")
        return load_demo(DemoStore(database), asked_again, live.searcher)


def remove_demo_data(settings: Settings) -> int:
    """Delete the demo data; how many conversations it had. Raises ``SettingsError``."""
    with closing(Database(settings.database_url)) as database:
        return DemoStore(database).remove()


@contextmanager
def _opened(settings: Settings) -> Iterator[LiveIndex]:
    """The live generation alone. Raises ``IndexingError``."""
    live = LiveIndex(settings.index, settings.encoder, VectorStores(settings.chroma_url))
    with closing(live):
        live.refresh()
        yield live


def _gaps(live: LiveIndex, database: Database) -> Gaps:
    return Gaps(GapStore(database), live.leased, asked_again)


def asked_again(question: str, guides: tuple[str, ...], searcher: Searcher) -> Answer:
    """As a visitor is answered, without a model, whose words decide nothing of what the guides say."""
    return respond(Request(question, guides=guides), Means(searcher, matching=shipped_matching()))


@contextmanager
def open_gaps(settings: Settings) -> Iterator[Gaps]:
    """Gaps alone, over the live generation. Raises ``SettingsError``, ``IndexingError`` or ``NotReady``."""
    with closing(Database(settings.database_url)) as database, _opened(settings) as live:
        yield _gaps(live, database)


def _since(days: int | None) -> datetime | None:
    return None if days is None else datetime.now(UTC) - timedelta(days=days)


def _curator(settings: Settings, stack: ExitStack) -> Curator:
    """Imported here, because LangChain takes a while."""
    from assistant.curation.curator import ModelCurator
    from assistant.generation.providers import open_model

    return ModelCurator(stack.enter_context(closing(open_model(settings))))


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
        model, Gate(live.encoder, lexicon), lexicon, judge, settings.history_tokens, settings.model_passages
    )
