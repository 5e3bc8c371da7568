"""Where in an answer's text its citations stand, and the pieces that it is streamed in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from api.schemas import ChatResponse, CitationOut


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation in an answer: ``answer[start:end]`` is its ``[n]``, counted in Unicode code points."""

    start: int
    end: int
    citation: CitationOut

    def url(self, base: str) -> str:
        """Where the quote can be read; a guide without an address of its own is read on this server, ``base``."""
        return urljoin(base, self.citation.url)


def marks(reply: ChatResponse) -> list[Mark]:
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
            found.append(Mark(at, at + len(f"[{n}]"), citation))
    return sorted(found, key=lambda mark: mark.start)


def pieces(reply: ChatResponse) -> list[str]:
    """The answer's text, cut after the marks of each statement."""
    ends = [mark.end for mark in marks(reply)]
    starts = {mark.start for mark in marks(reply)}
    cuts = [0, *(end for end in ends if end not in starts), len(reply.answer)]
    return [reply.answer[start:end] for start, end in pairwise(cuts) if start < end]


def _of_statements(reply: ChatResponse, citations: dict[int, CitationOut]) -> Iterator[Mark]:
    after = 0
    for statement in reply.statements:
        said = f"{' '.join(statement.text.split())} "
        at = reply.answer.find(said + "".join(f"[{n}]" for n in statement.citations), after)
        if at < 0:
            continue
        after = at + len(said)
        for n in statement.citations:
            if n in citations:
                yield Mark(after, after + len(f"[{n}]"), citations[n])
            after += len(f"[{n}]")
