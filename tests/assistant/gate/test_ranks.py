"""Who stands above whom, for any roles of the lexicon; and comparisons that nobody makes."""

from __future__ import annotations

import pytest

from assistant.gate.rules.ranks import ranks, said_of, unstated
from assistant.language.mentions import roles_in
from corpus.lexicon import Lexicon
from tests.assistant.gate.pairs import pair_of


@pytest.mark.parametrize(
    ("text", "over", "under"),
    [
        ("The VP reports directly to the CTO.", "CTO", "VP of Engineering"),
        ("Directors are managed by a VP.", "VP of Engineering", "Director of Engineering"),
        ("A Director leads three to six EMs.", "Director of Engineering", "Engineering Manager"),
        ("An EM outranks a tech lead.", "Engineering Manager", "Tech Lead"),
        ("The EM ranks well below the Director.", "Director of Engineering", "Engineering Manager"),
        ("The CTO is more senior than the VP.", "CTO", "VP of Engineering"),
    ],
)
def test_what_a_text_says_of_two_roles(lexicon: Lexicon, text: str, over: str, under: str) -> None:
    assert [(one.over, one.under, one.beside) for one in said_of(text, roles_in(text, lexicon))] == [
        (over, under, False)
    ]


@pytest.mark.parametrize(
    "text", ["The CTO writes, and the VP reports to nobody.", "The CTO and the VP.", "The CTO leads; a VP follows."]
)
def test_two_roles_of_which_nothing_is_said(lexicon: Lexicon, text: str) -> None:
    assert list(said_of(text, roles_in(text, lexicon))) == []


@pytest.mark.parametrize(
    ("claim", "evidence", "objected"),
    [
        ("The VP manages the CTO.", "The CTO manages the VP.", True),
        ("The VP manages the CTO.", "The VP reports to the CTO.", True),
        ("The CTO manages the VP.", "The VP reports to the CTO.", False),
        ("A Director ranks above a VP.", "A Director is of similar seniority to a VP.", True),
        ("A Director stands beside a VP.", "A Director reports to a VP.", False),
        ("The VP reports to the CTO.", "The VP reports to the CTO or sits beside the CTO under the CEO.", False),
        ("The VP manages the CTO.", "The VP manages Directors.", False),
        ("The farm manager reports to the shop manager.", "The shop manager reports to the farm manager.", True),
    ],
)
def test_a_claim_that_turns_two_roles_round(lexicon: Lexicon, claim: str, evidence: str, objected: bool) -> None:
    assert (ranks(pair_of(claim, evidence, lexicon)) is not None) is objected


@pytest.mark.parametrize(
    ("claim", "evidence", "compared"),
    [
        ("Weak Directors cost more than strong ones.", "A VP inherits Directors.", "more than"),
        ("An EM outranks a tech lead.", "An EM and a tech lead share a team.", "outranks"),
        ("Scope weighs more.", "Scope is what counts most.", ""),
        ("It pays better in Rome than in Lyon.", "It pays €40,000 in Rome and €35,000 in Lyon.", ""),
        ("More than ten engineers came.", "Ten engineers came.", ""),
        ("They write rather than speak.", "They write.", ""),
    ],
)
def test_a_comparison_where_the_evidence_compares_nothing(
    lexicon: Lexicon, claim: str, evidence: str, compared: str
) -> None:
    found = unstated(pair_of(claim, evidence, lexicon))
    told = claim[slice(*found.claim)] if found is not None and found.claim is not None else ""
    assert told.replace("cost ", "") in (compared, "")
    assert (found is not None) is bool(compared)
