"""Quotes to statements, citations and the answer's Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote as percent

from assistant.lists import Quote
from assistant.types import Citation, Statement
from corpus.types import Guide

_SHORT = 80
_EDGE_WORDS = 5


def text_fragment(text: str) -> str:
    """A URL fragment that makes a browser scroll to ``text`` and highlight it (WICG Scroll to Text Fragment)."""
    words = text.split()
    if len(text) <= _SHORT and "\n" not in text:
        return f"#:~:text={_encoded(' '.join(words))}"
    return f"#:~:text={_encoded(' '.join(words[:_EDGE_WORDS]))},{_encoded(' '.join(words[-_EDGE_WORDS:]))}"


def _encoded(text: str) -> str:
    # "-" has a meaning of its own in a text directive, so it is encoded too.
    return percent(text, safe="", errors="replace").replace("-", "%2D")


def guide_url(guide: Guide) -> str:
    """The guide's own address, or this service's where it has none."""
    return guide.url or f"/v1/guides/{guide.slug}"


def quote_url(guide: Guide, text: str) -> str:
    """The guide's address, opened at ``text``."""
    return f"{guide_url(guide)}{text_fragment(text)}"


def cite(quotes: Sequence[Quote]) -> tuple[tuple[Statement, ...], tuple[Citation, ...]]:
    """One statement and one citation a quote, numbered from 1."""
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


def markdown(statements: Sequence[Statement], as_list: bool) -> str:
    """The answer's text with ``[n]`` marks: sentences in a paragraph, or a list."""
    marked = [f"{' '.join(s.text.split())} {''.join(f'[{n}]' for n in s.citations)}" for s in statements]
    return "\n".join(f"- {line}" for line in marked) if as_list else " ".join(marked)
