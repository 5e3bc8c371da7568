"""From the bytes of a file to clean text.

Errors: ``NotTextError`` (a ``ValueError``) where the bytes are no text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

SAMPLE_BYTES = 64 * 1024
BINARY_SHARE = 0.05
"""A larger share of control characters and undecodable bytes than this, and the file is no text ..."""
TOLERATED = 3
"""... but so many don't count, so that one bad byte doesn't condemn a note of a few words."""

# UTF-32 first: its little-endian mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (b"%PDF-", b"\x89PNG", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0")
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ODD_SPACES = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# C0 and C1 controls but tab and line feed, soft hyphen, zero-width and direction marks, tag characters.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_ACCENTED = re.compile(rb"[\xc0-\xff]+")  # the letters of Windows-1252; below them are its quotes and dashes
_TYPOGRAPHIC = "€…‘’“”•–—".encode("cp1252")
_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?\s*+([\w.:-]+)", re.IGNORECASE)


class NotTextError(ValueError):
    """The bytes are an image, an archive or anything else that is no text."""


def decode(data: bytes, *, declared: str = "") -> str:
    """The text that ``data`` holds, cleaned (see ``clean``).

    A byte order mark decides; then UTF-16 betrayed by its zeros, UTF-8, the ``declared`` encoding, and at last
    detection. Never fails on single bad bytes: they become U+FFFD. Raises ``NotTextError``.
    """
    if data.startswith(_MAGIC):
        raise NotTextError("this is a binary file, not text")
    text = _decoded(data, declared)
    # What was a control character in the bytes counts; what clean() then takes out was meant to be unseen.
    bad = sum(1 for character in text if _is_bad(character))
    if bad > BINARY_SHARE * len(text) + TOLERATED:
        raise NotTextError("this looks like a binary file, not text")
    return clean(text)


def clean(text: str) -> str:
    """``text`` in NFC with plain line ends and spaces and without unseen characters. Quotes and dashes stay."""
    text = _LINE_ENDS.sub("\n", text)
    text = _ODD_SPACES.sub(" ", text)
    # Before composing: a zero-width character may stand between a letter and its accent.
    text = _UNSEEN.sub("", text)
    return unicodedata.normalize("NFC", text)


def declared_charset(data: bytes) -> str:
    """The encoding that an HTML page names in its head, else ""."""
    found = _CHARSET.search(data[:2048])
    return found.group(1).decode("ascii") if found else ""


def _decoded(data: bytes, declared: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    wide = _wide_encoding(data[:SAMPLE_BYTES])
    if wide:
        return data.decode(wide, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_legacy(data, declared)


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 without a mark: every other byte of its Latin letters and spaces is zero."""
    half = len(sample) // 2
    if not half:
        return ""
    high, low = sample[0 : 2 * half : 2].count(0), sample[1 : 2 * half : 2].count(0)
    if low > 0.4 * half and high < 0.05 * half:
        return "utf-16-le"
    if high > 0.4 * half and low < 0.05 * half:
        return "utf-16-be"
    return ""


def _decoded_legacy(data: bytes, declared: str) -> str:
    """Not valid as UTF-8: damaged UTF-8, or one of the old one-byte encodings."""
    damaged = data.decode("utf-8", errors="replace")
    lost = damaged.count("\ufffd")
    if lost < sum(1 for character in damaged if character > "\x7f") - lost:
        return damaged
    if declared and _is_known(declared):
        return data.decode(declared, errors="replace")
    # Only the lines with something to recognise, so that detection stays fast on a large file.
    sample = b"\n".join(line for line in data.splitlines() if not line.isascii())[:SAMPLE_BYTES]
    if _looks_western(sample):
        return data.decode("cp1252", errors="replace")
    from charset_normalizer import from_bytes  # which hardly any guide needs, and each start would import

    best = from_bytes(sample).best()
    return data.decode(best.encoding if best else "cp1252", errors="replace")


def _looks_western(sample: bytes) -> bool:
    """Accents stand alone among ASCII letters, where other alphabets make whole words of bytes beyond ASCII.

    Detection is unsure of short texts, and an English guide with a few accents and curly quotes is the usual case.
    """
    outside = sum(1 for byte in sample if byte > 0x7F and byte not in _TYPOGRAPHIC)
    letters = sum(1 for byte in sample if chr(byte).isascii() and chr(byte).isalpha())
    accented = _ACCENTED.findall(sample)
    in_words = sum(len(run) for run in accented if len(run) > 2)
    return 2 * outside <= letters and in_words <= 0.3 * sum(map(len, accented))


def _is_known(encoding: str) -> bool:
    """Whether Python knows ``encoding`` as one of text (it also has bytes-to-bytes ones, such as "hex")."""
    try:
        b"a".decode(encoding, errors="replace")
    except (LookupError, ValueError):
        return False
    return True


def _is_bad(character: str) -> bool:
    return character == "\ufffd" or (character < " " and character not in "\t\n\r\f\x0b\x1b")
