"""Locks by name."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.storage.turns import NamedLocks


def test_one_name_is_held_by_one_at_a_time_and_others_do_not_wait() -> None:
    locks, order = NamedLocks(), list[str]()
    with locks.held("a"):
        waiting = threading.Thread(target=lambda: _note(locks, "a", order))
        waiting.start()
        _note(locks, "b", order)
        time.sleep(0.05)
        assert order == ["b"]
    waiting.join(5)
    assert order == ["b", "a"]


def test_nothing_is_left_of_a_lock_even_after_a_failure() -> None:
    locks = NamedLocks()
    with pytest.raises(RuntimeError), locks.held("a"):
        raise RuntimeError
    assert len(locks) == 0


def _note(locks: NamedLocks, name: str, order: list[str]) -> None:
    with locks.held(name):
        order.append(name)
