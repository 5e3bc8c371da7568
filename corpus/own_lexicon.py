"""What a corpus's own ``lexicon.yaml`` holds: which parts it may have, and what is wrong with it, by line."""

from __future__ import annotations

import yaml

from corpus.composed import composed

MAX_CHARACTERS = 256 * 1024
"""Some twenty times the shipped one."""
MAPPINGS = ("topics", "roles", "places", "others", "short", "includes", "attributes", "evidence")
LISTS = ("levels", "employees", "no_roles")


class FormError(Exception):
    """It isn't of the expected form, at ``line``."""

    def __init__(self, node: yaml.Node, message: str) -> None:
        super().__init__(message)
        self.line = node.start_mark.line + 1


def own_entries(text: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """Phrases by part and name; the lists are names without any.

    Raises ``FormError``, ``TooLongError``, ``yaml.YAMLError``, or ``RecursionError`` where it is nested too deeply.
    """
    root = composed(text, MAX_CHARACTERS)
    own: dict[str, dict[str, tuple[str, ...]]] = {}
    for part, node in _pairs(root, "the file") if root else ():
        if part.value in LISTS:
            own[part.value] = dict.fromkeys(_phrases(node, part.value), ())
        elif part.value in MAPPINGS:
            own[part.value] = {name.value: _phrases(words, name.value) for name, words in _pairs(node, part.value)}
        else:
            raise FormError(part, f"{part.value!r} is none of {', '.join((*MAPPINGS, *LISTS))}")
    return own


def _pairs(node: yaml.Node, name: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode) or not all(isinstance(key, yaml.ScalarNode) for key, _ in node.value):
        raise FormError(node, f"{name} must be names, each with its words")
    return list(node.value)


def _phrases(node: yaml.Node, name: str) -> tuple[str, ...]:
    words = [word for word in node.value if isinstance(word, yaml.ScalarNode) and word.value.strip()]
    if not isinstance(node, yaml.SequenceNode) or len(words) < len(node.value):
        raise FormError(node, f"{name} must be a list of words, as [one, another]")
    return tuple(word.value.strip().casefold() for word in words)
