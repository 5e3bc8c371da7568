"""The modules of the four rooms, the patterns that their constants hold, and the methods that these are called with."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import api
import assistant
import corpus
import index

ROOMS = (api, assistant, corpus, index)
ONCE = frozenset({"match", "fullmatch", "search"})
"""Methods that look for one match; any other goes on behind it."""
METHODS = ONCE | {"sub", "subn", "split", "findall", "finditer"}


@cache
def modules() -> tuple[ModuleType, ...]:
    """The modules of the four rooms, imported; those of migrations aren't."""
    return tuple(_modules())


@cache
def syntax_tree(module: ModuleType) -> ast.Module:
    return ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


def methods_of(name: str, module: ModuleType) -> frozenset[str]:
    """The methods that the pattern or patterns of a name in a module are called with, as far as is known."""
    return _calls((module,) if name.startswith("_") else modules()).get(name, frozenset())


def _modules() -> Iterator[ModuleType]:
    for room in ROOMS:
        yield room
        for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
            if "migrations" not in found.name:
                yield importlib.import_module(found.name)


def patterns_within(value: object) -> Iterator[re.Pattern[Any]]:
    """The patterns that a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from patterns_within(key)
            yield from patterns_within(one)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from patterns_within(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from patterns_within(getattr(value, field.name))


@cache
def _calls(within: tuple[ModuleType, ...]) -> dict[str, frozenset[str]]:
    """By the name of a pattern, or of a collection of patterns, the methods that it is called with."""
    called: dict[str, set[str]] = {}
    for module in within:
        of: dict[str, set[str]] = {}
        nodes = list(ast.walk(syntax_tree(module)))
        for node in nodes:
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                of.setdefault(_last_name(node.value), set()).add(node.attr)
        for node in nodes:
            if isinstance(node, ast.For | ast.comprehension):
                each = {one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)}
                methods = set().union(*(of.get(name, set()) for name in each))
                for one in ast.walk(node.iter):
                    if isinstance(one, ast.Name):
                        called.setdefault(one.id, set()).update(methods)
        for name, methods in of.items():
            called.setdefault(name, set()).update(methods)
    return {name: frozenset(methods) for name, methods in called.items()}


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        return _last_name(node.value)
    return node.id if isinstance(node, ast.Name) else str(getattr(node, "attr", ""))
