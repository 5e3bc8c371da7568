"""What of an HTML tree a reader sees, and which of its tables are tables to a reader."""

from __future__ import annotations

import re

from lxml import etree  # type: ignore[import-untyped]

HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNSEEN = frozenset(
    """script style template noscript head nav svg math iframe object canvas audio video
    button input select textarea datalist dialog menu""".split()  # noqa: SIM905 - read more easily than forty quoted words
)
# A table that holds any of these lays out a page; it is no table to a reader.
_LAYOUT = ("table", "ul", "ol", "h1", "h2", "h3", "p", "pre", "form")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ANCHORS = frozenset({"#", "¶", "§", "🔗"})
MAX_LAYOUT_PARAGRAPHS = 2


def is_hidden(element: etree._Element, tag: str) -> bool:
    """Whether a reader doesn't see ``element``, or it says nothing of the text."""
    if tag == "button":
        # The questions of a folding list of questions are buttons within headings.
        parent = element.getparent()
        return parent is None or (parent.tag not in HEADINGS and parent.tag != "summary")
    if tag == "a" and "".join(element.itertext()).strip() in _ANCHORS:
        return len(element.get("id", "")) > 0 or element.get("href", "").startswith("#")
    folded = "aria-labelledby" in element.attrib  # ... and their answers are hidden until one is pressed
    return (
        tag in _UNSEEN
        or ("hidden" in element.attrib and not folded)
        or element.get("aria-hidden") == "true"
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
    )


def is_data(table: etree._Element) -> bool:
    """Whether a table is one to a reader, too; many older pages are laid out by tables."""
    if table.get("role") in ("presentation", "none"):
        return False
    if next(table.iter("th"), None) is not None:
        return True
    rows = sum(1 for _ in table.iter("tr"))
    held = sum(1 for element in table.iter(*_LAYOUT) if element is not table)
    return rows > 1 and held <= MAX_LAYOUT_PARAGRAPHS
