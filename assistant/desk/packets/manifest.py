"""What an exported packet carries for a machine: each quote with its place, version and digest.

A file is read back into a ``Carried``: its manifest, and the quotes that it shows to a reader, whatever the format.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter, ValidationError

from assistant.desk.packets.sheet import Sheet
from assistant.types import InvalidRequest

FORMAT = "role-guide-packet/1"
NOTHING_CARRIED = "the file is no packet, or was exported without citations, so that there is nothing to check"


class NoPacket(InvalidRequest):
    """A file that no packet can be read from; the message says what is the matter."""

    def __init__(self, message: str) -> None:
        super().__init__("file", message)


@dataclass(frozen=True, slots=True)
class CarriedQuote:
    """A quote of a file: ``quote`` has the digest ``sha256``, and was ``start:end`` of that version of the guide."""

    n: int
    guide: str
    title: str
    section: str
    version: str
    updated: str
    start: int
    end: int
    sha256: str
    quote: str


@dataclass(frozen=True, slots=True)
class PacketManifest:
    """All quotes of a file, and when it was made."""

    format: str
    title: str
    made: date
    quotes: tuple[CarriedQuote, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """A packet as it was read from a file: ``shows`` says whether a reader of the file sees a text as a quote."""

    manifest: PacketManifest
    shows: Callable[[str], bool]


_MANIFEST = TypeAdapter(PacketManifest)


def manifest_of(sheet: Sheet) -> str:
    """The manifest as JSON. It holds no ">", so that it can stand in a comment."""
    quotes = tuple(
        CarriedQuote(
            n=source.n,
            guide=source.quote.guide,
            title=source.quote.title,
            section=source.quote.section,
            version=source.quote.version,
            updated=source.quote.updated,
            start=source.quote.start,
            end=source.quote.end,
            sha256=source.digest,
            quote=source.quote.text,
        )
        for source in sheet.sources
    )
    written = _MANIFEST.dump_json(PacketManifest(FORMAT, sheet.title, sheet.made, quotes)).decode()
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("--", "-\\u002d")


def read_manifest(text: str | bytes) -> PacketManifest:
    """Raises ``NoPacket``."""
    try:
        manifest = _MANIFEST.validate_json(text)
    except ValidationError as error:
        raise NoPacket("the list of quotes that the file carries is damaged") from error
    if manifest.format != FORMAT:
        raise NoPacket(f"the packet is of the form {manifest.format[:40]!r}, which this version doesn't know")
    return manifest
