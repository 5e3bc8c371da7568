"""Where in an answer's text its citations stand, and the pieces that it is streamed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from api.http.stream import LEAD
from api.http.stream_log import Logged
from api.schemas.chat import ChatResponse, CitationOut
from assistant.citations import marked
from assistant.types import Statement


@dataclass(frozen=True, slots=True)
class CitationMark:
    """A citation in an answer: ``answer[start:end]`` is its ``[n]``, counted in Unicode code points."""

    start: int
    end: int
    citation: CitationOut

    def url(self, base: str) -> str:
        """Where the quote can be read; a guide without an address of its own is read on this server, ``base``."""
        return urljoin(base, self.citation.url)


def marks(reply: ChatResponse) -> list[CitationMark]:
    """The marks of an answer in the order of its text.

    A guide's own text may hold ``[1]`` too, so marks are looked for where statements end; the nearest sentence that a
    refusal offers belongs to no statement, and its mark is the last one.
    """
    citations = {one.n: one for one in reply.citations}
    found = list(_of_statements(reply, citations))
    marked = {one.citation.n for one in found}
    for n, citation in citations.items():
        at = reply.answer.rfind(f"[{n}]") if n not in marked else -1
        if at >= 0:
            found.append(CitationMark(at, at + len(f"[{n}]"), citation))
    return sorted(found, key=lambda mark: mark.start)


class Typed:
    """An answer's text as it is typed: statement by statement where it is known how they follow each other, else once
    it is whole."""

    def __init__(self) -> None:
        self._text = ""

    def pieces(self, one: Logged) -> list[str]:
        """What an event adds to the text."""
        if one.name == "done":
            return _cut(ChatResponse.model_validate(one.data), len(self._text))
        if one.name != "statement" or LEAD not in one.data:
            return []
        piece = one.data[LEAD] + marked(Statement(one.data["text"], tuple(one.data["citations"])))
        self._text += piece
        return [piece]


def _cut(reply: ChatResponse, typed: int) -> list[str]:
    """The answer's text from ``typed`` on, cut after the marks of each statement."""
    ends = [mark.end for mark in marks(reply)]
    starts = {mark.start for mark in marks(reply)}
    cuts = [typed, *(end for end in ends if end not in starts and end > typed), len(reply.answer)]
    return [reply.answer[start:end] for start, end in pairwise(cuts) if start < end]


def _of_statements(reply: ChatResponse, citations: dict[int, CitationOut]) -> Iterator[CitationMark]:
    after = 0
    for statement in reply.statements:
        said = marked(Statement(statement.text, tuple(statement.citations)))
        at = reply.answer.find(said, after)
        if at < 0:
            continue
        after = at + len(said) - sum(len(f"[{n}]") for n in statement.citations)
        for n in statement.citations:
            if n in citations:
                yield CitationMark(after, after + len(f"[{n}]"), citations[n])
            after += len(f"[{n}]")
