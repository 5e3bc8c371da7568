"""A database of any age is brought up to this version, once, whoever comes first."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from assistant.settings import SettingsError
from assistant.storage.conversations import Conversations
from assistant.storage.database import HEAD, MIGRATIONS, Database
from assistant.storage.tables import metadata
from assistant.types import Answer, Status, Turn

# What version 0.1.0 made by itself before there were migrations.
OLD = """
CREATE TABLE conversations (id VARCHAR(43) NOT NULL, created {moment} NOT NULL, PRIMARY KEY (id));
CREATE TABLE messages (
    id VARCHAR(43) NOT NULL, conversation_id VARCHAR(43) NOT NULL, place INTEGER NOT NULL, role VARCHAR(9) NOT NULL,
    content TEXT NOT NULL, created {moment} NOT NULL, PRIMARY KEY (id),
    FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE INDEX ix_messages_conversation_id ON messages (conversation_id);
INSERT INTO conversations VALUES ('one', '2026-01-01 10:00:00.000000'), ('two', '2026-01-01 10:00:00.000000');
INSERT INTO messages VALUES
    ('m4', 'one', 1, 'assistant', 'answer 2', '2026-01-01 10:02:00.000000'),
    ('m1', 'one', 0, 'user', 'question 1', '2026-01-01 10:01:00.000000'),
    ('m3', 'one', 0, 'user', 'question 2', '2026-01-01 10:02:00.000000'),
    ('m2', 'one', 1, 'assistant', 'answer 1', '2026-01-01 10:01:00.000000'),
    ('n2', 'two', 1, 'assistant', 'another''s answer', '2026-01-01 10:01:00.000000'),
    ('n1', 'two', 0, 'user', 'another', '2026-01-01 10:01:00.000000')
"""
OPEN = "import sys; from assistant.storage.database import Database; Database(sys.argv[1]).close()"


def run(url: str, script: str) -> None:
    engine = create_engine(url)
    moment = "TIMESTAMP WITH TIME ZONE" if engine.dialect.name == "postgresql" else "DATETIME"
    with engine.begin() as connection:
        for statement in script.format(moment=moment).split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_database_of_the_version_before_is_taken_over_without_loss(lasting_url: str) -> None:
    run(lasting_url, OLD)
    kept = Conversations(lasting_url)
    old = (
        Turn("user", "question 1"),
        Turn("assistant", "answer 1"),
        Turn("user", "question 2"),
        Turn("assistant", "answer 2"),
    )
    assert kept.turns("one", 20) == old
    assert [turn.content for turn in kept.turns("two", 20)] == ["another", "another's answer"]
    read = kept.read("one")
    assert [turn.message_id for turn in read.turns] == ["m1", "m2", "m3", "m4"]
    assert {turn.answer for turn in read.turns} == {None}
    kept.store("question 3", Answer(Status.ANSWERED, "answer 3", "q", 1.0), conversation_id="one")
    assert kept.turns("one", 20)[:4] == old
    assert kept.turns("one", 2) == (Turn("user", "question 3"), Turn("assistant", "answer 3"))
    kept.delete("one")
    assert len(kept.turns("two", 20)) == 2
    kept.close()
    Conversations(lasting_url).close()


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(lasting_url: str) -> None:
    run(lasting_url, OLD)
    run(lasting_url, "CREATE TABLE requests (key INTEGER)")  # in the way of the last step
    with pytest.raises(SettingsError, match="GUIDES_DATABASE_URL"):
        Database(lasting_url)
    engine = create_engine(lasting_url)
    assert set(inspect(engine).get_table_names()) == {"conversations", "messages", "requests"}
    assert [index["name"] for index in inspect(engine).get_indexes("messages")] == ["ix_messages_conversation_id"]
    engine.dispose()


def test_migrations_make_the_tables_that_the_program_knows(database_url: str) -> None:
    database = Database(database_url)
    with database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_the_program_works_with_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_of_a_later_version_is_refused(lasting_url: str) -> None:
    Database(lasting_url).close()
    run(lasting_url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SettingsError, match="version 9999"):
        Database(lasting_url)


def test_many_processes_may_come_first(lasting_url: str) -> None:
    started = [subprocess.Popen([sys.executable, "-c", OPEN, lasting_url], stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.wait(60), process.communicate()[1]) for process in started] == [(0, b"")] * 3
    database = Database(lasting_url)
    with database.reading() as connection:
        assert set(inspect(connection).get_table_names()) == {*metadata.tables, "alembic_version"}
    database.close()


def test_a_new_database_is_opened_while_another_process_writes(tmp_path: Path) -> None:
    path = tmp_path / "talk.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    opened = threading.Thread(target=lambda: Database(f"sqlite:///{path}").close())
    opened.start()
    opened.join(0.3)
    assert opened.is_alive(), "it doesn't wait"
    other.execute("COMMIT")
    opened.join(30)
    assert other.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]
    other.close()


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'deep' / 'deeper' / 'talk.db'}").close()
    assert (tmp_path / "deep" / "deeper" / "talk.db").exists()


def test_times_come_back_in_utc(database_url: str) -> None:
    kept = Conversations(database_url)
    id_ = kept.store("q", Answer(Status.ANSWERED, "a", "q", 1.0)).conversation_id
    created = kept.read(id_).created
    assert created.tzinfo is UTC
    assert abs((datetime.now(UTC) - created).total_seconds()) < 60
    kept.close()
