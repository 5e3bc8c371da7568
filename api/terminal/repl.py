"""A conversation in the terminal."""

from __future__ import annotations

import typer
from pydantic import ValidationError

from api import present
from api.ports import AssistantPort
from api.problems import field_errors, summary
from api.schemas import MAX_TURNS, ChatRequest, TurnIn
from api.terminal import console

PROMPT = "you> "


def talk(assistant: AssistantPort) -> None:
    """Ask and answer until the end of input."""
    typer.echo(f"Ask about a role, for example: {console.question_to_try(present.list_guides(assistant).guides)}")
    history: list[TurnIn] = []
    while (message := _heard()) is not None:
        if message.strip():
            history = (history + _exchange(assistant, message, history))[-MAX_TURNS:]


def _heard() -> str | None:
    try:
        return input(PROMPT)
    except (EOFError, KeyboardInterrupt):
        typer.echo()
        return None


def _exchange(assistant: AssistantPort, message: str, history: list[TurnIn]) -> list[TurnIn]:
    """Answer, and return the two turns; none where the message can't be taken."""
    try:
        request = ChatRequest(message=message, history=history)
    except ValidationError as error:
        typer.echo(summary(field_errors(error.errors())), err=True)
        return []
    response = present.chat(assistant, request)
    typer.echo(f"\n{console.answer_text(response)}\n")
    return [TurnIn(role="user", content=request.message), TurnIn(role="assistant", content=response.answer)]
