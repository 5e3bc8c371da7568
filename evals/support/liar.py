"""A language model on the loopback that lies, and whether the assistant ever shows a lie.

It is given the passages like any model, and tells some of the labelled lies about what stands in one of them, now
citing that passage and now another. Where it knows none, it tells some about something else.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from assistant.bootstrap import build_index, open_assistant
from assistant.types import Answer, Status
from evals.answers.cases import load_cases
from evals.folders import offline_settings
from evals.progress import Progress, tracked
from evals.support.generate import ANSWERABLE, chosen
from evals.support.pairs import LabelledPair, PairKind, read_pairs
from evals.support.small_model import pointed_to

PARTS = ("lies", "aside")
AT_A_TIME = 4
"""Lies told in one answer."""
_PASSAGE = re.compile(r"<passage n=\"(\d+)\"[^>]*>\n([^<]*)")
"""E.g. "*<passage n="2" guide="Captain" section="Pay">⏎ A captain earns well.*"."""
_WORD = re.compile(r"\w+")
"""E.g. "*A* *captain* *earns* *well*."."""
Telling = tuple[LabelledPair, bool]
"""A lie, and whether it cites the passage that it is about."""


class Liar:
    """What the model says. Thread-safe."""

    def __init__(self, lies: Sequence[LabelledPair]) -> None:
        self.told: Counter[Telling] = Counter()
        self._lies = [(lie, tuple(map(_plain, lie.quotes))) for lie in lies]
        self._lock = threading.Lock()

    def says(self, prompt: str) -> str:
        """The lies that were told least, of those about the passages of ``prompt`` where there are any."""
        passages = {int(n): _plain(text) for n, text in _PASSAGE.findall(prompt)}
        with self._lock:
            possible = list(self._tellings(passages)) or [((lie, False), min(passages)) for lie, _ in self._lies]
            possible.sort(key=lambda one: self.told[one[0]], reverse=True)
            once = {lie.id: (telling, n) for telling, n in possible for lie in telling[:1]}
            tellings = sorted(once.values(), key=lambda one: self.told[one[0]])[:AT_A_TIME]
            self.told.update(telling for telling, _ in tellings)
        return " ".join(f"{lie.statement.rstrip('.')} [{n}]." for (lie, _), n in tellings)

    def _tellings(self, passages: Mapping[int, str]) -> Iterator[tuple[Telling, int]]:
        for lie, quotes in self._lies:
            about = [n for n, text in passages.items() if all(quote in text for quote in quotes)]
            others = [n for n in passages if n not in about]
            if about:
                yield (lie, True), about[0]
            if about and others:
                yield (lie, False), others[0]


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


@dataclass(slots=True)
class LiarFigures:
    """What became of the lies and of the questions; lies by kind and whether they cite their passage."""

    told: Counter[tuple[str, bool]] = field(default_factory=Counter)
    shown: Counter[tuple[str, bool]] = field(default_factory=Counter)
    questions: int = 0
    answered: int = 0

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The table."""
        return [
            ("answerable questions", str(self.questions)),
            ("  answered", f"{self.answered} ({self.answered / max(self.questions, 1):.0%})"),
            ("lies told", str(self.told.total())),
            ("  shown", str(self.shown.total())),
            *(
                (f"{kind}, cited {'rightly' if right else 'wrongly'}: shown", f"{self.shown[kind, right]} of {many}")
                for (kind, right), many in sorted(self.told.items())
            ),
        ]


def known_lies() -> list[LabelledPair]:
    """Of the parts that are kept aside. What another quote says isn't one: the assistant may cite that instead."""
    pairs = [pair for part in PARTS for pair in read_pairs(part)]
    return [one for one in pairs if not one.supported and one.kind is not PairKind.WRONG_CITATION]


def answers_of_liar(
    questions: int, corpus: Path | None = None, index: Path | None = None, progress: Progress | None = None
) -> LiarFigures:
    """Ask ``questions`` of the answerable cases that stand alone. Raises what opening the assistant raises."""
    figures = LiarFigures()
    liar = Liar(known_lies())
    with offline_settings(corpus, index) as settings, served(liar) as model:
        build_index(settings, progress)
        with open_assistant(settings.model_copy(update={"model": model})) as assistant:
            cases = chosen([one for one in load_cases() if one.kind in ANSWERABLE and not one.after], questions)
            for case in tracked("asking", cases, progress):
                before = Counter(liar.told)
                answer = assistant.respond(case.ask, history=[], guides=[case.guide] if case.guide else []).answer
                figures.questions += 1
                figures.answered += answer.status in (Status.ANSWERED, Status.PARTIAL) and bool(answer.statements)
                _count(figures, answer, liar.told - before)
    return figures


def _count(figures: LiarFigures, answer: Answer, told: Mapping[Telling, int]) -> None:
    shown = {_plain(statement.text) for statement in answer.statements}
    for one, rightly in told:
        figures.told[str(one.kind), rightly] += 1
        figures.shown[str(one.kind), rightly] += _plain(one.statement) in shown


@contextmanager
def served(liar: Liar) -> Iterator[str]:
    """Serve what the liar says; the value is a ``GUIDES_MODEL``, reachable inside the context."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = liar.says(str(request["messages"][-1]["content"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for delta, finish in (({"role": "assistant", "content": text}, None), ({}, "stop")):
                self.wfile.write(f"data: {json.dumps(_chunk(delta, finish))}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        with pointed_to(f"http://127.0.0.1:{server.server_address[1]}/v1"):
            yield "openai:liar"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _chunk(delta: Mapping[str, str], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "liar", "choices": [choice]}
