"""What speaks against a claim, rule by rule: each looks at a pair and objects or doesn't.

Every rule can be left out (``python -m evals verify --without RULE``), and is counted by its code (`/metrics`). The
codes are kinds of labelled pairs (``evals/pairs``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from assistant.gate.pair import Pair
from assistant.gate.rules.contradiction import denials, invented, opposites, others, strangers, strengthened
from assistant.gate.rules.exchange import exchanged
from assistant.gate.rules.figures import unsupported
from assistant.gate.rules.order import exchanged as turned
from assistant.gate.rules.order import mixed
from assistant.gate.rules.ranks import ranks, unranked
from assistant.gate.rules.ranks import turned as outranked
from assistant.gate.rules.wholes import wholes
from assistant.gate.rules.wording import changed
from assistant.language.mentions import Mention, unnamed
from assistant.verdict import Code, Objection
from corpus.sentences import sentence_spans

Rule = Callable[[Pair], Objection | None]


def figures(pair: Pair) -> Objection | None:
    """A quantity that the evidence doesn't say."""
    found = unsupported(pair.claim.text, pair.claim.quantities, pair.near.text, pair.near.quantities)
    if found is None:
        return None
    shown = pair.claim.text[found.start : found.end].strip()
    return Objection("figures", Code.FIGURE_CHANGED, f"figure {shown} stands in no quote", (found.start, found.end))


def figures_exchanged(pair: Pair) -> Objection | None:
    """A quantity that the evidence says of something else."""
    found = exchanged(pair.claim.text, pair.claim.quantities, pair.near.text, pair.near.quantities)
    if found is None:
        return None
    ours, theirs = ((one.start, one.end) for one in found)
    shown = pair.claim.text[slice(*ours)].strip()
    return Objection(
        "figures_exchanged", Code.FIGURE_CHANGED, f"figure {shown} is of something else in the quote", ours, theirs
    )


def roles(pair: Pair) -> Objection | None:
    """A role that the evidence doesn't name."""
    return _unnamed("roles", Code.ROLE_SWAPPED, pair.claim.roles, pair.evidence.roles, pair.role)


def places(pair: Pair) -> Objection | None:
    """A place that the evidence doesn't name."""
    return _unnamed("places", Code.PLACE_CHANGED, pair.claim.places, pair.evidence.places)


def _unnamed(
    rule: str, code: Code, ours: Sequence[Mention], theirs: Sequence[Mention], besides: str | None = None
) -> Objection | None:
    new = [name for name in unnamed(ours, theirs) if name != besides]
    if not new:
        return None
    mention = next(one for one in ours if one.name == new[0])
    return Objection(rule, code, f"{new[0]} stands in no quote", (mention.start, mention.end))


def figures_misplaced(pair: Pair) -> Objection | None:
    """A quantity that the evidence gives for another place than the claim."""
    claimed = {mention.name for mention in pair.claim.places}
    if not claimed:
        return None
    sentences = [
        (a, b, {m.name for m in pair.near.places if a <= m.start < b}) for a, b in sentence_spans(pair.near.text)
    ]
    for one in pair.claim.quantities:
        there = [
            (other, named)
            for other in pair.near.quantities
            if one.same(other)
            for a, b, named in sentences
            if a <= other.start < b
        ]
        if there and all(named and not named & claimed for _, named in there):
            quoted, named = there[0]
            words = f"figure {pair.claim.text[one.start : one.end].strip()} is that of {min(named)} in the quote"
            return Objection(
                "figures_misplaced", Code.PLACE_CHANGED, words, (one.start, one.end), (quoted.start, quoted.end)
            )
    return None


def names(pair: Pair) -> Objection | None:
    """A proper name that the evidence doesn't hold."""
    known = (*pair.claim.roles, *pair.claim.places)
    return _first("names", Code.ROLE_SWAPPED, strangers(pair.claim.reading, pair.evidence.reading, known))


