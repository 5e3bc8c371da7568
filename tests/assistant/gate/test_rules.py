"""Each rule objects to what it is for, by its name and code, and to nothing where the claim keeps to its evidence."""

from __future__ import annotations

import pytest

from assistant.boosted_trees import row_of
from assistant.gate.entailment import features
from assistant.gate.gate import Gate
from assistant.gate.pair import Pair
from assistant.gate.rules.registry import CERTAIN, RULES, objections
from assistant.verdict import Code
from corpus.lexicon import Lexicon
from index.encode import OnnxEncoder


@pytest.fixture(scope="module")
def gate(encoder: OnnxEncoder, lexicon: Lexicon) -> Gate:
    return Gate(encoder, lexicon)


def read(gate: Gate, claim: str, *evidence: str) -> Pair:
    (pair,) = gate.pairs(claim, evidence)
    assert pair is not None
    return pair


OBJECTED = {
    "figures": (Code.FIGURE_CHANGED, "Three teams share it.", "Two teams share it."),
    "figures_exchanged": (
        Code.FIGURE_CHANGED,
        "The unit has eight leads and three engineers.",
        "The unit has three leads and eight engineers.",
    ),
    "figures_misplaced": (
        Code.PLACE_CHANGED,
        "In India the base is $80,000.",
        "In Germany the base is $80,000. India has other rules.",
    ),
    "roles": (Code.ROLE_SWAPPED, "The CTO approves the plan.", "The VP of Engineering approves the plan."),
    "places": (Code.PLACE_CHANGED, "The team sits in Berlin.", "The team sits in Madrid."),
    "names": (Code.ROLE_SWAPPED, "The rule is from Fowler.", "The rule is from Larson."),
    "actors": (Code.ROLE_SWAPPED, "The investors sign off the plan.", "The plan is signed off by the managers."),
    "wording": (
        Code.REWORDED,
        "The plan is reviewed by the lawyers each spring.",
        "The plan is reviewed by the nurses each spring.",
    ),
    "opposite": (Code.NEGATION_FLIPPED, "The weaker candidates write.", "The stronger candidates write."),
    "negation": (Code.NEGATION_FLIPPED, "The plan does not change.", "The plan does change."),
    "strength": (Code.STRENGTHENED, "Reviewers always read the design.", "Reviewers sometimes read the design."),
    "comparison": (
        Code.COMPARISON_REVERSED,
        "The budget is set after the plan is written.",
        "The budget is set before the plan is written.",
    ),
    "sides": (
        Code.COMPARISON_REVERSED,
        "Architects own the roadmap, while planners review the designs.",
        "Planners own the roadmap, while architects review the designs.",
    ),
    "cause": (Code.INVENTED_CAUSE, "The team grew because sales doubled.", "The team grew. Sales doubled."),
    "ranks": (
        Code.COMPARISON_REVERSED,
        "The VP of Engineering reports to the Director of Engineering.",
        "The Director of Engineering reports to the VP of Engineering.",
    ),
    "unstated": (Code.COMPARISON_REVERSED, "Scope matters more than pay.", "Scope and pay are part of an offer."),
    "whole": (Code.STRENGTHENED, "All new mates break their rest.", "Half of all new mates break their rest."),
}


def test_every_rule_has_its_example() -> None:
    assert OBJECTED.keys() == RULES.keys()
    assert RULES.keys() >= CERTAIN


@pytest.mark.parametrize("name", RULES)
def test_a_rule_objects_by_its_name_and_its_code(gate: Gate, name: str) -> None:
    code, claim, evidence = OBJECTED[name]
    pair = read(gate, claim, evidence)
    (found,) = [one for one in objections(pair) if one.rule == name]
    assert found.code == code
    assert found.words
    if found.claim is not None:
        assert claim[slice(*found.claim)].strip()


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_nothing_against_the_evidence_itself(gate: Gate, name: str) -> None:
    _, claim, evidence = OBJECTED[name]
    for text in (claim, evidence):
        pairs = gate.pairs(f"Indeed {text[0].lower()}{text[1:]}", [f"{text} Nothing else is known of it."])
        assert [RULES[name][1](pair) for pair in pairs if pair is not None and "Indeed" in pair.claim.text] == [None]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_can_be_left_out(gate: Gate, name: str) -> None:
    _, claim, evidence = OBJECTED[name]
    pair = read(gate, claim, evidence)
    assert name in {one.rule for one in objections(pair)}
    assert name not in {one.rule for one in objections(pair, frozenset({name}))}


def test_what_a_certain_rule_objects_is_never_shown(encoder: OnnxEncoder, lexicon: Lexicon, gate: Gate) -> None:
    for name in CERTAIN:
        _, claim, evidence = OBJECTED[name]
        verdict = gate.judge(claim, [evidence])
        assert not verdict.supported
        assert name in {one.rule for one in verdict.objections}
        rest = Gate(encoder, lexicon, frozenset({name})).judge(claim, [evidence])
        assert name not in {one.rule for one in rest.objections}


def test_the_features_of_a_pair(gate: Gate) -> None:
    pair = read(gate, "Two teams share one plan.", "Two teams of the unit share one plan.")
    found = features(pair, ())
    assert found is not None
    assert (found.put, found.alike, sum(found.objections)) == (0, 1, 0)
    assert 0 < found.run < found.kept == 1
    assert len(row_of(found)) > len(RULES)
    assert row_of(found)[-len(RULES) :] == list(found.objections)
    assert features(read(gate, "It is so.", "Two teams share it."), ()) is None


@pytest.mark.parametrize(
    ("claim", "evidence", "objects"),
    [
        ("All three referees must agree.", "Two of the three referees must agree.", True),
        ("Forty pupils play handball.", "Twenty-five of the forty pupils play handball.", True),
        ("Every captain is promoted by the owner.", "About 80 percent of captains are promoted by the owner.", True),
        ("Only two of the three referees must agree.", "Two of the three referees must agree.", False),
        ("The referees, three of them, agree.", "Two of the three referees must agree.", False),
        ("The board has three referees.", "Two of the three referees must agree.", True),
        ("Each shift has a cook.", "The cook is asked after each shift, and followed in nine cases out of ten.", False),
        ("Of every four orders, three leave.", "Three quarters of all orders leave.", False),
        ("80 percent of all captains stay.", "About 80 percent of captains stay, and half of them sail.", False),
    ],
)
def test_a_claim_of_all_needs_more_than_a_part(gate: Gate, claim: str, evidence: str, objects: bool) -> None:
    assert (RULES["whole"][1](read(gate, claim, evidence)) is not None) is objects
