"""A language model as a curator's help: further phrasings of a question, and quotes that answer it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from langchain_core.runnables import RunnableLambda

from assistant.curation.suggest import Worded
from assistant.generation.client import Model
from assistant.generation.failures import ModelFailed
from assistant.generation.prompt import Curating, curate_prompt
from assistant.generation.types import Spent

log = logging.getLogger(__name__)


class ModelCurator:
    """Asks a model; where it fails, it adds nothing."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def propose(self, question: str, passages: Sequence[str]) -> Worded:
        """Phrasings and quotes as the model writes them, a line each; whoever uses them checks them."""
        asked = Curating(question, tuple(passages))
        try:
            said = self._model.ask(RunnableLambda(curate_prompt), asked, "curate", Spent())
        except ModelFailed as error:
            log.warning("curating: model=%s outcome=failed reason=%s", self._model.name, error)
            return Worded()
        return Worded(_lines(said, "ask:"), _lines(said, "quote:"))


def _lines(said: str, mark: str) -> tuple[str, ...]:
    lines = (line.strip() for line in said.splitlines())
    return tuple(line[len(mark) :].strip() for line in lines if line.casefold().startswith(mark))
