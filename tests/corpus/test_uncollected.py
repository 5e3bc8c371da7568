"""Garbage is collected again, however the work ended."""

from __future__ import annotations

import gc

import pytest

from corpus.uncollected import uncollected


def test_nothing_is_collected_meanwhile_and_again_afterwards() -> None:
    assert gc.isenabled()
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_collected_again_after_an_error() -> None:
    with pytest.raises(OSError, match="unreadable"), uncollected():
        raise OSError("unreadable")
    assert gc.isenabled()