def actors(pair: Pair) -> Objection | None:
    """Somebody who acts in the claim and is none of those who act in the evidence."""
    return _first("actors", Code.ROLE_SWAPPED, others(pair.claim.reading, pair.evidence.reading, pair.claim.roles))


def wording(pair: Pair) -> Objection | None:
    """A word put in another's place where the wording is otherwise kept."""
    return _first("wording", Code.REWORDED, changed(pair.claim.reading, pair.near.reading, pair.edits, pair.counted))


def opposite(pair: Pair) -> Objection | None:
    """A word of which the evidence has only the opposite."""
    return _first("opposite", Code.NEGATION_FLIPPED, opposites(pair.claim.reading, pair.near.reading, pair.counted))


def negation(pair: Pair) -> Objection | None:
    """A negation that one side has and the other has not."""
    found = denials(pair.claim.reading, pair.near.reading, pair.cosines)
    return _first("negation", Code.NEGATION_FLIPPED, found)


def strength(pair: Pair) -> Objection | None:
    """More cases, or more certainty, than the evidence claims."""
    return _first("strength", Code.STRENGTHENED, strengthened(pair.claim.reading, pair.near.reading))


def comparison(pair: Pair) -> Objection | None:
    """A comparison the other way round."""
    return _first("comparison", Code.COMPARISON_REVERSED, turned(pair.claim.reading, pair.near.reading))


def sides(pair: Pair) -> Objection | None:
    """What the evidence says of two things, exchanged between them."""
    return _first("sides", Code.COMPARISON_REVERSED, mixed(pair.claim.reading, pair.near.reading))


def cause(pair: Pair) -> Objection | None:
    """A cause that the evidence doesn't give."""
    return _first("cause", Code.INVENTED_CAUSE, invented(pair.claim.reading, pair.near.reading))


def reversed_ranks(pair: Pair) -> Objection | None:
    """Who leads, reports to or ranks above whom, the other way round."""
    found = outranked(
        tuple(ranks(pair.claim.text, pair.claim.roles)), tuple(ranks(pair.evidence.text, pair.evidence.roles))
    )
    if found is None:
        return None
    one, other = found
    words = f"{one.over} doesn't stand above {one.under} in the quote"
    return Objection("ranks", Code.COMPARISON_REVERSED, words, one.span, other.span)


def unstated(pair: Pair) -> Objection | None:
    """A comparison where the evidence compares nothing."""
    span = unranked(pair.claim.text, pair.claim.quantities, pair.evidence.text, pair.evidence.quantities)
    words = "the quote compares nothing"
    return None if span is None else Objection("unstated", Code.COMPARISON_REVERSED, words, span)


def whole(pair: Pair) -> Objection | None:
    """All of what the evidence says a part of."""
    span = wholes(pair.claim, pair.near)
    return None if span is None else Objection("whole", Code.STRENGTHENED, "the quote says so of a part only", span)


def _first(rule: str, code: Code, words: Sequence[str]) -> Objection | None:
    return Objection(rule, code, words[0]) if words else None


RULES: dict[str, Rule] = {
    "figures": figures,
    "figures_exchanged": figures_exchanged,
    "figures_misplaced": figures_misplaced,
    "roles": roles,
    "places": places,
    "names": names,
    "actors": actors,
    "wording": wording,
    "opposite": opposite,
    "negation": negation,
    "strength": strength,
    "comparison": comparison,
    "sides": sides,
    "cause": cause,
    "ranks": reversed_ranks,
    "unstated": unstated,
    "whole": whole,
}
CERTAIN = frozenset(
    {"figures", "figures_exchanged", "figures_misplaced", "roles", "places", "ranks", "unstated", "whole"}
)
"""Rules whose objection holds whatever the model says; the model weighs those of all others."""


def objections(pair: Pair, without: Set[str] = frozenset()) -> tuple[Objection, ...]:
    """What the rules object, in the rules' order; those named in ``without`` aren't asked."""
    found = (rule(pair) for name, rule in RULES.items() if name not in without)
    return tuple(one for one in found if one is not None)
