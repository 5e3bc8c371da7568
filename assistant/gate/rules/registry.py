"""What speaks against a claim, rule by rule: each looks at a pair and finds something or nothing.

Every rule can be left out (``python -m evals verify --without RULE``), and is counted by its code (`/metrics`). The
codes are kinds of labelled pairs (``evals/pairs``).
"""

from __future__ import annotations

from collections.abc import Callable, Set

from assistant.gate.pair import Finding, Pair
from assistant.gate.rules.contradiction import cause, negation, opposite, strength
from assistant.gate.rules.exchange import figures_exchanged, whole
from assistant.gate.rules.figures import figures
from assistant.gate.rules.names import actors, figures_misplaced, names, places, roles
from assistant.gate.rules.order import comparison, sides
from assistant.gate.rules.ranks import ranks, unstated
from assistant.gate.rules.wording import wording
from assistant.verdict import Code, Objection

Rule = Callable[[Pair], Finding | None]

RULES: dict[str, tuple[Code, Rule]] = {
    "figures": (Code.FIGURE_CHANGED, figures),
    "figures_exchanged": (Code.FIGURE_CHANGED, figures_exchanged),
    "figures_misplaced": (Code.PLACE_CHANGED, figures_misplaced),
    "roles": (Code.ROLE_SWAPPED, roles),
    "places": (Code.PLACE_CHANGED, places),
    "names": (Code.ROLE_SWAPPED, names),
    "actors": (Code.ROLE_SWAPPED, actors),
    "wording": (Code.REWORDED, wording),
    "opposite": (Code.NEGATION_FLIPPED, opposite),
    "negation": (Code.NEGATION_FLIPPED, negation),
    "strength": (Code.STRENGTHENED, strength),
    "comparison": (Code.COMPARISON_REVERSED, comparison),
    "sides": (Code.COMPARISON_REVERSED, sides),
    "cause": (Code.INVENTED_CAUSE, cause),
    "ranks": (Code.COMPARISON_REVERSED, ranks),
    "unstated": (Code.COMPARISON_REVERSED, unstated),
    "whole": (Code.STRENGTHENED, whole),
}
CERTAIN = frozenset(
    {"figures", "figures_exchanged", "figures_misplaced", "roles", "places", "ranks", "unstated", "whole"}
)
"""Rules whose objection holds whatever the model says; the model weighs those of all others."""


def objections(pair: Pair, without: Set[str] = frozenset()) -> tuple[Objection, ...]:
    """What the rules object, in the rules' order; those named in ``without`` aren't asked."""
    found = ((name, code, look(pair)) for name, (code, look) in RULES.items() if name not in without)
    return tuple(Objection(name, code, *finding) for name, code, finding in found if finding is not None)
