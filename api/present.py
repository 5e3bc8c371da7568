"""From the rooms' types to the contract's, and from a request to a call of the assistant."""

from __future__ import annotations

from dataclasses import asdict

from api.ports import AssistantPort, GuideEntry
from api.schemas import (
    ChatRequest,
    ChatResponse,
    CitationOut,
    GuideOut,
    GuidesResponse,
    GuideText,
    PassageOut,
    RelatedOut,
    ScoresOut,
    SearchRequest,
    SearchResponse,
    SectionOut,
    StatementOut,
)
from assistant.types import InvalidRequest, Reply, Turn
from index.types import Hit

_SHOWN = 100


def chat(assistant: AssistantPort, request: ChatRequest) -> ChatResponse:
    """Answer one request. Raises ``AssistantError``."""
    history = None if request.history is None else [Turn(turn.role, turn.content) for turn in request.history]
    reply = assistant.respond(
        request.message, conversation_id=request.conversation_id, history=history, guides=request.guides or ()
    )
    return chat_response(reply)


def search(assistant: AssistantPort, request: SearchRequest) -> SearchResponse:
    """Find passages. Raises ``AssistantError``."""
    topics = _known_topics(assistant, request.topics)
    hits = assistant.search(request.query, k=request.k, guides=request.guides or (), topics=topics)
    return SearchResponse(passages=[_passage(assistant, hit) for hit in hits])


def list_guides(assistant: AssistantPort) -> GuidesResponse:
    """Every guide without its text. Raises ``NotReady``."""
    return GuidesResponse(guides=[guide_out(entry) for entry in assistant.guides()])


def chat_response(reply: Reply) -> ChatResponse:
    """The contract's form of a reply."""
    answer = reply.answer
    return ChatResponse(
        conversation_id=reply.conversation_id,
        message_id=reply.message_id,
        status=answer.status.value,
        answer=answer.text,
        statements=[StatementOut(text=said.text, citations=list(said.citations)) for said in answer.statements],
        citations=[CitationOut(**asdict(citation)) for citation in answer.citations],
        confidence=answer.confidence,
        standalone_question=answer.standalone_question,
        suggestions=list(answer.suggestions),
        related=[RelatedOut(title=guide.title, url=guide.url) for guide in answer.related],
        timings_ms=dict(answer.timings_ms),
    )


def guide_out(entry: GuideEntry) -> GuideOut:
    """A guide without its text."""
    guide = entry.guide
    return GuideOut(
        slug=guide.slug,
        title=guide.title,
        role=guide.role,
        version=guide.version,
        url=guide.url,
        updated=guide.updated,
        passages=entry.passages,
    )


def guide_text(entry: GuideEntry) -> GuideText:
    """A guide with its text and sections."""
    sections = [
        SectionOut(heading=section.heading, topic=section.topic, start=section.start, end=section.end)
        for section in entry.guide.sections
    ]
    return GuideText(**guide_out(entry).model_dump(), text=entry.guide.text, sections=sections)


def _passage(assistant: AssistantPort, hit: Hit) -> PassageOut:
    passage = hit.passage
    return PassageOut(
        passage_id=passage.id,
        guide=passage.guide,
        title=passage.title,
        section=passage.section,
        topic=passage.topic,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        url=assistant.passage_url(hit),
        score=hit.score,
        scores=ScoresOut(dense=hit.scores.dense, lexical=hit.scores.lexical, late=hit.scores.late),
    )


def _known_topics(assistant: AssistantPort, asked: list[str] | None) -> list[str]:
    if not asked:
        return []
    known = assistant.topics()
    for topic in asked:
        if topic not in known:
            raise InvalidRequest("topics", f"no topic is called {topic[:_SHOWN]!r}; known: {', '.join(known)}")
    return asked
