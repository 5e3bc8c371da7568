"""The pages of a PDF: fonts that are installed with the project, and what a packet consists of, drawn."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

_PACKAGE = "font_source_sans_pro"
_FAMILY = "source-sans"
_STYLES = {"": "Regular", "B": "Bold", "I": "It", "BI": "BoldIt"}
_ACCENT, _INK, _SOFT, _RULE = (11, 107, 93), (28, 36, 35), (86, 97, 94), (211, 220, 216)
_NO_SIGN = "☐"
_MARGIN = 23.0
_INDENT = 5.0
_NEXT: dict[str, Any] = {"new_x": XPos.LMARGIN, "new_y": YPos.NEXT}
"""Where the pen goes after a cell."""


class Paper:
    """A PDF document being written from top to bottom."""

    def __init__(self, title: str, made: datetime) -> None:
        for name in ("fpdf", "fontTools"):
            logging.getLogger(name).setLevel(logging.ERROR)  # they tell of each table that they leave out
        self._pdf = pdf = _Numbered(lambda number: self.foot(title, number))
        for style, name in _STYLES.items():
            pdf.add_font(_FAMILY, style, font_file(name))
        pdf.set_title(title)
        pdf.set_creator("Role Guide Assistant")
        pdf.set_lang("en")
        pdf.set_creation_date(made)
        pdf.set_margins(_MARGIN, 20, _MARGIN)
        pdf.set_auto_page_break(True, 22)
        pdf.add_page()

    @staticmethod
    def drawn(text: str) -> str:
        """``text`` as the fonts can draw it."""
        known = _signs()
        return "".join(
            character if ord(character) in known or character == "\n" else _NO_SIGN
            for character in text.replace("\t", " ")
        )

    @classmethod
    def foot(cls, title: str, number: int) -> str:
        """What stands below a page."""
        return f"{cls.drawn(title)} · {number}"

    def title(self, text: str) -> None:
        self._pen("B", 22, _INK)
        self._cell(text, 9)

    def heading(self, text: str, room: float = 30) -> None:
        """Of a chapter; with millimetres of ``room`` below it on the page, so that it never stands there alone."""
        if self._pdf.will_page_break(room):
            self._pdf.add_page()
        self._pdf.ln(5)
        self._pen("B", 14, _ACCENT)
        self._pdf.start_section(self.drawn(text))
        self._cell(text, 6.5)
        self._pdf.ln(1)

    def text(self, text: str) -> None:
        self._pen("", 11, _INK)
        self._cell(text, 5.4)
        self._pdf.ln(1.5)

    def small(self, text: str) -> None:
        self._pen("", 9.5, _SOFT)
        self._cell(text, 5)
        self._pdf.ln(2)

    def note(self, label: str, text: str) -> None:
        self._pen("I", 11, _INK)
        self._cell(f"{label}{text}", 5.4)
        self._pdf.ln(2)

    def quote(self, text: str, below: str) -> None:
        """With a bar at its side, and whose it is below it."""
        pdf = self._pdf
        self._pen("", 11, _INK)
        if pdf.will_page_break(18):
            pdf.add_page()
        page, top = pdf.page, pdf.get_y() + 1
        pdf.set_y(top)
        pdf.set_left_margin(_MARGIN + _INDENT)
        self._cell(text, 5.4)
        if below:
            self._pen("", 9.5, _SOFT)
            self._cell(below, 5)
        pdf.set_left_margin(_MARGIN)
        self._bar(page, top)
        pdf.set_xy(_MARGIN, pdf.get_y() + 3)

    def source(self, number: str, where: str, facts: str, address: str, digest: str) -> None:
        pdf = self._pdf
        if pdf.will_page_break(16):
            pdf.add_page()
        self._pen("B", 9.5, _INK)
        pdf.cell(9, 4.8, number)
        pdf.set_left_margin(_MARGIN + 9)
        self._cell(where, 4.8)
        self._pen("", 9.5, _SOFT)
        self._cell(facts, 4.8)
        if address:
            self._pen("", 9.5, _ACCENT)
            pdf.cell(0, 4.8, "open at the quote", link=address, **_NEXT)
        self._pen("", 7.5, _SOFT)
        self._cell(digest, 4.2)
        pdf.set_left_margin(_MARGIN)
        pdf.set_xy(_MARGIN, pdf.get_y() + 2)

    def table(self, head: list[str], rows: list[list[str]]) -> None:
        self._pen("", 9.5, _INK)
        widths = (2, *(5 for _ in head[1:]))
        self._pdf.set_draw_color(*_RULE)
        bold = FontFace(emphasis="BOLD")
        with self._pdf.table(
            col_widths=widths, line_height=4.8, padding=1.6, text_align="LEFT", v_align="T", headings_style=bold
        ) as table:
            for cells in (head, *rows):
                row = table.row()
                for place, cell in enumerate(cells):
                    row.cell(self.drawn(cell), style=bold if not place else None)
        self._pdf.ln(3)

    def attach(self, name: str, data: bytes, description: str) -> None:
        """Put a file into the document."""
        self._pdf.embed_file(bytes=data, basename=name, desc=description, mime_type="application/json")

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())

    def _pen(self, style: str, size: float, colour: tuple[int, int, int]) -> None:
        self._pdf.set_font(_FAMILY, style, size)
        self._pdf.set_text_color(*colour)

    def _cell(self, text: str, height: float) -> None:
        self._pdf.multi_cell(0, height, self.drawn(text), align="L", **_NEXT)

    def _bar(self, page: int, top: float) -> None:
        """Down the side of what was written since ``top`` of ``page``, over as many pages as that are."""
        pdf = self._pdf
        last, end = pdf.page, pdf.get_y()
        pdf.set_draw_color(*_ACCENT)
        pdf.set_line_width(0.8)
        for number in range(page, last + 1):
            pdf.page = number
            begin = top if number == page else pdf.t_margin
            pdf.line(_MARGIN + 1, begin, _MARGIN + 1, end if number == last else pdf.h - pdf.b_margin)
        pdf.page = last
        pdf.set_line_width(0.2)
        pdf.set_y(end)


class _Numbered(FPDF):
    """With the title and the page's number below."""

    def __init__(self, foot: Callable[[int], str]) -> None:
        super().__init__(format="A4")
        self._foot = foot

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(_FAMILY, "", 8.5)
        self.set_text_color(*_SOFT)
        self.cell(0, 5, self._foot(self.page_no()), align="C")


def font_file(name: str) -> Path:
    """A file of the fonts' package, whose code isn't imported."""
    found = find_spec(_PACKAGE)
    folders = list(found.submodule_search_locations or ()) if found else []
    return Path(folders[0], "files", f"SourceSansPro-{name}.ttf")


@cache
def _signs() -> frozenset[int]:
    """The characters that all four fonts can draw."""
    tables = []
    for name in _STYLES.values():
        with TTFont(os.fspath(font_file(name)), lazy=True) as font:
            tables.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*tables))
