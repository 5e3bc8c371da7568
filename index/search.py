"""A question to fused and reranked hits: dense and word candidates, late interaction over them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence, Set
from functools import cached_property, reduce
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.asking import asking
from corpus.lexicon import Lexicon
from corpus.types import Guide, Passage
from index.candidates import CANDIDATES, candidates, highest
from index.expected import ExpectedAnswers, expected_answers
from index.fusion import Weights, parts_of, shipped_weights
from index.generation import Generation
from index.guide_table import GuidesBySlug
from index.late_interaction import Similarities
from index.passage_table import Column
from index.query import Wording
from index.types import Encoder, Hit, Matches, Question, Scores

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
_KEPT = 8192
"""Parts of a generation, most of them curated questions, of which it is kept what is made of them."""


class Searcher:
    """Search over one generation. Thread-safe; holds no state of a question."""

    def __init__(
        self,
        generation: Generation,
        encoder: Encoder,
        wording: Wording,
        weights: Weights | None = None,
        answers: ExpectedAnswers | None = None,
    ) -> None:
        self.generation = generation
        self._encoder = encoder
        self._wording = wording
        self._weights = weights or shipped_weights()
        self._answers = answers or expected_answers(encoder.name, encoder.dimension)
        self._guides = GuidesBySlug(generation.guides)
        self._rows = generation.passages.row_of
        self._of_guide = generation.passages.rows_by_guide()
        self._of_topic = generation.passages.rows_by_topic()
        self._kept: dict[tuple[object, Hashable], Any] = {}  # no ``lru_cache``, which would hold on to this

    def passages_of(self, guide: str) -> Sequence[Passage]:
        """The passages of the guide with that slug, as the generation has them."""
        rows = self._of_guide.get(guide)
        return [] if rows is None else [self.generation.passages.row(row) for row in rows.tolist()]

    def topics_of(self, guide: str) -> frozenset[str]:
        """The topics of that guide's passages."""
        return self.once(_topics_of, guide)

    def once(self, work: Callable[[Searcher, K], T], of: K) -> T:
        """What ``work`` makes of this generation and ``of``, a part of it. It is kept: a generation never changes."""
        if (found := self._kept.get((work, of))) is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[work, of] = work(self, of)
        return found

    def passage_at(self, guide: str, at: int) -> Passage:
        """The passage that holds that place of a guide's text, or where it is in a heading the one that this stands
        over."""
        rows, columns = self._of_guide[guide], self.generation.passages.columns.rows
        starts, ends = columns[rows, Column.START], columns[rows, Column.END]
        outside = (at < starts) | (ends <= at)
        return self.generation.passages[int(rows[np.lexsort((np.abs(starts - at), ends <= at, outside))[0]])]

    def count_of(self, guide: str) -> int:
        """How many passages the guide with that slug has."""
        return len(self._of_guide.get(guide, ()))

    @cached_property
    def described(self) -> frozenset[str]:
        """The roles that have a guide."""
        return frozenset(guide.role for guide in self.generation.guides.facts)

    @property
    def topics(self) -> Set[str]:
        """Those that passages stand under."""
        return self._of_topic.keys()

    @property
    def lexicon(self) -> Lexicon:
        """The field's words that questions are read with."""
        return self._wording.lexicon

    @property
    def guides(self) -> Mapping[str, Guide]:
        return self._guides

    def encode(self, text: str, known: Question | None = None) -> Question:
        """One encoder forward; abbreviations are spelled out and misspelt field words mended first. Where ``known`` has
        the same words, it is returned instead."""
        worded = self._wording.normalise(text)
        if known is not None and known.text == worded:
            return known
        encoded = self._encoder.encode([worded])
        return Question(
            worded,
            encoded.pooled[0],
            self._answers.of(encoded.pooled[0]),
            encoded.tokens[0],
            self._wording.weights(worded, encoded.offsets[0]),
            encoded.offsets[0],
            self._wording.topics(worded),
            self._wording.roles(worded),
            asking(worded),
        )

    def mend(self, text: str) -> str:
        """``text`` with misspelt words replaced by the corpus's."""
        return self._wording.mend(text)

    def has_words(self, text: str) -> bool:
        """Whether ``text`` has any common word, or any of the corpus's: keys hit at random have none."""
        return self._wording.has_words(text)

    @cached_property
    def collections(self) -> frozenset[str]:
        """The collections that the guides are of."""
        return frozenset(guide.collection for guide in self.generation.guides.facts if guide.collection)

    def guides_about(self, roles: Collection[str]) -> tuple[str, ...]:
        """The slugs of the guides that are about one of ``roles``."""
        return tuple(guide.slug for guide in self.generation.guides.facts if guide.role in roles)

    def within(self, collections: Sequence[str], guides: Sequence[str] = ()) -> tuple[str, ...]:
        """The slugs of the guides of ``collections``, of those among ``guides`` only where given."""
        within = {guide.slug for guide in self.generation.guides.facts if guide.collection in collections}
        return tuple(slug for slug in guides or self._guides if slug in within)

    def search(
        self,
        text: str,
        k: int = 10,
        guides: Sequence[str] = (),
        topics: Sequence[str] = (),
        collections: Sequence[str] = (),
    ) -> tuple[Hit, ...]:
        """The ``k`` best passages for ``text``, best first, of ``guides``, ``topics`` and ``collections`` only where
        given."""
        return self.rank(self.encode(text), k, guides, topics, collections)

    def rank(
        self,
        question: Question,
        k: int = 10,
        guides: Sequence[str] = (),
        topics: Sequence[str] = (),
        collections: Sequence[str] = (),
    ) -> tuple[Hit, ...]:
        """As ``search``, for a question that is already encoded."""
        if collections and not (guides := self.within(collections, guides)):
            return ()
        passages = self.generation.passages
        lexical = self.generation.lexical.scores(question.text)
        if not self._weights.lexical:
            lexical = np.zeros_like(lexical)
        cosines = candidates(self.generation, question, lexical, self._allowed(guides, topics), max(CANDIDATES, k))
        if not cosines:
            return ()
        rows = sorted(cosines)
        found = self._similar(question, rows)
        parts = parts_of(question, found, passages.topics(rows), passages.roles(rows)) | {
            "dense": np.array([cosines[row] for row in rows]),
            "lexical": lexical[rows].astype(np.float64),
        }
        fused = self._weights.fused(parts)
        best = highest(fused, k)
        spans = zip(found.bounds[best].tolist(), found.bounds[best + 1].tolist(), strict=True)
        scores = map(Scores, *(parts[name][best].tolist() for name in Scores.__match_args__))
        return tuple(
            Hit(
                passage=(passage := passages.row(rows[at])),
                guide=self._guides[passage.guide],
                score=score,
                scores=each,
                matches=Matches(question.tokens, found.tokens[a:b], found.means[a:b], found.expected[a:b]),
            )
            for at, (a, b), score, each in zip(best.tolist(), spans, fused[best].tolist(), scores, strict=True)
        )

    def _allowed(self, guides: Sequence[str], topics: Sequence[str]) -> NDArray[np.int64] | None:
        """The rows of ``guides`` and ``topics`` only where given, in order; ``None`` for all."""
        parts = [_rows_of(names, rows) for names, rows in ((guides, self._of_guide), (topics, self._of_topic)) if names]
        return reduce(np.intersect1d, parts) if parts else None

    def similarities(self, question: Question, passages: Sequence[Passage]) -> Similarities:
        """How ``question`` and each of ``passages`` match, segment by segment: the context, then every sentence.

        Sentences are read in their passage's context, because the token vectors are those of the passage.
        """
        return self._similar(question, [self._rows[passage.id] for passage in passages])

    def _similar(self, question: Question, rows: Sequence[int]) -> Similarities:
        return self.generation.tokens.similarities(question.tokens, question.pooled, question.expected, rows)

    def matches(self, question: Question, hits: Sequence[Hit]) -> Similarities:
        """``similarities`` of the passages of ``hits``; of those that ``question`` found they are known."""
        known = [hit.matches for hit in hits if hit.matches is not None and hit.matches.asked is question.tokens]
        if not hits or len(known) < len(hits):
            return self.similarities(question, [hit.passage for hit in hits])
        return Similarities(
            np.concatenate([one.tokens for one in known]),
            np.concatenate([one.means for one in known]),
            np.concatenate([one.expected for one in known]),
            np.cumsum([0, *(len(one.means) for one in known)], dtype=np.int64),
        )

    def rarity(self, word: str) -> float:
        """How rare ``word`` is in the passages: 1 where none holds it, near 0 where all do."""
        return self._wording.rarity(word)

    def of_the_field(self, word: str) -> bool:
        """Whether ``word`` is one of the field's, in any of its forms."""
        return self._wording.of_the_field(word)

    def expecting(self, answers: ExpectedAnswers) -> Searcher:
        """The same, expecting other ``answers``."""
        return Searcher(self.generation, self._encoder, self._wording, self._weights, answers)

    @property
    def encoder(self) -> Encoder:
        """What questions and passages are encoded with."""
        return self._encoder

    def normalise(self, text: str) -> str:
        """``text`` in the words that a question is encoded in."""
        return self._wording.normalise(text)


def _topics_of(searcher: Searcher, guide: str) -> frozenset[str]:
    return frozenset(passage.topic for passage in searcher.passages_of(guide))


def _rows_of(names: Sequence[str], rows: Mapping[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    none = np.zeros(0, dtype=np.int64)
    return np.unique(np.concatenate([rows.get(name, none) for name in names]))
