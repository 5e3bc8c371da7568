"""From files to guides.

Errors: ``CorpusError`` where a folder holds no guides to read. Whatever is wrong with a single file is a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from corpus.files import MAX_BYTES, RefusedError, content, link_outside, visible_files
from corpus.identity import collection_of, guide_role, path_slug, path_title, role_of, slug_of, subject_of, version_of
from corpus.known import KnownGuides
from corpus.lexicon import Lexicon
from corpus.questions import is_questions_file, read_questions
from corpus.readers.assemble import lay_out, sections_of
from corpus.readers.decode import NotTextError, declared_charset, decode
from corpus.readers.facts import Facts, facts_of
from corpus.readers.frontmatter import FrontMatter, split_front_matter
from corpus.readers.pieces import Body, TooDeepError
from corpus.readers.plaintext import is_markdown, plain_body
from corpus.repeated import with_asides
from corpus.types import BlockKind, Corpus, Finding, Guide, Severity
from corpus.uncollected import uncollected

MARKDOWN = frozenset({".md", ".markdown"})
HTML = frozenset({".html", ".htm"})
SUFFIXES = MARKDOWN | HTML | {".txt"}


class CorpusError(ValueError):
    """The folder is missing, is not a folder, or holds no guide files; the message names it."""


@dataclass(frozen=True, slots=True)
class _Source:
    """What a format's reader found: the body, a title and an address that the format itself gave away."""

    body: Body
    title: str = ""
    url: str = ""


