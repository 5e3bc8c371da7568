"""What a message does in a conversation: it asks something, or it wants the last answer gone on with, proved or
shortened, doubts it, tells how the visitor feels.

The classes are dialogue acts (Bunt et al., ISO 24617-2), as far as they want different replies. A multinomial logistic
regression on a message's vector and three signals of its form tells them apart (`python -m evals fit acts`).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from pathlib import Path

import numpy as np

from assistant.parameters import fitted
from corpus.asking import asks_what, opening, opens_a_question
from index.types import Vectors

WEIGHTS = Path(__file__).with_name("dialogue_acts.json")
SIGNALS = 3


class Act(StrEnum):
    """What a message does; anything but ``ASKS`` says nothing that a guide could be searched for."""

    ASKS = "asks"
    MORE = "more"
    """Wants further things of the same."""
    SHORTER = "shorter"
    PLAINER = "plainer"
    """Wants the last answer explained."""
    EXAMPLE = "example"
    SOURCE = "source"
    """Wants to see where it stands."""
    DOUBT = "doubt"
    MISSED = "missed"
    """Says that the last answer isn't one to what was asked."""
    FEELS = "feels"
    TELLS = "tells"
    """Tells something about oneself."""
    CLOSES = "closes"
    """Thanks, greets, agrees or takes leave."""
    ABOUT_YOU = "about_you"
    """Asks about the assistant itself."""
    TASK = "task"
    """Wants something done that is no answer."""
    FOREIGN = "foreign"
    """Isn't in English."""


_STATED = frozenset({Act.FEELS, Act.TELLS, Act.CLOSES})
"""Acts that hardly ever open as a question does: 11 of 617 messages in evals/questions/acts. No task of 180 opens with
a question word there ("can you write", "do my homework")."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The least probability at which a message is taken for what it does, if it doesn't ask; ``rather`` is that of one
    that would be refused else."""

    least: float
    rather: float


taken = cache(partial(fitted, "acts", Taken))
"""The fitted thresholds."""


def signals_of(text: str) -> tuple[float, float, float]:
    """How long a message is, whether it has a question mark, whether it is in ASCII: ``SIGNALS`` of its form."""
    return math.log1p(len(text.split())), float("?" in text), float(text.isascii())


def act_of(text: str, pooled: Vectors, refused: bool = False) -> Act:
    """What ``text``, whose vector is ``pooled``, does; where that isn't sure (less so of one that was ``refused``), or
    the vector is another encoder's than the packaged one, it asks."""
    weights, bias = _regression()
    if weights.shape[1] != SIGNALS + len(pooled):
        return Act.ASKS
    odds = weights @ np.array([*signals_of(text), *pooled], dtype=np.float32) + bias
    likely = np.exp(odds - odds.max())
    best = int(likely.argmax())
    act = tuple(Act)[best]
    surely = likely[best] >= (taken().rather if refused else taken().least) * likely.sum()
    asks = (
        (act in _STATED and opens_a_question(text))
        or (act is Act.TASK and asks_what(text))
        or (act is Act.MORE and opening(text) == "why")  # nobody wants more of the same so: "why so much more?"
    )
    return Act.ASKS if asks or not surely else act


@cache
def _regression() -> tuple[Vectors, Vectors]:
    """Weights of shape ``(acts, SIGNALS + dimension)`` and biases of shape ``(acts,)``, in the order of ``Act``."""
    fit = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return np.array(fit["weights"], np.float32), np.array(fit["bias"], np.float32)
