"""Messages of visitors who had an answer before, and what each does (docs/evaluation.md)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.conversation.dialogue_acts import Act
from evals.rows import read_rows

ACTS = Path(__file__).parent / "questions" / "acts"


@dataclass(frozen=True, slots=True)
class LabelledAct:
    """``file`` is its writer's."""

    say: str
    does: Act
    file: str


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    say: str = Field(min_length=1)
    does: Act


_ROWS = TypeAdapter(list[_Form])


def load_acts(folder: Path = ACTS) -> tuple[LabelledAct, ...]:
    """All messages, by file. Raises ``CaseError``."""
    return tuple(
        LabelledAct(form.say, form.does, path.stem)
        for path in sorted(folder.glob("*.yaml"))
        for form in read_rows(path, _ROWS)
    )
