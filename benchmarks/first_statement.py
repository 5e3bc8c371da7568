"""``writing``: how long a visitor waits for the first checked statement, beside the model's own first sentence."""

from __future__ import annotations

import json
import re
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import numpy as np

from assistant.bootstrap import build_index
from assistant.settings import Settings
from benchmarks.load import LoadError
from benchmarks.model import ANSWERS, ModelPace, speaking
from benchmarks.serving import serving
from benchmarks.systems import chat_body, product
from evals.progress import Progress

PACES = (ModelPace(0.3, 50.0), ModelPace(0.3, 200.0))
_SENTENCE = re.compile(r"\[\d+\]\.")
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class First:
    """Median seconds until a first sentence with its mark, of the model alone, and of the first statement."""

    pace: ModelPace
    sentence: float
    statement: float
    ratio: float
    """The median, of each question with itself."""
    worst: float
    generated: int
    """Answers whose first statement was the model's own."""
    asked: int


def first_statements(settings: Settings, repeats: int, progress: Progress) -> list[First]:
    """Both asked in turn, at each pace. Raises ``ServingError`` or ``LoadError``."""
    build_index(settings)
    found = []
    for place, pace in enumerate(PACES):
        with tempfile.TemporaryDirectory() as scratch, speaking(pace) as model:
            command = product(settings.index.absolute(), Path(scratch))
            spoken = {"GUIDES_MODEL": "openai:paced", "OPENAI_BASE_URL": model, "OPENAI_API_KEY": "none"}
            with serving(replace(command, environment={**command.environment, **spoken})) as server:
                found.append(measured(pace, model, server.address, repeats))
        progress("asking", place + 1, len(PACES))
    return found


def measured(pace: ModelPace, model: str, server: str, repeats: int) -> First:
    """Every question, asked of the model at the address ``model`` and of ``server``. Raises ``LoadError``."""
    sentences, statements, generated = [], [], 0
    with httpx.Client(timeout=_PATIENCE) as client:
        for question, answer in ANSWERS.items():
            for run in range(repeats + 1):
                alone = _sentence(client, model, question)
                took, text = _statement(client, server, question)
                if run:  # the first one is to warm up
                    sentences.append(alone)
                    statements.append(took)
                    generated += answer.startswith(text.rstrip("."))
    ratios = np.array(statements) / np.array(sentences)
    alone, shown, ratio = (float(np.median(values)) for values in (sentences, statements, ratios))
    return First(pace, alone, shown, ratio, float(ratios.max()), generated, len(statements))


def _sentence(client: httpx.Client, model: str, question: str) -> float:
    body = {"model": "paced", "stream": True, "messages": [{"role": "user", "content": question}]}
    began, said = time.perf_counter(), ""
    with client.stream("POST", f"{model}/chat/completions", json=body) as response:
        for line in response.iter_lines():
            if line.startswith("data: {"):
                said += json.loads(line[6:])["choices"][0]["delta"].get("content", "")
            if _SENTENCE.search(said):
                return time.perf_counter() - began
    raise LoadError(f"the model said no sentence to {question!r}")


def _statement(client: httpx.Client, server: str, question: str) -> tuple[float, str]:
    began, took, text = time.perf_counter(), 0.0, ""
    with client.stream("POST", f"{server}/v1/chat", json=chat_body(question) | {"stream": True}) as response:
        event = ""
        for line in response.iter_lines():
            if line.startswith("event: "):
                event = line[7:]
            elif line.startswith("data: ") and event == "statement" and not took:
                took, text = time.perf_counter() - began, json.loads(line[6:])["text"]
    if not took:
        raise LoadError(f"no statement to {question!r}")
    return took, text
