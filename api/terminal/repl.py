"""A conversation in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer
from pydantic import ValidationError

from api import present
from api.ports import AssistantPort
from api.problems import field_errors, summary
from api.schemas.chat import MAX_TURNS, ChatRequest, ChatResponse, TurnIn
from api.terminal import console
from assistant.types import AssistantError, InvalidRequest

if TYPE_CHECKING:
    from rich.console import Console

PROMPT = "you> "
HELP = """help     this list
new      forget the conversation so far
sources  the addresses of the last answer's sources
guides   which guides there are
quit     leave, as Ctrl-D does
Everything else is a question, which may refer to those before it.
The arrow keys bring earlier questions back."""


@dataclass
class Chat:
    """One conversation: what was said, and the last answer."""

    assistant: AssistantPort
    screen: Console | None
    history: list[TurnIn] = field(default_factory=list)
    last: ChatResponse | None = None


def talk(assistant: AssistantPort) -> None:
    """Ask and answer until the end of input: rendered on a terminal, else in plain lines."""
    screen = console.screen() if sys.stdin.isatty() else None
    chat = Chat(assistant, screen)
    prompt = _prompt(screen)
    typer.echo(f"Ask about a role, for example: {console.question_to_try(present.list_guides(assistant).guides)}")
    typer.echo("Type help for what else there is.")
    while (message := _heard(prompt)) is not None:
        command = message.strip().removeprefix("/").lower()
        if command in ("quit", "exit"):
            return
        if command in COMMANDS:
            COMMANDS[command](chat)
        elif command:
            _exchange(chat, message)


def _prompt(screen: Console | None) -> str:
    """The prompt of a terminal, in which the arrow keys work: ``readline`` does that where it is imported."""
    if screen is None:
        return PROMPT
    try:
        import readline
    except ImportError:  # Windows, whose own terminal does the same
        return PROMPT
    readline.set_auto_history(True)
    # What readline isn't told to be invisible, it would count as columns.
    return PROMPT if screen.color_system is None else f"\001\033[1;36m\002{PROMPT}\001\033[0m\002"


def _heard(prompt: str) -> str | None:
    try:
        return input(prompt)
    except (EOFError, KeyboardInterrupt):
        typer.echo()
        return None


def _exchange(chat: Chat, message: str) -> None:
    """Answer; a message that can't be taken leaves the conversation as it was."""
    try:
        request = ChatRequest(message=message, history=chat.history)
        response = present.chat(chat.assistant, request)
    except ValidationError as error:
        typer.echo(summary(field_errors(error.errors())), err=True)
        return
    except InvalidRequest as error:
        typer.echo(f"{error.field}: {error}", err=True)
        return
    except AssistantError as error:
        typer.echo(str(error), err=True)
        return
    turns = [TurnIn(role="user", content=request.message), TurnIn(role="assistant", content=response.answer)]
    chat.history, chat.last = (chat.history + turns)[-MAX_TURNS:], response
    typer.echo()
    console.show_answer(response, chat.screen, request.message, addresses=chat.screen is None)
    typer.echo()


def _help(_: Chat) -> None:
    typer.echo(HELP)


def _new(chat: Chat) -> None:
    chat.history, chat.last = [], None
    typer.echo("Forgotten. What do you want to know?")


def _sources(chat: Chat) -> None:
    if chat.last is None:
        typer.echo("There is no answer yet.")
    elif chat.screen is None:
        typer.echo(console.sources_text(chat.last))
    else:
        from api.terminal import rendered

        rendered.show(chat.screen, rendered.sources(chat.last))


def _guides(chat: Chat) -> None:
    for guide in present.list_guides(chat.assistant).guides:
        typer.echo(f"{guide.title}  ({guide.slug})")


COMMANDS: dict[str, Callable[[Chat], None]] = {"help": _help, "new": _new, "sources": _sources, "guides": _guides}
