"""A table to download."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import Request
from fastapi.responses import Response

from api.desk.tables import MEDIA_TYPE, as_csv


def csv_response(request: Request, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as a file called ``name``.

    A browser gets it with the mark that spreadsheets know UTF-8 by; a program, which would read it as text, without.
    """
    encoding = "utf-8-sig" if "text/html" in request.headers.get("accept", "") else "utf-8"
    return Response(
        as_csv(header, rows).encode(encoding),
        media_type=MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Vary": "Accept"},
    )
