"""The database of conversations: opened, brought up to this version of the program, written by one at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect, select, table, update
from sqlalchemy import column as named
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from assistant.settings import SettingsError
from assistant.storage.outage import FULL, READ_ONLY, Outage, unwritable
from assistant.storage.postgresql import Patience, limit_waiting
from assistant.storage.records import StorageDown
from assistant.storage.sqlite import ROOM, OpenedFile, begin, free_room, overwritten, sqlite_engine

log = logging.getLogger(__name__)

BASELINE = "0001"
"""What a database is that was made before there were migrations."""
HEAD = "0007"
"""What this version of the program works with."""
MIGRATIONS = Path(__file__).parent / "migrations"

_VERSION = table("alembic_version", named("version_num"))
_UPGRADE_LOCK = 0x67756964
PAUSE_SECONDS = 1.0
"""A database that has failed isn't asked again for so long: answers go on, and shouldn't wait for it each time."""
PROBE_SECONDS = 5.0
ANSWER_SECONDS = 20.0
"""How long a statement may take, of which coaches' longest take two or three seconds."""
_LIBPQ = {"connect_timeout": 3, "tcp_user_timeout": 10_000}


class Database:
    """Connections to the conversations. Thread-safe; one per process."""

    def __init__(
        self,
        url: str,
        clock: Callable[[], float] = time.monotonic,
        patience: float = ANSWER_SECONDS,
        free: Callable[[Path], int] = free_room,
    ) -> None:
        """Connect and upgrade. Raises ``SettingsError`` where the database can't be used.

        A server of PostgreSQL has ``patience`` seconds for a statement.
        """
        waits = Patience()
        self._renewing = threading.Lock()
        self._file: OpenedFile | None = None
        self._clock, self._free = clock, free
        self._down, self._unwritable = Outage(), Outage()
        self._asked, self._written, self._cramped = clock(), False, False
        with _named():
            self._address = make_url(url)
            self._sqlite = self._address.get_backend_name() == "sqlite"
            self._engine = sqlite_engine(self._address) if self._sqlite else _server(self._address, waits)
        # SQLite lets one write at a time and makes the others poll; here they queue.
        self._turnstile: AbstractContextManager[object] = threading.Lock() if self._sqlite else nullcontext()
        try:
            with _named():
                self._bring_up()
        except SettingsError:
            self.close()
            raise
        self._written = False  # a database that is as it should be was only read
        self._file = OpenedFile.at(self._address) if self._sqlite else None
        waits.seconds = patience

    def _bring_up(self) -> None:
        """Upgrade it; one that can't be written has to be of this version. Raises ``StorageDown``."""
        try:
            with self.writing() as connection:
                _upgrade(connection)
        except StorageDown:
            if not self._unwritable.reason:
                raise
            with self.reading() as connection:
                if connection.scalar(select(_VERSION.c.version_num)) != HEAD:
                    raise

    @property
    def fault(self) -> str:
        """Why nothing can be kept at the moment; empty where it can."""
        return self._down.reason or self._unwritable.reason or ("the database's disk is full" if self._cramped else "")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the database. Raises ``StorageDown``."""
        with self._reached(), self._engine.begin() as connection:
            if self._sqlite:
                begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection whose changes are kept together, or not at all where an exception leaves.

        Raises ``StorageDown``.
        """
        with self._reached(writes=True), self._turnstile, self._engine.begin() as connection:
            if self._sqlite:  # a transaction that read first and then wants to write is refused while another writes
                begin(connection, "BEGIN IMMEDIATE")
            yield connection

    def forget(self) -> bool:
        """Have no byte of what was deleted before left in any file; whether that could be done.

        Overwriting what is deleted, as SQLite does here, leaves copies in its log and in gaps between records, where a
        page was divided. So the file is written anew, unless it is large, and the log emptied, unless others read an
        older state for long, or the disk has no room. PostgreSQL overwrites by itself, in its own time.
        """
        if not self._sqlite:
            return True
        with self._turnstile, closing(self._engine.raw_connection()) as connection:
            return overwritten(connection.cursor())

    def probe(self) -> None:
        """Ask whether it can be reached and written, where that isn't known from a moment ago; ``fault`` says so.

        A full disk may have room for this and none for a turn: it is full until a turn has been kept, or fits.
        """
        self._cramped = self._file is not None and self._free(self._file.path.parent) < ROOM
        full = FULL in self._unwritable.reason and (self._cramped or not self._sqlite)
        with suppress(StorageDown):
            if self.fault or self._clock() - self._asked > PROBE_SECONDS:
                with self.reading() as connection:
                    connection.execute(select(1))
            if not full and (self._unwritable.reason or not self._written):
                with self.writing() as connection:
                    connection.execute(update(_VERSION).values(version_num=_VERSION.c.version_num))

    @contextmanager
    def _reached(self, *, writes: bool = False) -> Iterator[None]:
        """What the database itself can't do is ``StorageDown``, at once where it has just failed."""
        now = self._clock()
        if now < self._down.until or (writes and now < self._unwritable.until):
            raise StorageDown
        try:
            self._renew(writes=writes)
            yield
        except (OperationalError, InterfaceError, InternalError, NoConnection, OSError) as error:
            why = unwritable(error) if isinstance(error, DBAPIError) else None
            if isinstance(error, InternalError) and why is None:
                raise
            until, told = self._clock() + PAUSE_SECONDS, self.fault
            if why is not None:
                self._unwritable = Outage(until, f"the database can't be written: {why}")
            else:
                self._down = Outage(until, f"the database can't be reached ({type(error).__name__})")
            if self.fault != told:  # it is tried every second
                log.warning("The database of conversations can't be used: %s", str(error).splitlines()[0])
            raise StorageDown from error
        self._down, self._asked = Outage(), self._clock()
        if writes:
            self._unwritable, self._written = Outage(), True

    def _renew(self, *, writes: bool) -> None:
        """Open SQLite's file anew where another one is there by now, or where it couldn't be written and now can.

        A connection that was opened while it could only be read never writes. Raises ``OSError`` where it is gone.
        """
        if (opened := self._file) is None:
            return
        there = OpenedFile.of(opened.path)
        could_not = writes and READ_ONLY in self._unwritable.reason and there.may_be_written()
        if (there == opened and not could_not) or not self._renewing.acquire(blocking=False):
            return
        try:
            self._engine.dispose()
            self._engine = sqlite_engine(self._address)
            self._file = None  # bringing it up comes here again
            if there != opened:
                self._bring_up()
            opened = there
        except SettingsError as error:
            raise StorageDown from error
        finally:
            self._file = opened
            self._renewing.release()

    def close(self) -> None:
        self._engine.dispose()


class Store:
    """What is kept of one subject. Thread-safe; whatever asks the database raises ``StorageDown``."""

    def __init__(self, database: Database) -> None:
        self._database = database


@contextmanager
def _named() -> Iterator[None]:
    """What is wrong with the database is said of its setting, in one line."""
    try:
        yield
    except (StorageDown, ArgumentError, SQLAlchemyError, OSError, ImportError) as error:
        cause = error.__cause__ or error if isinstance(error, StorageDown) else error
        raise SettingsError(f"GUIDES_DATABASE_URL: {str(cause).splitlines()[0]}") from error


def _server(address: URL, waits: Patience) -> Engine:
    libpq = address.drivername in ("postgresql", "postgresql+psycopg", "postgresql+psycopg2")
    engine = create_engine(
        address, hide_parameters=True, pool_pre_ping=True, pool_timeout=5, connect_args=_LIBPQ if libpq else {}
    )
    if engine.driver == "psycopg":
        limit_waiting(engine, waits)
    return engine


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
