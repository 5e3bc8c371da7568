"""Keys and sessions of coaches in each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from assistant.storage.coaches import CoachStore, KeptKey
from assistant.storage.database import Database

NOW = datetime(2026, 11, 29, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def store(database_url: str) -> Iterator[CoachStore]:
    database = Database(database_url)
    yield CoachStore(database)
    database.close()


def test_a_key_comes_back_as_it_was_kept(store: CoachStore) -> None:
    assert store.add_key("h1", "ada", NOW)
    assert store.every_key() == (KeptKey("h1", "ada", NOW),)


def test_a_name_is_used_once_until_its_key_is_revoked(store: CoachStore) -> None:
    assert store.add_key("h1", "ada", NOW)
    assert not store.add_key("h2", "ada", NOW)
    assert store.revoke("ada", NOW + HOUR)
    assert not store.revoke("ada", NOW + HOUR)
    assert store.add_key("h3", "ada", NOW + 2 * HOUR)
    assert store.every_key() == (KeptKey("h1", "ada", NOW, NOW + HOUR), KeptKey("h3", "ada", NOW + 2 * HOUR))


def test_a_session_lasts_until_it_expires_or_ends(store: CoachStore) -> None:
    store.begin("s1", "h1", NOW, NOW + HOUR)
    store.begin("s2", "h1", NOW, NOW + HOUR)
    assert store.key_of("s1", NOW) == "h1"
    assert store.key_of("s1", NOW + HOUR) is None
    store.end("s2")
    store.end("s2")
    assert store.key_of("s2", NOW) is None
    assert store.key_of("s1", NOW) == "h1"


def test_what_is_over_is_deleted_when_the_next_session_begins(store: CoachStore) -> None:
    store.begin("s1", "h1", NOW, NOW + HOUR)
    store.begin("s2", "h1", NOW + 2 * HOUR, NOW + 3 * HOUR)
    assert store.key_of("s1", NOW) is None


def test_revoking_a_key_ends_its_own_sessions_only(store: CoachStore) -> None:
    store.add_key("h1", "ada", NOW)
    store.add_key("h2", "bea", NOW)
    store.begin("s1", "h1", NOW, NOW + HOUR)
    store.begin("s2", "h2", NOW, NOW + HOUR)
    store.revoke("ada", NOW)
    assert (store.key_of("s1", NOW), store.key_of("s2", NOW)) == (None, "h2")
