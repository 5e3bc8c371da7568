"""The formats that a packet is exported in. The libraries that write them are imported when one is asked for."""

from __future__ import annotations

from enum import StrEnum

from assistant.desk.packets.manifest import Carried
from assistant.desk.packets.sheet import Sheet
from corpus.identity import ascii_slug


class Format(StrEnum):
    """By the ending of the file."""

    MARKDOWN = "md"
    WORD = "docx"
    PDF = "pdf"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
}


def write_file(sheet: Sheet, format: Format) -> bytes:
    """The packet as the bytes of a file."""
    if format is Format.WORD:
        from assistant.desk.packets.in_word import write_word

        return write_word(sheet)
    if format is Format.PDF:
        from assistant.desk.packets.in_pdf import write_pdf

        return write_pdf(sheet)
    from assistant.desk.packets.in_markdown import write_markdown

    return write_markdown(sheet)


def read_file(data: bytes) -> Carried:
    """A packet of any format, told by how the file begins. Raises ``NoPacket``."""
    if data.startswith(b"PK"):
        from assistant.desk.packets.in_word import read_word

        return read_word(data)
    if data.startswith(b"%PDF"):
        from assistant.desk.packets.in_pdf import read_pdf

        return read_pdf(data)
    from assistant.desk.packets.in_markdown import read_markdown

    return read_markdown(data)


def file_name(title: str, format: Format) -> str:
    """A name for the file that any system takes: the title's letters and digits."""
    return f"{ascii_slug(title) or 'packet'}.{format}"
