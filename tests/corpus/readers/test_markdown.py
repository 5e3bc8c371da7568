"""Markdown to pieces: what a reader of the rendered page sees, in blocks."""

from __future__ import annotations

import pytest

from corpus.readers.assemble import lay_out
from corpus.readers.markdown import MAX_INLINE, markdown_pieces
from corpus.readers.pieces import TooDeepError

Shown = tuple[str, int, str]


def blocks(text: str) -> list[Shown]:
    body = lay_out(markdown_pieces(text))
    return [(block.kind.value, block.level, body.text[block.start : block.end]) for block in body.blocks]


def texts(text: str) -> list[str]:
    return [shown for _, _, shown in blocks(text)]


def paragraph(text: str) -> Shown:
    return ("paragraph", 0, text)


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("**Pay.** It *depends* on `level`.", "Pay. It depends on level."),
        ("[the guide](https://a.example) and <https://b.example>", "the guide and https://b.example"),
        ("a [ref] link\n\n[ref]: https://a.example", "a ref link"),
        ("![An org chart](x.png) shows", "An org chart shows"),
        ("[![Build](https://img.shields.io/x.svg)](https://ci) Text", "Text"),
        ("soft\nbreak", "soft break"),
        ("hard  \nbreak", "hard\nbreak"),
        ("hard<br>break", "hard\nbreak"),
        ("~~old~~ new", "old new"),
        ("&euro;110&nbsp;000 &amp; more&shy;over", "€110 000 & moreover"),
        (r"\*not emphasis\* 3 \* 4", "*not emphasis* 3 * 4"),
        ("snake_case and 2*3*4", "snake_case and 234"),
        ('a <span class="x">b</span> <!-- c --> d', "a b d"),
        ('before {{< figure src="x.png" >}} after {{% note %}}inside{{% /note %}}', "before after inside"),
        ("{% hint %}keep{% endhint %}", "keep"),
        ("a `{{< code >}}` stays", "a {{< code >}} stays"),
        ("e**\u0301**", "é"),
        ("> [!NOTE]\n> Mind the gap.", "Mind the gap."),
        ('!!! note "Mind"\n    the gap', "the gap"),
        (":::tip\nUse it.\n:::", "Use it."),
        ("import Tabs from '@theme/Tabs';\n\nText", "Text"),
        ("[[_TOC_]]\n\nText", "Text"),
        ("{:.no_toc}\nText", "Text"),
    ],
)
def test_a_paragraph_is_what_a_reader_sees(source: str, seen: str) -> None:
    assert blocks(source) == [paragraph(seen)]


def test_headings_of_all_kinds() -> None:
    source = "Title\n===\n\n## Two {#anchor}\n\n### *Three* ###\n\nFour\nlines\n---\n\n####### Seven\n\n> # Quoted\n"
    assert blocks(source) == [
        ("heading", 1, "Title"),
        ("heading", 2, "Two"),
        ("heading", 3, "Three"),
        ("heading", 2, "Four lines"),
        ("heading", 6, "Seven"),
        paragraph("Quoted"),
    ]


def test_lists_keep_numbers_nesting_and_what_belongs_to_an_item() -> None:
    source = (
        "3. three\n4. four\n   - inner *one*\n     soft\n   - inner two\n\n     second paragraph\n5. five\n\n"
        "* [x] done\n* [ ] to do\n*\n\n- ```\n  code\n  ```\n\n  after code\n"
    )
    assert blocks(source) == [
        ("item", 0, "3. three"),
        ("item", 0, "4. four"),
        ("item", 1, "- inner one soft"),
        ("item", 1, "- inner two\n    second paragraph"),
        ("item", 0, "5. five"),
        ("item", 0, "- done"),
        ("item", 0, "- to do"),
        ("code", 0, "code"),
        ("item", 0, "- after code"),
    ]


def test_text_after_a_nested_list_is_a_paragraph_of_its_own() -> None:
    assert texts("- outer\n  - inner\n\n  still outer\n- next") == ["- outer", "- inner", "still outer", "- next"]


def test_tables_and_code() -> None:
    table = "| Level | **Base** |\n|---|--:|\n| L5 | `$1` \\| x |\n| | |\n\n"
    source = table + "~~~py\nif x:\n    **y**\n\nz\n~~~\n\n    indented\n"
    assert blocks(source) == [
        ("table", 0, "Level | Base\nL5 | $1 | x"),
        ("code", 0, "if x:\n    **y**\n\nz"),
        ("code", 0, "indented"),
    ]


def test_html_within_markdown() -> None:
    source = (
        "## FAQ\n\n<details>\n<summary>Is it <b>hard</b>?</summary>\n\nYes, *very*.\n\n</details>\n\n"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>\n\n<!-- note -->\n\n"
        "<script>alert(1)</script>\n\n<Tabs>\n\nin tabs\n\n</Tabs>\n"
    )
    assert blocks(source) == [
        ("heading", 2, "FAQ"),
        ("heading", 3, "Is it hard?"),
        paragraph("Yes, very."),
        ("table", 0, "A | B\n1 | 2"),
        paragraph("in tabs"),
    ]


