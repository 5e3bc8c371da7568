"""What of a database has failed: it can't be reached, or it can be read and not written."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

FULL = "its disk is full"
READ_ONLY = "it is read-only"
_UNWRITABLE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    "53100": FULL,
    "25006": READ_ONLY,
}
"""Failures of a database that can be read all the same, by SQLite's number and PostgreSQL's."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Until when what has just failed isn't tried again, and why it failed; none where nothing did."""

    until: float = 0.0
    reason: str = ""


def unwritable(error: DBAPIError) -> str | None:
    """Why it can't be written, though it can be read; ``None`` where it is something else that failed."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return _UNWRITABLE.get(getattr(error.orig, "sqlstate", None) if code is None else code & 0xFF)
