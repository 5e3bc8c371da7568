"""What an editor is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.lexicon import Lexicon
from corpus.lint import LONG_PARAGRAPH, lint
from corpus.read import read_corpus
from corpus.types import Severity

GUIDES = Path(__file__).parents[2] / "corpus" / "guides"


def matter(title: str, **fields: str) -> str:
    given = {"role": title, "url": f"https://a.example/{title.replace(' ', '-').lower()}", "updated": "2026-11-23"}
    lines = "".join(f"{name}: {value}\n" for name, value in {"title": title, **given, **fields}.items())
    return f"---\n{lines}---\n# {title}\n\nAll about {title}.\n"


def warnings(folder: Path, lexicon: Lexicon, files: dict[str, str]) -> list[tuple[str, int, str]]:
    for name, content in files.items():
        (folder / name).write_text(content)
    found = lint(read_corpus(folder, lexicon), lexicon)
    assert list(found) == sorted(found, key=lambda finding: (finding.path, finding.line))
    return [(finding.path.name, finding.line, finding.code) for finding in found]


def test_a_sound_guide_has_no_findings(tmp_path: Path, lexicon: Lexicon) -> None:
    guide = matter("Tech Lead") + "\n## Pay\n\nIt depends.\n\n### In Europe\n\nIt depends, too.\n"
    assert warnings(tmp_path, lexicon, {"tech-lead.md": guide}) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("## Miscellany\n\nText.", [(11, "no-topic")]),
        ("## Pay\n\n#### Deep\n\nText.", [(13, "heading-jump")]),
        ("## Pay\n\n## Responsibilities\n\nText.", [(11, "empty-section")]),
        ("## Pay", [(11, "empty-section")]),
        ("Long " * (LONG_PARAGRAPH + 1), [(11, "long-paragraph")]),
        ("## Pay\n\nBase is $180,000.\n\nEquity is 3%.", [(13, "no-source")]),
        (
            "One two three four five six seven eight.\n\nOne two three four five  six *seven* eight.",
            [(13, "repeated-paragraph")],
        ),
        ("It depends.\n\nIt depends.", []),
        ("## Related roles\n\n- Wizard — casts\n- CTO — leads", [(13, "unknown-role"), (14, "no-guide")]),
        ("See [one](gone.md) and [two](tech-lead.md#pay).", [(11, "dead-link")]),
        ("See [x](https://a.example/gone) and [y](https://b.example/gone) and [z](#pay).", [(11, "dead-link")]),
        ("See [x](https://a.example/tech-lead#pay) and [y](mailto:a@b.md).", []),
    ],
)
def test_a_finding_names_the_line(body: str, expected: list[tuple[int, str]], tmp_path: Path, lexicon: Lexicon) -> None:
    found = warnings(tmp_path, lexicon, {"tech-lead.md": matter("Tech Lead") + "\n" + body})
    assert found == [("tech-lead.md", line, code) for line, code in expected]


def test_figures_with_sources_are_fine(tmp_path: Path, lexicon: Lexicon) -> None:
    guide = matter("Tech Lead", sources="[A survey]") + "\nBase is €90,000.\n"
    assert warnings(tmp_path, lexicon, {"a.md": guide}) == []


def test_fields_that_a_guide_needs(tmp_path: Path, lexicon: Lexicon) -> None:
    files = {"a.md": "---\ntitle: CTO\n---\nText.", "b.txt": "Text without fields."}
    found = lint(read_corpus(_written(tmp_path, files), lexicon), lexicon)
    assert [(finding.line, finding.code) for finding in found] == [(1, "missing-field")]
    assert "`role`, `url`, `updated`" in found[0].message


def test_findings_of_reading_are_among_them(tmp_path: Path, lexicon: Lexicon) -> None:
    found = lint(read_corpus(_written(tmp_path, {"a.md": "", "b.txt": "Text."}), lexicon), lexicon)
    assert [(finding.path.name, finding.code, finding.severity) for finding in found] == [
        ("a.md", "empty", Severity.ERROR)
    ]


def test_a_section_that_the_family_has_is_missed(tmp_path: Path, lexicon: Lexicon) -> None:
    pay = "\n## Pay\n\nIt depends.\n"
    files = {
        "a.md": matter("Tech Lead", family="x") + pay,
        "b.md": matter("CTO", family="x") + pay,
        "c.md": matter("Engineering Manager", family="x") + "\n## Red flags\n\nMany.\n",
        "d.md": matter("Head of Engineering", family="another"),
        "e.md": matter("Wizard", family="x"),
    }
    assert warnings(tmp_path, lexicon, files) == [("c.md", 0, "missing-section")]


def test_reporting_lines_agree(tmp_path: Path, lexicon: Lexicon) -> None:
    files = {
        "a.md": matter("CTO", manages="[VP of Engineering, Tech Lead]"),
        "b.md": matter("VP of Engineering", reports_to="[CTO]"),
        "c.md": matter("Tech Lead", reports_to="[Engineering Manager]"),
    }
    assert warnings(tmp_path, lexicon, files) == [("a.md", 0, "one-sided")]


def test_paragraphs_of_two_guides_are_compared(tmp_path: Path, lexicon: Lexicon) -> None:
    same = "\nThe very same words stand in two of the guides.\n"
    files = {"a.md": matter("CTO") + same, "b.md": matter("Tech Lead") + same}
    assert warnings(tmp_path, lexicon, files) == [("b.md", 11, "repeated-paragraph")]


def test_a_file_that_is_gone_by_now_is_passed_over(tmp_path: Path, lexicon: Lexicon) -> None:
    corpus = read_corpus(_written(tmp_path, {"a.md": "Text."}), lexicon)
    (tmp_path / "a.md").unlink()
    assert lint(corpus, lexicon) == ()


def test_the_shipped_guides_have_nothing_to_look_at(lexicon: Lexicon) -> None:
    assert [str(finding) for finding in lint(read_corpus(GUIDES, lexicon), lexicon)] == []


def _written(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content)
    return folder
