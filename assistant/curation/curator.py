"""A language model as a curator's help: further phrasings of a question, and quotes that answer it."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assistant.curation.suggest import Worded
from assistant.generation.client import Model
from assistant.generation.failures import ModelFailed
from assistant.generation.prompt import curate_prompt
from assistant.generation.types import Spent

log = logging.getLogger(__name__)


def worded_by(model: Model, question: str, passages: Sequence[str]) -> Worded:
    """Phrasings and quotes as the model writes them, a line each; where it fails, it adds nothing."""
    try:
        reply = model.ask(curate_prompt(question, passages), "curate", Spent())
    except ModelFailed as error:
        log.warning("curating: model=%s outcome=failed reason=%s", model.name, error)
        return Worded()
    return Worded(_lines(reply, "ask:"), _lines(reply, "quote:"))


def _lines(reply: str, mark: str) -> tuple[str, ...]:
    lines = (line.strip() for line in reply.splitlines())
    return tuple(line[len(mark) :].strip() for line in lines if line.casefold().startswith(mark))
