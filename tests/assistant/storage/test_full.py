"""A database that can't be written is read all the same, and says so until it is written again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pytest

from assistant.storage.database import PAUSE_SECONDS, Database
from assistant.storage.records import StorageDown
from assistant.storage.sqlite import ROOM, overwritten


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, clock: Clock) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'talk.db'}", clock)
    write(opened, "CREATE TABLE said (text TEXT)")
    yield opened
    opened.close()


def write(database: Database, statement: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(statement)


def told(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM said").scalar_one())


SAY = "INSERT INTO said VALUES (zeroblob(20000))"


@pytest.mark.parametrize(
    ("unwritable", "writable", "reason"),
    [
        ("max_page_count=1", "max_page_count=1000", "its disk is full"),
        ("query_only=1", "query_only=0", "it is read-only"),
    ],
)
def test_what_cannot_be_written_is_read_and_it_is_said_until_it_is_written_again(
    database: Database, clock: Clock, unwritable: str, writable: str, reason: str
) -> None:
    write(database, SAY)
    with database.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA {unwritable}")
    with pytest.raises(StorageDown):
        write(database, SAY)
    assert told(database) == 1
    assert database.fault == f"the database can't be written: {reason}"
    with database.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA {writable}")
    with pytest.raises(StorageDown):
        write(database, SAY)  # it isn't tried each time
    clock.now += PAUSE_SECONDS
    database.probe()
    assert database.fault == ""
    write(database, SAY)
    assert told(database) == 2


def test_a_database_that_cannot_be_written_says_so_before_anybody_writes(database: Database, tmp_path: Path) -> None:
    other = Database(f"sqlite:///{tmp_path / 'talk.db'}")
    with other.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only=1")
    other.probe()
    assert other.fault == "the database can't be written: it is read-only"
    other.close()


def test_a_disk_without_room_for_a_turn_is_full_before_one_fails_and_until_one_fits(tmp_path: Path) -> None:
    free = 0
    database = Database(f"sqlite:///{tmp_path / 'talk.db'}", free=lambda _: free)
    for statement in ("CREATE TABLE said (text TEXT)", SAY):  # the log may have room of its own
        database.probe()
        assert database.fault == "the database's disk is full"
        write(database, statement)
    free = ROOM
    database.probe()
    assert database.fault == ""
    database.close()


READ = """
import os, sys
from assistant.storage.database import Database
if os.getuid() == 0:  # who may write everywhere
    os.setgid(65534)
    os.setuid(65534)
database = Database(f"sqlite:///{sys.argv[1]}")
with database.reading() as connection:
    print(connection.exec_driver_sql("SELECT text FROM said").scalar_one())
database.probe()
print(database.fault)
"""


@pytest.mark.parametrize("folder", [0o555, 0o777])
def test_a_database_that_may_not_be_written_is_read_in_a_folder_that_may_and_in_one_that_may_not(folder: int) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "talk.db"
        made = Database(f"sqlite:///{path}")
        write(made, "CREATE TABLE said (text TEXT)")
        write(made, "INSERT INTO said VALUES ('kept')")
        made.close()
        path.chmod(0o444)
        path.parent.chmod(folder)
        done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=False)
        path.parent.chmod(0o755)
    assert done.stdout.splitlines() == ["kept", "the database can't be written: it is read-only"], done.stderr


class Full:
    """A cursor whose disk has no room for what is written anew."""

    said: tuple[int, ...] = (4096,)

    def execute(self, statement: str) -> Self:
        if statement == "VACUUM":
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        return self

    def fetchone(self) -> tuple[int, ...]:
        return self.said

    def close(self) -> None:
        pass


def test_that_there_is_no_room_to_overwrite_what_was_deleted_is_no_failure_of_the_deleting() -> None:
    assert not overwritten(Full())
