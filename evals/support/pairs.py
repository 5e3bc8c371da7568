"""The labelled pairs of the support gate: a statement, the quotes that it cites, and whether they hold it up.

The files are YAML, to be read and extended by whoever knows the roles (docs/evaluation.md): a group is one or more
quotes of a text with the statements that cite them. ``pairs/PART`` is a part: ``dev`` and ``test`` are over the shipped
guides, ``fluent`` too (as good models write), ``trades`` over made-up guides of other trades, ``figures`` and ``words``
over made-up sentences with figures in every form, ``handbooks`` over public handbooks, ``lies`` what a lying model
would say, ``told`` and ``retold`` the like with right ones beside them, over other trades and over the shipped guides,
``aside`` the like over further guides. Nothing is fitted on ``test``, ``words``, ``lies`` and ``aside``. Texts that
aren't ours aren't copied: such a quote is ``file`` and ``span``, half-open, of the file's own characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evals.answers.cases import CaseError
from evals.labelled import Text, read_rows
from evals.questions import SHARED

PAIRS = Path(__file__).parents[1] / "pairs"
HANDBOOKS = SHARED / "training" / "handbooks"


class PairKind(StrEnum):
    """What a pair tries."""

    VERBATIM = "verbatim"
    REWORDED = "reworded"
    PARAPHRASE = "paraphrase"
    COMBINED = "combined"
    SHORTENED = "shortened"
    FIGURE_CHANGED = "figure_changed"
    UNIT_OR_PLACE_CHANGED = "unit_or_place_changed"
    ROLE_SWAPPED = "role_swapped"
    NEGATION_FLIPPED = "negation_flipped"
    COMPARISON_REVERSED = "comparison_reversed"
    STRENGTHENED = "strengthened"
    PLAUSIBLE_ADDITION = "plausible_addition"
    INVENTED_CAUSE = "invented_cause"
    WRONG_CITATION = "wrong_citation"
    NONSENSE = "nonsense"


SUPPORTED = frozenset(
    {PairKind.VERBATIM, PairKind.REWORDED, PairKind.PARAPHRASE, PairKind.COMBINED, PairKind.SHORTENED}
)
FIGURES_AND_ROLES = frozenset({PairKind.FIGURE_CHANGED, PairKind.UNIT_OR_PLACE_CHANGED, PairKind.ROLE_SWAPPED})


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """A statement and the exact text of a guide that it cites; ``corpus`` is the file that it is labelled in."""

    id: str
    corpus: str
    kind: PairKind
    guide: str
    statement: str
    quotes: tuple[str, ...]

    @property
    def supported(self) -> bool:
        """Whether the quotes hold the statement up."""
        return self.kind in SUPPORTED


class _Statement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: PairKind
    statement: Text


class _Place(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: str
    span: tuple[int, int]


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid")

    guide: str
    quotes: list[str | _Place] = Field(min_length=1)
    pairs: list[_Statement] = Field(min_length=1)


_GROUPS = TypeAdapter(list[_Group])


def read_pairs(part: str, folder: Path = PAIRS) -> tuple[LabelledPair, ...]:
    """The pairs of ``dev`` or ``test``. Raises ``CaseError`` naming the file."""
    files = sorted((folder / part).glob("*.yaml"))
    if not files:
        raise CaseError(f"{folder / part}: holds no pairs (*.yaml)")
    pairs = [pair for path in files for pair in _of_file(path)]
    ids = Counter(pair.id for pair in pairs)
    if twice := next((one for one, count in ids.items() if count > 1), None):
        raise CaseError(f"pairs: the id {twice} is taken twice")
    return tuple(pairs)


def _of_file(path: Path) -> Iterator[LabelledPair]:
    for group in read_rows(path, _GROUPS):
        quotes = tuple(_text(quote, path) for quote in group.quotes)
        for one in group.pairs:
            yield LabelledPair(one.id, path.stem, one.kind, group.guide, one.statement, quotes)


def _text(quote: str | _Place, path: Path) -> str:
    if isinstance(quote, str):
        return quote
    try:
        text = _read(HANDBOOKS / quote.file)
    except OSError as error:
        raise CaseError(f"{path}: {quote.file} isn't beside the project") from error
    found = " ".join(text[slice(*quote.span)].split())
    if not found:
        raise CaseError(f"{path}: {quote.file}: nothing stands at {quote.span}")
    return found


@lru_cache(maxsize=512)
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
