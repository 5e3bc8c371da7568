"""A packet as a Word document (DOCX), written and read back.

Quotes are runs of a character style of their own, so that they are found again after the document was edited; the
manifest is a custom XML part, which Word keeps.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, time
from zipfile import BadZipFile, ZipFile

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part as PackagePart
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import etree  # type: ignore[import-untyped]

from assistant.desk.packets import wording
from assistant.desk.packets.manifest import NOTHING_CARRIED, Carried, NoPacket, manifest_of, read_manifest
from assistant.desk.packets.sheet import Chapter, Note, NumberedSource, Part, Prose, Quoted, Sheet
from assistant.desk.packets.word_styles import (
    ATTRIBUTION,
    NOTE,
    QUOTE,
    QUOTE_TEXT,
    SOURCE,
    add_link,
    add_page_number,
    add_styles,
    lay_out_table,
)

MOST_UNPACKED = 64 * 2**20
"""Bytes of a document's parts, unpacked."""
_BROKEN = (
    BadZipFile,
    PackageNotFoundError,
    KeyError,
    ValueError,
    NotImplementedError,
    zlib.error,
    etree.XMLSyntaxError,
)
_NAMESPACE = "urn:role-guide-assistant:packet"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_PLACE = "/customXml/item%d.xml"


def write_word(sheet: Sheet) -> bytes:
    """The packet as the bytes of a DOCX file."""
    document = Document()
    add_styles(document)
    _describe(document, sheet)
    document.add_heading(sheet.title, 0)
    document.add_paragraph(wording.made(sheet.made), ATTRIBUTION)
    for paragraph in filter(str.strip, sheet.introduction.split("\n")):
        document.add_paragraph(paragraph)
    for chapter in sheet.chapters:
        _chapter(document, chapter, sheet.cited)
    if not sheet.chapters:
        document.add_paragraph(wording.EMPTY)
    if sheet.cited and sheet.sources:
        document.add_heading(wording.SOURCES, 1)
        for source in sheet.sources:
            _source(document, source)
    if sheet.cited:
        _carry(document, manifest_of(sheet))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read_word(data: bytes) -> Carried:
    """Raises ``NoPacket``."""
    try:
        _demand_bearable(data)
        document = Document(io.BytesIO(data))
    except _BROKEN as error:
        raise NoPacket("the file is no Word document") from error
    manifest = read_manifest(_carried(document))
    shown = frozenset(_quotes(document))
    return Carried(manifest, shown.__contains__)


def _demand_bearable(data: bytes) -> None:
    """A small archive may hold far more than fits into memory. Raises ``NoPacket``."""
    with ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise NoPacket("the file is too large when it is unpacked")


def _describe(document: WordDocument, sheet: Sheet) -> None:
    facts = document.core_properties
    facts.title, facts.author, facts.comments, facts.language = sheet.title, "Role Guide Assistant", "", "en"
    facts.created = facts.modified = datetime.combine(sheet.made, time(), UTC)
    add_page_number(document.sections[0].footer.paragraphs[0], sheet.title)


def _chapter(document: WordDocument, chapter: Chapter, cited: bool) -> None:
    document.add_heading(chapter.heading, 1)
    if chapter.lines:
        table = document.add_table(1, 1 + len(chapter.columns), "Table Grid")
        for cell, name in zip(table.rows[0].cells, ("Topic", *chapter.columns), strict=True):
            cell.paragraphs[0].add_run(name).bold = True
        for line in chapter.lines:
            label, *cells = table.add_row().cells
            label.paragraphs[0].add_run(line.label).bold = True
            for cell, parts in zip(cells, line.cells, strict=True):
                for place, part in enumerate(parts):
                    _part(part, cell.paragraphs[0] if not place else cell.add_paragraph(), cited, inside=True)
        lay_out_table(table)
        document.add_paragraph()
    for part in chapter.parts:
        _part(part, document.add_paragraph(), cited)


def _part(part: Part, paragraph: Paragraph, cited: bool, *, inside: bool = False) -> None:
    """Write a part; ``inside`` a cell, where there is no room for whose quote it is beside its number."""
    if isinstance(part, Quoted):
        _quoted(part.source, paragraph, cited, inside)
    elif isinstance(part, Note):
        paragraph.style = NOTE
        paragraph.add_run(f"{wording.NOTE}: ").bold = True
        paragraph.add_run(part.text.strip())
    elif isinstance(part, Prose):
        paragraph.add_run(part.text)
        paragraph.add_run(wording.mark(*part.sources, cited=cited))


def _quoted(source: NumberedSource, paragraph: Paragraph, cited: bool, inside: bool) -> None:
    if not inside:
        paragraph.style = QUOTE
    paragraph.add_run(source.quote.text, QUOTE_TEXT)
    if not cited:
        return
    if inside:
        paragraph.add_run(wording.marked(source))
        return
    paragraph.paragraph_format.keep_with_next = True
    below = paragraph.insert_paragraph_before(f"{source.where}{wording.marked(source)}", ATTRIBUTION)
    paragraph._p.addnext(below._p)


def _source(document: WordDocument, source: NumberedSource) -> None:
    paragraph = document.add_paragraph(style=SOURCE)
    paragraph.add_run(f"[{source.n}]\t")
    paragraph.add_run(source.where).bold = True
    paragraph.add_run(f", {wording.facts(source)}")
    if wording.is_link(source.quote.url):
        paragraph.add_run().add_break()
        add_link(paragraph, source.quote.url, "open at the quote")
    paragraph.add_run().add_break()
    digest = paragraph.add_run(f"SHA-256 {source.digest}")
    digest.font.size = Pt(7)


def _carry(document: WordDocument, manifest: str) -> None:
    root = etree.Element(etree.QName(_NAMESPACE, "packet"), nsmap={None: _NAMESPACE})
    root.text = manifest
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    package = document.part.package
    part = PackagePart(package.next_partname(_PLACE), "application/xml", blob, package)
    document.part.relate_to(part, _RELATION)


def _carried(document: WordDocument) -> str:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        if relation.reltype == _RELATION:
            try:
                root = etree.fromstring(relation.target_part.blob, parser)
            except etree.XMLSyntaxError:
                continue
            if root.tag == etree.QName(_NAMESPACE, "packet"):
                return root.text or ""
    raise NoPacket(NOTHING_CARRIED)


def _quotes(document: WordDocument) -> Iterator[str]:
    """The text of the quotes' style in each paragraph, those of tables too."""
    for element in document.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, document._body)
        runs = [run.text for run in paragraph.runs if run.style is not None and run.style.name == QUOTE_TEXT]
        if runs:
            yield "".join(runs)
