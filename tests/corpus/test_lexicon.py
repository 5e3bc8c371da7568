"""The field's words: roles, levels, places and topics that a text names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lexicon import LEXICON, lexicon_for, load_lexicon, phrase_pattern
from corpus.types import Severity

WORDS = load_lexicon()
DIRECTOR, EM, VP, CTO = "Director of Engineering", "Engineering Manager", "VP of Engineering", "CTO"


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("How many EMs does a Director manage?", (EM, DIRECTOR)),
        ("DIRECTORS OF ENGINEERING", (DIRECTOR,)),
        ("a Group Engineering Manager", (DIRECTOR,)),
        ("the software engineering managers", (EM,)),
        ("vp eng, VPE and Vice President of Engineering", (VP,)),
        ("Chief Technology Officer or CTO", (CTO,)),
        ("tl", ("Tech Lead",)),
        ("a principle engineer", ("Principal Engineer",)),
        ("what does a product manager earn", ("Product Manager",)),
        ("director of product", ("Head of Product",)),
        ("senior developers and SREs", ("Senior Software Engineer", "Site Reliability Engineer")),
        ("What does it do?", ()),
        ("directory and emu and vpn", ()),
        ("the staffing plan", ()),
        ("", ()),
    ],
)
def test_roles(text: str, roles: tuple[str, ...]) -> None:
    assert WORDS.roles_of(text) == roles


def test_a_mention_says_where_the_longest_name_stands() -> None:
    text = "Does a Director of Engineering manage EMs?"
    assert [(role, text[start:end]) for role, start, end in WORDS.role_mentions(text)] == [
        (DIRECTOR, "Director of Engineering"),
        (EM, "EMs"),
    ]
    assert WORDS.without_roles(text) == "Does a  manage ?"
    assert WORDS.without_roles("no role") == "no role"


@pytest.mark.parametrize(
    ("text", "levelled"),
    [
        ("What does an Associate Engineering Manager do?", ("associate engineering manager",)),
        ("deputy CTOs", ("deputy ctos",)),
        ("senior directors and junior tech leads", ("senior directors", "junior tech leads")),
        ("a senior person and a Director", ()),
        ("Director, senior", ()),
        ("seniority of directors", ()),
        ("", ()),
    ],
)
def test_levels_before_roles(text: str, levelled: tuple[str, ...]) -> None:
    assert WORDS.levelled_roles(text) == levelled


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("in the US", ("US",)),
        ("What is paid in the USA?", ("US",)),
        ("in america", ("US",)),
        ("tell us what they do", ()),
        ("Berlin and Tokyo", ("Europe", "Asia")),
        ("in the EU", ("Europe",)),
        ("INDIA", ("India",)),
        ("indiana jones", ()),
        ("museum", ()),
        ("", ()),
    ],
)
def test_places_by_region(text: str, places: tuple[str, ...]) -> None:
    assert WORDS.places_of(text) == places


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("What does a CTO earn in the US?", "What does a CTO earn ?"),
        ("pay in Germany", "pay "),
        ("tell us more", "tell us more"),
    ],
)
def test_places_can_be_left_out(text: str, rest: str) -> None:
    assert WORDS.without_places(text) == rest


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Pay", {"pay"}),
        ("how much money do they make a year", {"pay"}),
        ("The hiring process", {"hiring"}),
        ("Red flags and green flags", {"flags"}),
        ("salary and interviews", {"pay", "hiring"}),
        ("payload", set()),
        ("", set()),
    ],
)
def test_topics(text: str, topics: set[str]) -> None:
    assert set(WORDS.topics_of(text)) == topics


def test_every_name_and_alias_names_its_role() -> None:
    for role, aliases in (*WORDS.roles.items(), *WORDS.others.items()):
        for name in (role, *aliases):
            for written in (name, name.upper(), f"the {name}?"):
                assert WORDS.roles_of(written) == (role,), (written, role)


def test_no_alias_names_two_roles() -> None:
    names = [
        name for role, aliases in (*WORDS.roles.items(), *WORDS.others.items()) for name in (role.casefold(), *aliases)
    ]
    assert len(set(names)) == len(names)


def test_does_is_no_plural() -> None:
    assert WORDS.roles_of("What does it take?") == ()
    assert WORDS.roles_of("a DoE") == (DIRECTOR,)


@pytest.mark.parametrize(
    ("phrases", "text", "found"),
    [
        (("red flag", "red"), "red flags", "red flags"),
        (("boss",), "bosses", "bosses"),
        (("c++",), "c++ engineers", "c++"),
        (("pay",), "payed", None),
        (("pay",), "repay", None),
    ],
)
def test_a_phrase_is_whole_words_with_an_optional_plural(
    phrases: tuple[str, ...], text: str, found: str | None
) -> None:
    match = phrase_pattern(phrases).search(text)
    assert (match.group() if match else None) == found


@given(st.one_of(st.text(max_size=120), st.text("İßﬁ EMs", max_size=30)))
def test_any_text_is_read_and_mentions_lie_in_it(text: str) -> None:
    mentions = WORDS.role_mentions(text)
    ends = [0]
    for role, start, end in mentions:
        assert role in WORDS.roles or role in WORDS.others
        assert ends[-1] <= start < end <= len(text)
        ends.append(end)
    assert WORDS.roles_of(text) == tuple(dict.fromkeys(role for role, _, _ in mentions))
    assert len(WORDS.without_roles(text)) == len(text) - sum(end - start for _, start, end in mentions)
    assert set(WORDS.places_of(text)) <= set(WORDS.places)
    assert set(WORDS.topics_of(text)) <= set(WORDS.topics)
    assert isinstance(WORDS.levelled_roles(text), tuple)
    assert len(WORDS.without_places(text)) <= len(text)


def test_a_coach_may_extend_the_file(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(
        "topics: {pay: [Doubloons]}\nroles: {Bosun: [Mate]}\nplaces: {Sea: [Azores]}\nothers: {Cook: []}\n"
        "levels: [Ship's]\n"
    )
    words = load_lexicon(path)
    assert words.roles_of("the mates and a COOK") == ("Bosun", "Cook")
    assert words.topics_of("how many doubloons?") == ("pay",)
    assert words.places_of("in the azores") == ("Sea",)
    assert words.levelled_roles("a ship's cook") == ("ship's cook",)


def test_roles_of_other_fields_and_levels_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("topics: {pay: [pay]}\nroles: {Bosun: []}\nplaces: {Sea: [azores]}\n")
    words = load_lexicon(path)
    assert (words.others, words.levels) == ({}, ())
    assert words.roles_of("a bosun") == ("Bosun",)
    assert words.levelled_roles("a senior bosun") == ()
    assert words.levelled_roles("") == ()


@pytest.mark.parametrize("text", ["", "[]", "topics: []", "topics: {pay: 3}\nroles: {}\nplaces: {}", "roles: {}"])
def test_a_file_of_another_form_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.yaml"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"words\.yaml"):
        load_lexicon(path)


def test_the_shipped_file_is_read_by_default() -> None:
    assert load_lexicon() == load_lexicon(LEXICON)


def written(folder: Path, text: str) -> Path:
    (folder / "lexicon.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_corpus_without_a_lexicon_has_the_shipped_one(tmp_path: Path) -> None:
    assert lexicon_for(tmp_path) == (load_lexicon(), ())


def test_a_corpus_adds_words_of_its_own_and_takes_names_out(tmp_path: Path) -> None:
    own = "topics: {pay: [Doubloons], hiring: []}\nroles: {Bosun: [Mate]}\nlevels: [Ship's, associate]\n"
    words, findings = lexicon_for(written(tmp_path, own))
    assert findings == ()
    assert words.topics["pay"] == (*load_lexicon().topics["pay"], "doubloons")
    assert "hiring" not in words.topics
    assert words.roles_of("the mate of a CTO") == ("Bosun", "CTO")
    assert words.places == load_lexicon().places
    assert words.levels == (*load_lexicon().levels, "ship's")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("topics:\n  pay: [a\nroles: {}\n", 3),
        ("- pay", 1),
        ("topics: {}\ntopic: {pay: [a]}", 2),
        ("roles:\n  Bosun: [Mate]\n  Cook:\n", 3),
        ("roles:\n  Bosun: [[Mate]]", 2),
        ("levels: {a: b}", 1),
        ("roles: [Bosun]", 1),
        ("places:\n  Sea: ['']", 2),
        ("\x01", 0),
        ("[" * 2000, 0),
        ("topics: {pay: [" + "a," * 200_000 + "]}", 0),
        ("topics:\n  a: &a [" + "b," * 2_000 + "]\n" + "".join(f"  a{n}: *a\n" for n in range(2_000)), 0),
        ("#" * 6_000_000, 0),
    ],
)
def test_of_a_broken_file_nothing_is_used_and_its_line_is_named(tmp_path: Path, text: str, line: int) -> None:
    words, (finding,) = lexicon_for(written(tmp_path, text))
    assert words == load_lexicon()
    assert (finding.path.name, finding.line, finding.code) == ("lexicon.yaml", line, "lexicon")
    assert finding.severity is Severity.ERROR


def test_a_part_may_lose_all_its_names(tmp_path: Path) -> None:
    names = "".join(f"  {name}: []\n" for name in load_lexicon().others)
    words, _ = lexicon_for(written(tmp_path, f"others:\n{names}"))
    assert words.others == {}
    assert replace(words, roles={}, topics={}).roles_of("a bosun") == ()
