"""The pages' files: kept by browsers for as long as they like, under an address that changes with what is in them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

KEPT = "public, max-age=31536000, immutable"
DIGITS = 12


class Assets(StaticFiles):
    """Serves a folder under ``/static/`` by name, and under ``/static/DIGEST/`` so that nobody asks again.

    The digest is of all files together: a module finds those beside it by their names alone. An address with the digest
    of another version, of a page that was opened before an update, leads to today's file, which isn't kept.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        named = b"".join(f"{path.relative_to(folder)}\n".encode() + path.read_bytes() for path in files)
        self.digest = hashlib.sha256(named).hexdigest()[:DIGITS]

    def address(self, name: str) -> str:
        """Where a page finds the file ``name``."""
        return f"/static/{self.digest}/{name}"

    def inline(self, name: str) -> str:
        """A picture as an address that holds it, which saves a request."""
        text = (self._folder / name).read_text(encoding="utf-8")
        return "data:image/svg+xml," + quote(text.strip(), safe=" /:=,'()")

    async def get_response(self, path: str, scope: Scope) -> Response:
        first, _, rest = path.replace(os.sep, "/").partition("/")
        if not rest or len(first) != DIGITS or set(first) - set("0123456789abcdef"):
            return await super().get_response(path, scope)
        response = await super().get_response(os.path.normpath(rest), scope)
        if first == self.digest and response.status_code < 400:
            response.headers["Cache-Control"] = KEPT
        return response
