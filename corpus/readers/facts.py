"""The fields of a guide's front matter, each checked for its type."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from corpus.readers.frontmatter import FrontMatter, FrontMatterProblem, Value

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# Other site generators write addresses of their own under this name.
_PATH = re.compile(r"/|https?:")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the front matter says of a guide; empty where it says nothing."""

    title: str = ""
    role: str = ""
    slug: str = ""
    url: str = ""
    updated: str = ""
    family: str = ""
    level: int | None = None
    aliases: tuple[str, ...] = ()
    reports_to: tuple[str, ...] = ()
    manages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def facts_of(matter: FrontMatter) -> tuple[Facts, tuple[FrontMatterProblem, ...]]:
    """The facts in ``matter`` and what is wrong with them: a field of a wrong type is ignored and reported."""
    fields = _Fields(matter)
    facts = Facts(
        title=unescape(fields.text("title")),
        role=fields.text("role"),
        slug=fields.text("slug"),
        url=fields.address("url"),
        updated=fields.text("updated"),
        family=fields.text("family"),
        level=fields.number("level"),
        aliases=tuple(alias for alias in fields.texts("aliases") if not _PATH.match(alias)),
        reports_to=fields.texts("reports_to"),
        manages=fields.texts("manages"),
        sources=fields.texts("sources"),
    )
    return facts, tuple(sorted(fields.problems, key=lambda problem: problem.line))


@dataclass
class _Fields:
    """The fields of a front matter, and what is wrong with those that were taken."""

    matter: FrontMatter
    problems: list[FrontMatterProblem] = field(default_factory=list)

    def text(self, name: str) -> str:
        value = self._take(name, str, "text (in quotes, if it looks like a number)")
        return " ".join(value.split()) if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._take(name, list, "a list of texts")
        entries = (" ".join(entry.split()) for entry in value) if isinstance(value, list) else ()
        return tuple(entry for entry in entries if entry)

    def number(self, name: str) -> int | None:
        value = self._take(name, int, "a whole number")
        return value if isinstance(value, int) else None

    def address(self, name: str) -> str:
        url = self.text(name)
        if not url or _WEB_ADDRESS.fullmatch(url):
            return url
        described = f"`{name}` must be an address with http:// or https://; it is ignored"
        self.problems.append(FrontMatterProblem(self.matter.fields[name][1], "field-url", described))
        return ""

    def _take(self, name: str, kind: type, described: str) -> Value:
        value, line = self.matter.fields.get(name, (None, 0))
        if not line:
            return None
        if isinstance(value, kind):
            return value
        self.problems.append(FrontMatterProblem(line, "field-type", f"`{name}` must be {described}; it is ignored"))
        return None
