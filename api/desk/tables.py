"""A view as CSV (RFC 4180) that a spreadsheet may open without running anything."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for the beginning of a formula (OWASP, CSV injection)."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV. Text that a spreadsheet might calculate begins with an apostrophe; numbers stay numbers."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return text
    begins = text.lstrip(" ").startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if begins else text
