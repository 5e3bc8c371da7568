"""Every pattern of the code, how it is used, and the texts that would be worst for it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

from tests.pattern_uses import METHODS, ONCE, methods_of, modules, patterns_within, syntax_tree

ENDINGS = ("\x01" * 5, "x")
"""No repetition that is worth asking about takes both."""
ALWAYS = (
    "a-",
    " ",
    "1,",
    "1.",
    "(",
    "[",
    "and ",
    "\n- ",
    "\n",
    "a ",
    "a",
    "A",
    "A ",
    "x, ",
    "'",
    "$1 ",
    "**",
    "<",
    "{",
    "|",
)
MOST = 20
"""Fragments of one pattern."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern where it stands, and the methods that it is called with."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def every_pattern() -> list[Found]:
    """All patterns of the four rooms: those that modules hold, and those that are written where they are used."""
    found: dict[tuple[Any, int, frozenset[str]], Found] = {}
    for module in modules():
        for name, pattern in _held(module):
            methods = methods_of(name, module) or METHODS
            one = Found(f"{module.__name__}.{name}", pattern, methods)
            found.setdefault((pattern.pattern, pattern.flags, one.methods), one)
        for one in _written(module.__name__, syntax_tree(module)):
            found.setdefault((one.pattern.pattern, one.pattern.flags, one.methods), one)
    return list(found.values())


def worst_texts(pattern: re.Pattern[Any], length: int) -> Iterator[str | bytes]:
    """Texts of ``length`` in which a repetition of ``pattern`` finds much to repeat, and then not what it wants."""
    for before, fragment in _fragments(pattern):
        for ending in ENDINGS:
            text = before + (fragment * (length // len(fragment) + 1))[:length] + ending
            yield text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text


def use(pattern: re.Pattern[Any], method: str) -> Callable[[Any], object]:
    """``pattern`` asked of a text in the way of ``method``."""
    if method in ONCE:
        once: Callable[[Any], object] = getattr(pattern, method)
        return once
    return lambda text: sum(1 for _ in pattern.finditer(text))


def _held(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        for pattern in patterns_within(value):
            yield name, pattern


def _written(module: str, tree: ast.Module) -> Iterator[Found]:
    """``re.search("...", text)`` and the like, where the pattern is a constant."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
            continue
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
            flags = next((ast.unparse(key.value) for key in node.keywords if key.arg == "flags"), "")
            flags = flags or next((ast.unparse(one) for one in node.args if ast.unparse(one).startswith("re.")), "0")
            chosen = re.RegexFlag(0)
            for part in flags.split("|"):
                chosen |= getattr(re, part.strip().removeprefix("re."), re.RegexFlag(0))
            pattern = re.compile(node.args[0].value, chosen)
            yield Found(f"{module}:{node.lineno}", pattern, frozenset({node.func.attr}))


def _fragments(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """What to repeat, and what to put before it."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    own = dict.fromkeys(_of(tree, ""))
    whole = _sample(tree)
    chosen = [*own, ("", whole)][:MOST] + [("", one) for one in ALWAYS]
    return [(before, fragment) for before, fragment in dict.fromkeys(chosen) if fragment]


def _of(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """Of each repetition in ``tree``: its own text, alone and behind what stands before it, and both together."""
    for op, argument in tree:
        for inner in _bodies(op, argument):
            if op in _REPEATS and argument[1] > 9:
                for sample in dict.fromkeys((_sample(inner), *map(_sample, _branches(inner)))):
                    yield "", sample
                    yield before, sample
                    yield "", before + sample
                    yield "", f"{before} {sample} "
            yield from _of(inner, before)
        before += _sample([(op, argument)])


_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


def _bodies(op: Any, argument: Any) -> list[Any]:
    if op in _REPEATS:
        return [argument[2]]
    if op is ops.SUBPATTERN:
        return [argument[3]]
    if op is ops.BRANCH:
        return list(argument[1])
    if op is ops.ATOMIC_GROUP:
        return [argument]
    return [argument[1]] if op in (ops.ASSERT, ops.ASSERT_NOT) else []


def _branches(tree: Any) -> Iterator[Any]:
    for op, argument in tree:
        if op is ops.BRANCH:
            yield from argument[1]
        elif op is ops.SUBPATTERN:
            yield from _branches(argument[3])


def _sample(tree: Any) -> str:
    """A text that ``tree`` matches, or nearly."""
    return "".join(_one(op, argument) for op, argument in tree)


def _one(op: Any, argument: Any) -> str:
    if op is ops.LITERAL:
        return chr(argument)
    if op is ops.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if op is ops.ANY:
        return "a"
    if op is ops.IN:
        return _member(argument)
    if op in _REPEATS:
        times: int = min(max(argument[0], 1), 5)
        return _sample(argument[2]) * times
    if op in (ops.ASSERT, ops.ASSERT_NOT):
        return ""
    return next((_sample(body) for body in _bodies(op, argument)), "")


_OF_CATEGORY = {
    ops.CATEGORY_DIGIT: "1",
    ops.CATEGORY_SPACE: " ",
    ops.CATEGORY_WORD: "a",
    ops.CATEGORY_NOT_DIGIT: "a",
    ops.CATEGORY_NOT_SPACE: "a",
    ops.CATEGORY_NOT_WORD: " ",
}


def _member(members: Any) -> str:
    """A character of a set."""
    if members[0][0] is ops.NEGATE:
        taken = re.compile("|".join(map(re.escape, filter(None, (_member([one]) for one in members[1:])))) or "(?!)")
        return next((str(one) for one in "a 1-~\n" if not taken.fullmatch(one)), "")
    op, argument = members[0]
    if op is ops.RANGE:
        return chr(argument[0])
    return str(_OF_CATEGORY[argument]) if op is ops.CATEGORY else chr(argument)
