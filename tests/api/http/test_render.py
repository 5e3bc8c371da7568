"""Guides as HTML: every character of the text, escaped, in the elements that the blocks stand for."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.render import render
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from corpus.readers.assemble import lay_out
from corpus.readers.markdown import markdown_pieces
from corpus.types import BlockKind, Guide

HOSTILE = """---
title: '<script>alert("title")</script>'
role: Director
---

# Something else

Intro & &lt;b&gt;bold&lt;/b&gt; `<img src=x onerror=alert(1)>` `"><svg onload=alert(2)>`.

## &lt;script&gt;alert(3)&lt;/script&gt; "quoted" & 'so on'

- one `<i>item</i>`
  - inner `</li></ul><script>alert(4)</script>`
- two

| a | b |
|---|---|
| `<td>x` | javascript:alert(5) |

```
</code></pre><script>alert(6)</script>
```
"""


def read(folder: Path, text: str) -> Guide:
    (folder / "guide.md").write_text(text, encoding="utf-8")
    (guide,) = read_corpus(folder, load_lexicon()).guides
    return guide


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Guide:
    return read(tmp_path_factory.mktemp("guides"), HOSTILE)


def tags(html: str) -> set[str]:
    return set(re.findall(r"<(/?[a-z0-9]+)", html))


OURS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "pre", "code", "mark", "a", "strong"),
    *("div", "table", "thead", "tbody", "tr", "th", "td"),
}


def plain(html: str) -> str:
    """What a reader sees, without any white space."""
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def seen(guide: Guide) -> str:
    """What a reader should see: the text without markers of lists and bars of tables, which the elements show."""
    said = []
    for place, block in enumerate(guide.blocks):
        text = guide.text[block.start : block.end]
        if place == 0 and block.kind is BlockKind.HEADING and text == guide.title:
            continue
        if block.kind is BlockKind.ITEM:
            text = re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", text)
        if block.kind is BlockKind.TABLE:
            text = re.sub(r"(?m)(?:^|(?<= ))\|(?= |$)", "", text)
        said.append(text)
    return "".join("".join(said).split())


def test_markup_in_a_guide_stays_text(hostile: Guide) -> None:
    page = render(hostile, 0, len(hostile.text))
    assert {tag.strip("/") for tag in tags(page.body)} <= OURS
    assert "onerror" in plain(page.body)
    assert not re.search(r"<[^>]*\bon\w+=", page.body)
    assert plain(page.body) == seen(hostile)


def test_a_quote_is_marked_and_nothing_else(hostile: Guide) -> None:
    quote = 'alert(3)</script> "quoted"'
    start = hostile.text.index(quote)
    body = str(render(hostile, start, start + len(quote)).body)
    (marked,) = re.findall(r'<mark id="quote" class="quote">(.*?)</mark>', body)
    assert unescape(marked) == quote
    assert body.replace("</mark>", "").replace('<mark id="quote" class="quote">', "") == str(render(hostile).body)


def test_a_quote_over_several_blocks_has_one_id(hostile: Guide) -> None:
    start, end = hostile.text.index("one <i>"), hostile.text.index("two") + 3
    body = str(render(hostile, start, end).body)
    marks = re.findall(r"<mark( id=\"quote\")? class=\"quote\">(.*?)</mark>", body)
    assert [bool(id_) for id_, _ in marks] == [True, False, False]
    assert body.index('id="quote"') < body.index("inner")
    assert body.count('id="quote"') == 1


@given(start=st.integers(-5, 400), end=st.integers(-5, 400))
def test_any_span_leaves_the_text_as_it_is(hostile: Guide, start: int, end: int) -> None:
    body = str(render(hostile, start, end).body)
    assert plain(body) == seen(hostile)
    for tag in OURS:
        assert len(re.findall(rf"<{tag}[ >]", body)) == body.count(f"</{tag}>")


def test_lists_nest_and_count(tmp_path: Path) -> None:
    guide = read(tmp_path, "# T\n\n- a\n  - b\n    1. c\n    2. d\n- e\n\n3. f\n4. g\n\nEnd.\n")
    body = "".join(str(render(guide).body).split("\n"))
    assert "<ul><li>a<ul><li>b<ol><li>c</li><li>d</li></ol></li></ul></li><li>e</li></ul>" in body
    assert '<ol start="3"><li>f</li><li>g</li></ol>' in body


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("g.md", "# G\n\n" + "\n".join("  " * deep + f"- item {deep}" for deep in range(500))),
        ("g.txt", "G\n\n" + "\n".join("  " * deep + f"- item {deep}" for deep in range(500))),
        ("g.html", "<h1>G</h1>" + "".join(f"<ul><li>item {deep}" for deep in range(500)) + "</li></ul>" * 500),
    ],
)
def test_items_nested_beyond_measure_are_all_shown(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    (guide,) = read_corpus(tmp_path, load_lexicon()).guides
    body = str(render(guide).body)
    assert plain(body) == seen(guide)
    assert body.count("<li>") == 500
    assert body.count("<ul>") == body.count("</ul>") <= 500


STYLED = """# T

