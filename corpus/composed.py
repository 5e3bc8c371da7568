"""YAML of strangers as nodes, within bounds: aliases (``*name``) may stand for no more than a file may hold.

A few lines can stand for billions: each holds the line before nine times.
"""

from __future__ import annotations

import yaml

MOST_NESTED = 100
Loader = type[yaml.SafeLoader | yaml.CSafeLoader]


class TooLongError(Exception):
    """There is more than may be read; the message says of what."""


def composed(text: str, most: int, loader: Loader = yaml.SafeLoader) -> yaml.Node | None:
    """The root of ``text``, of ``most`` characters at most, written out as without it; ``None`` where there is none.

    Nodes know their lines, and no constructor can fail on an odd date or number. Raises ``TooLongError``,
    ``yaml.YAMLError``, or ``RecursionError`` where it is nested too deeply.
    """
    if len(text) > most:
        raise TooLongError(f"longer than {most} characters")
    if loader is not yaml.SafeLoader:
        _demand_shallow(text, loader)
    root: yaml.Node | None = yaml.compose(text, Loader=loader)
    # Without an alias a node is no longer than what it was written as.
    if root is not None and "*" in text and _written_out(root, {}) > most:
        raise TooLongError(f"its aliases (`*name`) stand for more than {most} characters")
    return root


def _demand_shallow(text: str, loader: Loader) -> None:
    """The loader in C composes by calling itself without bound, and would crash. Raises ``RecursionError``."""
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_NESTED:
            raise RecursionError(f"nested more than {MOST_NESTED} deep")


def _written_out(node: yaml.Node, known: dict[int, int]) -> int:
    """Characters of all scalars below ``node``, each time that it is there, and one for each node; of one that holds
    itself, once."""
    if id(node) not in known:
        known[id(node)] = 0
        if isinstance(node, yaml.ScalarNode):
            inside = len(node.value)
        elif isinstance(node, yaml.MappingNode):
            inside = sum(_written_out(key, known) + _written_out(value, known) for key, value in node.value)
        else:
            inside = sum(_written_out(item, known) for item in node.value)
        known[id(node)] = 1 + inside
    return known[id(node)]
