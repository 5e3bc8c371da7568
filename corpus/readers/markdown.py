"""Markdown (CommonMark with tables, strikethrough and footnotes) to pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from corpus.readers.decode import clean
from corpus.readers.elements import fragment_pieces
from corpus.readers.generated import without_generated
from corpus.readers.inline import inline_text, tails_of
from corpus.readers.pieces import OpenList, Piece, Tail, TooDeepError, seen, table_text, with_labels
from corpus.types import BlockKind

MAX_NESTING = 100
"""The parser passes over what is nested deeper, a list counting twice; deeper files are refused."""
MAX_INLINE = 10_000
"""A longer paragraph is parsed in parts, since the parser's time grows faster than the length; ..."""
MAX_BRACKETS = 500
"""... and a part with more brackets than this, which no prose has, is taken as it stands."""

MAX_LABEL = 90
"""A bold line of at most so many characters acts as a heading."""
NAME_WORDS = 6
"""Headings that are longer than this on average are statements, and so is a list that links to them."""
MAX_HEADING = 200
"""A longer heading is a paragraph that somebody underlined."""

_HEADING_ATTRIBUTES = re.compile(r"(?:(?<!\s)\s++)?\{[#.][^}]{0,200}\}\s*$")
_DEEP_HEADING = re.compile(r"(?:#{7,}\s+|#{2,6}(?=[A-Z])|#(?=[A-Z][^\n]* ))(.+)")
_ITEM_BOX = re.compile(r"\[[ xX]\]\s+")
_ALERT = re.compile(r"^(?:\[!\w+\]|!!! \w+(?: \"[^\"]*\")?)\s*")
_CONTENTS = re.compile(r"\[\[?_?TOC_?\]?\]", re.IGNORECASE)


def markdown_pieces(text: str, first_line: int = 1) -> tuple[Piece, ...]:
    """The pieces of a Markdown ``text`` that begins at ``first_line`` of its file. Raises ``TooDeepError``."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.core.ruler.at("inline", _parse_inline)
    tokens = parser.parse(without_generated(text))
    if any(token.level >= MAX_NESTING - 2 for token in tokens):
        raise TooDeepError(f"lists and quotes nested more than {MAX_NESTING // 2} deep")
    return _Walk(first_line).through(tokens)


def _parse_inline(state: StateCore) -> None:
    """The parser's step from paragraphs to what is in them, in parts where a paragraph is a giant."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = []
            for part in _parts(token.content):
                children: list[Token] = []
                if part.count("[") <= MAX_BRACKETS:
                    state.md.inline.parse(part, state.md, state.env, children)
                    token.children += children
                else:
                    token.children.append(Token("text", "", 0, content=part))


