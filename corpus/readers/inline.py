"""What stands within a paragraph of Markdown: the text that a reader sees, and what of it stands out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from markdown_it.token import Token

from corpus.readers.decode import clean
from corpus.readers.pieces import Tail, seen
from corpus.types import MarkKind

_BADGE = re.compile(r"shields\.io|badge", re.IGNORECASE)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_KINDS = {"strong": MarkKind.STRONG, "link": MarkKind.LINK}


def inline_text(tokens: Sequence[Token]) -> str:
    """What a reader sees of inline ``tokens``: no markup, images by their description, a hard break as a line."""
    return "".join(map(_text, tokens))


def tails_of(tokens: Sequence[Token]) -> tuple[Tail, ...]:
    """What is bold or a link among inline ``tokens``, in the order of their beginnings."""
    lengths = [seen(clean(_text(token))) for token in tokens]
    total = sum(lengths)
    before = list(accumulate(lengths, initial=0))
    open_: list[tuple[MarkKind, int, str]] = []
    found: list[Tail] = []
    for place, token in enumerate(tokens):
        kind = _KINDS.get(token.type.partition("_")[0])
        if kind is None or not token.nesting:
            continue
        if token.nesting > 0:
            open_.append((kind, before[place], str(token.attrs.get("href", ""))))
        elif open_:
            kind, start, href = open_.pop()
            if start < before[place]:
                found.append(Tail(kind, total - start, total - before[place], href))
    return tuple(sorted(found, key=lambda one: -one.start))


def _text(token: Token) -> str:
    match token.type:
        case "text" | "code_inline":
            return token.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image" if not _BADGE.search(str(token.attrs.get("src", ""))):
            return inline_text(token.children or ())
        case "html_inline" if _BREAK.fullmatch(token.content):
            return "\n"
    return ""
