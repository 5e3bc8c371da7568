"""What SQLite needs beside SQL: to be opened for several processes, and to have what is deleted overwritten."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

_PATIENCE = 30
"""Seconds that a process waits for another one's write."""
_SHORT_PATIENCE = 2
"""Seconds that others may go on reading before the log is emptied."""
MOST_REWRITTEN = 64 * 2**20
"""Bytes of a file that is written anew when something is deleted from it, which takes a second at most."""
ROOM = 256 * 2**10
"""Bytes that a long turn takes in the log and in the file."""
_PRAGMAS = (
    f"busy_timeout={_PATIENCE * 1000}",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",  # no copy is written elsewhere, where a service may not write or others may read
)


def sqlite_engine(address: URL) -> Engine:
    """Connections to the file at ``address``, or to memory. Raises ``OSError`` where its folder can't be made."""
    if address.database in (None, "", ":memory:"):
        # A database in memory is one connection's own, so all threads take turns with one.
        engine = create_engine(
            address,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=1,
            max_overflow=0,
            connect_args={"check_same_thread": False},
        )
    else:
        path = Path(str(address.database))
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and not os.access(path.parent, os.W_OK) and not _has_log(path):
            return _read_only(address, path)
        engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    return engine


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """Which file it is that connections were opened to, whatever stands at its path by now."""

    path: Path
    device: int
    inode: int

    @classmethod
    def at(cls, address: URL) -> OpenedFile | None:
        """What stands there; ``None`` where the address names no file."""
        path = Path(str(address.database))
        return cls.of(path) if path.is_file() else None

    @classmethod
    def of(cls, path: Path) -> OpenedFile:
        """Raises ``OSError`` where nothing is there."""
        there = path.stat()
        return cls(path, there.st_dev, there.st_ino)

    def may_be_written(self) -> bool:
        return os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)


def free_room(folder: Path) -> int:
    """Bytes that a disk has room for; of a folder that is gone, enough: whoever reads it is told."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return ROOM


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.is_file() and log.stat().st_size > 0


def _read_only(address: URL, path: Path) -> Engine:
    """Where nothing can be written beside it, SQLite reads a file only if it is told that nobody else writes it."""
    parts = {"uri": "true", "mode": "ro", "immutable": "1"}
    engine = create_engine(address.set(database=path.absolute().as_uri(), query=parts), hide_parameters=True)
    event.listen(engine, "connect", _begun_by_hand)
    return engine


def overwritten(cursor: Any) -> bool:
    """Have no byte of what was deleted left in any file; whether that could be done."""
    size = cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[0]
    cursor.execute(f"PRAGMA busy_timeout={_SHORT_PATIENCE * 1000}")
    try:
        if size <= MOST_REWRITTEN:
            cursor.execute("VACUUM")
        busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL):
            raise
        busy = True
    finally:
        cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
        cursor.close()
    return not busy and size <= MOST_REWRITTEN


def _begun_by_hand(connection: object, _: object) -> None:
    # The driver would begin transactions by its own rules, and not before a change of tables.
    connection.isolation_level = None  # type: ignore[attr-defined]


def _prepare(connection: object, record: object) -> None:
    _begun_by_hand(connection, record)
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _log_ahead(cursor)
    cursor.close()


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


@retry(retry=retry_if_exception(_is_busy), stop=stop_after_delay(_PATIENCE), wait=wait_random(0.01, 0.1), reraise=True)
def _log_ahead(cursor: sqlite3.Cursor) -> None:
    # SQLite's own patience doesn't cover this change, which a database needs once; others may be opening it right now.
    cursor.execute("PRAGMA journal_mode=WAL")


def begin(connection: Connection, statement: str) -> None:
    """By the driver itself, because a statement of SQLAlchemy's costs as much as a row; its errors are SQLAlchemy's."""
    try:
        connection.connection.cursor().execute(statement)
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error) from error
