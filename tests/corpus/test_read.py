"""Folders and files to guides: nothing stops the others, and whatever is wrong is a finding."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.files import MAX_BYTES
from corpus.lexicon import Lexicon, lexicon_for, load_lexicon
from corpus.read import CorpusError, read_corpus, read_guide
from corpus.types import Corpus, Finding, Guide, Severity

LEXICON = load_lexicon()
GOOD = "---\ntitle: Tech Lead\n---\n\n# Tech Lead\n\nA tech lead leads.\n"


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def summary(corpus: Corpus, folder: Path) -> dict[str, str]:
    """Slug by file."""
    return {
        path.relative_to(folder).as_posix(): guide.slug for guide, path in zip(corpus.guides, corpus.paths, strict=True)
    }


def codes(findings: tuple[Finding, ...]) -> list[tuple[str, int, str, str]]:
    return [(finding.path.name, finding.line, finding.severity.value, finding.code) for finding in findings]


def assert_exact(guide: Guide) -> None:
    """Blocks are trimmed spans, in order, that cover all text; sections divide them."""
    position = 0
    for block in guide.blocks:
        assert not guide.text[position : block.start].strip()
        assert block.end > block.start
        assert guide.text[block.start : block.end] == guide.text[block.start : block.end].strip()
        position = block.end
    assert not guide.text[position:].strip()
    assert unicodedata.is_normalized("NFC", guide.text)
    assert [
        block for section in guide.sections for block in guide.blocks if section.start <= block.start < section.end
    ] == [*guide.blocks]


def test_a_folder_is_read_in_order_with_its_sub_folders(tmp_path: Path, lexicon: Lexicon) -> None:
    folder = write(
        tmp_path,
        {
            "b/README.md": GOOD,
            "a/README.md": GOOD,
            "tech-lead.TXT": "A tech lead leads.",
            "page.htm": "<p>Text.</p>",
            "notes.rst": "Not a guide",
            ".hidden.md": GOOD,
            ".git/x.md": GOOD,
            "data.json": "{}",
        },
    )
    corpus = read_corpus(folder, lexicon)
    assert summary(corpus, folder) == {
        "a/README.md": "a",
        "b/README.md": "b",
        "page.htm": "page",
        "tech-lead.TXT": "tech-lead",
    }
    assert [guide.slug for guide in corpus.guides] == ["a", "b", "page", "tech-lead"]
    assert corpus.findings == ()
    assert read_corpus(folder, lexicon) == corpus


def test_a_folder_without_guides_is_an_error_that_names_it(tmp_path: Path, lexicon: Lexicon) -> None:
    (tmp_path / "x.md").mkdir()
    (tmp_path / "file").write_text("x")
    for folder, message in (
        (tmp_path, "holds no guides"),
        (tmp_path / "gone", "does not exist"),
        (tmp_path / "file", "is not a folder"),
    ):
        with pytest.raises(CorpusError, match=message) as error:
            read_corpus(folder, lexicon)
        assert str(folder) in str(error.value)


def test_of_two_guides_with_one_slug_the_first_is_kept(tmp_path: Path, lexicon: Lexicon) -> None:
    folder = write(tmp_path, {"one/a.md": "---\nslug: Same\n---\nOne.", "two/b.md": "---\nslug: same\n---\nTwo."})
    corpus = read_corpus(folder, lexicon)
    assert summary(corpus, folder) == {"one/a.md": "same"}
    assert codes(corpus.findings) == [("b.md", 0, "error", "slug-taken")]
    assert "one/a.md" in corpus.findings[0].message.replace(os.sep, "/")


def test_facts_of_the_front_matter(tmp_path: Path, lexicon: Lexicon) -> None:
    path = tmp_path / "x.md"
    path.write_text(
        "---\ntitle: The EM guide\nrole: Engineering Manager\nslug: em\nurl: https://a.example/em\n"
        "updated: 2026-11-23\nfamily: leadership\nlevel: 4\naliases: [EM]\nreports_to: [CTO]\n"
        "manages: [Tech Lead]\nsources: [A book]\n---\n"
        "# The EM guide\n\nText.\n"
    )
    guide, findings = read_guide(path, lexicon)
    assert findings == ()
    assert guide is not None
    assert (guide.slug, guide.title, guide.role, guide.url) == (
        "em",
        "The EM guide",
        "Engineering Manager",
        "https://a.example/em",
    )
    assert (guide.updated, guide.family, guide.level) == ("2026-11-23", "leadership", 4)
    assert (guide.aliases, guide.reports_to, guide.manages, guide.sources) == (
        ("EM",),
        ("CTO",),
        ("Tech Lead",),
        ("A book",),
    )
    assert guide.text == "The EM guide\n\nText."
    assert [block.line for block in guide.blocks] == [14, 16]


@pytest.mark.parametrize(
    ("name", "content", "title", "role"),
    [
        ("x.md", "Intro.\n\n# The CTO guide\n", "The CTO guide", "CTO"),
        ("vpe.md", "## Pay\n\nText.", "VP of Engineering", "VP of Engineering"),
        ("x.txt", "A staff engineer is an engineer.", "Staff Engineer", "Staff Software Engineer"),
        ("x.html", "<title>Tech Lead - Acme</title><p>Text.", "Tech Lead", "Tech Lead"),
        ("release-captain.txt", "Nothing to see.", "Release Captain", "Release Captain"),
        ("cto.md", "# Guide to the job\n\nText.", "Guide to the job", "CTO"),
        ("x.txt", "# The EM\n\nText.\n\n## Pay\n\nText.", "The EM", "The EM"),
    ],
)
def test_titles_and_roles_are_recovered(
    name: str, content: str, title: str, role: str, tmp_path: Path, lexicon: Lexicon
) -> None:
    path = tmp_path / name
    path.write_text(content)
    guide, _ = read_guide(path, lexicon)
    assert guide is not None
    assert (guide.title, guide.role) == (title, role)


def test_a_hostile_folder_is_read_or_reported_file_by_file(tmp_path: Path, lexicon: Lexicon) -> None:
    text = "# Café guide\n\nPay is “€110,000”.\n"
    folder = write(
        tmp_path,
        {
            "bom.md": text.encode("utf-8-sig"),
            "utf16le.md": text.encode("utf-16-le"),
            "utf16be.md": b"\xfe\xff" + text.encode("utf-16-be"),
            "cp1252.md": text.encode("cp1252"),
            "crlf.md": text.replace("\n", "\r\n"),
            "cr.md": text.replace("\n", "\r"),
            "nfd.md": unicodedata.normalize("NFD", text),
            "nbsp.md": text.replace(" ", "\xa0").replace("#\xa0", "# "),
            "nulls.md": text.replace("guide", "gui\0de"),
            "empty.md": "",
            "blank.txt": " \n\t\n\xa0\n",
            "only-matter.md": "---\ntitle: x\n---\n",
            "only-script.html": "<script>x</script>",
            "picture.md": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
            "noise.txt": bytes(range(256)) * 16,
            "huge.md": b"a " * (10 * 1024 * 1024),
            "damaged.md": b"# T\n\nF\xc3\xbcr \xc3\xa4lles, \xff!",
            "broken.md": "---\ntitle: [a\n---\n\n# Broken\n\nText.",
            "typed.md": "---\nlevel: high\ntitle: Typed\n---\nText.",
            "deep.md": "".join(f"{'#' * depth} H{depth}\n\nText {depth}.\n\n" for depth in range(1, 11)),
            "lists.md": "- " * 500 + "item",
            "quotes.md": "> " * 500 + "quoted",
            "divs.html": "<div>" * 5000 + "text",
            "unclosed.html": "<h1>Pay<p>It <b>depends<table><tr><td>x",
            "line.txt": "word " * 200_000,
            "a/dup.md": "---\nslug: dup\n---\nOne.",
            "b/dup.md": "---\nslug: dup\n---\nTwo.",
        },
    )
    (folder / "folder.md").mkdir()
    (folder / "dangling.md").symlink_to(folder / "nowhere")
    (folder / "loop.md").symlink_to(folder / "loop.md")
    os.mkfifo(folder / "pipe.md")
    corpus = read_corpus(folder, lexicon)
    by_slug = {guide.slug: guide for guide in corpus.guides}
    for name in ("bom", "utf16le", "utf16be", "cp1252", "crlf", "cr", "nfd", "nbsp", "nulls"):
        assert by_slug[name].text == "Café guide\n\nPay is “€110,000”.", name
    for guide in corpus.guides:
        assert_exact(guide)
    assert sorted(codes(corpus.findings)) == [
        ("blank.txt", 0, "error", "empty"),
        ("broken.md", 3, "warning", "front-matter"),
        ("damaged.md", 3, "warning", "bad-bytes"),
        ("dangling.md", 0, "error", "unreadable"),
        ("divs.html", 0, "warning", "nesting"),
        ("dup.md", 0, "error", "slug-taken"),
        ("empty.md", 0, "error", "empty"),
        ("huge.md", 0, "error", "too-large"),
        ("lists.md", 0, "warning", "nesting"),
        ("loop.md", 0, "error", "unreadable"),
        ("noise.txt", 0, "error", "not-text"),
        ("only-matter.md", 0, "error", "empty"),
        ("only-script.html", 0, "error", "empty"),
        ("picture.md", 0, "error", "not-text"),
        ("pipe.md", 0, "error", "unreadable"),
        ("quotes.md", 0, "warning", "nesting"),
        ("typed.md", 2, "warning", "field-type"),
    ]
    files = {path for path in folder.rglob("*") if path.name != "folder.md" and path.suffix}
    failed = {finding.path for finding in corpus.findings if finding.severity is Severity.ERROR}
    assert set(corpus.paths) == files - failed
    assert by_slug["broken"].title == "Broken"
    assert by_slug["typed"].level is None
    assert by_slug["divs"].text.strip() == "text"
    assert "item" in by_slug["lists"].text
    assert by_slug["unclosed"].text == "Pay\n\nIt depends\n\nx"
    assert [section.path[-1] for section in by_slug["deep"].sections[1:]] == [f"H{depth}" for depth in range(2, 11)]


def test_a_file_that_may_not_be_read_is_reported(
    tmp_path: Path, lexicon: Lexicon, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, {"a.md": GOOD, "secret.md": GOOD})
    readable = Path.read_bytes

    # The tests may run as root, who may read everything.
    def read_bytes(path: Path) -> bytes:
        if path.name == "secret.md":
            raise PermissionError(13, "Permission denied", str(path))
        return readable(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    corpus = read_corpus(folder, lexicon)
    assert summary(corpus, folder) == {"a.md": "a"}
    assert [str(finding) for finding in corpus.findings] == [
        f"{folder / 'secret.md'}: error: it can't be opened: Permission denied [unreadable]"
    ]


def test_the_largest_file_is_still_read(tmp_path: Path, lexicon: Lexicon) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"a" * MAX_BYTES)
    assert read_guide(path, lexicon)[0] is not None
    path.write_bytes(b"a" * (MAX_BYTES + 1))
    guide, findings = read_guide(path, lexicon)
    assert guide is None
    assert codes(findings) == [("x.txt", 0, "error", "too-large")]


def test_a_guide_over_the_limit_is_told_with_it_and_the_others_are_read(tmp_path: Path, lexicon: Lexicon) -> None:
    folder = write(tmp_path, {"a.md": "# A\n\nIt is short.\n", "long.md": "# Long\n\n" + "word " * 3000})
    seen: list[tuple[int, int]] = []
    corpus = read_corpus(folder, lexicon, most_bytes=10_000, progress=lambda done, total: seen.append((done, total)))
    assert [guide.slug for guide in corpus.guides] == ["a"]
    assert [str(finding).partition(": error: ")[2] for finding in corpus.findings] == [
        "it is 0.0143 MB long; at most 0.00954 MB are read (GUIDES_MOST_MB) [too-large]"
    ]
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_versions_change_with_the_text_alone(tmp_path: Path, lexicon: Lexicon) -> None:
    def version(content: str) -> str:
        guide, _ = read_guide(write(tmp_path, {"x.md": content}) / "x.md", lexicon)
        assert guide is not None
        return guide.version

    assert version(GOOD) == version(GOOD.replace("\n", "\r\n")) == version(GOOD.replace("leads.", "**leads**."))
    assert version(GOOD) != version(GOOD.replace("leads.", "leads!"))
    assert version(GOOD) != version(GOOD.replace("title: Tech Lead", "title: Tech lead"))


WORDS = st.text(st.sampled_from("ab é\u0301.*_`[]()<>&|#-\n"), min_size=1, max_size=40)
PARTS = st.lists(
    st.one_of(
        WORDS,
        WORDS.map(lambda text: f"## {text}"),
        WORDS.map(lambda text: f"- {text}\n  - {text}\n\n    {text}"),
        WORDS.map(lambda text: f"| a | {text} |\n|---|---|\n| {text} | b |"),
        WORDS.map(lambda text: f"```\n{text}\n```"),
        WORDS.map(lambda text: f"<details><summary>{text}</summary>\n\n{text}\n\n</details>"),
        WORDS.map(lambda text: f"> {text}\n> > 1. {text}"),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(PARTS, st.sampled_from([".md", ".txt", ".html"]))
def test_any_guide_has_exact_blocks_and_reads_the_same_twice(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str], suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"generated{os.getpid()}{suffix}"
    path.write_text("\n\n".join(parts), encoding="utf-8", newline="")
    guide, findings = read_guide(path, LEXICON)
    assert read_guide(path, LEXICON) == (guide, findings)
    if guide is None:
        assert findings[-1].code == "empty"
    else:
        assert_exact(guide)
        assert guide.title


def test_findings_say_where(tmp_path: Path) -> None:
    assert (
        str(Finding(tmp_path / "x.md", 3, Severity.WARNING, "code", "words"))
        == f"{tmp_path}/x.md:3: warning: words [code]"
    )


def test_a_finding_is_one_line_whatever_a_file_is_called(tmp_path: Path, lexicon: Lexicon) -> None:
    write(tmp_path, {"good.md": GOOD, "a\n::error::b\x1b[2J\u202e.md": ""})
    (finding,) = read_corpus(tmp_path, lexicon).findings
    assert str(finding) == f"{tmp_path}/a\\n::error::b\\x1b[2J\\u202e.md: error: it has no text [empty]"


def test_a_name_that_is_no_text_is_a_finding(tmp_path: Path, lexicon: Lexicon) -> None:
    write(tmp_path, {"good.md": GOOD})
    (tmp_path / "bad\udcff.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "bad\udcfe").mkdir()
    (tmp_path / "bad\udcfe" / "c.md").write_text(GOOD, encoding="utf-8")
    corpus = read_corpus(tmp_path, lexicon)
    assert [guide.slug for guide in corpus.guides] == ["good"]
    assert [(finding.path.name, finding.code) for finding in corpus.findings] == [
        ("bad\ufffd", "unreadable"),
        ("bad\ufffd.md", "unreadable"),
    ]


def test_a_guide_is_of_the_collection_that_its_top_folder_names(tmp_path: Path, lexicon: Lexicon) -> None:
    names = ["Acme__hand-book/a.md", "acme/teams/web/b.md", "top.md", "e\u0301cole/c.md"]
    corpus = read_corpus(write(tmp_path, dict.fromkeys(names, GOOD)), lexicon)
    assert {guide.slug: guide.collection for guide in corpus.guides} == {
        "acme-hand-book-a": "Acme hand book",
        "acme-teams-web-b": "acme",
        "top": "",
        "école-c": "école",
    }


def test_the_lexicon_of_a_corpus_is_no_guide(tmp_path: Path, lexicon: Lexicon) -> None:
    corpus = read_corpus(write(tmp_path, {"lexicon.yaml": "roles: {}", "a.md": GOOD}), lexicon)
    assert [guide.slug for guide in corpus.guides] == ["a"]
    assert corpus.findings == ()


@pytest.mark.parametrize("name", ["leak.md", "leak.questions.yaml", "deeper/leak.txt", "lexicon.yaml"])
def test_a_link_out_of_the_corpus_is_named_and_not_read(tmp_path: Path, lexicon: Lexicon, name: str) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside.md"
    (corpus / "deeper").mkdir(parents=True)
    (corpus / "right.md").write_text("# Right\n\nThis may be read.\n")
    outside.write_text("# Secret\n\nThe password is swordfish.\n")
    (corpus / name).symlink_to(outside)
    words, wrong = lexicon_for(corpus)
    read = read_corpus(corpus, words)
    assert [guide.slug for guide in read.guides] == ["right"]
    (finding,) = [finding for finding in (*wrong, *read.findings) if finding.severity is Severity.ERROR]
    assert (finding.path, finding.code) == (corpus / name, "link-outside")
    assert "outside.md" not in finding.message
    assert "swordfish" not in repr((words, read.guides, read.questions))


def test_links_within_the_corpus_are_read(tmp_path: Path, lexicon: Lexicon) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "deeper").mkdir(parents=True)
    (corpus / "deeper" / "right.md").write_text("# Right\n\nThis may be read.\n")
    (corpus / "also.md").symlink_to(Path("deeper") / "right.md")
    (tmp_path / "link").symlink_to(corpus)
    for folder in (corpus, tmp_path / "link"):
        read = read_corpus(folder, lexicon)
        assert [guide.slug for guide in read.guides] == ["also", "deeper-right"]
        assert not [finding for finding in read.findings if finding.severity is Severity.ERROR]


def test_a_folder_that_is_a_link_out_of_the_corpus_is_named(tmp_path: Path, lexicon: Lexicon) -> None:
    corpus = tmp_path / "corpus"
    (corpus / "within").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("# Secret\n\nThe password is swordfish.\n")
    (corpus / "right.md").write_text("# Right\n\nThis may be read.\n")
    (corpus / "leak").symlink_to(tmp_path / "outside")
    (corpus / "again").symlink_to(corpus / "within")
    read = read_corpus(corpus, lexicon)
    assert [guide.slug for guide in read.guides] == ["right"]
    assert [(finding.path, finding.code) for finding in read.findings] == [(corpus / "leak", "link-outside")]
