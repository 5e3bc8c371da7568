"""HTML pages: what is content, and how it is built."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.readers.assemble import lay_out
from corpus.readers.elements import fragment_pieces, parse
from corpus.readers.html import read_page, tagless
from corpus.readers.pieces import TooDeepError

Shown = tuple[str, int, str]

ARTICLE = """\
<h1>Tech Lead<a class="anchor" href="#tech-lead">¶</a></h1>
<p>A <b>tech lead</b> is the engineer who <a href="/x">guides</a> a team; it is a role that most teams have.</p>
<h2>What the work is</h2>
<p>The work is a long row of small decisions,
which somebody has to take<br>and write down.</p>
<ul><li>One<ul><li>Nested one</li><li>Nested two</li></ul></li><li><p>Two</p><p>with more</p></li></ul>
<ol start="3"><li>Third</li><li>Fourth</li></ol>
<h3>Pay</h3>
<table><thead><tr><th>Level</th><th>Base<br>pay</th></tr></thead>
<tbody><tr><td>L5</td><td>$100,000</td></tr><tr><td>L6</td><td><p>more</p></td></tr></tbody></table>
<pre><code>def pay():

    return &lt;range&gt;</code></pre>
<blockquote><p>Quoted words.</p></blockquote>
<details><summary>Is it hard?</summary><p>It is.</p></details>
<dl><dt>Span</dt><dd>How many report.</dd></dl>
<div>Bare text <img src="x" alt="of a chart"></div>"""

ARTICLE_BLOCKS: list[Shown] = [
    ("heading", 1, "Tech Lead"),
    ("paragraph", 0, "A tech lead is the engineer who guides a team; it is a role that most teams have."),
    ("heading", 2, "What the work is"),
    ("paragraph", 0, "The work is a long row of small decisions, which somebody has to take\nand write down."),
    ("item", 0, "- One"),
    ("item", 1, "- Nested one"),
    ("item", 1, "- Nested two"),
    ("item", 0, "- Two\n  with more"),
    ("item", 0, "3. Third"),
    ("item", 0, "4. Fourth"),
    ("heading", 3, "Pay"),
    ("table", 0, "Level | Base pay\nL5 | $100,000\nL6 | more"),
    ("code", 0, "def pay():\n\n    return <range>"),
    ("paragraph", 0, "Quoted words."),
    ("heading", 4, "Is it hard?"),
    ("paragraph", 0, "It is."),
    ("paragraph", 0, "Span"),
    ("paragraph", 0, "How many report."),
    ("paragraph", 0, "Bare text of a chart"),
]

FURNITURE_ABOVE = """\
<header><a href="/">Acme</a></header><nav><ul><li><a href="/">Home</a></li><li><a href="/jobs">Jobs</a></li></ul></nav>
<script>var pay = 1;</script><style>p { color: red }</style>"""
FURNITURE_BELOW = "<aside>Buy our course!</aside><footer><p>© Acme. All rights reserved.</p></footer>"


def blocks(html: str) -> list[Shown]:
    body = lay_out(read_page(html).pieces)
    return [(block.kind.value, block.level, body.text[block.start : block.end]) for block in body.blocks]


def texts(html: str) -> list[str]:
    return [shown for _, _, shown in blocks(html)]


@pytest.mark.parametrize("frame", ["main", "article", "div"])
def test_content_is_kept_whole_and_furniture_left_out(frame: str) -> None:
    page = f"<html><body>{FURNITURE_ABOVE}<{frame}>{ARTICLE}</{frame}>{FURNITURE_BELOW}</body></html>"
    assert blocks(page) == ARTICLE_BLOCKS


def test_menus_without_any_mark_are_left_out() -> None:
    menu = "<div class=menu><ul>" + "<li><a href=/x>Other roles</a></li>" * 8 + "</ul></div>"
    assert blocks(f"<body>{menu}<div>{ARTICLE}</div></body>") == ARTICLE_BLOCKS


def test_where_the_extractor_finds_too_little_everything_visible_is_read() -> None:
    # A page laid out by tables, which extractors take for navigation.
    cells = "".join(
        f"<tr><td><h3>Topic {n}</h3><p>Words about topic {n}, <a href=x>{n}</a>.</p></td></tr>" for n in range(9)
    )
    shown = texts(f"<html><body><table>{cells}</table></body></html>")
    assert shown == [text for n in range(9) for text in (f"Topic {n}", f"Words about topic {n}, {n}.")]


def test_a_page_of_links_alone_keeps_them() -> None:
    assert texts("<ul><li><a href=a>Tech lead</a></li><li><a href=b>CTO</a></li></ul>") == ["- Tech lead", "- CTO"]


def test_malformed_pages_are_read() -> None:
    assert texts("<h2>Pay<p>It <b>depends<p>On <i>much</b>.<ul><li>one<li>two</ul>tail & rest &copy; <") == [
        "Pay",
        "It depends",
        "On much.",
        "- one",
        "- two",
        "tail & rest © <",
    ]


def test_folding_questions_are_headings_and_their_hidden_answers_text() -> None:
    page = """<main><h2>FAQ</h2><h3><button aria-expanded=false aria-controls=a id=q>Is it hard?</button></h3>
    <div id=a role=region aria-labelledby=q hidden><p>It is hard at first.</p></div>
    <div hidden>Session expired</div><p style="display: none">tracking</p><button>Share</button></main>"""
    assert blocks(page) == [
        ("heading", 2, "FAQ"),
        ("heading", 3, "Is it hard?"),
        ("paragraph", 0, "It is hard at first."),
    ]


def test_hidden_lists_do_not_upset_those_around_them() -> None:
    page = "<main><ul><li>one<ul hidden><li>secret</li></ul></li><li>two</li></ul><p>after</p></main>"
    assert blocks(page) == [("item", 0, "- one"), ("item", 0, "- two"), ("paragraph", 0, "after")]


def test_layout_tables_are_no_tables() -> None:
    assert blocks("<table role=presentation><tr><td>left</td><td>right</td></tr></table>") == [
        ("paragraph", 0, "left"),
        ("paragraph", 0, "right"),
    ]


@pytest.mark.parametrize(
    ("head", "title", "url"),
    [
        ("<title>Tech Lead | Acme Jobs</title>", "Tech Lead", ""),
        ("<title>Pay - and more - Acme</title><meta property='og:title' content='CTO'>", "CTO", ""),
        ("<link rel=canonical href='https://a.example/cto'>", "", "https://a.example/cto"),
        ("<link rel=canonical href='javascript:alert(1)'>", "", ""),
        ("<link rel=canonical href='/cto'><meta property='og:url' content='http://a.example'>", "", "http://a.example"),
    ],
)
def test_title_and_address(head: str, title: str, url: str) -> None:
    page = read_page(f"<html><head>{head}</head><body><p>Text.</p></body></html>")
    assert (page.title, page.url) == (title, url)


def test_lines_are_those_of_the_file() -> None:
    page = read_page("<main>\n<h1>A</h1>\n<p>one\ntwo</p>\n{% include x %}\n<pre>c</pre></main>", first_line=5)
    assert [(piece.text, piece.line) for piece in page.pieces] == [("A", 6), ("one two", 7), ("c", 10)]


@pytest.mark.parametrize(
    "html", ["", " ", "<", "<!-- only -->", "<script>x</script>", "<html></html>", "</p></p>", "&shy;"]
)
def test_pages_without_text_have_none(html: str) -> None:
    assert [shown for shown in texts(html) if shown != "<"] == []


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "section", "ul><li"])
def test_deep_nesting_is_read_or_refused_never_lost(tag: str) -> None:
    assert texts(f"<p>before</p>{f'<{tag}>' * 200}deep")[-1].endswith("deep")
    with pytest.raises(TooDeepError):
        read_page(f"<p>before</p>{f'<{tag}>' * 4000}deep")


def test_a_page_can_be_read_by_its_lines_alone() -> None:
    page = "<head><title>T</title></head><script>x</script><!-- c --><h1>Pay</h1><p>A &amp; <b>B</b></p>"
    assert tagless(page).split() == ["Pay", "A", "&", "B"]


def test_an_encoding_declared_in_the_text_is_no_obstacle() -> None:
    assert texts('<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>Zürich – 東京</p></body></html>') == [
        "Zürich – 東京"
    ]


def test_summaries_of_a_fragment_stand_below_the_heading_above_it() -> None:
    pieces = fragment_pieces("<summary>Why?</summary>", heading=5)
    assert [(piece.kind.value, piece.level, piece.text) for piece in pieces] == [("heading", 6, "Why?")]
    assert fragment_pieces("<!-- nothing -->") == ()


TAGS = ["p", "div", "li", "ul", "ol", "table", "tr", "td", "th", "h1", "h3", "a", "pre", "summary", "main", "nav", "br"]
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(TAGS).map(lambda tag: f"<{tag}>"),
        st.sampled_from(TAGS).map(lambda tag: f"</{tag}>"),
        st.sampled_from(["<a href=x hidden>", "<ul hidden>", "<", "&", "&#", "<!--", "-->", "]]>", "<![CDATA["]),
        st.text(max_size=8),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(MARKUP)
def test_no_page_raises_and_none_shows_its_markup(parts: list[str]) -> None:
    html = "".join(parts)
    body = lay_out(read_page(html).pieces)
    assert not any(f"</{tag}>" in body.text for tag in TAGS if html.count("<!--") == html.count("<![CDATA[") == 0)
    assert parse("<p>x</p>") is not None
