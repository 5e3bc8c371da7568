"""HTML pages to pieces.

Two readers work together. ``elements`` turns all that is visible into pieces and knows structure: headings, nested
lists, tables, code. trafilatura knows what on a page is its content and what is menu, banner and footer, but loses
some structure and now and then a part of the content. So trafilatura's text decides which pieces are kept, and
where it found clearly too little, every piece that is no menu is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import trafilatura
from lxml import etree  # type: ignore[import-untyped]

from corpus.decode import clean
from corpus.elements import Found, element_pieces, parse
from corpus.pieces import Piece
from corpus.types import BlockKind

TOO_LITTLE = 0.7
"""Where less than this share of the text outside of menus was extracted, the extraction isn't trusted."""
MAX_EXTRACTED = 512 * 1024
"""On longer pages the extractor takes many seconds; they are read without it."""

_FURNITURE = frozenset({"footer", "aside"})
_LETTERS = re.compile(r"[\W_]+")
_SITE = re.compile(r"\s+[|–—·»-]\s+")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# Left over where a site generator's template is read before the generator has run.
_TEMPLATE = re.compile(r"\{%[^{}]{0,1000}%\}|\{\{[^{}]{0,1000}\}\}")
_UNREAD = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|head)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """The content of a page, its title (without the site's name) and its own address, where it gives them."""

    pieces: tuple[Piece, ...]
    title: str = ""
    url: str = ""


def read_page(html: str, first_line: int = 1) -> Page:
    """Read a page that begins at ``first_line`` of its file. A page may have no pieces. Raises ``TooDeepError``."""
    html = _TEMPLATE.sub(lambda match: "\n" * match.group().count("\n"), html)
    tree = parse(html)
    if tree is None:
        return Page(())
    kept = _content(_visible(tree), _extracted(html))
    pieces = tuple(
        Piece(found.piece.kind, found.piece.text, found.piece.level, max(found.piece.line, 1) + first_line - 1)
        for found in kept
    )
    return Page(pieces, _title(tree), _address(tree))


def tagless(html: str) -> str:
    """A page's text by its lines alone, for one that is nested too deeply to be read as HTML."""
    return unescape(_TAG.sub("\n", _UNREAD.sub("", html)))


def _visible(tree: etree._Element) -> tuple[Found, ...]:
    """The pieces of the page's main part, or of all of it where no part is marked as such."""
    for path in ("//main", "//*[@role='main']", "//article"):
        marked = tree.xpath(path)
        if isinstance(marked, list) and len(marked) == 1 and isinstance(marked[0], etree._Element):
            found = element_pieces(marked[0], skip=_FURNITURE)
            if found:
                return found
    return element_pieces(tree, skip=_FURNITURE) or element_pieces(tree)


def _extracted(html: str) -> str:
    """What trafilatura takes for the content, letters and digits only."""
    if len(html) > MAX_EXTRACTED:
        return ""
    text = trafilatura.extract(
        html, output_format="txt", favor_recall=True, include_comments=False, include_tables=True, include_images=False
    )
    return _letters(text or "")


def _content(visible: tuple[Found, ...], extracted: str) -> tuple[Found, ...]:
    """The pieces between the first and the last that were extracted, menus in between left out."""
    is_extracted = [_is_within(found, extracted) for found in visible]
    text = sum(len(found.piece.text) for found in visible if not found.is_links)
    taken = sum(
        len(found.piece.text)
        for found, inside in zip(visible, is_extracted, strict=True)
        if inside and not found.is_links
    )
    if taken < TOO_LITTLE * text or not text:
        return tuple(found for found in visible if not found.is_links) or visible
    first = is_extracted.index(True) if any(is_extracted) else 0
    # The heading right above the content is what the page calls itself.
    while first and visible[first - 1].piece.kind is BlockKind.HEADING:
        first -= 1
    last = max((place for place, inside in enumerate(is_extracted) if inside), default=-1)
    return tuple(
        found
        for found, inside in zip(visible[first : last + 1], is_extracted[first : last + 1], strict=True)
        if inside or not found.is_links
    )


def _is_within(found: Found, extracted: str) -> bool:
    letters = _letters(found.piece.text)
    # A few letters are found in any long text; what they stand for is settled by what is around them.
    return len(letters) > 3 and letters in extracted


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _title(tree: etree._Element) -> str:
    for path in ("//meta[@property='og:title']/@content", "//title//text()"):
        for text in _strings(tree, path):
            return _SITE.split(text, maxsplit=1)[0] or text
    return ""


def _address(tree: etree._Element) -> str:
    for path in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        for text in _strings(tree, path):
            if _WEB_ADDRESS.fullmatch(text):
                return text
    return ""


def _strings(tree: etree._Element, path: str) -> list[str]:
    found = tree.xpath(path)
    texts = (" ".join(clean(str(text)).split()) for text in found) if isinstance(found, list) else ()
    return [text for text in texts if text]