@uncollected()
def read_corpus(
    folder: Path,
    lexicon: Lexicon,
    most_bytes: int = MAX_BYTES,
    progress: Callable[[int, int], None] | None = None,
    known: Callable[[str], Guide | None] | None = None,
) -> Corpus:
    """Read every guide below ``folder``, in the order of their paths, and the curated questions beside them.

    A file of more than ``most_bytes`` is a finding. ``progress`` is told how many files are read, of how many.

    Hidden files and folders are left out, links to folders aren't followed, and no link that leads out of
    ``folder``. Where two guides have one slug, the first is kept. What many guides of a collection repeat becomes an
    aside (``repeated``). What is ``known`` by its file's digest isn't read again. Raises ``CorpusError``.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder} is not a folder" if folder.exists() else f"{folder} does not exist")
    findings: list[Finding] = []
    files = _own_files(folder, findings)
    paths = [path for path in files if path.suffix.lower() in SUFFIXES]
    if not paths and not findings:
        raise CorpusError(f"{folder} holds no guides ({', '.join(sorted(SUFFIXES))})")
    kept: dict[str, tuple[Guide, Path]] = {}
    before = KnownGuides(lexicon, known)
    for path in _told_of(paths, progress):
        guide, found = read_guide(path, lexicon, folder, most_bytes, before)
        findings += found
        if guide and guide.slug in kept:
            findings.append(_slug_taken(path, guide.slug, kept[guide.slug][1].relative_to(folder)))
        elif guide:
            kept[guide.slug] = (guide, path)
    guides, read = zip(*(kept[slug] for slug in sorted(kept)), strict=True) if kept else ((), ())
    guides = with_asides(guides)
    questions, found = read_questions(
        [path for path in files if is_questions_file(path)], dict(zip(read, guides, strict=True))
    )
    return Corpus(guides, (*findings, *found), read, questions)


def _told_of(paths: Sequence[Path], progress: Callable[[int, int], None] | None) -> Iterator[Path]:
    """``paths`` in order; ``progress`` is told of each, and of the end."""
    for number, path in enumerate(paths):
        if progress is not None:
            progress(number, len(paths))
        yield path
    if progress is not None:
        progress(len(paths), len(paths))


def _slug_taken(path: Path, slug: str, first: Path) -> Finding:
    return _error(
        path, "slug-taken", f"its slug {slug!r} is taken by {first}, which is kept; give one of them another `slug`"
    )


def _own_files(folder: Path, findings: list[Finding]) -> list[Path]:
    """Guides and curated questions, in the order of their paths; links out of ``folder`` go to ``findings``."""
    own = []
    for path in sorted(visible_files(folder, findings), key=lambda path: path.parts):
        if path.suffix.lower() in SUFFIXES or is_questions_file(path):
            outside = link_outside(path, folder)
            if outside is None:
                own.append(path)
            else:
                findings.append(outside)
    return own


def read_guide(
    path: Path,
    lexicon: Lexicon,
    root: Path | None = None,
    most_bytes: int = MAX_BYTES,
    known: KnownGuides | None = None,
) -> tuple[Guide | None, tuple[Finding, ...]]:
    """Read the file at ``path``; ``None`` where that is impossible, with an error among the findings.

    ``root`` is the corpus that the file belongs to: the folders in between are part of its slug. What is ``known``
    isn't read again.
    """
    name = PurePath(path.relative_to(root)) if root else PurePath(path.name)
    suffix = path.suffix.lower()
    try:
        data = content(path, most_bytes)
        digest = known.digest(name, data) if known is not None else ""
        if known is not None and (guide := known.of(digest)) is not None:
            return guide, ()
        text = decode(data, declared=declared_charset(data) if suffix in HTML else "")
    except OSError as error:
        return None, (_error(path, "unreadable", f"it can't be opened: {error.strerror or error}"),)
    except RefusedError as refused:
        return None, (_error(path, refused.code, str(refused)),)
    except NotTextError as error:
        return None, (_error(path, "not-text", str(error)),)
    guide, findings = _laid_out(path, text, name, lexicon)
    return guide and replace(guide, file_digest="" if findings else digest), findings


def _laid_out(path: Path, text: str, name: PurePath, lexicon: Lexicon) -> tuple[Guide | None, tuple[Finding, ...]]:
    """The guide that the ``text`` of a file is, and what is wrong with it."""
    suffix, matter = path.suffix.lower(), split_front_matter(text)
    facts, wrong = facts_of(matter)
    findings = tuple(
        _warning(path, problem.line, problem.code, problem.message) for problem in (*matter.problems, *wrong)
    )
    try:
        source = _source(suffix, matter, name, facts, lexicon)
    except TooDeepError as error:
        from corpus.readers.html import tagless

        text = tagless(matter.body) if suffix in HTML else matter.body
        source = _plain(text, matter.body_line, name, facts, lexicon)
        findings += (_warning(path, 0, "nesting", f"{error}: it is read line by line, without its structure"),)
    findings += _bad_bytes(path, text)
    if not source.body.blocks:
        return None, (*findings, _error(path, "empty", "it has no text"))
    return _guide(source, facts, name, lexicon), findings


def _bad_bytes(path: Path, text: str) -> tuple[Finding, ...]:
    damage = text.find("\ufffd")
    if damage < 0:
        return ()
    message = "it holds bytes that are no letters in its encoding, shown as \ufffd; save it as UTF-8"
    return (_warning(path, text.count("\n", 0, damage) + 1, "bad-bytes", message),)


def _error(path: Path, code: str, message: str) -> Finding:
    return Finding(path, 0, Severity.ERROR, code, message)


def _warning(path: Path, line: int, code: str, message: str) -> Finding:
    return Finding(path, line, Severity.WARNING, code, message)


def _source(suffix: str, matter: FrontMatter, name: PurePath, facts: Facts, lexicon: Lexicon) -> _Source:
    """Raises ``TooDeepError``."""
    text, first_line = matter.body, matter.body_line
    # Parsers are imported where a file needs them: a server whose index is there reads none.
    if suffix in HTML:
        from corpus.readers.html import read_page

        page = read_page(text, first_line)
        return _Source(lay_out(page.pieces), page.title, page.url)
    if suffix in MARKDOWN or is_markdown(text):
        from corpus.readers.markdown import markdown_pieces

        return _Source(lay_out(markdown_pieces(text, first_line)))
    return _plain(text, first_line, name, facts, lexicon)


def _plain(text: str, first_line: int, name: PurePath, facts: Facts, lexicon: Lexicon) -> _Source:
    known = (facts.title, path_title(name, lexicon))

    def is_title(line: str) -> bool:
        return bool(role_of(line, lexicon)) or line in known or not (line.endswith("?") or lexicon.topics_of(line))

    def is_faq(line: str) -> bool:
        return lexicon.topics_of(line)[:1] == ("faq",)

    return _Source(plain_body(text, is_faq, is_title, first_line))


def _guide(source: _Source, facts: Facts, name: PurePath, lexicon: Lexicon) -> Guide:
    body = source.body
    title = facts.title or _first_heading(body) or source.title or _recovered_title(body, name, lexicon)
    role = facts.role or guide_role(title, name, lexicon)
    url = facts.url or source.url
    return Guide(
        slug=slug_of(facts.slug) if facts.slug else path_slug(name),
        title=title,
        role=role,
        text=body.text,
        blocks=body.blocks,
        sections=sections_of(body, title, lexicon),
        version=version_of(title, role, url, body.text),
        url=url,
        updated=facts.updated,
        aliases=facts.aliases,
        family=facts.family,
        level=facts.level,
        reports_to=facts.reports_to,
        manages=facts.manages,
        sources=facts.sources,
        collection=collection_of(name),
        marks=body.marks,
    )


def _first_heading(body: Body) -> str:
    found = (block for block in body.blocks if block.kind is BlockKind.HEADING and block.level == 1)
    first = next(found, None)
    return " ".join(body.text[first.start : first.end].split()) if first else ""


def _recovered_title(body: Body, name: PurePath, lexicon: Lexicon) -> str:
    first = body.blocks[0]
    opening = body.text[first.start : first.end] if first.kind is BlockKind.PARAGRAPH else ""
    return subject_of(" ".join(opening.split()), name, lexicon) or path_title(name, lexicon)
