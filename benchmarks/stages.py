"""Where the time of one question goes, inside one process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

import numpy as np

from assistant.service import Assistant
from benchmarks.questions import unique
from evals.answers.cases import CASES, load_cases, of_part
from index.candidates import CANDIDATES
from index.search import Searcher
from index.types import Encoder

QUESTIONS = 60
Result = TypeVar("Result")


def stages_of_answers(assistant: Assistant, most: int) -> dict[str, float]:
    """Median milliseconds of each stage that the assistant tells of, over development cases that stand alone."""
    cases = [case for case in of_part(load_cases(CASES), "dev") if case.answerable and not case.after][:most]
    for case in cases[:5]:
        assistant.respond(case.ask, history=[], guides=[case.guide] if case.guide else [])
    told: dict[str, list[float]] = {}
    for case in cases:
        began = time.perf_counter()
        answer = assistant.respond(case.ask, history=[], guides=[case.guide] if case.guide else []).answer
        told.setdefault("all", []).append((time.perf_counter() - began) * 1000)
        for stage, milliseconds in answer.timings_ms.items():
            told.setdefault(stage, []).append(milliseconds)
    return {stage: float(np.median(values)) for stage, values in told.items()}


def stages_of_search(searcher: Searcher, asked: Sequence[str] = ()) -> dict[str, float]:
    """Median milliseconds of the parts of one search, each on its own."""
    texts = list(asked) or list(islice(unique(), QUESTIONS))
    questions = [searcher.encode(text) for text in texts]
    generation = searcher.generation
    generator = np.random.default_rng(0)
    some = min(2 * CANDIDATES, len(generation.passages))
    rows = [sorted(generator.choice(len(generation.passages), some, replace=False).tolist()) for _ in questions]
    near = min(CANDIDATES, len(generation.passages))
    return {
        "question encoded": _median(searcher.encode, texts),
        "words scored": _median(lambda question: generation.lexical.scores(question.text), questions),
        f"{near} nearest vectors": _median(
            lambda question: generation.vectors.nearest(question.pooled, near), questions
        ),
        f"tokens of {some} passages": _median(
            lambda pair: generation.tokens.similarities(pair[0].tokens, pair[0].pooled, pair[0].expected, pair[1]),
            list(zip(questions, rows, strict=True)),
        ),
        "ranked, all of it": _median(lambda question: searcher.rank(question, 10), questions),
        "ranked within one guide": _median(
            lambda question: searcher.rank(question, 10, [generation.guides[0].slug]), questions
        ),
    }


def passages_a_second(encoder: Encoder, texts: Sequence[str], times: int) -> float:
    """How many texts are encoded a second, the median of several runs."""
    encoder.encode(texts[:16])
    found = []
    for _ in range(times):
        began = time.perf_counter()
        encoder.encode(texts)
        found.append(len(texts) / (time.perf_counter() - began))
    return float(np.median(found))


def milliseconds(work: Callable[[Result], object], inputs: Sequence[Result]) -> Iterator[float]:
    """How long ``work`` takes on each of ``inputs``."""
    for one in inputs:
        began = time.perf_counter()
        work(one)
        yield (time.perf_counter() - began) * 1000


def _median(work: Callable[[Result], object], inputs: Sequence[Result]) -> float:
    return float(np.median(list(milliseconds(work, inputs))))
