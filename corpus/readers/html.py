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

from lxml import etree  # type: ignore[import-untyped]

from corpus.readers.decode import clean
from corpus.readers.elements import Found, element_pieces, parse
from corpus.readers.pieces import Piece
from corpus.types import BlockKind

TOO_LITTLE = 0.7
"""Where less than this share of the text outside of menus was extracted, the extraction isn't trusted."""
MIN_EXTRACTED = 200
"""Of a page with fewer characters of text there is nothing to leave out."""
MAX_EXTRACTED = 512 * 1024
"""On longer pages the extractor takes many seconds; they are read without it."""

_FURNITURE = frozenset({"footer", "aside"})
_LETTERS = re.compile(r"[\W_]+")
_SITE = re.compile(r"(?<!\s)\s++[|–—·»-]\s+")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
_WHOLE_PAGE = re.compile(r"<html\b|<!doctype\b", re.IGNORECASE)
# In what is no whole page yet, these are for the site generator to replace.
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
    if not _WHOLE_PAGE.search(html[:4096]):
        html = _TEMPLATE.sub(lambda match: "\n" * match.group().count("\n"), html)
    tree = parse(html)
    if tree is None:
        return Page(())
    visible, is_marked = _visible(tree)
    texts = tuple(found for found in visible if not found.is_links)
    length = sum(len(found.piece.text) for found in texts)
    extracted = _extracted(html) if length >= MIN_EXTRACTED and len(html) <= MAX_EXTRACTED else ""
    taken = sum(len(found.piece.text) for found in texts if _is_within(found, extracted))
    if not texts:
        kept = visible  # links are all there is
    elif taken < TOO_LITTLE * length:
        kept = texts
    else:
        kept = _between(visible, extracted, to_end=is_marked)
    pieces = tuple(
        Piece(found.piece.kind, found.piece.text, found.piece.level, max(found.piece.line, 1) + first_line - 1)
        for found in kept
    )
    return Page(pieces, _title(tree), _address(tree))


def tagless(html: str) -> str:
    """A page's text by its lines alone, for one that is nested too deeply to be read as HTML."""
    return unescape(_TAG.sub("\n", _UNREAD.sub("", html)))


def _visible(tree: etree._Element) -> tuple[tuple[Found, ...], bool]:
    """The pieces of the page's main part, and whether one is marked as such; else those of all of it."""
    for path in ("//main", "//*[@role='main']", "//article"):
        marked = tree.xpath(path)
        if len(marked) == 1:
            found = element_pieces(marked[0], skip=_FURNITURE)
            if found:
                return found, True
    return element_pieces(tree, skip=_FURNITURE) or element_pieces(tree), False


def _extracted(html: str) -> str:
    """What trafilatura takes for the content, letters and digits only."""
    # Imported here: it takes 0.1 s, and only pages in HTML need it.
    import trafilatura

    text = trafilatura.extract(
        html, output_format="txt", favor_recall=True, include_comments=False, include_tables=True, include_images=False
    )
    return _letters(text or "")


def _between(visible: tuple[Found, ...], extracted: str, *, to_end: bool) -> tuple[Found, ...]:
    """The pieces from the first to the last that were extracted (or ``to_end``), menus in between left out."""
    inside = [_is_within(found, extracted) for found in visible]
    first = inside.index(True)
    # The heading right above the content is what the page calls itself.
    while first and visible[first - 1].piece.kind is BlockKind.HEADING:
        first -= 1
    last = len(visible) - 1 if to_end else len(visible) - 1 - inside[::-1].index(True)
    pairs = list(zip(visible, inside, strict=True))[first : last + 1]
    return tuple(found for found, is_inside in pairs if is_inside or not found.is_links)


def _is_within(found: Found, extracted: str) -> bool:
    letters = _letters(found.piece.text)
    # A few letters are found in any long text; what they stand for is settled by what is around them.
    if len(letters) < 4:
        return False
    half = len(letters) // 2  # the extractor leaves out images, notes and buttons within a piece
    return letters in extracted or (half >= 8 and (letters[:half] in extracted or letters[half:] in extracted))


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
