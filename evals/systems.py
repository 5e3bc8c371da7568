"""What is asked: the assistant itself, and the pipeline that most teams write, to stand beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from langchain_text_splitters import RecursiveCharacterTextSplitter

from assistant.bootstrap import Tuning, build_index, open_assistant
from assistant.service import Assistant
from assistant.types import Status, Turn
from corpus.types import Guide
from evals.folders import offline_settings
from evals.progress import Progress
from index.encode import open_encoder
from index.types import Encoder

PRODUCT, PEER = "product", "peer"


@dataclass(frozen=True, slots=True)
class Span:
    """``text`` as a system quotes it, and where it says that it stands: ``guide.text[start:end]``."""

    guide: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A retrieved passage with its score; ``scores`` holds the parts of it, where a system tells."""

    span: Span
    where: str
    score: float
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SystemAnswer:
    """What a system answers. ``confidence`` is 0 to 1, ``None`` where it has none."""

    status: Status
    text: str
    standalone_question: str
    confidence: float | None
    citations: tuple[Span, ...]
    timings_ms: dict[str, float]


class System(Protocol):
    """Something that can be asked, and searched."""

    @property
    def name(self) -> str: ...

    @property
    def guides(self) -> tuple[Guide, ...]: ...

    def ask(self, message: str, history: Sequence[Turn], guides: Sequence[str]) -> SystemAnswer:
        """The answer to ``message`` after ``history``, oldest turn first, from ``guides`` only where given."""
        ...

    def search(self, question: str, k: int, guides: Sequence[str]) -> tuple[Retrieved, ...]:
        """The ``k`` best passages, best first."""
        ...


class Product:
    """The assistant of this project, asked through its own face."""

    name = PRODUCT

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.guides = tuple(entry.guide for entry in assistant.guides())

    def ask(self, message: str, history: Sequence[Turn], guides: Sequence[str]) -> SystemAnswer:
        started = time.perf_counter()
        answer = self._assistant.respond(message, history=history, guides=guides).answer
        total = (time.perf_counter() - started) * 1000
        return SystemAnswer(
            answer.status,
            answer.text,
            answer.standalone_question,
            answer.confidence,
            tuple(Span(cited.guide, cited.start, cited.end, cited.quote) for cited in answer.citations),
            {**answer.timings_ms, "total": total},
        )

    def search(self, question: str, k: int, guides: Sequence[str]) -> tuple[Retrieved, ...]:
        return tuple(
            Retrieved(
                Span(hit.passage.guide, hit.passage.start, hit.passage.end, hit.passage.text),
                hit.passage.context,
                hit.score,
                {"dense": hit.scores.dense, "lexical": hit.scores.lexical, "late": hit.scores.late},
            )
            for hit in self._assistant.search(question, k=k, guides=guides)
        )


class Peer:
    """Chunks of 1000 characters with 200 in common, cosine of the same MiniLM vectors, the top four as the answer.

    LangChain's splitter and an exact cosine, which ranks as Chroma does. A guide that the page pins is its whole
    corpus. It knows no history and never abstains.
    """

    name = PEER
    ANSWERED_WITH = 4

    def __init__(self, guides: Sequence[Guide], encoder: Encoder) -> None:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        self.guides = tuple(guides)
        self._encoder = encoder
        self._chunks = tuple(
            Span(guide.slug, start, start + len(chunk.page_content), chunk.page_content)
            for guide in guides
            for chunk in splitter.create_documents([guide.text])
            if (start := int(chunk.metadata["start_index"])) >= 0
        )
        self._titles = {guide.slug: guide.title for guide in guides}
        self._vectors = encoder.encode([chunk.text for chunk in self._chunks]).pooled

    def ask(self, message: str, history: Sequence[Turn], guides: Sequence[str]) -> SystemAnswer:
        started = time.perf_counter()
        found = self.search(message, self.ANSWERED_WITH, guides)
        total = (time.perf_counter() - started) * 1000
        chunks = tuple(hit.span for hit in found)
        text = "\n\n".join(chunk.text for chunk in chunks)
        return SystemAnswer(Status.ANSWERED, text, message, None, chunks, {"search": total, "total": total})

    def search(self, question: str, k: int, guides: Sequence[str]) -> tuple[Retrieved, ...]:
        cosines = self._vectors @ self._encoder.encode([question]).pooled[0]
        order = [int(row) for row in np.argsort(-cosines, kind="stable")]
        allowed = [row for row in order if not guides or self._chunks[row].guide in guides]
        return tuple(
            Retrieved(self._chunks[row], self._titles[self._chunks[row].guide], float(cosines[row]))
            for row in allowed[:k]
        )


@contextmanager
def open_systems(
    names: Sequence[str],
    corpus: Path | None = None,
    index: Path | None = None,
    tuning: Tuning | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[System, ...]]:
    """The systems of ``names`` over one corpus, the index brought up to date in ``index`` or in a temporary folder.

    Raises ``SettingsError``, ``CorpusError`` or ``IndexingError``.
    """
    with offline_settings(corpus, index) as settings:
        build_index(settings, progress)
        with open_assistant(settings, tuning or Tuning()) as assistant:
            product = Product(assistant)
            encoder = open_encoder(settings.encoder, settings.index / "encoders") if PEER in names else None
            yield tuple(
                Peer(product.guides, encoder) if name == PEER and encoder is not None else product for name in names
            )
