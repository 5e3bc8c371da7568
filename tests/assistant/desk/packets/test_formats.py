"""Packets in each format, opened and read back."""

from __future__ import annotations

import hashlib
import io
import random
import re
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.desk.packets.formats import Format, file_name, read_file, write_file
from assistant.desk.packets.in_word import MOST_UNPACKED
from assistant.desk.packets.manifest import NoPacket
from assistant.desk.packets.pdf_paper import Paper
from assistant.desk.packets.sheet import quote_of
from assistant.storage.packet_records import Content, Kind, PacketCell, PacketRow, PacketStatement
from corpus.types import Guide
from tests.assistant.desk.packets.examples import TEXT, VERSION, guide, item, packet, quoting, sheet

PAY = "A bosun earns €40,000 a year."
LIST = "Six to ten deckhands report to a bosun:\n\n- they paint\n- they moor"
MATE = "A bosun reports to the chief mate."
EVERY = pytest.mark.parametrize("format", list(Format))

# What a guide's text may hold (corpus/readers/decode.py takes out the rest), and what a format might take for its own.
SIGNS = st.one_of(
    st.sampled_from(list("\n\n\n -*#>_`[]()!&;|~1.)=+<\\\"'é—\t$")),
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="\ufffe\uffff\u2028\u2029"),
)
TEXTS = st.text(SIGNS, min_size=1, max_size=200).map(str.strip).filter(bool)


def unpacked(data: bytes) -> bytes:
    """A Word document is a ZIP archive."""
    if not data.startswith(b"PK"):
        return data
    with ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def shown(data: bytes, format: Format) -> str:
    """What a reader of the file sees, without its layout."""
    if format is Format.WORD:
        document = Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if format is Format.PDF:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    return re.sub(r"<!--.*-->", "", data.decode(), flags=re.DOTALL)


@EVERY
def test_a_file_shows_quotes_notes_and_numbered_sources(format: Format) -> None:
    collected = quoting(guide(), PAY, MATE, note="Ask about overtime.")
    seen = " ".join(shown(write_file(sheet(collected, guide()), format), format).split())
    for said in (PAY, MATE, "For Ana", "Made on 29 November 2026", "Ask about overtime.", "Bosun › Pay [1]"):
        assert said in seen
    assert f"version {VERSION}, updated 23 November 2026" in seen
    for quote in (PAY, MATE):
        assert hashlib.sha256(quote.encode()).hexdigest() in seen.replace(" ", "")


@EVERY
def test_a_file_without_citations_shows_the_quotes_alone(format: Format) -> None:
    data = write_file(sheet(quoting(guide(), PAY), guide(), cited=False), format)
    seen = shown(data, format)
    assert PAY in " ".join(seen.split())
    assert "[1]" not in seen
    assert "Sources" not in seen
    for part in (VERSION, "guides.test", hashlib.sha256(PAY.encode()).hexdigest()[:12]):
        assert part not in seen
        assert part.encode() not in unpacked(data)
    with pytest.raises(NoPacket, match="without citations"):
        read_file(data)


def test_addresses_open_the_guide_at_the_quote() -> None:
    address = "https://guides.test/bosun#:~:text=A%20bosun%20earns%20%E2%82%AC40%2C000%20a%20year."
    made = sheet(quoting(guide(), PAY), guide())
    assert f"](<{address}>)" in write_file(made, Format.MARKDOWN).decode()
    word = Document(io.BytesIO(write_file(made, Format.WORD)))
    assert address in {relation.target_ref for relation in word.part.rels.values() if relation.is_external}
    page = PdfReader(io.BytesIO(write_file(made, Format.PDF))).pages[-1]
    links = [note.get_object()["/A"]["/URI"] for note in page["/Annots"]]  # type: ignore[attr-defined]
    assert links == [address]


def test_a_guide_without_an_address_is_opened_at_this_service() -> None:
    here = guide(url="")
    made = sheet(quoting(here, PAY), here)
    assert made.sources[0].quote.url.startswith("https://desk.test/guides/bosun#:~:text=A%20bosun")


def round_trip(text: str, format: Format) -> None:
    """What is read back is the guide's own text; a PDF draws a box for what its fonts have no sign for."""
    of = guide(text)
    read = read_file(write_file(sheet(packet(item(Content("All", (quote_of(of, 0, len(text)),)))), of), format))
    (quote,) = read.manifest.quotes
    assert quote.quote == of.text[quote.start : quote.end] == text
    assert quote.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert read.shows(text)
    assert not read.shows(f"{text}!")


@settings(max_examples=300)
@given(TEXTS)
def test_quotes_in_markdown_equal_their_guides_text(text: str) -> None:
    round_trip(text, Format.MARKDOWN)


@settings(max_examples=15)
@given(TEXTS)
def test_quotes_in_word_equal_their_guides_text(text: str) -> None:
    round_trip(text, Format.WORD)


@settings(max_examples=10)
@given(
    st.text(SIGNS.filter(lambda sign: Paper.drawn(sign) == sign), min_size=1, max_size=200).map(str.strip).filter(bool)
)
def test_quotes_in_pdf_equal_their_guides_text_but_for_white_space(text: str) -> None:
    round_trip(text, Format.PDF)


