"""The product's search as a LangChain retriever, for anyone's own chain."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.errors import HEAL, StoreError
from index.live import LiveIndex
from index.vectors import VectorStores


class GuideRetriever(BaseRetriever):
    """``invoke(question)`` gives the ``k`` best passages as documents.

    A document's ``page_content`` is the passage's exact text; its metadata holds ``passage_id``, ``guide``,
    ``title``, ``section``, ``topic``, ``start``, ``end``, ``version``, ``url`` and ``score``. Raises ``StoreError``
    where no generation is published.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    live: LiveIndex
    k: int = 4
    guides: Sequence[str] = ()

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        with self.live.leased() as searcher:
            if searcher is None:
                raise StoreError(f"no index is published; {HEAL}")
            hits = searcher.search(query, self.k, self.guides)
        return [
            Document(
                page_content=hit.passage.text,
                id=hit.passage.id,
                metadata={
                    "passage_id": hit.passage.id,
                    "guide": hit.passage.guide,
                    "title": hit.passage.title,
                    "section": hit.passage.section,
                    "topic": hit.passage.topic,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "version": hit.guide.version,
                    "url": hit.guide.url,
                    "score": hit.score,
                },
            )
            for hit in hits
        ]


class IndexSettings(Protocol):
    """Where an index is and what made it; ``assistant.settings.Settings`` is one."""

    @property
    def index(self) -> Path: ...

    @property
    def encoder(self) -> str: ...

    @property
    def chroma_url(self) -> object | None: ...


def open_retriever(settings: IndexSettings, *, k: int = 4, guides: Sequence[str] = ()) -> GuideRetriever:
    """The retriever over the published generation: the ``k`` best passages, of ``guides`` (slugs) only where given.

    Raises ``IndexingError`` where the generation or the encoder can't be opened.
    """
    live = LiveIndex(settings.index, settings.encoder, VectorStores(settings.chroma_url))
    live.refresh()
    return GuideRetriever(live=live, k=k, guides=guides)
