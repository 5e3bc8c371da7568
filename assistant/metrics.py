"""What is counted for Prometheus; `api/metrics.py` shows it. Labels are words of small sets, never a visitor's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from prometheus_client import Counter

from assistant.types import Answer

if TYPE_CHECKING:  # else every start of the offline assistant would load the gate
    from assistant.verdict import Objection

_ANSWERS = Counter("guides_answers", "Answers, by what they are and how they came about.", ["status", "mode"])
_TOKENS = Counter("guides_model_tokens", "Tokens that language models read and wrote.", ["direction"])
_COST = Counter("guides_model_cost", "What they cost, in the currency of GUIDES_MODEL_PRICES.")
_STATEMENTS = Counter("guides_model_statements", "Statements of language models, by what became of them.", ["fate"])
_OBJECTIONS = Counter(
    "guides_model_objections", "What the support gate had against them, by code and rule.", ["code", "rule"]
)
_FAILURES = Counter("guides_model_failures", "What a language model was asked in vain, and why.", ["step", "reason"])


def answered(answer: Answer) -> None:
    """An answer was given."""
    _ANSWERS.labels(answer.status.value, answer.mode.value).inc()
    if answer.usage is not None:
        _TOKENS.labels("read").inc(answer.usage.input_tokens)
        _TOKENS.labels("written").inc(answer.usage.output_tokens)
        _COST.inc(answer.usage.cost or 0.0)


def settled(fates: Mapping[str, int]) -> None:
    """A model's statements were judged."""
    for fate, count in fates.items():
        _STATEMENTS.labels(fate).inc(count)


def objected(objections: Sequence[Objection]) -> None:
    """The gate had something against a statement that wasn't shown as it was."""
    for one in objections:
        _OBJECTIONS.labels(one.code.value, one.rule).inc()


def failed(step: str, reason: str) -> None:
    """A model failed at ``step``: ``answer``, ``rewrite`` or ``judge``; ``reason`` as in `generation/failures.py`."""
    _FAILURES.labels(step, reason).inc()
