"""The statements of an answer as events, while a thread still makes it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from api.schemas.chat import CitationOut, StatementOut
from assistant.types import Citation, Statement, Status

Event = tuple[str, dict[str, Any]]
LEAD = "lead"
"""Of a statement: what stands before it in the answer's text. Not sent as it is."""


class Hearing:
    """An ``assistant.types.Listener`` of one answer; made on the event loop, told from the answer's thread."""

    def __init__(self) -> None:
        self.message_id = ""
        self._conversation_id = ""
        self._statements = 0
        self._loop = asyncio.get_running_loop()
        self._begun = asyncio.Event()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()

    def named(self, conversation_id: str, message_id: str) -> None:
        self._conversation_id, self.message_id = conversation_id, message_id

    def opened(self, status: Status, standalone_question: str, confidence: float) -> None:
        head = {
            "status": status.value,
            "conversation_id": self._conversation_id,
            "message_id": self.message_id,
            "standalone_question": standalone_question,
            "confidence": confidence,
        }
        self._tell(("status", head))

    def stated(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
        quotes = [
            CitationOut.model_validate(citation, from_attributes=True).model_dump(mode="json") for citation in citations
        ]
        said = StatementOut.model_validate(statement, from_attributes=True).model_dump(mode="json")
        lead = {} if statement.lead is None else {LEAD: statement.lead}
        self._tell(("statement", {"index": self._statements, **said, "quotes": quotes, **lead}))
        self._statements += 1

    async def begins(self, answer: asyncio.Task[Any], patience: float) -> None:
        """Wait for the first event or the end of ``answer``, for ``patience`` seconds at most."""
        first = asyncio.ensure_future(self._begun.wait())
        await asyncio.wait({answer, first}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        first.cancel()

    async def events(self, answer: asyncio.Task[Any]) -> AsyncIterator[Event]:
        """The events, as they come, until the end of ``answer``."""
        answer.add_done_callback(lambda _: self._events.put_nowait(None))
        while (event := await self._events.get()) is not None:
            yield event

    def _tell(self, event: Event) -> None:
        with suppress(RuntimeError):  # the server has stopped; the answer is finished and stored all the same
            self._loop.call_soon_threadsafe(self._arrive, event)

    def _arrive(self, event: Event) -> None:
        self._events.put_nowait(event)
        self._begun.set()
