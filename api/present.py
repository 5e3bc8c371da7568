"""From the rooms' types to the contract's, and from a request to a call of the assistant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api import metrics
from api.ports import AssistantPort, GuideEntry
from api.schemas.chat import ChatRequest, ChatResponse, TurnIn
from api.schemas.conversations import (
    ConversationResponse,
    FeedbackRequest,
    ShareOut,
    TurnOut,
    UnansweredOut,
    UnansweredReport,
)
from api.schemas.fields import MAX_MESSAGE, attributes_of
from api.schemas.guides import GuideOut, GuidePart, GuidesResponse, GuideText, PassageOut, SearchRequest, SearchResponse
from assistant.answering.suggestions import starters
from assistant.storage.records import Feedback, Reason, StoredTurn, Unanswered, Vote
from assistant.types import InvalidRequest, Listener, Reply, Turn
from index.types import Hit

LOST = "This answer could not be saved: later questions will not know of it, and it may not know of earlier ones."
_SHOWN = 100


def chat(
    assistant: AssistantPort, request: ChatRequest, key: str | None = None, listener: Listener | None = None
) -> ChatResponse:
    """Answer one request; again with the same ``key``, the same answer. Raises ``AssistantError``."""
    history = None if request.history is None else [_earlier(turn) for turn in request.history]
    reply = assistant.respond(
        request.message,
        conversation_id=request.conversation_id,
        history=history,
        guides=request.guides or (),
        collections=request.collections or (),
        key=key,
        listener=listener,
    )
    metrics.took(reply.answer.timings_ms)
    return chat_response(reply)


def conversation(assistant: AssistantPort, conversation_id: str) -> ConversationResponse:
    """A stored conversation. Raises ``UnknownConversation``."""
    stored = assistant.conversation(conversation_id)
    return ConversationResponse(
        conversation_id=stored.id, created=stored.created, turns=[_turn(stored.id, turn) for turn in stored.turns]
    )


def rate(assistant: AssistantPort, request: FeedbackRequest) -> None:
    """Keep an opinion. Raises ``UnknownMessage``."""
    reason = Reason(request.reason) if request.reason else None
    opinion = Feedback(Vote(request.verdict), reason, request.comment)
    assistant.rate(request.conversation_id, request.message_id, opinion)


def share(assistant: AssistantPort, conversation_id: str, message_id: str) -> ShareOut:
    """The link of an answer. Raises ``UnknownMessage``."""
    token = assistant.share(conversation_id, message_id)
    return ShareOut(token=token, url=f"/a/{token}")


def unanswered(questions: Sequence[Unanswered]) -> UnansweredReport:
    """What visitors ask that the guides don't say."""
    return UnansweredReport(unanswered=[UnansweredOut.model_validate(one, from_attributes=True) for one in questions])


def search(assistant: AssistantPort, request: SearchRequest) -> SearchResponse:
    """Find passages. Raises ``AssistantError``."""
    return SearchResponse(passages=[_passage(assistant, hit) for hit in hits(assistant, request)])


def hits(assistant: AssistantPort, request: SearchRequest) -> tuple[Hit, ...]:
    """What a search finds, best first. Raises ``AssistantError``."""
    topics = _known_topics(assistant, request.topics)
    guides, collections = request.guides or (), request.collections or ()
    return assistant.search(request.query, k=request.k, guides=guides, topics=topics, collections=collections)


def list_guides(assistant: AssistantPort) -> GuidesResponse:
    """Every guide without its text. Raises ``NotReady``."""
    return GuidesResponse(guides=[guide_out(entry) for entry in assistant.guides()])


def chat_response(reply: Reply) -> ChatResponse:
    """The contract's form of a reply."""
    answer = reply.answer
    values = {"conversation_id": reply.conversation_id, "message_id": reply.message_id, "answer": answer.text}
    return ChatResponse.model_validate(
        attributes_of(answer) | values | {"notice": LOST if reply.lost else None}, from_attributes=True
    )


def guide_out(entry: GuideEntry) -> GuideOut:
    """A guide without its text."""
    return GuideOut.model_validate(_guide(entry))


def guide_text(entry: GuideEntry) -> GuideText:
    """A guide with its text and sections."""
    return GuideText.model_validate(_guide(entry), from_attributes=True)


def guide_part(entry: GuideEntry, start: int, end: int | None) -> GuidePart:
    """``text[start:end]`` of a guide; ``None`` is the text's end. Raises ``InvalidRequest`` where that is empty."""
    text = entry.guide.text
    end = len(text) if end is None else min(end, len(text))
    if start >= end:
        raise InvalidRequest("start", f"nothing stands between {start} and {end}; the guide has {len(text)} characters")
    sections = [section for section in entry.guide.sections if section.start < end and section.end > start]
    part = {"start": start, "end": end, "text": text[start:end], "sections": sections}
    return GuidePart.model_validate(_guide(entry) | part, from_attributes=True)


def _guide(entry: GuideEntry) -> dict[str, Any]:
    return attributes_of(entry.guide) | {"passages": entry.passages, "questions": starters(entry.guide)}


def _passage(assistant: AssistantPort, hit: Hit) -> PassageOut:
    passage = hit.passage
    found = {"passage_id": passage.id, "section": passage.section, "url": assistant.passage_url(hit)}
    return PassageOut.model_validate(attributes_of(hit) | attributes_of(passage) | found, from_attributes=True)


def _turn(conversation_id: str, turn: StoredTurn) -> TurnOut:
    answer = chat_response(Reply(conversation_id, turn.message_id, turn.answer)) if turn.answer else None
    return TurnOut.model_validate(attributes_of(turn) | {"answer": answer}, from_attributes=True)


def _known_topics(assistant: AssistantPort, asked: list[str] | None) -> list[str]:
    if not asked:
        return []
    known = assistant.topics()
    for topic in asked:
        if topic not in known:
            raise InvalidRequest("topics", f"no topic is called {topic[:_SHOWN]!r}; known: {', '.join(known)}")
    return asked


def _earlier(turn: TurnIn) -> Turn:
    """A visitor's turn is read no further than a message may be long."""
    return Turn(turn.role, turn.content[:MAX_MESSAGE] if turn.role == "user" else turn.content)
