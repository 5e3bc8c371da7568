"""Ids that can't be guessed."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """An id that can't be guessed: 192 random bits."""
    return secrets.token_urlsafe(24)


class Ids:
    """The ids of an answer and of its conversation, a new one where none is given."""

    __slots__ = ("conversation", "message")

    def __init__(self, conversation_id: str | None = None) -> None:
        self.conversation, self.message = conversation_id or new_id(), new_id()
