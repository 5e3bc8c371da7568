"""A packet as PDF, written and read back; its manifest is attached to it."""

from __future__ import annotations

import io
import logging
from datetime import UTC, datetime, time

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from assistant.desk.packets import wording
from assistant.desk.packets.manifest import NOTHING_CARRIED, Carried, NoPacket, manifest_of, read_manifest
from assistant.desk.packets.pdf_paper import Paper
from assistant.desk.packets.sheet import Chapter, Note, NumberedSource, Part, Prose, Quoted, Sheet

ATTACHED = "role-guide-packet.json"


def write_pdf(sheet: Sheet) -> bytes:
    """The packet as the bytes of a PDF file. What its fonts have no sign for is drawn as a box."""
    paper = Paper(sheet.title, datetime.combine(sheet.made, time(), UTC))
    paper.title(sheet.title)
    paper.small(wording.made(sheet.made))
    for paragraph in filter(str.strip, sheet.introduction.split("\n")):
        paper.text(paragraph)
    for chapter in sheet.chapters:
        _chapter(paper, chapter, sheet.cited)
    if not sheet.chapters:
        paper.text(wording.EMPTY)
    if sheet.cited and sheet.sources:
        paper.heading(wording.SOURCES)
        for source in sheet.sources:
            _source(paper, source)
    if sheet.cited:
        paper.attach(ATTACHED, manifest_of(sheet).encode(), "The quotes with their places and digests")
    return paper.bytes()


def read_pdf(data: bytes) -> Carried:
    """Raises ``NoPacket``."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it remarks on whatever it can mend
    try:
        reader = PdfReader(io.BytesIO(data))
        attached = reader.attachments.get(ATTACHED, [])
        pages = [page.extract_text() for page in reader.pages] if attached else []
    except (PyPdfError, ValueError, KeyError, RecursionError) as error:
        raise NoPacket("the file is no PDF that can be read") from error
    if not attached:
        raise NoPacket(NOTHING_CARRIED)
    manifest = read_manifest(attached[0])
    seen = "".join(
        _bare(page).removesuffix(_bare(Paper.foot(manifest.title, number))) for number, page in enumerate(pages, 1)
    )
    return Carried(manifest, lambda quote: _bare(Paper.drawn(quote)) in seen)


def _bare(text: str) -> str:
    """Without white space and soft hyphens, which is where lines happen to end."""
    return "".join(text.replace("\xad", "").split())


def _chapter(paper: Paper, chapter: Chapter, cited: bool) -> None:
    paper.heading(chapter.heading, room=90 if chapter.lines else 30)
    if chapter.lines:
        rows = [
            [line.label, *("\n\n".join(_in_cell(part, cited) for part in cell) for cell in line.cells)]
            for line in chapter.lines
        ]
        paper.table(["Topic", *chapter.columns], rows)
    for part in chapter.parts:
        _part(paper, part, cited)


def _in_cell(part: Part, cited: bool) -> str:
    if isinstance(part, Quoted):
        return f"“{part.source.quote.text}”{wording.mark(part.source, cited=cited)}"
    if isinstance(part, Prose):
        return f"{part.text}{wording.mark(*part.sources, cited=cited)}"
    return part.text


def _part(paper: Paper, part: Part, cited: bool) -> None:
    if isinstance(part, Quoted):
        below = f"{part.source.where}{wording.marked(part.source)}" if cited else ""
        paper.quote(part.source.quote.text, below)
    elif isinstance(part, Note):
        paper.note(f"{wording.NOTE}: ", part.text.strip())
    elif isinstance(part, Prose):
        paper.text(f"{part.text}{wording.mark(*part.sources, cited=cited)}")


def _source(paper: Paper, source: NumberedSource) -> None:
    address = source.quote.url if wording.is_link(source.quote.url) else ""
    paper.source(f"[{source.n}]", source.where, wording.facts(source), address, f"SHA-256 {source.digest}")