def _parts(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > MAX_INLINE:
        space = text.rfind(" ", start, start + MAX_INLINE)
        end = space + 1 if space > start else start + MAX_INLINE
        yield text[start:end]
        start = end
    yield text[start:]


@dataclass
class _Walk:
    """One way through the tokens. Lists may be nested deeply, so it keeps a stack rather than recursing."""

    first_line: int
    pieces: list[Piece] = field(default_factory=list)
    lists: list[OpenList] = field(default_factory=list)
    rows: list[list[str]] | None = None
    table_line: int = 0
    heading: int = 0
    quotes: int = 0
    line: int = 0
    labels: set[int] = field(default_factory=set)

    def through(self, tokens: Sequence[Token]) -> tuple[Piece, ...]:
        for token in tokens:
            if token.map and token.type != "tbody_open":
                self.line = self.first_line + token.map[0]
            self._take(token)
        return with_labels(_without_statements(self.pieces), self.labels)

    def _take(self, token: Token) -> None:
        match token.type:
            case "inline":
                self._inline(inline_text(token.children or ()), token.children or ())
            case "heading_open":
                self.heading = int(token.tag[1])
            case "heading_close":
                self.heading = 0
            case "bullet_list_open" | "ordered_list_open" | "footnote_block_open":
                first = int(token.attrs.get("start", 1))
                self.lists.append(OpenList(None if token.type == "bullet_list_open" else first))
            case "bullet_list_close" | "ordered_list_close" | "footnote_block_close":
                self.lists.pop()
            case "list_item_open" | "footnote_open":
                self.lists[-1].begin_item()
            case "blockquote_open":
                self.quotes += 1
            case "blockquote_close":
                self.quotes -= 1
            case "fence" | "code_block":
                self.pieces.append(Piece(BlockKind.CODE, token.content, line=self.line))
            case "html_block":
                self._html(token.content)
            case _:
                self._table(token)

    def _table(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self.rows, self.table_line = [], self.line
            case "tr_open" if self.rows is not None:
                self.rows.append([])
            case "table_close" if self.rows is not None:
                self.pieces.append(Piece(BlockKind.TABLE, table_text(self.rows), line=self.table_line))
                self.rows = None

    def _inline(self, text: str, tokens: Sequence[Token]) -> None:
        if self.rows is not None:
            self.rows[-1].append(text)
        elif self.heading and not self.lists and not self.quotes and len(text) <= MAX_HEADING:
            self._add(BlockKind.HEADING, _HEADING_ATTRIBUTES.sub("", text), self.heading)
        elif self.lists:
            self._item(text, aside=_leads_within(tokens), tails=tails_of(tokens))
        else:
            if len(text) <= MAX_LABEL and text and text[-1] not in ".!…;," and _is_all(tokens, "strong"):
                self.labels.add(len(self.pieces))
            deep = _DEEP_HEADING.fullmatch(text)
            if deep:
                self._add(BlockKind.HEADING, deep.group(1), min(len(text) - len(text.lstrip("#")), 6))
            elif not _CONTENTS.fullmatch(text.strip()):
                plain = _ALERT.sub("", text, count=1)
                self._add(BlockKind.PARAGRAPH, plain, aside=_is_alone(text, tokens), tails=tails_of(tokens))

    def _item(self, text: str, *, aside: bool = False, tails: tuple[Tail, ...] = ()) -> None:
        current = self.lists[-1]
        level = len(self.lists) - 1
        if current.marker:
            current.item = len(self.pieces)
            said = current.marker + _ITEM_BOX.sub("", text, count=1)
            self._add(BlockKind.ITEM, said, level, aside=aside, tails=tails)
            current.marker = ""
        elif current.item == len(self.pieces) - 1:
            item = self.pieces.pop()
            more = seen(clean(text))
            before = tuple(replace(one, start=one.start + more, end=one.end + more) for one in item.tails)
            said = f"{item.text}\n{text}"
            self.pieces.append(Piece(item.kind, said, item.level, item.line, tails=(*before, *tails)))
        else:
            self._add(BlockKind.PARAGRAPH, text, tails=tails)

    def _html(self, content: str) -> None:
        above = next((piece.level for piece in reversed(self.pieces) if piece.kind is BlockKind.HEADING), 0)
        for piece in fragment_pieces(content, heading=above):
            line = self.line + max(piece.line - 1, 0)
            if self.lists and piece.kind is BlockKind.PARAGRAPH:
                self._item(piece.text)
            else:
                self.pieces.append(Piece(piece.kind, piece.text, piece.level, line))

    def _add(
        self, kind: BlockKind, text: str, level: int = 0, *, aside: bool = False, tails: tuple[Tail, ...] = ()
    ) -> None:
        self.pieces.append(Piece(kind, text, level, self.line, aside, tails))


def _is_all(tokens: Sequence[Token], mark: str) -> bool:
    """Whether all that is seen of ``tokens`` stands within ``mark``, a colon at the end apart."""
    depth = 0
    marked = False
    for place, token in enumerate(tokens):
        if token.type.startswith(mark):
            depth += token.nesting
            marked = True
        elif depth == 0 and token.content.strip(" :" if place == len(tokens) - 1 else " "):
            return False
    return marked


def _is_alone(text: str, tokens: Sequence[Token]) -> bool:
    """Whether a paragraph is nothing but a link or an image: no sentence, that is."""
    images = all(token.type == "image" or not token.content.strip() for token in tokens)
    return text[-1:] not in (".", "!", "?") and (images or _is_all(tokens, "link"))


def _without_statements(pieces: Sequence[Piece]) -> list[Piece]:
    """``pieces``, a list's items asides only where all of them are, and name headings rather than state something."""
    made: list[Piece] = []
    for is_list, group in groupby(pieces, key=lambda piece: piece.kind is BlockKind.ITEM):
        run = list(group)
        words = sum(len(piece.text.split()) - 1 for piece in run)
        is_contents = all(piece.aside for piece in run) and words <= NAME_WORDS * len(run)
        made += run if is_contents or not is_list else [replace(piece, aside=False) for piece in run]
    return made


def _leads_within(tokens: Sequence[Token]) -> bool:
    """Whether an item is nothing but a link to a heading of its own page, as in a table of contents."""
    links = [str(token.attrs.get("href", "")) for token in tokens if token.type == "link_open"]
    return len(links) == 1 and links[0].startswith("#") and _is_all(tokens, "link")
