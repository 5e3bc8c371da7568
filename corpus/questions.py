"""Curated questions: answers that a person has chosen, in ``NAME.questions.yaml`` beside the guide NAME.

``family.questions.yaml`` holds questions that all guides of its folder are asked, with ``{role}`` in their phrasings; a
guide's own file names the quotes that answer them, under the same id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.entries import WrittenEntry, entries_of
from corpus.files import RefusedError, content
from corpus.identity import article
from corpus.quotes import span_of
from corpus.readers.decode import NotTextError, decode
from corpus.types import BlockKind, CuratedQuestion, Finding, Guide, Severity
from corpus.words import folded

SUFFIX = ".questions.yaml"
FAMILY = f"family{SUFFIX}"
_MISNAMED = ".questions.yml"
_ROLE = re.compile(r"\b(?P<article>an?)\s+\{role\}|\{role\}", re.IGNORECASE)
"""E.g. "Who does *a {role}* report to?", "What does the *{role}* decide?"."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands that an editor may have to mend."""

    path: Path
    line: int

    def error(self, code: str, message: str) -> Finding:
        return Finding(self.path, self.line, Severity.ERROR, code, message)


@dataclass(frozen=True, slots=True)
class _Seen:
    """The phrasings and ids so far, and where each was."""

    phrasings: dict[str, tuple[Location, str, bool]] = field(default_factory=dict)
    """By folded text: where, for which guide, and whether it is a family's."""
    ids: dict[tuple[str, str], Location] = field(default_factory=dict)


