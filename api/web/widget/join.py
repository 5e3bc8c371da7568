"""Joins the modules of this folder to the one file that is served. ``make widget`` runs it.

In: JavaScript modules, in a stated order, which import each other by name and style sheets as text.
Out: the same code as one module, without the imports. Nothing is shortened: what is served can be read.
Errors: ``Unjoinable`` where the modules wouldn't mean the same in one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
SERVED = HERE.parent / "static" / "widget.js"
ORDER = (
    "dom.js",
    "browser.js",
    "words.js",
    "transport.js",
    "sources.js",
    "conversation/exchange.js",
    "conversation/asking.js",
    "conversation/composer.js",
    "conversation/deletion.js",
    "conversation/welcome.js",
    "conversation/chat.js",
    "styles.js",
    "element.js",
    "widget.js",
)
HEAD = """\
// The chat: <role-guide-chat>, one file without dependencies, and the parts that the page at / is built from.
// Joined from modules by `make widget`: change those, not this file.
"""
RULE = 40

IMPORT = re.compile(r'^import (?:\{(?P<names>[\w\s,]+)\}|(?P<text>\w+)) from "(?P<path>\.[\w./-]+)";\n', re.MULTILINE)
DECLARED = re.compile(
    r"^(?P<exported>export )?(?P<code>(?:async )?(?:function\*?|class|const|let) (?P<name>\w+))", re.MULTILINE
)
CSS_COMMENT = re.compile(r"/\*.{0,2000}?\*/\n?", re.DOTALL)
ELSE = re.compile(r"^(?:import\b|export (?:default\b|\*|\{[^}]*\} from)).*$", re.MULTILINE)


class Unjoinable(ValueError):
    """The modules wouldn't mean the same in one file."""


def joined(order: Sequence[str] = ORDER, folder: Path = HERE) -> str:
    """The modules of ``folder`` as the text of one."""
    owners: dict[str, str] = {}
    offered: dict[Path, set[str]] = {}
    parts = [HEAD]
    for name in order:
        path = (folder / name).resolve()
        text = path.read_text(encoding="utf-8")
        _check_imports(name, text, path.parent, offered)
        code = IMPORT.sub(partial(_in_place, path.parent), text)
        for one in declared(code):
            if one in owners:
                raise Unjoinable(f"{name} declares {one}, which {owners[one]} declares too")
            owners[one] = name
        offered[path] = set(exports(text))
        title = f" {name}".rjust(RULE, "-")
        parts += [f"\n// {title}\n\n", DECLARED.sub(r"\g<code>", code).strip(), "\n"]
    return "".join(parts)


def names(found: re.Match[str]) -> list[str]:
    """The names that an import brings."""
    return [found["text"]] if found["text"] else re.findall(r"\w+", found["names"])


def declared(text: str) -> Iterator[str]:
    """The names that a module declares for all of it."""
    return (found["name"] for found in DECLARED.finditer(text))


def exports(text: str) -> Iterator[str]:
    """The names that a module declares for the others."""
    return (found["name"] for found in DECLARED.finditer(text) if found["exported"])


def sheet_as_text(sheet: str) -> str:
    """A style sheet as it stands between the marks of a template, without its comments."""
    return re.sub(r"[\\`]|\$(?=\{)", r"\\\g<0>", CSS_COMMENT.sub("", sheet))


def _check_imports(name: str, text: str, beside: Path, offered: Mapping[Path, set[str]]) -> None:
    for found in IMPORT.finditer(text):
        given = offered.get((beside / found["path"]).resolve(), set())
        for one in names(found):
            if not found["text"] and one not in given:
                raise Unjoinable(f"{name} imports {one} from {found['path']}, which exports no such thing before it")
    if other := ELSE.search(IMPORT.sub("", text)):
        raise Unjoinable(f"{name}: no import or export can have the form {other[0]}")


def _in_place(beside: Path, found: re.Match[str]) -> str:
    """What stands for an import: nothing, or a style sheet as text."""
    if not found["text"]:
        return ""
    sheet = (beside / found["path"]).read_text(encoding="utf-8")
    return f"const {found['text']} = `\n{sheet_as_text(sheet)}`;\n"


def main() -> None:
    """Write the file that is served."""
    text = joined()
    SERVED.write_text(text, encoding="utf-8")
    print(f"{SERVED.name}: {len(text.splitlines())} lines of {len(ORDER)} modules")


if __name__ == "__main__":
    main()
