"""What forms are tried on: questions with judgements over one index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.bootstrap import build_index, open_assistant
from assistant.settings import Settings
from corpus.lexicon import load_lexicon
from evals.answers.cases import CASES, load_cases, of_part, resolve
from evals.answers.judge import DEPTH, ask_all, gold_ranks
from evals.progress import Progress
from evals.records import Form, read_passages, read_qrels, read_queries
from evals.retrieval.ranking import per_query, ranking_measures
from evals.retrieval.retrieve import asked, open_set
from evals.systems import Product, Retrieved, Span
from index.encode import open_encoder
from index.generation import Generation
from index.live import LiveIndex
from index.query import Wording
from index.search import Searcher
from index.types import Encoder, Hit, Question
from index.vectors import VectorStores

Hits = Mapping[str, Sequence[Hit]]
"""By the question's id, best first."""


@dataclass(frozen=True, slots=True)
class EncodedQuestion:
    """An encoded question, and the guides that it is searched in; all where none is named."""

    id: str
    question: Question
    guides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bed:
    """Questions over a generation; ``judge`` gives every measure of every question for the hits that were found."""

    name: str
    generation: Generation
    encoder: Encoder
    wording: Wording
    questions: tuple[EncodedQuestion, ...]
    judge: Callable[[Hits], dict[str, dict[str, float]]]

    def ranked(self, generation: Generation) -> Hits:
        """What is found for every question in another form of the generation."""
        searcher = Searcher(generation, self.encoder, self.wording)
        return {one.id: searcher.rank(one.question, DEPTH, one.guides) for one in self.questions}


@dataclass(frozen=True, slots=True)
class PublicSet:
    """The files of a public set, as ``python -m evals retrieve`` reads them."""

    passages: Path
    queries: Path
    qrels: Path

    @property
    def name(self) -> str:
        return self.passages.absolute().parent.name


def shipped_cases(settings: Settings, progress: Progress) -> Bed:
    """The development cases over the shipped guides, follow-ups as the assistant makes them stand alone."""
    build_index(settings, progress)
    lexicon = load_lexicon()
    live = LiveIndex(settings.index, settings.encoder, VectorStores())
    live.refresh()
    searcher = live.searcher
    assert searcher is not None  # the index was just built
    with open_assistant(settings) as assistant:
        product = Product(assistant)
        cases, _ = resolve(of_part(load_cases(CASES), "dev"), product.guides)
        wanted = [case for case in cases if case.answerable]
        outcomes = ask_all(product, wanted, progress, "cases")
    questions = tuple(
        EncodedQuestion(
            outcome.case.id,
            searcher.encode(outcome.given.standalone_question),
            (outcome.case.guide,) if outcome.case.guide else (),
        )
        for outcome in outcomes
    )

    def judge(hits: Hits) -> dict[str, dict[str, float]]:
        found = (replace(outcome, found=_found(hits[outcome.case.id])) for outcome in outcomes)
        return ranking_measures({outcome.case.id: gold_ranks(outcome) for outcome in found})

    encoder = open_encoder(settings.encoder, settings.index / "encoders")
    wording = Wording(searcher.generation.words, lexicon, encoder.is_word)
    return Bed("shipped dev cases", searcher.generation, encoder, wording, questions, judge)


def public_set(given: PublicSet, settings: Settings, form: Form, most: int, progress: Progress) -> Bed:
    """At most ``most`` of a public set's judged queries, evenly taken. Raises ``RecordError`` or ``IndexingError``."""
    records, qrels = read_passages(given.passages), read_qrels(given.qrels)
    queries = [
        query for query in read_queries(given.queries) if any(rel > 0 for rel in qrels.get(query.id, {}).values())
    ]
    queries = queries[:: max(1, -(-len(queries) // most))]
    index, encoders = settings.index / "sets" / given.name, settings.index / "encoders"
    searcher = open_set(records, index, encoders, settings.encoder, progress)
    encoder = open_encoder(settings.encoder, encoders)
    wording = Wording(searcher.generation.words, load_lexicon(), encoder.is_word)
    questions = tuple(
        EncodedQuestion(query.id, searcher.encode(asked(query, form, searcher).question), ()) for query in queries
    )
    judged = {query.id: qrels[query.id] for query in queries}

    def judge(hits: Hits) -> dict[str, dict[str, float]]:
        run = {id_: {hit.passage.id: hit.score for hit in found} for id_, found in hits.items()}
        return per_query(judged, run)

    return Bed(given.name, searcher.generation, encoder, wording, questions, judge)


def _found(hits: Sequence[Hit]) -> tuple[Retrieved, ...]:
    return tuple(
        Retrieved(
            Span(hit.passage.guide, hit.passage.start, hit.passage.end, hit.passage.text),
            hit.passage.context,
            hit.score,
        )
        for hit in hits
    )