def test_footnotes_stand_at_the_end() -> None:
    assert texts("Pay varies.[^1] More.\n\n[^1]: By *country*.\n\nLast.") == [
        "Pay varies. More.",
        "Last.",
        "1. By country.",
    ]


def test_lines_are_those_of_the_file() -> None:
    top = "# T\n\nPara\nmore\n\n- a\n- b\n\n{{< x\ny >}}\n\n"
    source = top + "| a |\n|---|\n| 1 |\n\n```\nc\n```\n\n<p>html\n</p>\n<p>two</p>\n"
    assert [(piece.text, piece.line) for piece in markdown_pieces(source, first_line=11)] == [
        ("T", 11),
        ("Para more", 13),
        ("- a", 16),
        ("- b", 17),
        ("a\n1", 22),
        ("c\n", 26),
        ("html", 30),
        ("two", 32),
    ]


@pytest.mark.parametrize("marker", ["- ", "> ", "1. "])
def test_nesting_that_the_parser_would_pass_over_is_refused(marker: str) -> None:
    assert texts(marker * 30 + "deep")[-1].endswith("deep")
    with pytest.raises(TooDeepError, match="50 deep"):
        markdown_pieces(marker * 400 + "deep")


def test_a_giant_paragraph_keeps_all_its_words() -> None:
    words = " ".join(f"word{number} **bold{number}**" for number in range(MAX_INLINE // 8))
    assert texts(words) == [words.replace("**", "")]


@pytest.mark.parametrize("trap", ["[", "![a", "^[", "[a](", "`", "~", "<", "*a ", "{{< ", "{% ", "<!-- ", "\\", "_a_ "])
def test_traps_for_parsers_are_read_in_time(trap: str) -> None:
    body = lay_out(markdown_pieces("Intro.\n\n" + trap * (60_000 // len(trap)) + "\n\nEnd"))
    assert body.text.startswith("Intro.")


def asides(text: str) -> list[str]:
    body = lay_out(markdown_pieces(text))
    return [body.text[block.start : block.end] for block in body.blocks if block.aside]


@pytest.mark.parametrize("label", ["**The first meeting**", "__The first meeting__:", "***The first meeting***"])
def test_a_bold_line_before_text_is_a_heading_below_the_one_above(label: str) -> None:
    name = "The first meeting" + label[len(label.rstrip(":")) :]
    assert blocks(f"# Lead\n\n## Talks\n\n{label}\n\nThey talk.\n")[2] == ("heading", 3, name)
    assert blocks(f"{label}\n\n- a talk\n")[0] == ("heading", 2, name)


@pytest.mark.parametrize(
    "source",
    [
        "**The first meeting.**\n\nThey talk.",
        "**The first** meeting\n\nThey talk.",
        "The first **meeting**\n\nThey talk.",
        "They talk.\n\n**The first meeting**",
        "**The first meeting**\n\n## Next\n\nThey talk.",
    ],
)
def test_other_bold_words_are_text(source: str) -> None:
    assert not any(level == 2 and "meeting" in text for _, level, text in blocks(source))


def test_a_link_or_an_image_alone_and_a_table_of_contents_are_asides() -> None:
    source = (
        "[Read on](b.md)\n\n![A chart](c.png)\n\n- [Pay](#pay)\n- [Work](#work)\n\n"
        "See [the page](b.md)\n\n[We are paid.](b.md)\n"
    )
    assert asides(source) == ["Read on", "A chart", "- Pay", "- Work"]


@pytest.mark.parametrize(
    "source",
    [
        "- [Pay](#pay)\n- [Elsewhere](b.md)",
        "- [Pay](#pay), which is paid monthly",
        "- [A crew has to write down what it owes to whom](#owed)",
    ],
)
def test_a_list_that_leads_elsewhere_or_states_something_is_text(source: str) -> None:
    assert asides(source) == []


def test_what_a_site_generator_fills_in_is_not_shown() -> None:
    source = "# <%= page.title %>\n\n<% if x %>\nA {{ word }} [link]({{ root }}/a) stays.\n\n{% a b={c: 1} %}\n"
    assert texts(source) == ["A link stays."]


def test_fields_between_dashes_in_the_middle_are_code() -> None:
    source = "Before.\n\n---\nowner: crew\nlist:\n  - a\n---\n\nAfter.\n"
    assert blocks(source) == [paragraph("Before."), ("code", 0, "owner: crew\nlist:\n  - a"), paragraph("After.")]


def test_a_paragraph_above_dashes_is_no_heading_and_a_hash_without_a_space_is_one() -> None:
    assert blocks("##Equity\n\nText")[0] == ("heading", 2, "Equity")
    long = "They talk about the work and the pay. " * 6
    assert blocks(f"{long}\n---\n\nText")[0] == paragraph(long.strip())
    assert blocks("##Goals and results\n\n#channel-name")[0] == ("heading", 2, "Goals and results")
    assert texts("##Goals and results\n\n#channel-name")[1] == "#channel-name"
