"""Asks a real, very small language model the cases' questions through the whole assistant, and checks what is shown.

The check is a plain one and no part of the gate: every figure and every role of a shown statement must stand in the
quotes that it cites.
"""

from __future__ import annotations

import logging
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from assistant.bootstrap import build_index, open_assistant
from assistant.types import Answer, Citation, Turn
from corpus.lexicon import Lexicon, load_lexicon
from evals.answers.cases import Case, CaseKind, load_cases
from evals.folders import offline_settings
from evals.progress import Progress, tracked
from evals.support.small_model import small_model

QUESTIONS = 100
MOST_TOKENS, MOST_PASSAGES = 40, 3
ANSWERABLE = frozenset(CaseKind) - {
    CaseKind.UNDERSPECIFIED,
    CaseKind.UNANSWERABLE_NEAR,
    CaseKind.UNANSWERABLE_FAR,
    CaseKind.SMALL_TALK,
    CaseKind.INJECTION,
}
"""Kinds that come as far as the model."""
_PATIENCE = 60.0
_FROM_TWO = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TENS = "twenty thirty forty fifty"
_WORDS = {
    **{word: float(number) for number, word in enumerate(_FROM_TWO.split(), start=2)},
    **{word: 10.0 * number for number, word in enumerate(_TENS.split(), start=2)},
    "hundred": 100.0,
    "dozen": 12.0,
    "half": 0.5,
}
_SHORT, _LONG = re.compile(r"\bHeads?\b(?! of)"), "Head of Engineering"
"""A guide calls a Head of Engineering "a Head", which is too common a word to be an alias."""
_UNNAMED = re.compile(r"\byou(?:r|rs|rself)?\b|\b(?:the|this) (?:role|job|position)\b", re.I)
"""What a guide calls its reader or its role."""
_SCALES = {"k": 1e3, "m": 1e6, "million": 1e6, "thousand": 1e3, "bn": 1e9, "billion": 1e9}
_FIGURE = re.compile(
    rf"(?P<digits>\d+(?:[.,]\d+)*)\s*(?P<scale>(?:k|m|bn|thousand|million|billion)\b)?|\b(?P<word>{'|'.join(_WORDS)})\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Invented:
    """A shown statement that holds what its citations don't."""

    question: str
    statement: str
    what: str
    cited: str


@dataclass(slots=True)
class Figures:
    """What became of the model's answers."""

    questions: int = 0
    asked: int = 0
    """Questions that were put to the model: the others are answered, or not, before."""
    outcomes: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    modes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    tokens: int = 0
    invented: list[Invented] = field(default_factory=list)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The table."""
        seconds = sorted(self.seconds) or [0.0]
        return [
            ("questions", str(self.questions)),
            ("put to the model", str(self.asked)),
            *((f"  {name}", str(count)) for name, count in sorted(self.outcomes.items())),
            *((f"  failed: {name}", str(count)) for name, count in self.reasons.most_common(5)),
            ("statements shown as written", str(self.fates["kept"])),
            ("statements cited anew", str(self.fates["recited"])),
            ("statements replaced by a quote", str(self.fates["replaced"])),
            ("statements dropped", str(self.fates["dropped"])),
            ("statements that said nothing new", str(self.fates["repeated"])),
            ("quotes added", str(self.fates["added"])),
            *((f"answers, {name}", str(count)) for name, count in sorted(self.modes.items())),
            ("tokens written", str(self.tokens)),
            (
                "seconds a question, median / 95%",
                f"{median(seconds):.1f} / {seconds[int(0.95 * (len(seconds) - 1))]:.1f}",
            ),
            ("statements with an invented figure or role", str(len(self.invented))),
        ]


def generate(
    questions: int = QUESTIONS, corpus: Path | None = None, index: Path | None = None, progress: Progress | None = None
) -> Figures:
    """Ask ``questions`` of the shipped cases. Raises ``SmallModelMissing`` and what opening the assistant raises."""
    cases = chosen([case for case in load_cases() if case.kind in ANSWERABLE], questions)
    lexicon, figures = load_lexicon(), Figures()
    with offline_settings(corpus, index) as settings, small_model() as model, counting(figures):
        build_index(settings, progress)
        update = {
            "model": model,
            "max_output_tokens": MOST_TOKENS,
            "model_passages": MOST_PASSAGES,
            "model_silence": _PATIENCE,
            "model_timeout": _PATIENCE,
        }
        with open_assistant(settings.model_copy(update=update)) as assistant:
            for case in tracked("asking", cases, progress):
                history = [Turn("user", message) for message in case.after]
                began = time.perf_counter()
                answer = assistant.respond(case.ask, history=history, guides=[case.guide] if case.guide else []).answer
                figures.seconds.append(time.perf_counter() - began)
                figures.questions += 1
                figures.modes[f"{answer.status.value}, {answer.mode.value}"] += 1
                figures.tokens += answer.usage.output_tokens if answer.usage else 0
                figures.invented += invented(case.ask, answer, lexicon)
    return figures


def chosen(cases: Sequence[Case], most: int) -> list[Case]:
    """``most`` of ``cases``, evenly spread."""
    step = max(len(cases) / most, 1.0)
    return [cases[int(number * step)] for number in range(min(most, len(cases)))]


def invented(question: str, answer: Answer, lexicon: Lexicon) -> Iterator[Invented]:
    """Every figure and role of a shown statement that its citations don't hold."""
    quotes = {one.n: _spelled_out(one) for one in answer.citations}
    for statement in answer.statements:
        cited = "\n".join(quotes[n] for n in statement.citations)
        for value in sorted(values(statement.text) - values(cited)):
            yield Invented(question, statement.text, f"figure {value:g}", cited)
        for role in sorted(set(lexicon.roles_of(statement.text)) - set(lexicon.roles_of(cited))):
            yield Invented(question, statement.text, f"role {role}", cited)


def _spelled_out(citation: Citation) -> str:
    """The quote; "a Head" as the role's name, and the guide's role where the quote speaks of it without a name."""
    quote = _SHORT.sub(_LONG, citation.quote)
    return f"{quote} ({citation.title})" if _UNNAMED.search(quote) else quote


def values(text: str) -> set[float]:
    """The figures of a text, in digits or in words; "one" is mostly none."""
    found = set()
    for figure in _FIGURE.finditer(text):
        if figure["word"]:
            found.add(_WORDS[figure["word"].lower()])
        else:
            digits = figure["digits"]
            plain = (
                digits.replace(",", "")
                if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", digits)
                else digits.replace(",", ".")
            )
            value = float(plain) if plain.count(".") < 2 else float(plain.replace(".", ""))
            found.add(value * _SCALES.get((figure["scale"] or "").lower(), 1.0))
    return found


@contextmanager
def counting(figures: Figures) -> Iterator[None]:
    """Counts what the writing step logs of each answer."""

    class Counting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told = getattr(record, "answer", None)
            if told is None:
                return
            figures.asked += 1
            figures.outcomes[told["outcome"]] += 1
            if told["reason"]:
                figures.reasons[told["reason"][:60]] += 1
            for fate in ("kept", "recited", "replaced", "dropped", "added", "repeated"):
                figures.fates[fate] += told[fate]

    logger, handler = logging.getLogger("assistant.generation.writer"), Counting()
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
