"""The database of conversations: opened, brought up to this version of the program, written by one at a time."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, table
from sqlalchemy import column as named
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import QueuePool
from tenacity import retry, retry_if_exception, stop_after_delay, wait_random

from assistant.settings import SettingsError
from assistant.storage.records import StorageDown
from assistant.storage.within import Patience, bound

log = logging.getLogger(__name__)

BASELINE = "0001"
"""What a database is that was made before there were migrations."""
HEAD = "0007"
"""What this version of the program works with."""
MIGRATIONS = Path(__file__).parent / "migrations"

_VERSION = table("alembic_version", named("version_num"))
_UPGRADE_LOCK = 0x67756964
_PATIENCE = 30
"""Seconds that a process waits for another one's write."""
_SHORT_PATIENCE = 2
"""Seconds that others may go on reading before the log is emptied."""
MOST_REWRITTEN = 64 * 2**20
"""Bytes of a file that is written anew when something is deleted from it, which takes a second at most."""
PAUSE_SECONDS = 1.0
"""A database that has failed isn't asked again for so long: answers go on, and shouldn't wait for it each time."""
PROBE_SECONDS = 5.0
ANSWER_SECONDS = 20.0
"""How long a statement may take, of which coaches' longest take two or three seconds."""
_LIBPQ = {"connect_timeout": 3, "tcp_user_timeout": 10_000}
_PRAGMAS = (
    f"busy_timeout={_PATIENCE * 1000}",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",  # no copy is written elsewhere, where a service may not write or others may read
)


class Database:
    """Connections to the conversations. Thread-safe; one per process."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic, patience: float = ANSWER_SECONDS) -> None:
        """Connect and upgrade. Raises ``SettingsError`` where the database can't be used.

        A server of PostgreSQL has ``patience`` seconds for a statement.
        """
        waits = Patience()
        # SQLite lets one write at a time and makes the others poll; here they queue.
        self._turnstile = threading.Lock()
        self._clock = clock
        self._down_until, self._asked, self.fault = 0.0, clock(), ""
        with _named():
            address = make_url(url)
            self._sqlite = address.get_backend_name() == "sqlite"
            self._engine = _sqlite(address) if self._sqlite else _server(address, waits)
        try:
            with _named(), self.writing() as connection:
                _upgrade(connection)
        except SettingsError:
            self.close()
            raise
        waits.seconds = patience

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database. Raises ``StorageDown``."""
        with self._reached(), self._engine.begin() as connection:
            if self._sqlite:
                _begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are kept together, or not at all where an exception leaves.

        Raises ``StorageDown``.
        """
        if not self._sqlite:
            with self._reached(), self._engine.begin() as connection:
                yield connection
            return
        with self._reached(), self._turnstile, self._engine.begin() as connection:
            # A transaction that read first and then wants to write is refused at once while another writes; so it asks.
            _begin(connection, "BEGIN IMMEDIATE")
            yield connection

    def forget(self) -> bool:
        """Have no byte of what was deleted before left in any file; whether that could be done.

        Overwriting what is deleted, as SQLite does here, leaves copies in its log and in gaps between records, where a
        page was divided. So the file is written anew, unless it is large, and the log emptied, unless others read an
        older state for long. PostgreSQL overwrites by itself, in its own time.
        """
        if not self._sqlite:
            return True
        with self._turnstile, closing(self._engine.raw_connection()) as connection:
            cursor = connection.cursor()
            size = cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()[
                0
            ]
            cursor.execute(f"PRAGMA busy_timeout={_SHORT_PATIENCE * 1000}")
            try:
                if size <= MOST_REWRITTEN:
                    cursor.execute("VACUUM")
                busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise
                busy = True
            finally:
                cursor.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
                cursor.close()
        return not busy and size <= MOST_REWRITTEN

    def probe(self) -> None:
        """Ask whether it can be reached, where that isn't known from a moment ago; ``fault`` says so."""
        if self.fault or self._clock() - self._asked > PROBE_SECONDS:
            with suppress(StorageDown), self.reading() as connection:
                connection.execute(select(1))

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What the database itself can't do is ``StorageDown``, at once where it has just failed."""
        if self._clock() < self._down_until:
            raise StorageDown
        try:
            yield
        except (OperationalError, InterfaceError, NoConnection) as error:
            self.fault = type(error).__name__
            self._down_until = self._clock() + PAUSE_SECONDS
            log.warning("The database of conversations can't be used: %s", str(error).splitlines()[0])
            raise StorageDown from error
        self.fault, self._asked = "", self._clock()

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def _named() -> Iterator[None]:
    """What is wrong with the database is said of its setting, in one line."""
    try:
        yield
    except (StorageDown, ArgumentError, SQLAlchemyError, OSError, ImportError) as error:
        cause = error.__cause__ or error if isinstance(error, StorageDown) else error
        raise SettingsError(f"GUIDES_DATABASE_URL: {str(cause).splitlines()[0]}") from error


def _sqlite(address: URL) -> Engine:
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
        Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    return engine


def _server(address: URL, waits: Patience) -> Engine:
    libpq = address.drivername in ("postgresql", "postgresql+psycopg", "postgresql+psycopg2")
    engine = create_engine(
        address, hide_parameters=True, pool_pre_ping=True, pool_timeout=5, connect_args=_LIBPQ if libpq else {}
    )
    if engine.driver == "psycopg":
        bound(engine, waits)
    return engine


def _prepare(connection: object, _: object) -> None:
    # The driver would begin transactions by its own rules, and not before a change of tables; they are begun by hand.
    connection.isolation_level = None  # type: ignore[attr-defined]
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


def _begin(connection: Connection, statement: str) -> None:
    """By the driver itself, because a statement of SQLAlchemy's costs as much as a row; its errors are SQLAlchemy's."""
    try:
        connection.connection.cursor().execute(statement)
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error) from error


def _upgrade(connection: Connection) -> None:
    """Bring the tables up to ``HEAD``; other processes wait, and see all of it or nothing."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
    tables = set(inspect(connection).get_table_names())
    marked = connection.scalar(select(_VERSION.c.version_num)) if _VERSION.name in tables else None
    if marked == HEAD:
        return
    # Imported here: alembic takes longer to import than a database at HEAD takes to open.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        if marked is None and "conversations" in tables:
            command.stamp(config, BASELINE)
        command.upgrade(config, HEAD)
    except CommandError as error:
        reason = f"the database is of version {marked}, which this version of the program doesn't know"
        raise SettingsError(f"GUIDES_DATABASE_URL: {reason}") from error
