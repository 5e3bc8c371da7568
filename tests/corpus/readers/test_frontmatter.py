"""Front matter: what is taken off, at which lines, and what is said of what can't be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.facts import Facts, facts_of
from corpus.readers.frontmatter import FrontMatter, split_front_matter


def problems(matter: FrontMatter) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in (*matter.problems, *facts_of(matter)[1])]


def test_yaml_fields_have_their_lines_and_the_body_its_own() -> None:
    matter = split_front_matter("---\ntitle: Tech Lead\naliases:\n  - TL\n  - Lead\nlevel: 3\n---\n\nBody")
    assert matter.fields == {"title": ("Tech Lead", 2), "aliases": (["TL", "Lead"], 3), "level": (3, 6)}
    assert (matter.body, matter.body_line) == ("\n\nBody", 7)
    assert matter.present
    assert problems(matter) == []


def test_toml_is_read_like_yaml() -> None:
    matter = split_front_matter('+++\ntitle = "CTO"\nupdated = 2026-11-23\naliases = ["x"]\n[extra]\na = 1\n+++\nBody')
    assert facts_of(matter) == (Facts(title="CTO", updated="2026-11-23", aliases=("x",)), ())
    assert (matter.body, matter.body_line) == ("\nBody", 7)


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nNo front matter",
        "---\n\nProse between two rules.\n\n---\n\nMore",
        "--- not a fence\ntitle: x\n---\n",
        "",
        "---",
    ],
)
def test_what_is_no_front_matter_stays_in_the_body(text: str) -> None:
    assert split_front_matter(text) == FrontMatter(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: Director: of Engineering\n---\nBody", 2),
        ("---\ntitle: x\nrole: [a, b\n---\nBody", 4),
        ("---\na: 1\n\tb: 2\n---\nBody", 3),
        ("---\n- a\n- b\n---\nBody", 2),
        ("---\na: *nowhere\n---\nBody", 2),
        ("+++\ntitle = \n+++\nBody", 2),
        ("+++\na = 1\na = 2\n+++\nBody", 3),
        ("---\na: " + "[" * 5000 + "\n---\nBody", 2),
        ("+++\na = " + "[" * 5000 + "\n+++\nBody", 2),
        ("---\na: " + "x" * 70_000 + "\n---\nBody", 2),
        ("+++\nlevel = " + "9" * 5_000 + "\n+++\nBody", 2),
    ],
)
def test_broken_front_matter_is_a_problem_with_its_line_and_the_body_is_kept(text: str, line: int) -> None:
    matter = split_front_matter(text)
    assert problems(matter) == [(line, "front-matter")]
    assert matter.fields == {}
    assert matter.body == "\nBody"


def test_front_matter_that_is_not_closed_ends_at_the_first_line_that_is_no_field() -> None:
    matter = split_front_matter("---\ntitle: Tech Lead\nrole: Tech Lead\n\n# Tech Lead\n\nBody")
    assert problems(matter) == [(1, "front-matter-unclosed")]
    assert facts_of(matter)[0] == Facts(title="Tech Lead", role="Tech Lead")
    assert matter.body.strip() == "# Tech Lead\n\nBody"
    assert matter.body_line == 4


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "[a]"),
        ("title", "2024"),
        ("title", "{a: b}"),
        ("role", "true"),
        ("url", "[x]"),
        ("level", "five"),
        ("level", "1.5"),
        ("level", "9999999999999999999999"),
        ("aliases", "EM"),
        ("aliases", "[1, 2]"),
        ("sources", "{a: b}"),
        ("manages", "[[a]]"),
    ],
)
def test_a_field_of_a_wrong_type_is_ignored_and_reported_with_its_line(field: str, value: str) -> None:
    matter = split_front_matter(f"---\nupdated: 2026-01-02\n{field}: {value}\n---\nBody")
    facts, _ = facts_of(matter)
    assert problems(matter) == [(3, "field-type")]
    assert facts == Facts(updated="2026-01-02")


@pytest.mark.parametrize("url", ["/jobs/", "javascript:alert(1)", "https://", "ftp://a", 'https://a" onclick="'])
def test_an_address_that_is_not_of_the_web_is_ignored(url: str) -> None:
    matter = split_front_matter(f"---\nurl: '{url}'\n---\nBody")
    assert facts_of(matter)[0].url == ""
    assert problems(matter) == [(2, "field-url")]


def test_nothing_is_said_of_absent_and_unknown_fields() -> None:
    matter = split_front_matter(
        "---\ntitle:\nweight: 3.5\nmenu: {main: {parent: x}}\naliases: [/old/path/, TL]\n---\nB"
    )
    assert facts_of(matter) == (Facts(aliases=("TL",)), ())


def test_an_anchor_that_holds_itself_is_no_trap() -> None:
    matter = split_front_matter("---\naliases: &a [*a]\ntitle: Fine\n---\nBody")
    assert facts_of(matter)[0] == Facts(title="Fine")
    assert problems(matter) == [(2, "field-type")]


@pytest.mark.parametrize(
    "raw",
    [
        "a: &a [x, x, x]\n"
        + "".join(
            f"{one}: &{one} [{', '.join(['*' + before] * 9)}]\n"
            for before, one in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        f"a: &a {'y' * 30_000}\naliases: [{','.join(['*a'] * 8_000)}]\n",
    ],
    ids=["many", "long"],
)
def test_aliases_that_stand_for_more_than_may_be_read_are_a_problem(raw: str) -> None:
    matter = split_front_matter(f"---\n{raw}---\nBody")
    assert (matter.fields, matter.body.strip(), problems(matter)) == ({}, "Body", [(2, "front-matter")])
    assert matter.problems[0].message.endswith("its aliases (`*name`) stand for more than 65536 characters")


def test_titles_are_cleaned() -> None:
    matter = split_front_matter('---\ntitle: "Tech\\u0000\\u200b\\n  Lead"\n---\nBody')
    assert facts_of(matter)[0].title == "Tech Lead"


@given(st.text(st.sampled_from("ab:- \n\t[]{}&*!|>'\"%@`#,?0.~"), max_size=60), st.sampled_from(["---", "+++"]))
def test_no_front_matter_raises(raw: str, fence: str) -> None:
    matter = split_front_matter(f"{fence}\n{raw}\n{fence}\nBody")
    facts_of(matter)
    assert matter.body.endswith("Body")
