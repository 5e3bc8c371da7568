"""A file of conversations that could not be written, or was gone, is written again by itself when it can be."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

import pytest

from assistant.storage.database import Database

FOLLOWED = """
import os, sys
from contextlib import ExitStack
from assistant.storage.database import Database
from assistant.storage.records import StorageDown
if os.getuid() == 0:  # who may write everywhere
    os.setgid(65534)
    os.setuid(65534)
now = 0.0
database = Database(f"sqlite:///{sys.argv[1]}", lambda: now)
print("opened", flush=True)
for line in sys.stdin:
    now += 10.0
    database.probe()
    fault = database.fault
    try:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO said VALUES ('kept')")
        kept = "kept"
    except StorageDown:
        kept = "not kept"
    try:
        with ExitStack() as stack:
            connection = [stack.enter_context(database.reading()) for _ in range(int(line))][-1]
            count = connection.exec_driver_sql("SELECT count(*) FROM said").scalar_one()
    except StorageDown:
        count = "unread"
    print(kept, count, fault, sep=";", flush=True)
"""
READ_ONLY = "the database can't be written: it is read-only"
GONE = "the database can't be reached (FileNotFoundError)"


class Followed:
    """A process without rights over a database whose file and folder others change meanwhile."""

    def __init__(self, path: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", FOLLOWED, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._line() == "opened"

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def goes_on(self, readers: int = 1) -> tuple[str, str, str]:
        """Whether a turn was kept, how many there are, and what was said to be wrong before it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{readers}\n")
        self._process.stdin.flush()
        kept, count, fault = self._line().split(";")
        return kept, count, fault

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate("")


@pytest.fixture
def talk() -> Iterator[Path]:
    """A database that anybody may write, outside of pytest's folders, which nobody else may enter."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        path = Path(name) / "talk.db"
        made = Database(f"sqlite:///{path}")
        with made.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE said (text TEXT)")
        made.close()
        path.chmod(0o666)
        yield path
        path.parent.chmod(0o777)


def allow(path: Path, folder: int, file: int) -> None:
    for one in path.parent.iterdir():
        one.chmod(file)
    path.parent.chmod(folder)


def test_what_became_unwritable_is_written_again_by_itself(talk: Path) -> None:
    with Followed(talk) as process:
        assert process.goes_on() == ("kept", "1", "")
        allow(talk, 0o555, 0o444)
        # Connections from before still write; one that was opened meanwhile never will.
        assert "not kept" in {process.goes_on(readers=2)[0] for _ in range(3)}
        allow(talk, 0o777, 0o666)
        assert process.goes_on()[::2] == ("kept", "")


@pytest.mark.parametrize("file", [0o444, 0o666])
def test_what_was_unwritable_at_the_start_is_written_by_itself_when_it_may_be(talk: Path, file: int) -> None:
    allow(talk, 0o555, file)
    with Followed(talk) as process:
        assert process.goes_on() == ("not kept", "0", READ_ONLY)
        allow(talk, 0o777, 0o666)
        assert process.goes_on() == ("kept", "1", "")
        assert process.goes_on() == ("kept", "2", "")


def test_nothing_is_kept_in_a_file_that_is_gone_and_what_is_put_back_is_written(talk: Path) -> None:
    with Followed(talk) as process:
        assert process.goes_on() == ("kept", "1", "")
        away = talk.with_name("away")
        talk.rename(away)
        assert process.goes_on() == ("not kept", "unread", GONE)
        away.rename(talk)
        assert process.goes_on() == ("kept", "2", "")


def test_another_file_in_its_place_is_the_one_that_is_written(talk: Path) -> None:
    backup = Path(f"{talk}.backup")
    with Followed(talk) as process:
        assert process.goes_on() == ("kept", "1", "")
        with sqlite3.connect(talk) as connection:
            connection.execute("VACUUM INTO ?", [str(backup)])
        connection.close()
        backup.chmod(0o666)
        for one in talk.parent.glob("talk.db-*"):
            one.unlink()
        backup.replace(talk)
        assert process.goes_on() == ("kept", "2", "")
    with sqlite3.connect(talk) as connection:
        assert connection.execute("SELECT count(*) FROM said").fetchone() == (2,)
    connection.close()
