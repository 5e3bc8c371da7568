"""What the support gate says of a claim."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Span = tuple[int, int]


class Code(StrEnum):
    """What a claim does that its evidence doesn't hold up."""

    FIGURE_CHANGED = "figure_changed"
    PLACE_CHANGED = "unit_or_place_changed"
    ROLE_SWAPPED = "role_swapped"
    NEGATION_FLIPPED = "negation_flipped"
    COMPARISON_REVERSED = "comparison_reversed"
    STRENGTHENED = "strengthened"
    INVENTED_CAUSE = "invented_cause"
    REWORDED = "reworded"
    NOT_ENTAILED = "not_entailed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Objection:
    """What a rule has against a claim, in ``words`` for people; the spans, where they are known, are of the claim's
    sentence and of the evidence's sentences that were looked at."""

    rule: str
    code: Code
    words: str
    claim: Span | None = None
    evidence: Span | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim may be shown, how well it is held up (0 to 1), and what speaks against it."""

    supported: bool
    score: float
    objections: tuple[Objection, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against it, in plain words."""
        return tuple(dict.fromkeys(one.words for one in self.objections))
