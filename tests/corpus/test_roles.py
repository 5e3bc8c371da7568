"""What the roles of a corpus are called."""

from __future__ import annotations

import pytest

from corpus.lexicon import load_lexicon
from corpus.occupations import load_occupations
from corpus.roles import with_roles
from corpus.types import Guide


def named(text: str, *roles: str) -> tuple[str, ...]:
    """The roles that ``text`` names where there is a guide to each of ``roles``."""
    guides = [Guide(role.casefold(), role, role, "", (), (), "1", family="trade") for role in roles]
    return with_roles(load_lexicon(), guides, load_occupations()).roles_of(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what do branch managers earn", ("Funeral Branch Manager",)),
        ("the turbine technician's day", ("Wind Turbine Technician",)),
        ("is a technician higher than a branch manager", ("Wind Turbine Technician", "Funeral Branch Manager")),
        ("who hires a manager", ()),
    ],
)
def test_the_last_words_of_a_roles_name_name_it(text: str, found: tuple[str, ...]) -> None:
    assert named(text, "Funeral Branch Manager", "Wind Turbine Technician", "Wind Site Manager") == found


def test_last_words_that_are_anothers_name_nobody() -> None:
    assert named("a site manager", "Wind Site Manager", "Rail Site Manager") == ()
    assert named("a site manager", "Wind Site Manager", "Site Manager") == ("Site Manager",)
    assert named("a branch manager", "Deputy Branch Manager") == ()
    assert "Staff Software Engineer" not in named("a software engineer", "Staff Software Engineer")
