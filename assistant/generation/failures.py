"""What goes wrong with a language model, in a word or two, and whether and when another attempt may help."""

from __future__ import annotations

from tenacity import RetryCallState
from tenacity.wait import wait_random_exponential

_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_OF_THE_WIRE = frozenset({"APIConnectionError", "TransportError", "ConnectionError"})
_BACKOFF = wait_random_exponential(multiplier=0.2, max=2.0)
_MOST_REASON = 200


class ModelFailed(Exception):
    """A model gave no usable answer; ``reason`` is a word or two, for the log."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


def failure(error: BaseException) -> ModelFailed:
    """What went wrong, in a word or two: the error of a provider's package, or of the wire."""
    if isinstance(error, ModelFailed):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        reason = "rate limited" if status == 429 else f"status {status}"
    elif _kinds(error) & _OF_THE_WIRE:
        reason = "connection lost" if "read" in str(error).lower() else "no connection"
    else:
        reason = "nonsense"
    return ModelFailed(reason, f"{type(error).__name__}: {str(error)[:_MOST_REASON]}")


def is_passing(error: BaseException) -> bool:
    """Whether another attempt may help."""
    return getattr(error, "status_code", None) in _PASSING or bool(_kinds(error) & _OF_THE_WIRE)


def _kinds(error: BaseException | None) -> set[str]:
    """The names of the classes of an error and of what caused it: each provider's package has its own."""
    names: set[str] = set()
    while error is not None:
        names.update(kind.__name__ for kind in type(error).__mro__)
        error = error.__cause__
    return names


def pause(state: RetryCallState) -> float:
    """Seconds until the next attempt: what the provider asks for, or a random time that grows."""
    error = state.outcome.exception() if state.outcome is not None else None
    headers = getattr(getattr(error, "response", None), "headers", {})
    try:
        asked = float(headers.get("retry-after", 0))
    except ValueError:  # a date
        asked = 0.0
    return max(asked, _BACKOFF(state))
