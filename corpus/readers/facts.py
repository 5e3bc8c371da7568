"""The fields of a guide's front matter, each checked for its type."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    problems: list[FrontMatterProblem] = []

    def take(name: str, kind: type, described: str) -> Value:
        value, line = matter.fields.get(name, (None, 0))
        if not line:
            return None
        if isinstance(value, kind):
            return value
        problems.append(FrontMatterProblem(line, "field-type", f"`{name}` must be {described}; it is ignored"))
        return None

    def text(name: str) -> str:
        value = take(name, str, "text (in quotes, if it looks like a number)")
        return " ".join(value.split()) if isinstance(value, str) else ""

    def texts(name: str) -> tuple[str, ...]:
        value = take(name, list, "a list of texts")
        entries = (" ".join(entry.split()) for entry in value) if isinstance(value, list) else ()
        return tuple(entry for entry in entries if entry)

    level = take("level", int, "a whole number")
    url = text("url")
    if url and not _WEB_ADDRESS.fullmatch(url):
        line = matter.fields["url"][1]
        problems.append(
            FrontMatterProblem(line, "field-url", "`url` must be an address with http:// or https://; it is ignored")
        )
        url = ""
    facts = Facts(
        title=unescape(text("title")),
        role=text("role"),
        slug=text("slug"),
        url=url,
        updated=text("updated"),
        family=text("family"),
        level=level if isinstance(level, int) else None,
        aliases=tuple(alias for alias in texts("aliases") if not _PATH.match(alias)),
        reports_to=texts("reports_to"),
        manages=texts("manages"),
        sources=texts("sources"),
    )
    return facts, tuple(sorted(problems, key=lambda problem: problem.line))
