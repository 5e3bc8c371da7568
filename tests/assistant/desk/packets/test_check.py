"""An exported packet held against the guides of a later day."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document

from assistant.desk.packets.anchors import QuoteState, anchor
from assistant.desk.packets.check import check_file
from assistant.desk.packets.formats import Format, write_file
from tests.assistant.desk.packets.examples import TEXT, VERSION, guide, quoting, sheet

PAY = "A bosun earns €40,000 a year."
MATE = "A bosun reports to the chief mate."
EVERY = pytest.mark.parametrize("format", list(Format))


def states(data: bytes, text: str, slug: str = "bosun") -> list[QuoteState]:
    return [quote.state for quote in check_file(data, (guide(text, slug, "v2"),)).quotes]


@EVERY
def test_each_quote_is_told_unchanged_moved_changed_or_gone(format: Format) -> None:
    data = write_file(sheet(quoting(guide(), PAY, MATE), guide()), format)
    assert states(data, TEXT) == [QuoteState.UNCHANGED, QuoteState.UNCHANGED]
    assert states(data, TEXT.replace("Crew\n\n", "Crew\n\nA new sentence. ")) == [
        QuoteState.UNCHANGED,
        QuoteState.MOVED,
    ]
    assert states(data, TEXT.replace("€40,000", "€45,000")) == [QuoteState.CHANGED, QuoteState.UNCHANGED]
    assert states(data, TEXT.replace(f"\n\n{MATE}", "")) == [QuoteState.UNCHANGED, QuoteState.GONE]
    assert states(data, "Nothing of all that.", "cook") == [QuoteState.GONE, QuoteState.GONE]


def test_what_a_quote_was_edited_to_is_shown_in_todays_words() -> None:
    edited = guide(TEXT.replace("€40,000 a year", "€45,000 a year, before taxes"), version="v2")
    (quote,) = check_file(write_file(sheet(quoting(guide(), PAY), guide()), Format.MARKDOWN), (edited,)).quotes
    assert quote.today.text == "A bosun earns €45,000 a year, before taxes."
    assert quote.today.text == edited.text[quote.today.start : quote.today.end]


def test_only_unchanged_is_as_it_was() -> None:
    data = write_file(sheet(quoting(guide(), PAY), guide()), Format.MARKDOWN)
    assert check_file(data, (guide(),)).is_as_it_was
    assert not check_file(data, (guide(f"New. {TEXT}"),)).is_as_it_was


def test_a_file_whose_quote_was_edited_by_hand_is_found_out() -> None:
    made = sheet(quoting(guide(), PAY), guide())
    markdown = write_file(made, Format.MARKDOWN)
    assert states(markdown.replace("> A bosun earns €40".encode(), "> A bosun earns €90".encode()), TEXT) == [
        QuoteState.ALTERED
    ]
    assert states(re.sub(rb'"sha256":"....', b'"sha256":"0000', markdown), TEXT) == [QuoteState.ALTERED]
    forged = check_file(markdown.replace(b"40,000", b"90,000"), (guide(),)).quotes[0]
    assert (forged.state, forged.is_recorded) == (QuoteState.ALTERED, False)
    word = Document(io.BytesIO(write_file(made, Format.WORD)))
    (paragraph,) = (one for one in word.paragraphs if one.text == PAY)
    paragraph.runs[0].text = PAY.replace("40", "90")
    out = io.BytesIO()
    word.save(out)
    assert states(out.getvalue(), TEXT) == [QuoteState.ALTERED]


def test_a_word_document_that_was_only_laid_out_anew_is_as_it_was() -> None:
    word = Document(io.BytesIO(write_file(sheet(quoting(guide(), PAY), guide()), Format.WORD)))
    (paragraph,) = (one for one in word.paragraphs if one.text == PAY)
    style = paragraph.runs[0].style
    paragraph.runs[0].text = PAY[:9]
    paragraph.add_run(PAY[9:], style).bold = True
    word.add_paragraph("And some more of the coach's words.")
    out = io.BytesIO()
    word.save(out)
    assert states(out.getvalue(), TEXT) == [QuoteState.UNCHANGED]


def test_a_markdown_file_with_other_line_ends_is_as_it_was() -> None:
    data = write_file(sheet(quoting(guide(), "- they paint\n- they moor"), guide()), Format.MARKDOWN)
    assert states(data.replace(b"\n", b"\r\n"), TEXT) == [QuoteState.UNCHANGED]


def test_a_guide_that_was_renamed_still_has_its_sentences() -> None:
    found = anchor("bosun", 11, 11 + len(PAY), PAY, {"ships-bosun": guide(slug="ships-bosun")})
    assert (found.state, found.guide and found.guide.slug, found.text) == (QuoteState.MOVED, "ships-bosun", PAY)


def test_a_short_text_is_not_looked_for_in_other_guides() -> None:
    assert anchor("bosun", 0, 5, "a day", {"cook": guide("Twice a day.", "cook")}).state is QuoteState.GONE


def test_the_nearest_of_several_places_that_is_no_part_of_a_word_is_taken() -> None:
    text = "It was 110% of pay. Filler. Here 10% of pay. More filler, and 10% of pay."
    found = anchor("bosun", 0, 10, "10% of pay", {"bosun": guide(text)})
    assert found.start == text.index("Here 10%") + 5


def test_a_collected_quote_that_the_guide_no_longer_has_is_marked_in_the_export() -> None:
    collected = quoting(guide(), PAY, MATE)
    today = guide(TEXT.replace("€40,000", "€45,000").replace("Crew\n\n", "Crew\n\nNew. "), version="v2")
    made = sheet(collected, today)
    assert [(source.state, source.quote.version) for source in made.sources] == [
        (QuoteState.CHANGED, VERSION),
        (QuoteState.MOVED, "v2"),
    ]
    assert today.text[made.sources[1].quote.start : made.sources[1].quote.end] == MATE
    written = write_file(made, Format.MARKDOWN).decode()
    assert "[1], not in today's guide" in written
    assert "[2], not in" not in written
