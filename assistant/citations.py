"""Quotes to statements, citations and the answer's Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote as percent

from assistant.quotes import Quote, marker_length
from assistant.types import Citation, Related, Statement
from corpus.types import Guide

_MARK = re.compile(r"(?:(?<!\s)\s++)?\[\d+\]")
_BAR = re.compile(r"(?:^|\s)\|(?=\s|$)")
_KEPT = 4096
"""Quotes of which the address is kept: guides' sentences are cited again and again."""
_SHORT = 80
_EDGE_WORDS = 5


@lru_cache(maxsize=_KEPT)
def text_fragment(text: str) -> str:
    """A URL fragment that makes a browser scroll to ``text`` and highlight it (WICG Scroll to Text Fragment).

    A browser finds a piece of text within one paragraph, list item or table cell only, and the bullets, numbers and
    bars of the canonical text are not on the page. So several lines are named by the start of the first and the end
    of the last, and a table's row by its longest cell.
    """
    lines = [pieces for line in text.split("\n") if (pieces := _pieces(line))]
    if len(lines) > 1:
        return f"#:~:text={_encoded(*lines[0][0][:_EDGE_WORDS])},{_encoded(*lines[-1][-1][-_EDGE_WORDS:])}"
    words = max(lines[0], key=lambda piece: len(" ".join(piece))) if lines else []
    if len(" ".join(words)) <= _SHORT or len(words) == 1:
        return f"#:~:text={_encoded(*words)}"
    edge = min(_EDGE_WORDS, len(words) // 2)  # the end must come after the start
    return f"#:~:text={_encoded(*words[:edge])},{_encoded(*words[-edge:])}"


def _pieces(line: str) -> list[list[str]]:
    """The words of a line, cell by cell where it is a table's row, without a list's marker."""
    cells = _BAR.split(line[marker_length(line) :])
    return [words for cell in cells if (words := cell.split())]


def _encoded(*words: str) -> str:
    # "-" has a meaning of its own in a text directive, so it is encoded too.
    return percent(" ".join(words), safe="", errors="replace").replace("-", "%2D")


def guide_url(guide: Guide) -> str:
    """The guide's own address, or this service's where it has none."""
    return guide.url or f"/guides/{percent(guide.slug, safe='')}"


def links_to(guides: Iterable[Guide]) -> tuple[Related, ...]:
    """``guides`` to read on."""
    return tuple(Related(guide.title, guide_url(guide)) for guide in guides)


def quote_url(guide: Guide, text: str) -> str:
    """The guide's address, opened at ``text``."""
    return f"{guide_url(guide)}{text_fragment(text)}"


def cite(quotes: Sequence[Quote]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """One statement and one citation a quote, numbered from 1; those of one guide together, as they are shown."""
    order = {slug: place for place, slug in enumerate(dict.fromkeys(quote.hit.guide.slug for quote in quotes))}
    quotes = sorted(quotes, key=lambda quote: order[quote.hit.guide.slug])
    citations = tuple(
        Citation(
            n=n,
            guide=quote.hit.guide.slug,
            title=quote.hit.guide.title,
            section=quote.hit.passage.section,
            quote=quote.text,
            start=quote.start,
            end=quote.end,
            url=quote_url(quote.hit.guide, quote.text),
            passage_id=quote.hit.passage.id,
            version=quote.hit.guide.version,
        )
        for n, quote in enumerate(quotes, 1)
    )
    statements = tuple(Statement(quote.text, (n,)) for n, quote in enumerate(quotes, 1))
    return statements, citations


def without_marks(text: str) -> str:
    """``text`` without the marks of citations."""
    return _MARK.sub("", text)


def marked(statement: Statement) -> str:
    """A statement in one line, with the marks of its citations."""
    return f"{' '.join(statement.text.split())} {''.join(f'[{n}]' for n in statement.citations)}"


def markdown(statements: Sequence[Statement], citations: Sequence[Citation], as_list: bool) -> str:
    """The answer's text with ``[n]`` marks: sentences in a paragraph, or a list; several guides are named."""
    titles = {citation.n: citation.title for citation in citations}
    by_guide: dict[str, list[str]] = {}
    for statement in statements:
        line = f"- {marked(statement)}" if as_list else marked(statement)
        by_guide.setdefault(titles[statement.citations[0]], []).append(line)
    paragraphs = {title: ("\n" if as_list else " ").join(lines) for title, lines in by_guide.items()}
    if len(paragraphs) == 1:
        return next(iter(paragraphs.values()))
    after = "\n" if as_list else " "
    return "\n\n".join(f"**{title}:**{after}{text}" for title, text in paragraphs.items())
