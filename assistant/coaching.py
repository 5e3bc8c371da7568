"""Wires what coaches do: the desk and its parts over one database and the live generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from threadpoolctl import threadpool_limits

from assistant.answering.likeness import shipped_matching
from assistant.curation.suggest import Curator, Suggestion, suggest, written
from assistant.desk.changes import EncodedAhead, index_apart
from assistant.desk.coaches import Coaches
from assistant.desk.compare import RoleComparison
from assistant.desk.coverage import CoverageMap
from assistant.desk.desk import Desk
from assistant.desk.gaps import Gaps
from assistant.desk.impact import ImpactDesk
from assistant.desk.impact_types import Candidate, Edited
from assistant.desk.lint.demand import Demand
from assistant.desk.lint.report import findings_of
from assistant.desk.packets.desk import Packets
from assistant.desk.search import PassageSearch
from assistant.request import Means, Request
from assistant.respond import respond
from assistant.served import served
from assistant.settings import Settings
from assistant.storage.asked import AskedCounts, AskedQuestion
from assistant.storage.coaches import CoachStore, KeptKey
from assistant.storage.database import Database
from assistant.storage.gaps import GapStore
from assistant.storage.spans import SpanStore
from assistant.storage.votes import Votes
from assistant.types import Answer
from corpus.lexicon import lexicon_for
from corpus.read import CorpusError, read_corpus
from corpus.types import Finding, Guide
from index.encode import OnnxEncoder
from index.errors import EmptyCorpus, StoreError
from index.fusion import Weights
from index.generation import live_name, open_generation
from index.live import LiveIndex
from index.query import Wording
from index.search import Searcher
from index.vectors import VectorStores

Build = Callable[[Settings, OnnxEncoder], Sequence[Finding]]
"""Indexes a corpus with an encoder that is open; what is wrong with its files."""


def desk_of(settings: Settings, database: Database, live: LiveIndex, weights: Weights, build: Build) -> Desk:
    """All that coaches do; ``weights`` are those of the search, ``build`` indexes guides apart."""

    def guides() -> tuple[Guide, ...]:
        with served(live) as searcher:
            return tuple(searcher.generation.guides)

    def entries(asked: Sequence[AskedQuestion]) -> str:
        with served(live) as searcher, suppress(CorpusError):
            return entries_of(settings, asked, searcher)
        return ""  # a replica may have the index without the files

    roles = RoleComparison(live)
    return Desk(
        coaches=coaches_of(settings, database),
        passages=PassageSearch(live, weights),
        roles=roles,
        packets=Packets(database, guides, roles.compare),
        coverage=CoverageMap(live, AskedCounts(database)),
        gaps=gaps_of(live, database),
        votes=Votes(database),
        entries=entries,
        impact=impact_of(settings, live, database, build),
        findings=lambda today: findings_of(settings.corpus, today, demand_of(database), settings.most_bytes),
        corpus=settings.corpus,
    )


def demand(settings: Settings) -> Demand:
    """What visitors ask, without an index. Raises ``SettingsError`` or ``StorageDown``."""
    with closing(Database(settings.database_url)) as database:
        return demand_of(database)


def demand_of(database: Database) -> Demand:
    """What visitors ask, for what is told about the guides."""
    return Demand(SpanStore(database).cited(), GapStore(database).unmet())


def coaches_of(settings: Settings, database: Database) -> Coaches:
    """Who is let in: by the keys in the database and in the settings."""
    given = (pair.partition("=") for pair in settings.coach_keys)
    return Coaches(CoachStore(database), [KeptKey(hash_, name) for name, _, hash_ in given])


def gaps_of(live: LiveIndex, database: Database) -> Gaps:
    """What was asked in vain, asked again of the live generation."""
    return Gaps(GapStore(database), partial(served, live), asked_again)


def asked_again(question: str, guides: tuple[str, ...], searcher: Searcher) -> Answer:
    """As a visitor is answered, without a model, whose words decide nothing of what the guides say; of ``guides``,
    which were pinned once, those that there are."""
    there = tuple(slug for slug in guides if slug in searcher.guides)
    return respond(Request(question, guides=there), Means(searcher, matching=shipped_matching()))


def impact_of(settings: Settings, live: LiveIndex, database: Database, build: Build) -> ImpactDesk:
    """What other guides would change of past answers; these are indexed apart, by ``build``."""

    @contextmanager
    def prepare(corpus: Path, now: Searcher) -> Iterator[Candidate]:
        with index_apart(settings.index) as folder:
            apart = settings.model_copy(update={"corpus": corpus, "index": folder, "chroma_url": None})
            encoder = live.encoder
            findings = build(apart, encoder)
            if (name := live_name(folder)) is None:
                raise StoreError("the guides could not be indexed apart")
            with closing(open_generation(folder, name, VectorStores(None))) as generation:
                # Of the same words all is kept that was read with them: texts of guides take a while.
                lexicon = now.lexicon if now.lexicon == generation.lexicon else generation.lexicon
                wording = Wording(generation.words, lexicon, encoder.is_word)
                yield Candidate(Searcher(generation, EncodedAhead(encoder), wording), _told(findings))

    spans, gaps = SpanStore(database), GapStore(database)
    return ImpactDesk(spans, gaps, partial(served, live), asked_again, partial(_read, settings.most_bytes), prepare)


def _read(most_bytes: int, corpus: Path) -> Edited:
    """The guides in a folder. Raises ``CorpusError`` or ``EmptyCorpus``."""
    lexicon, wrong = lexicon_for(corpus)
    found = read_corpus(corpus, lexicon, most_bytes)
    if not found.guides:
        raise EmptyCorpus("no guide could be read")
    return Edited(found.guides, found.questions, _told((*wrong, *found.findings)))


def _told(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f"{one.path.name}:{one.line}: {one.message} [{one.code}]" for one in findings)


def entries_of(settings: Settings, asked: Sequence[AskedQuestion], searcher: Searcher) -> str:
    """Curated questions to propose from ``asked``, as YAML; empty where none would help. Raises as ``proposed``."""
    return "\n".join(map(written, proposed(settings, asked, searcher)))


def proposed(settings: Settings, asked: Sequence[AskedQuestion], searcher: Searcher) -> tuple[Suggestion, ...]:
    """The same as suggestions; the model helps where one is set. Raises ``CorpusError``."""
    corpus = read_corpus(settings.corpus, lexicon_for(settings.corpus)[0], settings.most_bytes)
    with ExitStack() as stack:
        curator = _curator(settings, stack) if settings.model else None
        return suggest(asked, corpus, searcher, curator)


def _curator(settings: Settings, stack: ExitStack) -> Curator:
    """Imported here, because LangChain takes a while."""
    from assistant.curation.curator import worded_by
    from assistant.generation.providers import open_model

    return partial(worded_by, stack.enter_context(closing(open_model(settings))))


@contextmanager
def opened(settings: Settings) -> Iterator[LiveIndex]:
    """The live generation alone. Raises ``IndexingError``."""
    threadpool_limits(settings.threads)  # two threads of one short forward mostly wait for each other
    live = LiveIndex(settings.index, settings.encoder, VectorStores(settings.chroma_url), threads=settings.threads)
    with closing(live):
        live.refresh()
        yield live


def since(days: int | None) -> datetime | None:
    """When the last ``days`` began; ``None`` where all days count."""
    return None if days is None else datetime.now(UTC) - timedelta(days=days)
