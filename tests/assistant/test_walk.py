"""A question's way through the files of ``assistant/``: how many, and how deep."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import FrameType

from assistant import Assistant

ROOT = Path(__file__).parents[2]
DEEPEST = 4
"""Calls from one file of ``assistant/`` into another that are under way at a time."""


class Walk:
    """A profiler: which files of ``assistant/`` were called, and the longest way from file to file."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.deepest: tuple[str, ...] = ()
        self._called: list[str] = []

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            path = frame.f_code.co_filename
            own = path.removeprefix(f"{ROOT}/") if path.startswith(f"{ROOT}/assistant/") else ""
            self._called.append(own)
            way = [file for file in self._called if file]
            way = [file for at, file in enumerate(way) if not at or way[at - 1] != file]
            self.files.update(way)
            self.deepest = max(self.deepest, tuple(way), key=len)
        elif event == "return" and self._called:
            self._called.pop()


def walked(assistant: Assistant, question: str) -> Walk:
    walk = Walk()
    assistant.respond(question, history=())  # what is read of the guides once is read
    sys.setprofile(walk)
    try:
        assistant.respond(question, history=())
    finally:
        sys.setprofile(None)
    return walk


def test_a_plain_question_takes_the_way_that_the_architecture_tells(shipped_assistant: Assistant) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = re.search(r"passes through at most (\d+) files of `assistant/`", page)
    assert told is not None
    walk = walked(shipped_assistant, "How is a Director's performance judged in large companies?")
    assert len(walk.files) <= int(told[1]), sorted(walk.files)
    assert len(walk.deepest) - 1 <= DEEPEST, walk.deepest
