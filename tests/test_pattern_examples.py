"""Every pattern of English wording has examples beside it, in the docstring below its name, and finds them.

`E.g. "on *the *…"` says that the pattern is given "on the ", which goes on, and that it finds "the ". Without asterisks
it need only find something; what stands before or behind an ellipsis isn't given to it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest

from tests.pattern_uses import methods_of, modules, patterns_within, syntax_tree

SYNTAX = {
    "assistant.citations": "_BAR _MARK",
    "assistant.conversation.ordinals": "_ITEM",
    "assistant.conversation.parts": "_MARK",
    "assistant.conversation.phrases": "_BREAK _NEW_SENTENCE _MARK",
    "assistant.gate.gate": "_MARKUP",
    "assistant.gate.rules.derived": "_WORD",
    "assistant.desk.coaches": "_NAME",
    "assistant.desk.facets": "_MONTH",
    "assistant.desk.nonsense": "_VOWEL",
    "assistant.desk.packets.in_markdown": "_INLINE _NUMBER _BREAK",
    "assistant.generation.cleaning": "BULLET _EMPHASIS _SPACE_BEFORE _STRAY _NO_PROSE",
    "assistant.generation.markup": "_NAME",
    "assistant.generation.prompt": "_PART",
    "assistant.generation.sentence_stream": "_NUMBERED",
    "assistant.language.tokens": "_FIGURE",
    "assistant.quotes": "_MARKER",
    "assistant.settings": "_ORIGIN _HOST _KEY _MODEL _PRICES _FORMS",
    "assistant.storage.tables": "_ID_FORM",
    "corpus.ideas": "_MARKER _SENTENCE_END _FACT",
    "corpus.identity": "_SEPARATORS",
    "corpus.lint": "_LINK _ELSEWHERE",
    "corpus.readers.assemble": "_NUMBERING _RUNS",
    "corpus.readers.decode": "_LINE_ENDS _ODD_SPACES _UNSEEN _ACCENTED _CHARSET",
    "corpus.readers.elements": "_SPACES _SPACES_NOT_LINES",
    "corpus.readers.facts": "_WEB_ADDRESS _PATH",
    "corpus.readers.frontmatter": "_OPENING _YAML_LINE _TOML_ERROR_LINE",
    "corpus.readers.generated": "_GENERATED",
    "corpus.readers.html": "_LETTERS _SITE _WEB_ADDRESS _WHOLE_PAGE _TEMPLATE _UNREAD _TAG",
    "corpus.readers.inline": "_BADGE _BREAK",
    "corpus.readers.markdown": "_HEADING_ATTRIBUTES _DEEP_HEADING _ITEM_BOX _ALERT _CONTENTS",
    "corpus.readers.plaintext": "_BULLET _NUMBER _RULE _SENTENCE_END _ATX",
    "corpus.readers.visible": "_HIDDEN_STYLE",
    "corpus.sentences": "_LINE",
}
"""By module, the patterns of no wording: markup, addresses, ids, settings, characters."""
EXEMPT = {f"{module}.{name}" for module, names in SYNTAX.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Illustrated:
    """The patterns of a name, how they are asked, and the examples of its docstring, where constants are filled in."""

    name: str
    patterns: tuple[re.Pattern[Any], ...]
    methods: frozenset[str]
    examples: tuple[str, ...]


@cache
def illustrated() -> tuple[Illustrated, ...]:
    """Every name of patterns in the two rooms that read English."""
    rooms = (module for module in modules() if module.__name__.partition(".")[0] in ("assistant", "corpus"))
    return tuple(one for module in rooms for one in _in_module(module))


def _in_module(module: ModuleType) -> Iterator[Illustrated]:
    for node, after in pairwise([*syntax_tree(module).body, ast.Pass()]):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _compiles(node.value):
            says = after.value if isinstance(after, ast.Expr) else None
            docstring = str(says.value) if isinstance(says, ast.Constant) else ""
            examples = tuple(examples_of(docstring, vars(module)))
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)):
                patterns = tuple(patterns_within(vars(module)[name]))
                yield Illustrated(f"{module.__name__}.{name}", patterns, methods_of(name, module), examples)


def _compiles(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile" for node in ast.walk(value))


def examples_of(docstring: str, constants: dict[str, object]) -> list[str]:
    """What is quoted behind "E.g.", with ``{NAME}`` of a constant replaced by its value."""
    quoted = re.findall(r'"([^"]+)"', docstring.partition("E.g.")[2])
    return [re.sub(r"\{(_?[A-Z]+)\}", lambda found: str(constants[found[1]]), example) for example in quoted]


def finds(pattern: re.Pattern[Any], methods: frozenset[str], example: str) -> bool:
    """Whether ``pattern`` finds an example when asked as it is asked: what is marked in it, where something is."""
    method = next((one for one in ("fullmatch", "match") if one in methods), "search")
    marked = re.search(r"\*([^*]+)\*", example)
    text = example.replace("*", "") if marked else example
    found = getattr(pattern, method)(text.removeprefix("…").removesuffix("…"))
    return found is not None and (marked is None or found.group().strip() == marked[1].strip())


def wrong(one: Illustrated) -> list[str]:
    """The examples that no pattern finds, and the patterns that find no example; for want of any, all patterns."""
    unfound = [text for text in one.examples if not any(finds(each, one.methods, text) for each in one.patterns)]
    idle = [each.pattern for each in one.patterns if not any(finds(each, one.methods, text) for text in one.examples)]
    return unfound + idle


def test_every_pattern_finds_the_examples_beside_it() -> None:
    assert {one.name: told for one in illustrated() if one.name not in EXEMPT and (told := wrong(one))} == {}


def test_only_patterns_without_an_example_are_exempt() -> None:
    assert {one.name for one in illustrated() if not one.examples} == EXEMPT


@pytest.mark.parametrize("example", ["what does it pay?", "*how* many", "… how many", "how many *people*"])
def test_an_example_that_the_pattern_does_not_find_is_told(example: str) -> None:
    counts = re.compile(r"how many")
    assert wrong(Illustrated("counts", (counts,), frozenset({"match"}), (example,))) == [example, counts.pattern]


def test_an_example_is_read_with_its_ellipses_and_constants() -> None:
    assert examples_of('Not "this". E.g. "how *{_X} *…", "{role}".', {"_X": "many"}) == ["how *many *…", "{role}"]
    assert finds(re.compile(r"many $"), frozenset({"sub"}), "how *many *…")
