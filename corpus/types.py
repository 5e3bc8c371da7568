"""What a guide is once it has been read: one canonical text, and exact spans of it.

Every offset in this package counts Unicode code points of ``Guide.text``, half-open: ``text[start:end]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
"""E.g. "a*\u202e*b"."""


class BlockKind(StrEnum):
    """The smallest structural pieces that a guide is made of."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """One list item, marker included in the canonical text ("- " or "1. ")."""
    TABLE = "table"
    """A whole table, its header row first, one row a line, cells separated by " | "."""
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a guide: ``guide.text[start:end]``, without surrounding white space.

    ``level`` is the depth of a heading (1 to 6, the title being 1) or the nesting of a list item
    (0 for an outer one); it is 0 for everything else. ``line`` is the line of the source file.
    """

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    line: int = 0
    aside: bool = False
    """Whether it says nothing of the guide's own: an image or a link alone, a list of the page's headings, what stands
    in many files. It is part of the text, but its words are no sentences of a passage."""
    repeated: bool = False
    """Whether it is an aside only because it stands in many files."""


class MarkKind(StrEnum):
    """How a span stands out on the page."""

    STRONG = "strong"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Mark:
    """``guide.text[start:end]`` stands out within its block, as in the file: in bold, or as a link to ``href``.

    Pages show it so; nothing else reads it.
    """

    kind: MarkKind
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with everything under it up to the next heading of any level.

    ``path`` is the chain of headings from the outermost below the title down to this one.
    ``start`` is where the heading begins, ``end`` where its own body ends. The text before the first
    heading is a section with an empty ``heading`` and ``path``.
    """

    heading: str
    path: tuple[str, ...]
    topic: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Guide:
    """A role guide: its facts from the front matter (or recovered from the text) and its canonical text.

    ``version`` is a digest of everything that an answer could show, so that a citation can say which text it
    quotes. ``text`` is plain text in NFC: no markup, lines separated by ``\\n``.
    """

    slug: str
    title: str
    role: str
    text: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    version: str
    url: str = ""
    updated: str = ""
    aliases: tuple[str, ...] = ()
    family: str = ""
    level: int | None = None
    reports_to: tuple[str, ...] = ()
    manages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    collection: str = ""
    """The readable name of the corpus's folder that the file is in; empty right in the corpus."""
    marks: tuple[Mark, ...] = ()
    """In the order of the text; of Markdown files only."""
    file_digest: str = field(default="", compare=False)
    """Tells the file that it was read from, and how it was read; empty where something was wrong with that file."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One idea of a guide: what is retrieved and quoted from.

    ``text == guide.text[start:end]`` always. ``heading_path`` and ``topic`` travel with the passage for
    retrieval but are no part of a quote. ``id`` depends on content only (guide, headings, text), so it
    survives re-indexing; it does not depend on where in the guide the passage stands.
    """

    id: str
    guide: str
    title: str
    role: str
    heading_path: tuple[str, ...]
    topic: str
    kind: BlockKind
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...]
    """The passage's sentences, list items and table rows: exact spans of the guide's text, in order."""
    collection: str = ""

    @property
    def section(self) -> str:
        """The heading path in words; empty before the first heading."""
        return " › ".join(self.heading_path)

    @property
    def embedded(self) -> str:
        """What the encoder and the word index see: context, a line break, the passage's text."""
        return f"{self.context}\n{self.text}"

    @property
    def context(self) -> str:
        """Where the passage stands, in words: collection, title, heading path. Embedded before the text."""
        return " › ".join(filter(None, (self.collection, self.title, *self.heading_path)))


class Severity(StrEnum):
    """``ERROR``: the guide, or the curated question, was not read. ``WARNING``: it was, but an editor should look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a guide's file, at a line (1-based; 0 where no line can be named).

    ``start`` and ``end`` are the span of the guide's text that is meant; both 0 where none is.
    """

    path: Path
    line: int
    severity: Severity
    code: str
    message: str
    start: int = 0
    end: int = 0

    def __str__(self) -> str:
        """One line; what a name or a message has that isn't shown, or steers a terminal, is written out."""
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return _UNSHOWN.sub(_escaped, f"{where}: {self.severity}: {self.message} [{self.code}]")


def _escaped(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode("ascii")


@dataclass(frozen=True, slots=True)
class CuratedQuestion:
    """A question that a person has answered: every phrasing in ``ask`` gets the quotes in ``answer``.

    ``answer`` are exact spans of the text of ``guide`` (a slug). Without any the guides don't say, and ``say`` is what
    visitors are told, which may be empty; ``near`` are spans of what they do say instead. ``id`` is the guide's own.
    """

    id: str
    guide: str
    ask: tuple[str, ...]
    answer: tuple[tuple[int, int], ...] = ()
    say: str = ""
    near: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """All guides of a folder, ordered by slug, and what is wrong with the files in it.

    ``paths`` are the files of ``guides``, in the same order; a corpus that was not read from files has none.
    ``questions`` are the curated ones, in the order of their files.
    """

    guides: tuple[Guide, ...]
    findings: tuple[Finding, ...]
    paths: tuple[Path, ...] = ()
    questions: tuple[CuratedQuestion, ...] = ()