@settings(max_examples=40)
@given(st.data())
def test_spans_of_the_shipped_guides_are_quoted_exactly(shipped_guides: tuple[Guide, ...], data: st.DataObject) -> None:
    of = data.draw(st.sampled_from(shipped_guides))
    start = data.draw(st.integers(0, len(of.text) - 2))
    end = data.draw(st.integers(start + 1, min(start + 900, len(of.text))))
    if not of.text[start:end].strip():
        return
    quote = quote_of(of, start, end)
    read = read_file(write_file(sheet(packet(item(Content("All", (quote,)))), of), Format.MARKDOWN))
    assert [one.quote for one in read.manifest.quotes] == [of.text[start:end]]
    assert read.shows(of.text[start:end]) or of.text[start:end] != of.text[start:end].strip()


@EVERY
def test_a_quote_that_goes_over_many_pages_is_whole(format: Format) -> None:
    text = "\n\n".join(f"Paragraph {n} says that a bosun has {n} deckhands and what they do." * 4 for n in range(60))
    round_trip(text, format)


@EVERY
def test_a_comparison_is_a_table_of_quotes_and_remarks(format: Format) -> None:
    of = guide()
    quotes = tuple(quote_of(of, of.text.index(one), of.text.index(one) + len(one)) for one in (PAY, LIST))
    cells = (PacketCell((PacketStatement(PAY, (0,)),)), PacketCell((), "Not said; searched for pay."))
    rows = (
        PacketRow("Pay", cells),
        PacketRow("Crew", (PacketCell((PacketStatement(LIST, (1,)),)), PacketCell((), "Not said."))),
    )
    content = Content("Bosun and mate", quotes, (), ("Bosun", "Chief Mate"), rows)
    data = write_file(sheet(packet(item(content, Kind.COMPARISON)), of), format)
    seen = " ".join(shown(data, format).split())
    for said in (PAY, "Chief Mate", "Not said; searched for pay.", "[2]"):
        assert said in seen
    assert all(read_file(data).shows(quote.text) for quote in quotes)


def test_a_statement_in_a_models_words_is_no_quote() -> None:
    of = guide()
    content = Content(
        "Pay?", (quote_of(of, TEXT.index(PAY), TEXT.index(PAY) + len(PAY)),), (PacketStatement("It pays.", (0,)),)
    )
    read = read_file(write_file(sheet(packet(item(content, Kind.ANSWER)), of), Format.MARKDOWN))
    assert (read.shows(PAY), read.shows("It pays.")) == (True, False)


def test_the_same_quote_has_one_number_wherever_it_is_collected() -> None:
    made = sheet(quoting(guide(), PAY, MATE, PAY), guide())
    assert [source.quote.text for source in made.sources] == [PAY, MATE]


@pytest.mark.parametrize("data", [b"", b"# Notes\n", b"PK\x03\x04broken", b"%PDF-1.7 broken", b"\xff\xfe\x00"])
def test_what_is_no_packet_is_refused(data: bytes) -> None:
    with pytest.raises(NoPacket):
        read_file(data)


def test_a_damaged_document_is_refused_whatever_byte_is_wrong() -> None:
    made = sheet(quoting(guide(), PAY), guide())
    chance = random.Random(7)
    for format in (Format.WORD, Format.PDF):
        data = write_file(made, format)
        for _ in range(40):
            damaged = bytearray(data)
            for _ in range(60):
                damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
            with suppress(NoPacket):
                read_file(bytes(damaged)).shows(PAY)


def test_an_archive_that_unpacks_to_more_than_fits_is_refused() -> None:
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (MOST_UNPACKED + 1))
    with pytest.raises(NoPacket, match="too large"):
        read_file(bomb.getvalue())


def test_a_character_that_the_fonts_of_the_pdf_lack_is_a_box_and_the_file_still_passes() -> None:
    text = "A 船長 earns €90,000 👍 a year."
    data = write_file(
        sheet(packet(item(Content("All", (quote_of(guide(text), 0, len(text)),)))), guide(text)), Format.PDF
    )
    assert "A ☐☐ earns €90,000 ☐ a year." in shown(data, Format.PDF)
    read = read_file(data)
    assert [quote.quote for quote in read.manifest.quotes] == [text]
    assert read.shows(text)


def test_a_damaged_list_of_quotes_is_refused() -> None:
    data = write_file(sheet(quoting(guide(), PAY), guide()), Format.MARKDOWN)
    with pytest.raises(NoPacket, match="damaged"):
        read_file(data.replace(b'"start":', b'"stert":'))
    with pytest.raises(NoPacket, match="doesn't know"):
        read_file(data.replace(b"packet/1", b"packet/9"))


def test_a_file_is_named_for_its_title() -> None:
    assert file_name("Pay & Café, für Ana/../x", Format.PDF) == "pay-cafe-fur-ana-x.pdf"
    assert file_name("東京", Format.WORD) == "packet.docx"
