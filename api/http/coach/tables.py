"""A view as a table to download: CSV (RFC 4180) that a spreadsheet may open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import Request
from fastapi.responses import Response

Cell = str | int | float | None

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as CSV. Text that a spreadsheet might calculate begins with an apostrophe; numbers stay numbers."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def csv_response(request: Request, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A table as a file called ``name``.

    A browser gets it with the mark that spreadsheets know UTF-8 by; a program, which would read it as text, without.
    """
    encoding = "utf-8-sig" if "text/html" in request.headers.get("accept", "") else "utf-8"
    return Response(
        as_csv(header, rows).encode(encoding),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept"},
    )


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and (cell[:1] in _FORMULA or cell.lstrip()[:1] in _FORMULA) and cell:
        return f"'{cell}"
    return cell
