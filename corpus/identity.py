"""What a guide is called: slug, title, role and version."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from pathlib import PurePath

from corpus.lexicon import Lexicon, phrase_pattern
from corpus.readers.decode import clean
from corpus.words import BETWEEN_WORDS

_INDEX_NAMES = frozenset({"index", "_index", "readme"})
_SMALL_WORDS = frozenset({"a", "an", "and", "as", "at", "by", "for", "in", "of", "on", "or", "the", "to", "vs", "with"})
_SEPARATORS = re.compile(r"[\s_-]+")
# "A staff engineer is the ...", "Director of Engineering is the mid-senior role ...", "Tech leads are engineers ..."
_SUBJECT = re.compile(r"(?:(?:An?|The)\s+)?([^\W\d_][\w&/'’-]*(?:\s+[\w&/'’-]+){0,5}?)(?:\s+\([^)]*\))?\s+(is|are)\s+")
"""E.g. "*A Tech Lead is *the engineer who guides a team.", "*Sous-chefs (second cooks) are *the chef’s deputies"."""
_VOWEL_SOUND = re.compile(
    r"[AEFHILMNORSX][A-Z]{0,3}s?(?![\w-])|(?i:hours?\b|heir|honest|honou?r)"
    r"|(?!U[A-Z]|(?i:uni|us[eua]|ut[ei]|eu|one\b|once\b))(?i:[aeiou])"
)
"""E.g. "*SRE*", "*hour*", "*e*ngineer"."""
_JOB = re.compile(r"\b(?:roles?|jobs?|positions?|titles?|engineers?|managers?|leaders?|executives?)\b", re.IGNORECASE)
"""E.g. "the senior *role* in a kitchen", "one of the *leaders* of a firm"."""


def slug_of(name: str) -> str:
    """``name`` in the form of a URL's last part; "guide" where it has no letter or digit."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFC", BETWEEN_WORDS.sub("-", folded)).strip("-") or "guide"


def ascii_slug(name: str, most: int = 60) -> str:
    """The same in letters of ASCII alone, for names of files and ids; empty where it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return BETWEEN_WORDS.sub("-", plain).strip("-")[:most].strip("-")


def path_slug(path: PurePath) -> str:
    """The slug of a guide file at ``path``, relative to its corpus.

    Folders are part of it, so that two ``README.md`` don't collapse into one, and so that a file's slug never
    depends on which others there are. An index file goes by the name of its folder.
    """
    return slug_of("-".join(_telling_parts(path)))


def path_title(path: PurePath, lexicon: Lexicon) -> str:
    """The name of the file made readable: ``director-of-engineering.txt`` is "Director of Engineering"."""
    name = _telling_parts(path)[-1]
    words = BETWEEN_WORDS.sub(" ", name).strip()
    return role_called(words, lexicon) or titled(words, lexicon) or "Guide"


def collection_of(path: PurePath) -> str:
    """The name of the top folder that a file at ``path`` (relative to its corpus) is in, made readable, else "".

    The writer's case stays: ``CivicActions__handbook`` is "CivicActions handbook".
    """
    return " ".join(_SEPARATORS.sub(" ", clean(path.parts[0])).split()) if len(path.parts) > 1 else ""


def titled(words: str, lexicon: Lexicon) -> str:
    """``words`` in the case of a title; a role's own way of writing its name wins."""
    for role in lexicon.roles:
        if role.casefold() == words.casefold():
            return role
    parts = words.split()
    return " ".join(
        word if word != word.lower() or (place and word in _SMALL_WORDS) else word[:1].upper() + word[1:]
        for place, word in enumerate(parts)
    )


def role_called(name: str, lexicon: Lexicon) -> str:
    """The role of which ``name`` as a whole is the name, an abbreviation or an alternative title, else ""."""
    folded = " ".join(name.casefold().split())
    for role, aliases in lexicon.roles.items():
        names = (role.casefold(), *aliases)
        if folded in names or folded.removesuffix("s") in names:
            return role
    return ""


def role_of(title: str, lexicon: Lexicon) -> str:
    """The role that ``title`` speaks of, else "".

    Within a longer title only names of several words count: "Director of Marketing" holds the word "director".
    """
    called = role_called(title, lexicon)
    if called:
        return called
    found: list[tuple[int, int, str]] = []
    for role, aliases in lexicon.roles.items():
        names = tuple(name for name in (role.casefold(), *aliases) if " " in name or name == role.casefold())
        match = phrase_pattern(names).search(title.casefold())
        if match:
            found.append((match.start(), -len(match.group()), role))
    return min(found)[2] if found else ""


def guide_role(title: str, path: PurePath, lexicon: Lexicon) -> str:
    """The role that a guide at ``path`` with this ``title`` is about, where its front matter doesn't say: one of the
    lexicon's, else the name of the file that the title begins with ("Paramedic: a role guide"), else the title."""
    file = path_title(path, lexicon)
    leads = title.casefold().startswith(file.casefold()) and title[len(file) :].lstrip()[:1] in tuple(":;,(|–—-")
    return role_of(title, lexicon) or role_of(file, lexicon) or (title[: len(file)] if leads else title)


def article(name: str) -> str:
    """The indefinite article before ``name``, by its sound: "an SRE", "an hour", "a user"."""
    return "an" if _VOWEL_SOUND.match(name) else "a"


def subject_of(paragraph: str, path: PurePath, lexicon: Lexicon) -> str:
    """The title that the first sentence of an untitled guide gives away ("X is the role that ..."), else "".

    "Leadership is a skill" gives no title away: what stands before "is" must be called a role, share a word with
    the name of the file, or be said to be a role, a job, an engineer, a manager.
    """
    match = _SUBJECT.match(paragraph)
    if not match:
        return ""
    subject = match.group(1)
    known = role_called(subject, lexicon)
    if match.group(2) == "are" and subject.endswith("s") and not subject.endswith("ss"):
        subject = subject[:-1]
    named_alike = (set(slug_of(subject).split("-")) - _SMALL_WORDS) & set(path_slug(path).split("-"))
    sentence = re.split(r"[.!?](?:\s|$)", paragraph[match.end() :], maxsplit=1)[0]
    if known and " " not in subject:
        return known  # "An EM is ..." is a guide to the Engineering Manager
    if known or named_alike or (_JOB.search(sentence) and " " in subject):
        return titled(subject, lexicon)
    return ""


def version_of(title: str, role: str, url: str, text: str) -> str:
    """Twelve hexadecimal digits that change with anything that an answer could show."""
    # A length before each part, so that no two different guides are written the same way.
    parts = "".join(f"{len(part)}:{part}" for part in (title, role, url, text))
    return sha256(parts.encode("utf-8", errors="surrogatepass")).hexdigest()[:12]


def _telling_parts(path: PurePath) -> list[str]:
    parts = [*path.parts[:-1], path.stem]
    if len(parts) > 1 and parts[-1].casefold() in _INDEX_NAMES:
        parts.pop()
    return parts
