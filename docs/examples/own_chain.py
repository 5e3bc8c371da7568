"""A chain of one's own over the guides: the product's search as a LangChain retriever, and any chat model.

    python docs/examples/own_chain.py "How many EMs report to a Director?"

`GUIDES_MODEL` names the model (docs/language-model.md); without one, a stand-in repeats the first passage, so that the
example runs offline. What such a chain writes has not passed the support gate: the assistant's own answers have.
"""

from __future__ import annotations

import sys

from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from assistant.settings import Settings, load_settings
from index.live import LiveIndex
from index.retriever import GuideRetriever
from index.vectors import VectorStores

PROMPT = ChatPromptTemplate.from_messages(
    [
        ("system", "Answer from these passages of role guides only, and name the guide.\n\n{passages}"),
        ("human", "{question}"),
    ]
)


def open_retriever(settings: Settings) -> GuideRetriever:
    """The retriever over the published index (`guides index` makes one)."""
    stores = VectorStores(str(settings.chroma_url) if settings.chroma_url else None)
    live = LiveIndex(settings.index, settings.encoder, stores)
    live.refresh()
    return GuideRetriever(live=live, k=4)


def chat_model(settings: Settings, passages: list[Document]) -> BaseChatModel:
    """The model that is set, or one that repeats the first passage."""
    if not settings.model:
        return FakeListChatModel(responses=[passages[0].page_content])
    from langchain.chat_models import init_chat_model

    return init_chat_model(settings.model, temperature=0)


def as_text(passages: list[Document]) -> str:
    return "\n\n".join(f"{one.metadata['title']}: {one.page_content}" for one in passages)


def main(question: str) -> None:
    settings = load_settings()
    retriever = open_retriever(settings)
    model = chat_model(settings, retriever.invoke(question))
    chain = {"passages": retriever | as_text, "question": RunnablePassthrough()} | PROMPT | model | StrOutputParser()
    print(chain.invoke(question))
    for passage in retriever.invoke(question):
        print(f"- {passage.metadata['title']}, {passage.metadata['section']}")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "How many EMs report to a Director?")