**The *week* itself.** One-to-ones, and [a page](https://site.test/em?a=1&b="2") of **[a guide](https://site.test/em)**.

- **Bold item.** With `**code**`, [a script](javascript:alert(1)) and [a file](em.md).

  More of it, **bold too**.
- [x] **Done.**

1. **First.** [Ours](https://site.test/em) again: bold bold, **bold**.
"""


def test_what_is_bold_or_a_link_in_the_file_is_so_on_the_page(tmp_path: Path) -> None:
    guide = read(tmp_path, STYLED)
    body = str(render(guide, pages={"https://site.test/em": "/guides/em"}).body)
    assert re.findall(r"<strong>(.*?)</strong>", body) == [
        "The week itself.", "a guide", "Bold item.", "bold too", "Done.", "First.", "bold",
    ]  # fmt: skip
    assert re.findall(r'<a href="(.*?)">(.*?)</a>', body) == [
        ("https://site.test/em?a=1&amp;b=%222%22", "a page"),
        ("/guides/em", "<strong>a guide</strong>"),
        ("/guides/em", "Ours"),
    ]
    assert plain(body) == seen(guide)
    assert [guide.text[mark.start : mark.end] for mark in guide.marks][:2] == ["The week itself.", "a page"]


def test_a_quote_across_what_is_bold_is_one_mark(tmp_path: Path) -> None:
    guide = read(tmp_path, STYLED)
    start = guide.text.index("itself")
    body = str(render(guide, start, guide.text.index("a page") + 3).body)
    assert (
        '<strong>The week </strong><mark id="quote" class="quote"><strong>itself.</strong> One-to-ones, and '
        '<a href="https://site.test/em?a=1&amp;b=%222%22">a p</a></mark>' in body
    )


@given(st.text(alphabet="ab *_[]()\n-é\u0301#`\\", max_size=60))
def test_marks_lie_within_one_block_whatever_the_file_holds(text: str) -> None:
    body = lay_out(markdown_pieces(f"x **y** z\n\n{text}\n"))
    assert body.text[body.marks[0].start : body.marks[0].end] == "y"
    for mark in body.marks:
        assert any(block.start <= mark.start < mark.end <= block.end for block in body.blocks)


def test_a_table_has_its_columns(tmp_path: Path) -> None:
    guide = read(tmp_path, "# T\n\n| | EM | VP |\n|---|---|---|\n| Owns | one team | |\n| Pay | | high |\n")
    body = "".join(str(render(guide).body).split("\n"))
    assert '<th scope="col"></th><th scope="col">EM</th><th scope="col">VP</th>' in body
    assert "<tr><td>Owns</td><td>one team</td><td></td></tr>" in body


def test_anchors_are_words_and_never_the_same(tmp_path: Path) -> None:
    guide = read(tmp_path, "# T\n\n## Pay & équité\n\na\n\n## Pay équité\n\n### 東京\n\n### 東京\n\n## Quote\n\nb\n")
    assert [(entry.id, entry.level) for entry in render(guide).toc] == [
        ("pay-equite", 2),
        ("pay-equite-2", 2),
        ("section", 3),
        ("section-2", 3),
        ("quote-2", 2),
    ]


def test_shipped_guides_are_shown_whole(shipped_guides: tuple[Guide, ...]) -> None:
    for guide in shipped_guides:
        page = render(guide)
        assert plain(page.body) == seen(guide)
        assert len(page.toc) == sum(block.kind is BlockKind.HEADING for block in guide.blocks) - 1
        assert [f'id="{entry.id}"' in page.body for entry in page.toc] == [True] * len(page.toc)
