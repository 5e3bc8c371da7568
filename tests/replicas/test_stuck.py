"""An engine that takes what is sent and never answers isn't waited for."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import select, text

from api.shared import SharedEngine
from assistant.storage.database import PAUSE_SECONDS, Database
from assistant.storage.records import StorageDown
from tests.replicas.engines import Engine, needs_postgres, needs_valkey, postgres, postgres_url, valkey


def send(engine: Engine, sign: signal.Signals) -> None:
    """To its process and those that it began."""
    assert engine.process is not None
    first = engine.process.pid
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    for process in (first, *map(int, children)):
        os.kill(process, sign)


@needs_postgres
def test_a_stuck_postgresql_is_given_up_and_taken_up_again() -> None:
    now = [0.0]
    with postgres() as engine:
        database = Database(postgres_url(engine), clock=lambda: now[0], patience=0.5)
        with database.reading() as connection:
            assert connection.scalar(select(1)) == 1
        send(engine, signal.SIGSTOP)
        try:
            for _ in range(2):
                with pytest.raises(StorageDown), database.reading() as connection:
                    connection.scalar(select(1))
            assert database.fault
        finally:
            send(engine, signal.SIGCONT)
        now[0] += PAUSE_SECONDS
        with database.reading() as connection:
            assert connection.scalar(select(1)) == 1
        assert not database.fault
        database.close()


@needs_postgres
def test_a_statement_that_is_slow_and_a_lock_that_is_waited_for_are_given_up_too() -> None:
    with postgres() as engine:
        database = Database(postgres_url(engine), patience=0.5)
        with pytest.raises(StorageDown), database.reading() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(30)")
        database.close()


_FULL = """
CREATE TABLE said (text text);
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER fails BEFORE INSERT ON said EXECUTE FUNCTION fails();
"""


@needs_postgres
def test_a_full_disk_is_no_server_that_does_not_answer_and_full_until_a_turn_is_kept() -> None:
    now = [0.0]
    with postgres() as engine:
        database = Database(postgres_url(engine), clock=lambda: now[0])
        with database.writing() as connection:
            connection.exec_driver_sql(_FULL)
        with pytest.raises(StorageDown), database.writing() as connection:
            connection.execute(text("INSERT INTO said VALUES (:text)"), [{"text": "how many? " * 999}] * 99)
        with database.reading() as connection:
            assert connection.scalar(select(1)) == 1
        now[0] += PAUSE_SECONDS
        database.probe()
        assert database.fault == "the database can't be written: its disk is full"
        with database.writing() as connection:
            connection.exec_driver_sql("DROP TABLE said")
        assert not database.fault
        database.close()


@needs_valkey
def test_a_stuck_engine_is_said_to_be_down(tmp_path: Path) -> None:
    async def asked(engine: Engine) -> None:
        shared = SharedEngine(f"redis://127.0.0.1:{engine.port}/0")
        assert await shared.probe()
        send(engine, signal.SIGSTOP)
        assert not await shared.probe()
        assert shared.faults
        send(engine, signal.SIGCONT)
        await shared.close()

    with valkey(tmp_path) as engine:
        asyncio.run(asked(engine))
