"""The widget is served as one file and written as modules; both say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from api.web.widget import join

ROOT = Path(__file__).parents[2]
MODULES = {name: (join.HERE / name).read_text(encoding="utf-8") for name in (*join.ORDER, *join.MORE)}
LONGEST = 300
APP = join.SERVED.with_name("app.css")
SHARED = join.SERVED.with_name("shared.css")


COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\\])//[^\n]*", re.DOTALL)
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
MARK = re.compile(r"\\.|`|\$\{|[{}]")


def code_of(text: str) -> str:
    """A module without its imports, comments and words; what stands in a template's braces is code."""
    text = STRING.sub('""', COMMENT.sub("", join.IMPORT.sub("", text)))
    code, around, at = [], ["{"], 0
    for mark in MARK.finditer(text):
        word, in_words = mark[0], around[-1] == "`"
        code.append(" " if in_words else text[at : mark.end()])
        if word == ("`" if in_words else "}"):
            around.pop()
        elif word in ({"${"} if in_words else {"{", "`"}):
            around.append(word[-1])
        at = mark.end()
    assert around == ["{"]
    return "".join(code) + text[at:]


def uses(code: str, name: str) -> bool:
    """Whether ``name`` stands there as more than a property's name."""
    return re.search(rf"(?<![.\w$])(?<!\.\.\.){name}(?![\w$]|: )|\.\.\.{name}\b", code) is not None


def imported(text: str) -> set[str]:
    return {name for found in join.IMPORT.finditer(text) for name in join.names(found)}


def folder_of(tmp_path: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_served_file_is_what_the_modules_make() -> None:
    served = (join.SERVED.read_text(encoding="utf-8"), join.SERVED_MORE.read_text(encoding="utf-8"))
    assert served == (join.joined(), join.joined_more()), "run `make widget` and commit what it writes"


def test_what_is_loaded_later_is_handed_all_that_it_takes_from_what_is_loaded_first() -> None:
    handed = re.search(r"made\.default\(\{ ([^}]*) \}\)", MODULES["more.js"])
    taken = re.search(r"export default \(\{ ([^}]*) \}\)", join.joined_more())
    assert handed is not None
    assert taken is not None
    assert sorted(handed[1].split(", ")) == taken[1].split(", ")


def test_what_is_loaded_first_imports_nothing_of_what_is_loaded_later(tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path, one="export const a = 1;\n", two='import { a } from "./one.js";\nexport const b = a;\n'
    )
    made = join.joined_more(("two.js",), ("one.js",), folder)
    assert "export default ({ a }) => {" in made
    assert "return { b };" in made
    with pytest.raises(join.Unjoinable, match=r"exports no such thing"):
        join.joined_more(("one.js",), ("two.js",), folder)


def test_every_module_of_the_folder_is_joined() -> None:
    found = {path.relative_to(join.HERE).as_posix() for path in join.HERE.rglob("*.js")}
    assert found == {*join.ORDER, *join.MORE}
    assert set(join.ORDER).isdisjoint(join.MORE)


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_short_and_begins_by_saying_what_it_is(name: str) -> None:
    assert len(MODULES[name].splitlines()) < LONGEST
    assert re.match(r"// [A-Z].+", MODULES[name])


def test_a_style_sheet_is_short_and_begins_by_saying_what_it_is() -> None:
    for path in join.HERE.rglob("*.css"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < LONGEST, path.name
        assert re.match(r"/\* [A-Z].+", text), path.name


@pytest.mark.parametrize("name", MODULES)
def test_a_module_imports_what_it_uses_and_uses_what_it_imports(name: str) -> None:
    code = code_of(MODULES[name])
    # What is loaded later has no place in what is loaded first, so its names are free there.
    reached = MODULES if name in join.MORE else join.ORDER
    offered = {export for other in reached if other != name for export in join.exports(MODULES[other])}
    own = set(join.declared(MODULES[name]))
    assert {export for export in offered - own if uses(code, export)} <= imported(MODULES[name])
    assert {one for one in imported(MODULES[name]) if not uses(code, one)} == set()


def test_a_style_sheet_becomes_text_that_says_the_same(tmp_path: Path) -> None:
    (tmp_path / "look.css").write_text("/* Why. */\na::before{content:'\\201c`${x}'}\n", encoding="utf-8")
    folder = folder_of(tmp_path, one='import look from "./look.css";\nexport const css = look;\n')
    assert "const look = `\na::before{content:'\\\\201c\\`\\${x}'}\n`;\nconst css = look;\n" in join.joined(
        ("one.js",), folder
    )


def test_comments_stay_with_the_modules_and_words_that_look_like_them_do_not() -> None:
    code = '// Why.\n/** What\n * it is. */\n  const a = "https://b"; // c\n\n  /* d */ const e = 1;\n'
    assert join.without_comments(code) == 'const a = "https://b"; // c\n/* d */ const e = 1;'


def test_what_page_and_chat_share_is_written_once() -> None:
    shared = SHARED.read_text(encoding="utf-8")
    assert join.without_comments(join.sheet_as_text(shared)) in join.joined()
    own = "".join(path.read_text(encoding="utf-8") for path in (APP, *join.HERE.rglob("*.css")))
    colour = re.compile(r"light-dark\([^)]*\)")
    assert {found.replace(" ", "") for found in colour.findall(own)} & set(colour.findall(shared)) == set()


def test_every_page_links_what_it_shares_with_the_chat_before_its_own() -> None:
    base = (join.HERE.parent / "templates" / "base.html").read_text(encoding="utf-8")
    assert re.findall(r'asset\("(\w+)\.css"\)', base) == ["page"]
    served = join.SERVED_PAGE.read_text(encoding="utf-8")
    assert served == join.joined_page(), "run `make widget` and commit what it writes"
    assert served.index("--_accent:") < served.index("--rgc-paper:")


def test_a_name_that_nothing_before_it_exports_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, one='import { b } from "./two.js";\n', two="export const b = 1;\n")
    assert "const b = 1;" in join.joined(("two.js", "one.js"), folder)
    with pytest.raises(join.Unjoinable, match=r"one\.js imports b from \./two\.js, which exports no such thing before"):
        join.joined(("one.js", "two.js"), folder)
    (tmp_path / "two.js").write_text("const b = 1;\n", encoding="utf-8")
    with pytest.raises(join.Unjoinable, match=r"exports no such thing"):
        join.joined(("two.js", "one.js"), folder)


def test_a_name_that_two_modules_declare_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, one="const a = 1;\n", two="async function a() {}\n")
    with pytest.raises(join.Unjoinable, match=r"two\.js declares a, which one\.js declares too"):
        join.joined(("one.js", "two.js"), folder)


def test_an_import_of_another_form_is_refused(tmp_path: Path) -> None:
    for line in ('import * as all from "./two.js";', 'import "./two.js";', 'export { a } from "./two.js";'):
        with pytest.raises(join.Unjoinable, match=r"one\.js.*form"):
            join.joined(("one.js",), folder_of(tmp_path, one=f"{line}\n"))


def test_the_wheel_holds_what_is_served_without_the_modules() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert "api" in build["targets"]["wheel"]["packages"]
    assert build["targets"]["wheel"]["exclude"] == [f"/{join.HERE.relative_to(ROOT).as_posix()}"]
    assert join.SERVED.is_file()
    assert not join.SERVED.is_relative_to(join.HERE)
