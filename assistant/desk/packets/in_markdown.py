"""A packet as Markdown (CommonMark), written and read back.

Only guides' quotes stand in block quotes, each with the line that says whose it is as its last paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.desk.packets import wording
from assistant.desk.packets.manifest import NOTHING_CARRIED, Carried, NoPacket, manifest_of, read_manifest
from assistant.desk.packets.sheet import Chapter, Note, NumberedSource, Part, Prose, Quoted, Sheet, SheetLine

_BEGIN, _END = "<!-- role-guide-packet\n", "\n-->"
_INLINE = re.compile(r"[\\`*_\[\]<>~|]|&(?=#?\w+;)|!(?=\[)")
_NUMBER = re.compile(r"^(\d{1,9})([.)])")
_BREAK = re.compile(r"(?<!\n)\n\n")
_ATTRIBUTION = "— "


def write_markdown(sheet: Sheet) -> bytes:
    """The packet as UTF-8."""
    return "\n".join(_lines(sheet)).encode()


def read_markdown(data: bytes) -> Carried:
    """Raises ``NoPacket``."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise NoPacket("the file is no UTF-8") from error
    _, begun, rest = text.rpartition(_BEGIN)
    manifest, ended, _ = rest.partition(_END)
    if not begun or not ended:
        raise NoPacket(NOTHING_CARRIED)
    shown = frozenset(_block_quotes(MarkdownIt("commonmark").parse(text)))
    return Carried(read_manifest(manifest), shown.__contains__)


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {_escaped(sheet.title)}"
    yield ""
    yield f"*{wording.made(sheet.made)}*"
    yield ""
    if sheet.introduction.strip():
        yield from (_paragraphs(sheet.introduction), "")
    for chapter in sheet.chapters:
        yield from _chapter(chapter, sheet.cited)
    if not sheet.chapters:
        yield from (wording.EMPTY, "")
    if sheet.cited and sheet.sources:
        yield from (f"## {wording.SOURCES}", "")
        for source in sheet.sources:
            yield from _source(source)
    if sheet.cited:
        yield f"{_BEGIN}{manifest_of(sheet)}{_END}"
        yield ""


def _chapter(chapter: Chapter, cited: bool) -> Iterator[str]:
    yield from (f"## {_escaped(chapter.heading)}", "")
    for line in chapter.lines:
        yield from _line(chapter, line, cited)
    for part in chapter.parts:
        yield from _part(part, cited)


def _line(chapter: Chapter, line: SheetLine, cited: bool) -> Iterator[str]:
    """A table's cell can't hold a block quote, so each is a section of its own."""
    yield from (f"### {_escaped(line.label)}", "")
    for column, cell in zip(chapter.columns, line.cells, strict=True):
        yield from (f"**{_escaped(column)}**", "")
        for part in cell:
            yield from _part(part, cited)


def _part(part: Part, cited: bool) -> Iterator[str]:
    if isinstance(part, Quoted):
        yield from (f"> {line}".rstrip() for line in quoted(part.source.quote.text).split("\n"))
        if cited:
            yield from (">", f"> {_ATTRIBUTION}{_attribution(part.source)}")
    elif isinstance(part, Note):
        yield f"**{wording.NOTE}:** {_paragraphs(part.text)}"
    elif isinstance(part, Prose):
        yield f"{_paragraphs(part.text)}{wording.mark(*part.sources, cited=cited)}"
    yield ""


def _attribution(source: NumberedSource) -> str:
    return f"{_escaped(source.where)}{wording.marked(source)}"


def _source(source: NumberedSource) -> Iterator[str]:
    yield f"{source.n}. **{_escaped(source.where)}**, {_escaped(wording.facts(source))}  "
    indent = " " * len(f"{source.n}. ")
    if wording.is_link(source.quote.url):
        yield f"{indent}[open at the quote](<{source.quote.url}>)  "
    yield f"{indent}SHA-256 `{source.digest}`"
    yield ""


def quoted(text: str) -> str:
    """``text`` as Markdown that shows exactly it: line breaks, and white space at the edges of lines, too."""
    return "\n\n".join(map(_paragraph, _BREAK.split(text)))


def _paragraph(text: str) -> str:
    lines = text.split("\n")
    if not all(line.strip() for line in lines):  # three line breaks and more, or lines of spaces
        return "&#10;".join(map(_escaped, lines))
    return "\\\n".join(_escaped(line) for line in lines)


def _paragraphs(text: str) -> str:
    """Words of ours, or a coach's: their paragraphs are kept."""
    return "\n\n".join(_paragraph(one.strip()) for one in re.split(r"\n\s*\n", text.strip()))


def _escaped(text: str) -> str:
    """One line."""
    inner = text.replace("\n", " ")
    stripped = inner.strip()
    at = inner.find(stripped) if stripped else len(inner)
    escaped = _INLINE.sub(lambda found: f"\\{found[0]}", stripped)
    if stripped[:1] in ("#", "+", "=", "-"):
        escaped = f"\\{escaped}"
    escaped = _NUMBER.sub(r"\1\\\2", escaped)
    return f"{_entities(inner[:at])}{escaped}{_entities(inner[at + len(stripped) :])}"


def _entities(text: str) -> str:
    return "".join(f"&#{ord(character)};" for character in text)


def _block_quotes(tokens: list[Token]) -> Iterator[str]:
    """The texts of all block quotes, without the last paragraph of each where it says whose it is."""
    depth, paragraphs = 0, list[str]()
    for token in tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline" and depth:
            paragraphs.append(_shown(token.children or []))
        elif token.type == "blockquote_close" and not depth:
            if len(paragraphs) > 1 and paragraphs[-1].startswith(_ATTRIBUTION):
                del paragraphs[-1]
            yield "\n\n".join(paragraphs)
            paragraphs = []


def _shown(inline: list[Token]) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(breaks.get(token.type, token.content) for token in inline)
