"""No pattern's time grows faster than the text that it reads: a visitor's text may be long and made to be slow."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.pattern_uses import ONCE
from tests.patterns import every_pattern, use, worst_texts

LENGTHS = 100, 700, 5_000, 20_000
FLOOR = 0.004
"""Seconds of a short text below which nobody would notice what is slow."""
CERTAIN = 0.05
"""Seconds of a tiny or small text that nothing but an explosion needs; a longer one would take for ever."""
MOST_GROWTH = 8
"""The long text is four times the short one; what is quadratic takes sixteen times as long."""
TIMES = 3


def seconds(of: Callable[[], object]) -> float:
    begun = time.process_time()
    of()
    return time.process_time() - begun


def least(of: Callable[[], object]) -> float:
    return min(seconds(of) for _ in range(TIMES))


def grows(of_short: Callable[[], object], of_long: Callable[[], object]) -> bool:
    return (short := least(of_short)) > FLOOR and least(of_long) > short * MOST_GROWTH


def is_slow(pattern: re.Pattern[Any], method: str) -> str:
    """The beginning of a text whose time grows faster than its length. What is over at once isn't measured again."""
    ask = use(pattern, method)
    for tiny, small, short, long in zip(*(worst_texts(pattern, length) for length in LENGTHS), strict=True):
        if any(seconds(partial(ask, text)) > CERTAIN and least(partial(ask, text)) > CERTAIN for text in (tiny, small)):
            return repr(tiny[:40])
        of_short = seconds(partial(ask, short))
        if of_short < FLOOR or seconds(partial(ask, long)) < of_short * MOST_GROWTH:
            continue
        if all(
            grows(partial(ask, short), partial(ask, long)) for _ in range(TIMES)
        ):  # a busy machine is no slow pattern
            return repr(long[:40])
    return ""


def test_no_pattern_takes_more_than_linear_time() -> None:
    slow = set()
    for found in every_pattern():
        for method in sorted({name if name in ONCE else "finditer" for name in found.methods}):
            if text := is_slow(found.pattern, method):
                slow.add(f"{found.where} ({method}): {text}")
    assert not slow, "\n".join(sorted(slow))


@pytest.mark.parametrize("slow", [r"(?i)\bbetween\b.*\band\b", r"(?:[\w-]+\W?){1,3}$"])
def test_a_slow_pattern_is_found(slow: str) -> None:
    assert is_slow(re.compile(slow), "search")


@pytest.mark.parametrize("quick", [r"(?<!\s)\s++$", r"(?i)\bbetween\b.{0,99}\band\b", r"\w+"])
def test_a_quick_pattern_is_not(quick: str) -> None:
    assert not is_slow(re.compile(quick), "search")
