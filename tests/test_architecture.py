"""docs/architecture.md says how the code is: what its diagrams draw are modules and imports, and its paths exist."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

import grimp
import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
ROOMS = ("api", "assistant", "benchmarks", "corpus", "evals", "index")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
MODULES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
BESIDE = {"shared/"}
"""What docs name and the project doesn't hold: it stands beside it, on some machines."""

FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NODE = re.compile(r'(\w+)\["([\w/.]+)(?:<br/>[^"]*)?"\]')
ARROW = re.compile(r"(\w+) -->(?:\|[^|]*\|)? (\w+(?: & \w+)*)")
FRAME = re.compile(r"flowchart (?:TD|LR)|direction (?:TB|LR)|subgraph \w+\[\"[^\"]*\"\]|end")
NAMED = re.compile(r"`(\.?\w[\w.-]*(?:/[\w.-]+)*/?)`")
WRITTEN = (".py", ".md")
ELSE_IN_FOLDERS = (".json", ".yaml", ".txt")
"""Without a folder, such a name may be that of a file of whoever runs the project."""
KEPT_IN = ".guides"
"""The folder that running the project writes; what is in it depends on what was run."""
PLACEHOLDER = re.compile(r"\b(?:NAME|DIR|PART|FILE)\b")


@dataclass(frozen=True, slots=True)
class Diagram:
    """A flowchart: modules by the name of their node, and the arrows between these names."""

    modules: dict[str, str]
    arrows: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, text: str) -> Diagram:
        """Every line must be understood, so that none goes unchecked."""
        modules: dict[str, str] = {}
        arrows: set[tuple[str, str]] = set()
        for line in filter(None, map(str.strip, text.splitlines())):
            if found := ARROW.fullmatch(line):
                arrows.update((found[1], target) for target in found[2].split(" & "))
            elif found := NODE.fullmatch(line):
                assert found[1] not in modules, f"{found[1]} is there twice"
                modules[found[1]] = found[2]
            else:
                assert FRAME.fullmatch(line), f"neither a module nor an arrow: {line}"
        return cls(modules, frozenset(arrows))


def diagrams() -> list[Diagram]:
    blocks = FENCED.findall(PAGE.read_text(encoding="utf-8"))
    return [Diagram.of(body) for language, body in blocks if language == "mermaid"]


def dotted(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph(*ROOMS, cache_dir=None)


def test_three_ways_are_drawn() -> None:
    assert len(diagrams()) == 3


@pytest.mark.parametrize("number", range(3), ids=["question", "guide", "sentence"])
def test_every_node_is_a_module_and_every_arrow_is_an_import(number: int, imports: grimp.ImportGraph) -> None:
    drawn = diagrams()[number]
    for path in drawn.modules.values():
        assert (ROOT / path).is_file(), path
    for source, target in sorted(drawn.arrows):
        importer, imported = dotted(drawn.modules[source]), dotted(drawn.modules[target])
        assert imports.direct_import_exists(importer=importer, imported=imported), f"{importer} -> {imported}"


@pytest.mark.parametrize("number", range(3), ids=["question", "guide", "sentence"])
def test_a_way_is_drawn_in_one_piece_from_one_beginning(number: int) -> None:
    drawn = diagrams()[number]
    targets = {target for _, target in drawn.arrows}
    (beginning,) = drawn.modules.keys() - targets
    reached, todo = set[str](), [beginning]
    while todo:
        here = todo.pop()
        reached.add(here)
        todo += [target for source, target in drawn.arrows if source == here and target not in reached]
    assert reached == drawn.modules.keys()


@pytest.mark.parametrize(
    ("line", "wrong"),
    [('a["index/search.py"] --> b', "neither"), ("a ==> b", "neither"), ("a --- b", "neither")],
)
def test_a_line_of_a_diagram_that_would_go_unchecked_is_refused(line: str, wrong: str) -> None:
    with pytest.raises(AssertionError, match=wrong):
        Diagram.of(f"flowchart TD\n{line}\n")


def named_paths(text: str) -> Iterator[str]:
    """What stands in backticks and is meant for a file of the project or a folder of it."""
    for name in NAMED.findall(text):
        first = name.partition("/")[0]
        if PLACEHOLDER.search(name) or first == KEPT_IN:
            continue
        own = PurePath(name).suffix in WRITTEN or ("/" in name and name.endswith(ELSE_IN_FOLDERS))
        if own or ("/" in name and (name.endswith("/") or (ROOT / first).is_dir())):
            yield name


def missing(path: Path) -> list[str]:
    """Paths that ``path`` names and that exist neither from the root nor from a folder that it stands in."""
    text = FENCED.sub("", path.read_text(encoding="utf-8")) if path.suffix == ".md" else path.read_text("utf-8")
    folders = [folder for folder in path.parents if folder.is_relative_to(ROOT)]
    return [name for name in named_paths(text) if name not in BESIDE and not any((f / name).exists() for f in folders)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_that_a_page_names_exists(page: Path) -> None:
    assert not missing(page)


def test_every_path_that_a_module_names_exists() -> None:
    found = {module.relative_to(ROOT).as_posix(): missing(module) for module in MODULES}
    assert {name: paths for name, paths in found.items() if paths} == {}


def test_paths_are_told_from_routes_placeholders_and_files_of_others() -> None:
    text = (
        "`gone.py`, `index/gone.yaml`, `index/gone`, `gone/`; "
        "not `.guides/x.db`, `some.yaml`, `.md`, `NAME.md`, `/v1/chat`, `a/b`"
    )
    assert list(named_paths(text)) == ["gone.py", "index/gone.yaml", "index/gone", "gone/"]


def glossary() -> list[list[str]]:
    _, _, rest = PAGE.read_text(encoding="utf-8").partition("\n## Glossary\n")
    rows = [line.strip("|").split("|") for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def test_each_term_of_the_glossary_has_one_meaning() -> None:
    terms = [row[0] for row in glossary()]
    assert len(terms) == len(set(terms)) >= 20
    assert all(len(row) == 3 and row[1] for row in glossary())


MOST_LINES, MOST_LINES_OF_A_FUNCTION = 250, 40
LONG_FILES: set[str] = set()
LONG_FUNCTIONS: set[str] = set()
"""What is longer all the same: these lists may only shrink."""


def wrongly_long(lengths: dict[str, int], most: int, spared: set[str]) -> set[str]:
    """What is longer than ``most`` and isn't spared, and what is spared but isn't longer."""
    return {name for name, length in lengths.items() if length > most} ^ spared


def test_no_file_is_longer_than_can_be_kept_in_mind() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert wrongly_long(lengths, MOST_LINES, LONG_FILES) == set()


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{path.relative_to(ROOT).as_posix()}: {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert wrongly_long(lengths, MOST_LINES_OF_A_FUNCTION, LONG_FUNCTIONS) == set()


def test_what_has_shrunk_or_is_gone_is_spared_no_longer() -> None:
    lengths = {"grown": 61, "shrunk": 40, "short": 10, "new": 41}
    assert wrongly_long(lengths, 40, {"grown", "shrunk", "gone"}) == {"new", "shrunk", "gone"}
