"""Joins the modules of this folder to the two files that are served. ``make widget`` runs it.

In: JavaScript modules, in a stated order, which import each other by name and style sheets as text.
Out: the same code as one module, without the imports, and as a second one what is loaded when it is first needed. It is
handed what it shares with the first, and so never loads that again. Whole lines of comment and indentation stay behind,
which a tenth of a first visit would be; nothing else is shortened.
Errors: ``Unjoinable`` where the modules wouldn't mean the same in one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
SERVED = HERE.parent / "static" / "widget.js"
SERVED_MORE = SERVED.with_name("widget-more.js")
SERVED_PAGE = SERVED.with_name("page.css")
PAGE = ("shared.css", "app.css")
"""What the pages' style is made of, which lies beside what is served."""
ORDER = (
    "dom.js",
    "browser.js",
    "words.js",
    "transport.js",
    "layers.js",
    "more.js",
    "conversation/layout.js",
    "conversation/exchange.js",
    "conversation/asking.js",
    "conversation/composer.js",
    "conversation/kept.js",
    "conversation/restoring.js",
    "conversation/welcome.js",
    "conversation/chat.js",
    "styles.js",
    "element.js",
    "widget.js",
)
MORE = (
    "sources.js",
    "conversation/copying.js",
    "conversation/dialogs.js",
    "conversation/deletion.js",
    "conversation/earlier.js",
    "conversation/rating.js",
    "conversation/sharing.js",
)
"""What is loaded when it is first needed."""
HEAD = """\
// The chat: <role-guide-chat>, without dependencies, and the parts that the page at / is built from.
// Joined from modules by `make widget`: change those, not this file.
"""
HEAD_MORE = """\
// What the chat loads when it is first needed, handed what it shares with widget.js.
// Joined from modules by `make widget`: change those, not this file.
"""

IMPORT = re.compile(r'^import (?:\{(?P<names>[\w\s,]+)\}|(?P<text>\w+)) from "(?P<path>\.[\w./-]+)";\n', re.MULTILINE)
DECLARED = re.compile(
    r"^(?P<exported>export )?(?P<code>(?:async )?(?:function\*?|class|const|let) (?P<name>\w+))", re.MULTILINE
)
COMMENT = re.compile(r"(?ms)^[ \t]*(?:/\*\*.{0,2000}?\*/[ \t]*$|//[^\n]*$)")
CSS_COMMENT = re.compile(r"/\*.{0,2000}?\*/\n?", re.DOTALL)
ELSE = re.compile(r"^(?:import\b|export (?:default\b|\*|\{[^}]*\} from)).*$", re.MULTILINE)


class Unjoinable(ValueError):
    """The modules wouldn't mean the same in one file."""


def joined(order: Sequence[str] = ORDER, folder: Path = HERE) -> str:
    """The modules of ``folder`` as the text of one."""
    return "".join((HEAD, *_parts(order, folder, {}, {})))


def joined_more(order: Sequence[str] = MORE, before: Sequence[str] = ORDER, folder: Path = HERE) -> str:
    """The modules of ``order`` as the text of one that makes their exports out of what those ``before`` export."""
    owners: dict[str, str] = {}
    offered: dict[Path, set[str]] = {}
    list(_parts(before, folder, owners, offered))
    shared = {name for names_ in offered.values() for name in names_}
    parts = "".join(_parts(order, folder, owners, offered))
    texts = [(folder / name).read_text(encoding="utf-8") for name in order]
    handed = sorted({one for text in texts for found in IMPORT.finditer(text) for one in names(found)} & shared)
    made = sorted(export for text in texts for export in exports(text))
    return (
        f"{HEAD_MORE}\nexport default ({{ {', '.join(handed)} }}) => {{\n{parts}return {{ {', '.join(made)} }};\n}};\n"
    )


def joined_page() -> str:
    """The style of the pages as one sheet."""
    return "".join(CSS_COMMENT.sub("", (SERVED.parent / name).read_text(encoding="utf-8")) for name in PAGE)


def _parts(order: Sequence[str], folder: Path, owners: dict[str, str], offered: dict[Path, set[str]]) -> Iterator[str]:
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
        bare = DECLARED.sub(r"\g<code>", code)
        yield f"{without_comments(bare)}\n"


def names(found: re.Match[str]) -> list[str]:
    """The names that an import brings."""
    return [found["text"]] if found["text"] else re.findall(r"\w+", found["names"])


def declared(text: str) -> Iterator[str]:
    """The names that a module declares for all of it."""
    return (found["name"] for found in DECLARED.finditer(text))


def exports(text: str) -> Iterator[str]:
    """The names that a module declares for the others."""
    return (found["name"] for found in DECLARED.finditer(text) if found["exported"])


def without_comments(code: str) -> str:
    """``code`` without its indentation, empty lines, and lines that are nothing but comment."""
    return "\n".join(filter(None, (line.strip() for line in COMMENT.sub("", code).splitlines())))


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
    """Write the files that are served."""
    for path, text, order in ((SERVED, joined(), ORDER), (SERVED_MORE, joined_more(), MORE)):
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {len(text.splitlines())} lines of {len(order)} modules")
    SERVED_PAGE.write_text(joined_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
