"""Bytes to text: encodings, and what is cleaned away."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.decode import NotTextError, clean, declared_charset, decode

TEXT = "Résumé: pay is “€110,000–€160,000” — naïve?\nSecond line\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "iso-8859-15"]
)
def test_every_usual_encoding_gives_the_same_text(encoding: str) -> None:
    plain = TEXT.replace("“", '"').replace("”", '"').replace("–", "-").replace("—", "-").replace("€", "EUR ")
    text = plain if encoding == "iso-8859-15" else TEXT
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + "東京".encode(encoding)) == "東京"


def test_other_alphabets_in_old_encodings_are_detected() -> None:
    text = "Руководитель разработки отвечает за несколько команд и за их результаты. " * 5
    assert decode(text.encode("cp1251")) == text
    assert decode(text.encode("koi8-r")) == text


def test_the_declared_encoding_of_a_page_is_used_where_it_is_not_utf8() -> None:
    page = '<meta charset="windows-1250"><p>Zażółć gęślą jaźń</p>'
    data = page.encode("cp1250")
    assert declared_charset(data) == "windows-1250"
    assert decode(data, declared="windows-1250") == page


@pytest.mark.parametrize("declared", ["no-such-encoding", "hex", "rot13"])
def test_a_false_declaration_is_passed_over(declared: str) -> None:
    assert decode("café".encode("cp1252"), declared=declared) == "café"


def test_damaged_utf8_keeps_what_is_whole() -> None:
    text = "Offices in Zürich, Genève and Besançon. " * 2
    assert decode(text.encode() + b"\xff\xfe!") == f"{text}\ufffd\ufffd!"


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.7 text", b"PK\x03\x04", bytes(range(256)) * 40, b"\0" * 100]
)
def test_binary_files_are_no_text(data: bytes) -> None:
    with pytest.raises(NotTextError, match="binary"):
        decode(data)


def test_a_few_null_bytes_do_not_make_a_text_binary() -> None:
    assert decode(b"A guide " * 20 + b"\0\0 to pay") == "A guide " * 20 + " to pay"


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\u2028b\x85c\x0cd", "a\nb\nc\nd"),
        ("180\u202f000\xa0USD\u3000a", "180 000 USD a"),
        ("man\xadage\u200bment\ufeff\u2060", "management"),
        ("cafe\u0301", "café"),
        ("e\u200b\u0301", "é"),
        ("\u202eevil\u202c\x07\x9b", "evil"),
        ("say \U000e0041\U000e0042hi", "say hi"),
        ("“curly” ‘quotes’ – and — dashes…", "“curly” ‘quotes’ – and — dashes…"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_clean(given_text: str, cleaned: str) -> None:
    assert clean(given_text) == cleaned


@given(st.text())
def test_cleaning_is_idempotent_and_composed(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(character) in ("Cs", "Zl", "Zp") for character in once)
    assert not any(unicodedata.category(character) == "Cc" and character not in "\n\t" for character in once)


@given(st.binary(max_size=2000))
def test_decoding_refuses_or_gives_clean_text(data: bytes) -> None:
    try:
        text = decode(data)
    except NotTextError:
        return
    assert clean(text) == text


@given(st.text(min_size=1), st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_marked_text_survives_encoding(text: str, encoding: str) -> None:
    written = "Some words so that it is text. " * 4 + clean(text)
    assert decode(written.encode(encoding)) == clean(written)
