"""``guides chat`` on a terminal, and in a pipe."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console, RenderableType
from typer.testing import CliRunner

from api import present
from api.schemas.chat import ChatRequest, ChatResponse
from api.schemas.guides import SearchRequest
from api.terminal import cli, rendered
from tests.api.fakes import QUOTE, FakeAssistant, FakeWiring

ROOT = Path(__file__).parents[3]
WIDTH = 50
LONG = "**Directors** lead several teams through their managers, hire them, and answer for what all of these deliver"
ESCAPES = re.compile(r"\x1b\][^\x1b]*\x1b\\|\x1b\[[0-9;?]*[A-Za-z]")
TALK = "from api.terminal.repl import talk; from tests.api.fakes import FakeAssistant; talk(FakeAssistant())"


def replied(message: str = LONG) -> ChatResponse:
    return present.chat(FakeAssistant(), ChatRequest(message=message, history=[]))


def shown(what: RenderableType, *, width: int = WIDTH) -> str:
    screen = Console(file=StringIO(), width=width, force_terminal=True, color_system="standard", highlight=False)
    rendered.show(screen, what)
    file = screen.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def test_an_answer_is_rendered_in_colour_and_no_word_is_broken() -> None:
    written = shown(rendered.answer(replied(), addresses=False))
    assert "\x1b[1mDirectors\x1b[0m" in written
    assert "https://guides.test/d#q" in written  # as a link behind the source's title
    plain = ESCAPES.sub("", written)
    assert "**" not in plain
    assert "https://" not in plain
    assert max(map(len, plain.splitlines())) <= WIDTH
    assert " ".join(plain.split()) == (
        f"{LONG.replace('*', '')} [1] [1] Director of Engineering › Scope “{QUOTE}” You could ask: And the pay?"
    )


def test_how_a_question_was_read_is_told_where_it_was_put_otherwise() -> None:
    meant = "What does a director earn?"
    reply, read = replied().model_copy(update={"standalone_question": meant}), f"For: {meant}"
    assert read in ESCAPES.sub("", shown(rendered.answer(reply, "what does a dirctor earn", addresses=False)))
    assert "For:" not in shown(rendered.answer(reply, " What does a Director earn", addresses=False))


def test_lists_and_headings_are_those_of_a_text() -> None:
    plain = ESCAPES.sub("", shown(rendered.answer(replied("## Pay\n\n- one\n- two"), addresses=False)))
    assert plain.splitlines()[0].rstrip() == "Pay"
    assert " • one" in plain


def test_addresses_are_written_whole_where_they_are_asked_for() -> None:
    reply = replied()
    for what in (rendered.sources(reply), rendered.answer(reply, addresses=True)):
        assert "https://guides.test/d#q" in ESCAPES.sub("", shown(what, width=12)).replace("\n", "|")
    none = reply.model_copy(update={"citations": []})
    assert "The last answer has no sources." in shown(rendered.sources(none))


def test_passages_are_wrapped_between_words() -> None:
    found = present.search(FakeAssistant(), SearchRequest(query="team", k=2))
    plain = ESCAPES.sub("", shown(rendered.passages(found), width=30))
    assert max(map(len, plain.splitlines())) <= 30
    assert " ".join(plain.split()).startswith(f"1. Director of Engineering › Scope › Team (1.000) {QUOTE} 2. ")


def test_commands_are_obeyed_and_not_asked() -> None:
    parts = FakeWiring()
    typed = "sources\none\n/sources\nnew\ntwo\nguides\nHELP\nquit\nnever\n"
    done = CliRunner().invoke(cli.app, ["chat"], input=typed, obj=parts.wiring())
    assert done.exit_code == 0
    assert [heard["history"] for heard in parts.assistant.heard] == [[], []]
    assert "There is no answer yet." in done.stdout
    assert done.stdout.count("https://guides.test/d#q") == 3
    assert "Director of Engineering  (director-of-engineering)" in done.stdout
    for command in ("help", "new", "sources", "guides", "quit"):
        assert re.search(rf"^(?:you> )?{command} +\w", done.stdout, re.MULTILINE)
    assert "\x1b" not in done.stdout


def test_what_goes_wrong_is_said_and_the_talk_goes_on() -> None:
    parts = FakeWiring()
    long = "x" * 4001
    done = CliRunner().invoke(cli.app, ["chat"], input=f"{long}\none\n", obj=parts.wiring())
    assert "message: must be at most 4000 characters" in done.stderr
    assert "one [1]" in done.stdout


@dataclass
class Terminal:
    """The far end of a terminal in which somebody talks."""

    file: int
    unread: str = ""

    def read(self, ending: str) -> str:
        """What is shown up to ``ending``, without colours."""
        while ending not in (plain := ESCAPES.sub("", self.unread)):
            self.unread += os.read(self.file, 4096).decode(errors="replace")
        told, _, self.unread = plain.partition(ending)
        return told

    def type(self, keys: str) -> None:
        os.write(self.file, keys.encode())


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, WIDTH))
    environment = {**os.environ, "TERM": "xterm-256color", "INPUTRC": os.devnull}
    for name in ("NO_COLOR", "COLUMNS", "LINES"):
        environment.pop(name, None)
    process = subprocess.Popen(
        [sys.executable, "-c", TALK],
        cwd=ROOT,
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    yield Terminal(ours)
    process.kill()
    process.wait()
    os.close(ours)


def test_the_arrow_keys_bring_questions_back(terminal: Terminal) -> None:
    terminal.read("you> ")
    terminal.type(f"{LONG}\n")
    answered = terminal.read("you> ").partition("\r\n\r\n")[2]
    assert f"{LONG.replace('*', '')} [1]" in " ".join(answered.split())
    terminal.type("second\n")
    assert "second [1]" in terminal.read("you> ")
    terminal.type("\x1b[A\x1b[A\n")  # two lines up
    answered = terminal.read("you> ").partition("\r\n\r\n")[2]
    assert f"{LONG.replace('*', '')} [1]" in " ".join(answered.split())
