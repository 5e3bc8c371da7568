"""Keys let in whom they were made for, until they are revoked; nothing but hashes is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.desk.coaches import SESSION_LIFE, Coach, Coaches, KeyNameTaken, UnknownKey, hash_of
from assistant.storage.coaches import CoachStore, KeptKey
from assistant.storage.database import Database
from assistant.types import InvalidRequest

GIVEN = "rgk_given"


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 29, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def coaches(tmp_path: Path, clock: Clock) -> Iterator[Coaches]:
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    yield Coaches(CoachStore(database), [KeptKey(hash_of(GIVEN), "env")], clock)
    database.close()


def test_a_new_key_is_long_random_and_can_be_recognised(coaches: Coaches) -> None:
    keys = {coaches.new_key(name) for name in ("ada", "bea")}
    assert len(keys) == 2
    assert all(re.fullmatch(r"rgk_[\w-]{43}", key) for key in keys)


def test_a_key_lets_in_whom_it_is_of(coaches: Coaches) -> None:
    key = coaches.new_key("  Ada   Lovelace ")
    assert coaches.admitted(key) == Coach("Ada Lovelace")
    assert coaches.admitted(GIVEN) == Coach("env")


@pytest.mark.parametrize("wrong", ["", "rgk_", "rgk_wrong", "\ud800", "x" * 100_000])
def test_what_is_no_key_lets_nobody_in(coaches: Coaches, wrong: str) -> None:
    coaches.new_key("ada")
    assert coaches.admitted(wrong) is None
    assert coaches.sign_in(wrong) is None
    assert coaches.of_session(wrong) is None


def test_neither_a_hash_nor_a_token_is_a_key(coaches: Coaches) -> None:
    key = coaches.new_key("ada")
    session = coaches.sign_in(key)
    assert session is not None
    for other in (hash_of(key), hash_of(GIVEN), session, hash_of(session), key[:-1], key.upper()):
        assert coaches.admitted(other) is None
    assert coaches.of_session(key) is None
    assert coaches.of_session(hash_of(session)) is None


def test_no_file_of_the_database_holds_a_key_or_a_token(coaches: Coaches, tmp_path: Path) -> None:
    key = coaches.new_key("ada")
    session = coaches.sign_in(key)
    assert session is not None
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert hash_of(key).encode() in kept
    assert key.encode() not in kept
    assert session.encode() not in kept


def test_a_session_lasts_its_time_and_ends_when_its_coach_leaves(coaches: Coaches, clock: Clock) -> None:
    key = coaches.new_key("ada")
    first, second = coaches.sign_in(key), coaches.sign_in(key)
    assert first is not None
    assert second is not None
    assert first != second
    coaches.sign_out(first)
    assert coaches.of_session(first) is None
    clock.now += SESSION_LIFE - timedelta(seconds=1)
    assert coaches.of_session(second) == Coach("ada")
    clock.now += timedelta(seconds=1)
    assert coaches.of_session(second) is None


def test_a_revoked_key_opens_nothing_nor_do_its_sessions(coaches: Coaches) -> None:
    key = coaches.new_key("ada")
    session = coaches.sign_in(key)
    assert session is not None
    coaches.revoke("ada")
    assert coaches.admitted(key) is None
    assert coaches.of_session(session) is None
    again = coaches.new_key("ada")
    assert coaches.admitted(again) == Coach("ada")
    assert coaches.admitted(key) is None


def test_a_key_taken_out_of_the_settings_ends_its_sessions(coaches: Coaches, tmp_path: Path, clock: Clock) -> None:
    session = coaches.sign_in(GIVEN)
    assert session is not None
    database = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    assert Coaches(CoachStore(database), [], clock).of_session(session) is None
    database.close()


def test_a_name_in_use_is_not_given_again(coaches: Coaches) -> None:
    coaches.new_key("ada")
    for name in ("ada", " ada ", "env"):
        with pytest.raises(KeyNameTaken, match="in use"):
            coaches.new_key(name)


@pytest.mark.parametrize("name", ["", " ", "a=b", "a,b", "-ada", "a" * 61, "a\x00b"])
def test_a_name_that_settings_or_lists_could_not_hold_is_refused(coaches: Coaches, name: str) -> None:
    with pytest.raises(InvalidRequest, match="up to 60"):
        coaches.new_key(name)


def test_only_a_key_in_use_can_be_revoked_and_one_of_the_settings_is_taken_out_there(coaches: Coaches) -> None:
    with pytest.raises(UnknownKey, match="no key in use"):
        coaches.revoke("nobody")
    with pytest.raises(UnknownKey, match="GUIDES_COACH_KEYS"):
        coaches.revoke("env")


def test_all_keys_are_listed_with_what_became_of_them(coaches: Coaches, clock: Clock) -> None:
    coaches.new_key("bea")
    coaches.new_key("ada")
    coaches.revoke("bea")
    listed = coaches.keys()
    assert [(key.name, key.created, key.revoked) for key in listed] == [
        ("env", None, None),
        ("ada", clock.now, None),
        ("bea", clock.now, clock.now),
    ]
