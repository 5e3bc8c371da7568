"""Passages cover all body text exactly once, whatever a guide looks like."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from types import FrameType
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from corpus.ideas import LABEL_LENGTH
from corpus.lexicon import load_lexicon
from corpus.readers.assemble import heading_text, lay_out, sections_of
from corpus.readers.pieces import Piece, table_text
from corpus.split import split
from corpus.types import BlockKind, Guide, Passage

LEXICON = load_lexicon()
LIMIT = 240


def fits(text: str) -> bool:
    return len(text) <= LIMIT


def anything_fits(_: str) -> bool:
    return True


def guide_of(pieces: Sequence[Piece], slug: str = "lead") -> Guide:
    body = lay_out(pieces)
    sections = sections_of(body, "Lead", LEXICON)
    return Guide(slug, "Lead", "Lead", body.text, body.blocks, sections, version="1")


def paragraph(text: str) -> Piece:
    return Piece(BlockKind.PARAGRAPH, text)


def item(text: str, level: int = 0) -> Piece:
    return Piece(BlockKind.ITEM, f"- {text}", level)


def heading(text: str, level: int = 2) -> Piece:
    return Piece(BlockKind.HEADING, text, level)


words = st.text(st.sampled_from("abcXYZ019 é“”’(){}.,:;?!-–\u00a0🙂\u0301"), min_size=1, max_size=30)
sentences = st.lists(
    st.one_of(words, st.sampled_from(["How many?", "e.g. Dr. Smith.", "See (a? b?), then c."])), max_size=12
)
texts = sentences.map(" ".join).filter(lambda text: bool(text.strip()))
headings = st.sampled_from(["Pay", "Hiring process", "What is it?", "FAQ", "Day to day"])
pieces = st.one_of(
    st.builds(heading, headings, st.integers(1, 6)),
    st.builds(paragraph, texts),
    st.builds(paragraph, texts.map(lambda text: f"{text[:60]}:")),
    st.builds(paragraph, st.text("abcdefgh", min_size=1, max_size=900)),
    st.builds(item, texts, st.integers(0, 3)),
    st.builds(
        lambda rows: Piece(BlockKind.TABLE, table_text(rows)), st.lists(st.tuples(texts, texts), min_size=1, max_size=6)
    ),
    st.builds(lambda text: Piece(BlockKind.CODE, f"x = 1\n\n  {text}"), texts),
)
guides = st.lists(pieces, min_size=1, max_size=20).map(guide_of)


@given(guides)
def test_no_character_is_in_two_passages_and_only_what_acts_as_a_heading_or_says_nothing_is_in_none(
    guide: Guide,
) -> None:
    passages = split(guide, fits)
    times = [0] * len(guide.text)
    for passage in passages:
        for place in range(passage.start, passage.end):
            times[place] += 1
    assert set(times) <= {0, 1}
    above = {line for passage in passages for line in passage.heading_path}
    for block in guide.blocks:
        text = guide.text[block.start : block.end]
        covered = [times[block.start + i] for i, character in enumerate(text) if not character.isspace()]
        if block.kind is BlockKind.HEADING:
            assert not any(covered)
        elif not all(covered) and block.kind is not BlockKind.CODE:
            assert not any(covered)
            bare = text.removeprefix("- ")
            is_label = len(bare) <= LABEL_LENGTH and not any(map(str.isdigit, bare))
            assert heading_text(bare) in above or is_label or not any(map(str.isalnum, bare))


@given(guides)
@example(
    guide_of(
        [
            heading("Hiring process", 1),
            item(f"{'word ' * 12}How many? e.g. Dr. Smith.", 0),
            Piece(BlockKind.CODE, f"x = 1\n\n  {'y ' * 28}"),
            item("word " * 9, 3),
        ]
    )
)
@example(
    guide_of(
        [
            heading("Pay", 1),
            item(f"{'word ' * 24}How many? How many? See (a? b?), then c.", 1),
            Piece(BlockKind.CODE, "x = 1\n\n  How many? How many? See (a? b?), then c."),
            item("0"),
        ]
    )
)
def test_offsets_are_exact_and_sentences_lie_inside_in_order(guide: Guide) -> None:
    passages = split(guide, fits)
    assert all(one.end <= other.start for one, other in pairwise(passages))
    for passage in passages:
        assert passage.text == guide.text[passage.start : passage.end] == passage.text.strip()
        bounds = [place for span in passage.sentences for place in span]
        assert bounds == sorted(bounds)
        assert passage.start == bounds[0]
        assert bounds[-1] <= passage.end
        code = [block for block in guide.blocks if block.kind is BlockKind.CODE]
        spans = [*passage.sentences, *((block.start, block.end) for block in code if block.start > passage.start)]
        held = "".join(guide.text[start : min(end, passage.end)] for start, end in sorted(spans))
        assert "".join(held.split()).startswith("".join(passage.text.split()))


@given(guides)
def test_nothing_is_longer_than_the_encoder_reads(guide: Guide) -> None:
    assert all(fits(passage.embedded) for passage in split(guide, fits))


@given(guides)
def test_splitting_is_deterministic_and_ids_are_unique(guide: Guide) -> None:
    passages = split(guide, fits)
    assert passages == split(guide, fits)
    assert len({passage.id for passage in passages}) == len(passages)


@given(st.lists(pieces, min_size=1, max_size=12))
def test_ids_do_not_depend_on_where_a_passage_stands(rest: list[Piece]) -> None:
    new = paragraph("Something new stands at the top. It says two things.")
    before = {passage.id for passage in split(guide_of(rest), fits)}
    after = {passage.id for passage in split(guide_of([new, *rest]), fits)}
    assert len(after - before) == 1
    assert before < after


def test_ids_tell_guides_and_headings_apart() -> None:
    body = [paragraph("The same words.")]
    one, other = split(guide_of(body), fits), split(guide_of(body, slug="other"), fits)
    under = split(guide_of([heading("Pay"), *body]), fits)
    assert len({one[0].id, other[0].id, under[0].id}) == 3


def texts_of(passages: Sequence[Passage]) -> list[str]:
    return [passage.text for passage in passages]


def test_a_list_stays_with_the_line_that_introduces_it() -> None:
    guide = guide_of(
        [
            paragraph("Before. It is apart."),
            paragraph("Watch for:"),
            item("one"),
            item("two", 1),
            paragraph("After. It is apart."),
        ]
    )
    assert texts_of(split(guide, anything_fits)) == [
        "Before. It is apart.",
        "Watch for:\n\n- one\n  - two",
        "After. It is apart.",
    ]


def test_a_question_stays_with_its_answer() -> None:
    guide = guide_of(
        [heading("FAQ"), paragraph("How many?"), paragraph("Three. Or six."), paragraph("Why? Because. It is so.")]
    )
    passages = split(guide, anything_fits)
    assert texts_of(passages) == ["How many?\n\nThree. Or six.", "Why? Because. It is so."]
    assert {passage.topic for passage in passages} == {"faq"}
    assert passages[0].context == "Lead › FAQ"
    assert passages[0].embedded == "Lead › FAQ\nHow many?\n\nThree. Or six."


def test_items_that_put_a_question_each_and_answer_it_are_ideas_of_their_own() -> None:
    guide = guide_of([heading("People ask"), item("Can I bring a dog? Yes."), item("Do I need a degree? No. Hardly.")])
    assert texts_of(split(guide, anything_fits)) == ["- Can I bring a dog? Yes.", "- Do I need a degree? No. Hardly."]
    guide = guide_of([paragraph("What they ask:"), item("How many cows died?"), item("Of what?")])
    assert len(split(guide, anything_fits)) == 1


def test_a_table_stays_with_its_introduction_and_is_cut_between_rows() -> None:
    rows = table_text([("Level", "Span"), *((f"Level {n}", "six to eight people") for n in range(20))])
    guide = guide_of([paragraph("Spans by level:"), Piece(BlockKind.TABLE, rows)])
    whole = split(guide, anything_fits)
    assert texts_of(whole) == [f"Spans by level:\n\n{rows}"]
    assert whole[0].kind is BlockKind.TABLE
    cut = split(guide, fits)
    assert len(cut) > 1
    assert [line for passage in cut for line in passage.text.split("\n") if line] == [
        "Spans by level:",
        *rows.split("\n"),
    ]


def test_long_items_are_ideas_of_their_own_and_nested_ones_stay_above() -> None:
    long = "It says quite a lot about one thing. " * 6
    guide = guide_of(
        [paragraph("Check these:"), item(f"A {long}"), item(f"B {long}"), item("nested", 1), item(f"C {long}")]
    )
    starts = [passage.text.split()[:2] for passage in split(guide, anything_fits)]
    assert starts == [["-", "A"], ["-", "B"], ["-", "C"]]
    assert {passage.heading_path for passage in split(guide, anything_fits)} == {("Check these",)}


def test_the_collection_stands_before_the_title_and_tells_passages_apart() -> None:
    guide = guide_of([heading("Pay"), paragraph("The same words.")])
    (plain,), (collected,) = split(guide, fits), split(replace(guide, collection="Acme handbook"), fits)
    assert (plain.context, collected.context) == ("Lead › Pay", "Acme handbook › Lead › Pay")
    assert collected.collection == "Acme handbook"
    assert plain.id != collected.id


def test_what_is_too_long_is_cut_at_sentence_ends() -> None:
    sentence = "A sentence of about forty characters here."
    guide = guide_of([paragraph(" ".join([sentence] * 20))])
    passages = split(guide, fits)
    assert 1 < len(passages) <= 5
    assert all(passage.text.replace(sentence, "").strip() == "" for passage in passages)


def test_a_very_long_sentence_without_spaces_is_cut_anywhere() -> None:
    guide = guide_of([paragraph("x" * 5000)])
    passages = split(guide, fits)
    assert "".join(texts_of(passages)) == "x" * 5000
    assert all(fits(passage.embedded) for passage in passages)


def test_a_guide_of_headings_only_has_no_passages() -> None:
    assert split(guide_of([heading("Pay"), heading("Hiring")]), fits) == ()


def instructions(work: Callable[[], object]) -> int:
    """How many instructions of the interpreter ``work`` takes: the same number each time, on any machine."""
    taken, before = 0, sys.gettrace()

    def note(frame: FrameType, event: str, _: object) -> Any:
        nonlocal taken
        frame.f_trace_opcodes = True
        taken += event == "opcode"
        return note

    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
    return taken


def test_splitting_takes_work_in_proportion_to_the_text() -> None:
    def work(paragraphs: int) -> int:
        guide = guide_of([heading("Pay"), *(paragraph(f"Seat {n} is paid.") for n in range(paragraphs))])
        return instructions(lambda: split(guide, anything_fits))

    assert work(400) < 5 * work(100)
