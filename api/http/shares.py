"""Links to answers: whoever knows a conversation may make one for an answer of it, and take it back."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter

from api import present
from api.http.dependencies import TheAssistant
from api.schemas.conversations import ShareOut, ShareRequest

router = APIRouter(prefix="/v1/conversations/{conversation_id}/shares")


@router.post("", status_code=HTTPStatus.CREATED)
def share(conversation_id: str, request: ShareRequest, assistant: TheAssistant) -> ShareOut:
    """Make a link by which anyone may read one answer; asked for again, it is the same link."""
    return present.share(assistant, conversation_id, request.message_id)


@router.delete("/{token}", status_code=HTTPStatus.NO_CONTENT)
def unshare(conversation_id: str, token: str, assistant: TheAssistant) -> None:
    """Take a link back: from then on there is nothing behind it."""
    assistant.unshare(conversation_id, token)