class _LeftOut(Exception):
    """An entry that can't be used."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def is_questions_file(path: Path) -> bool:
    """Whether the file at ``path`` is to hold curated questions, by its name."""
    return path.name.endswith((SUFFIX, _MISNAMED))


def questions_path(guide: Path) -> Path:
    """The file of the curated questions of the guide in the file ``guide``."""
    return guide.with_name(f"{guide.stem}{SUFFIX}")


def read_questions(
    files: Sequence[Path], guides: Mapping[Path, Guide]
) -> tuple[tuple[CuratedQuestion, ...], tuple[Finding, ...]]:
    """The curated questions in ``files`` about ``guides`` (by their own files), and what is wrong with the others.

    An entry that is wrong is left out with an error; it never stops the others.
    """
    findings: list[Finding] = []
    beside: dict[Path, Guide] = {}
    for path, guide in guides.items():
        beside.setdefault(questions_path(path), guide)
    families = {path.parent: _family(path, findings) for path in files if path.name == FAMILY}
    seen, questions = _Seen(), list[CuratedQuestion]()
    for path in files:
        if path.name == FAMILY:
            continue
        if path.name.endswith(_MISNAMED) or path not in beside:
            findings.append(_stray(path))
            continue
        for written in _written(path, findings):
            place, family = Location(path, written.line), families.get(path.parent, {})
            try:
                questions.append(_question(written, place, beside[path], family, seen))
            except _LeftOut as left_out:
                findings.append(place.error(left_out.code, f"{written.entry.id}: {left_out}; it is left out"))
    findings += _unused(families, seen)
    return tuple(questions), tuple(findings)


def _written(path: Path, findings: list[Finding]) -> tuple[WrittenEntry, ...]:
    try:
        written, wrong = entries_of(decode(content(path)))
    except OSError as error:
        findings.append(Location(path, 0).error("unreadable", f"it can't be opened: {error.strerror or error}"))
        return ()
    except RefusedError as refused:
        findings.append(Location(path, 0).error(refused.code, str(refused)))
        return ()
    except NotTextError as error:
        findings.append(Location(path, 0).error("not-text", str(error)))
        return ()
    findings += [Location(path, one.line).error("question-form", one.message) for one in wrong]
    return written


def _stray(path: Path) -> Finding:
    if path.name.endswith(_MISNAMED):
        return Location(path, 0).error("question-file", f"it isn't read; its name must end in {SUFFIX}")
    return Location(path, 0).error("question-file", "there is no guide of that name beside it that could be read")


_Family = dict[str, tuple[Location, tuple[str, ...]]]
"""Phrasings by id, and where they stand."""


def _family(path: Path, findings: list[Finding]) -> _Family:
    family: _Family = {}
    for written in _written(path, findings):
        entry, place = written.entry, Location(path, written.line)
        if entry.answer or entry.unanswered or entry.say or entry.near:
            findings.append(place.error("family-entry", f"{entry.id}: the answer belongs into each guide's own file"))
        elif not entry.ask or not all(_ROLE.search(phrasing) for phrasing in entry.ask):
            findings.append(place.error("family-entry", f"{entry.id}: every phrasing must hold {{role}}"))
        elif entry.id in family:
            findings.append(place.error("question-id", f"{entry.id}: the id stands at line {family[entry.id][0].line}"))
        else:
            family[entry.id] = (place, entry.ask)
    return family


def _unused(families: Mapping[Path, _Family], seen: _Seen) -> Iterator[Finding]:
    for folder, family in families.items():
        used = {id_ for (_, id_), place in seen.ids.items() if place.path.parent == folder}
        for id_, (place, _) in family.items():
            if id_ not in used:
                message = f"{id_}: no guide beside it has an answer of that id"
                yield Finding(place.path, place.line, Severity.WARNING, "family-unused", message)


def _question(written: WrittenEntry, place: Location, guide: Guide, family: _Family, seen: _Seen) -> CuratedQuestion:
    """Raises ``_LeftOut``; ``seen`` is added to only where the entry stands."""
    entry = written.entry
    if (earlier := seen.ids.get((guide.slug, entry.id))) is not None:
        raise _LeftOut("question-id", f"the id stands at line {earlier.line} too")
    if bool(entry.answer) == entry.unanswered:
        raise _LeftOut("question-answer", "it must have an `answer` or be `unanswered: true`, and not both")
    if entry.say and not entry.unanswered:
        raise _LeftOut("question-answer", "`say` belongs to an unanswered question; an answer is quotes")
    if entry.near and not entry.say:
        raise _LeftOut("question-answer", "`near` belongs to what an unanswered question has to `say`")
    shared = family[entry.id][1] if entry.id in family else ()
    asked = [
        *((_for_role(text, guide.role), True) for text in shared),
        *((_for_role(t, guide.role), False) for t in entry.ask),
    ]
    if not asked:
        raise _LeftOut("question-form", "it has no phrasing in `ask`")
    spans, near = (tuple(_span(quote, guide) for quote in quotes) for quotes in (entry.answer, entry.near))
    phrasings: dict[str, tuple[Location, str, bool]] = {}
    for text, is_family in asked:
        key = folded(text)
        if key in phrasings:
            raise _LeftOut("question-twice", f"the phrasing “{text}” stands in it twice")
        if (other := seen.phrasings.get(key)) is not None and not (is_family and other[2] and other[1] != guide.slug):
            where = f"{other[0].path.name}:{other[0].line}"
            raise _LeftOut("question-twice", f"the phrasing “{text}” stands in {where} too")
        phrasings[key] = (place, guide.slug, is_family)
    seen.phrasings.update(phrasings)
    seen.ids[guide.slug, entry.id] = place
    return CuratedQuestion(entry.id, guide.slug, tuple(text for text, _ in asked), spans, entry.say, near)


def _for_role(phrasing: str, role: str) -> str:
    """``phrasing`` with the role in place of ``{role}``, the article before it the right one."""

    def named(match: re.Match[str]) -> str:
        before = match["article"]
        if before is None:
            return role
        fitting = article(role)
        return f"{fitting.capitalize() if before[0].isupper() else fitting} {role}"

    return _ROLE.sub(named, phrasing)


def _span(quote: str, guide: Guide) -> tuple[int, int]:
    """Where the guide says ``quote``. Raises ``_LeftOut`` where it doesn't, or not in one paragraph of its own."""
    shown = quote if len(quote) <= 80 else f"{quote[:79]}…"
    span = span_of(guide.text, quote)
    if span is None:
        raise _LeftOut("question-quote", f"the guide's text, without Markdown, doesn't hold “{shown}”")
    start, end = span
    if "\n\n" in guide.text[start:end]:
        raise _LeftOut("question-quote", f"the quote “{shown}” spans paragraphs; make it one quote each")
    within = (block for block in guide.blocks if block.start < end and start < block.end)
    if any(block.kind is BlockKind.HEADING for block in within):
        raise _LeftOut("question-quote", f"“{shown}” is a heading, which can't be quoted")
    return span
