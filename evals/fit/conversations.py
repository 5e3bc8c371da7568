"""Conversations in which people wrote down the question that stands alone, and how a fit on them is judged.

CANARD dev (Elgohary et al. 2019) and TREC CAsT 2019-2022 (Dalton et al. 2020), read from the folder beside the project;
our own labelled questions, some of which are follow-ups and some asked after another one.
"""

from __future__ import annotations

import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from assistant.conversation.antecedents import Rarity
from assistant.conversation.follow_up import content_stems
from assistant.types import Turn
from corpus.english import stem_of
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.answers.cases import Case, CaseKind
from evals.questions import SHARED, SOURCES, load_questions

OURS = "ours"
CORPORA = {"canard": "canard_dev", "trec": "trec_cast"}
"""Name to folder below ``benchmarks``."""
_TURN_NUMBER = re.compile(r"_q?\d+(?:-\d+)?$")


class DataMissing(Exception):
    """What a fit needs isn't on this machine; the message names it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message after its history (oldest turn first), and whether it leans on it.

    ``rewritten`` is the question that people made of it, empty where nobody did.
    """

    corpus: str
    conversation: str
    history: tuple[Turn, ...]
    message: str
    leans: bool
    rewritten: str = ""

    @property
    def added(self) -> frozenset[str]:
        """Stems of the content words that people added."""
        return content_stems(self.rewritten) - content_stems(self.message)

    @property
    def half(self) -> int:
        """0 or 1: the half of the conversations that this one falls into, the same on every machine."""
        return half_of(self.conversation)


def half_of(name: str) -> int:
    """0 or 1, the same on every machine."""
    return zlib.crc32(name.encode()) % 2


def benchmark(path: str) -> Path:
    """A file below ``shared/benchmarks``. Raises ``DataMissing``."""
    file = SHARED / "benchmarks" / path
    if not file.is_file():
        raise DataMissing(f"{file}: not on this machine, and the fit needs it")
    return file


def load_examples() -> tuple[Example, ...]:
    """Every turn with a history of both corpora. Raises ``DataMissing``."""
    found = []
    for corpus, folder in CORPORA.items():
        with benchmark(f"{folder}/rewrites.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        for row in rows:
            history = tuple(Turn(turn["role"], turn["content"]) for turn in row["history"])
            if any(turn.role == "user" for turn in history):
                name = _TURN_NUMBER.sub("", row["id"])
                asked, rewritten = row["question"], row["rewritten"]
                leans = bool(content_stems(rewritten) - content_stems(asked))
                found.append(Example(corpus, name, history, asked, leans, rewritten))
    return tuple(found)


def own_examples() -> tuple[Example, ...]:
    """Every message of a conversation, and every other question after the one before it in its file."""
    cases = list(_cases())
    follow_ups = [_example(case, case.after, _leans(case)) for case in cases if case.after]
    alone = [case for case in cases if not case.after]
    switches = [_example(case, (before.ask,), False) for before, case in pairwise(alone) if before.file == case.file]
    return (*follow_ups, *switches)


def _leans(case: Case) -> bool:
    """Whether a message says less than it means; where nobody wrote down what it means, by its kind."""
    if not case.means:
        return case.kind is CaseKind.FOLLOW_UP
    return bool(content_stems(case.means) - content_stems(case.ask))


def _example(case: Case, after: Sequence[str], leans: bool) -> Example:
    return Example(OURS, case.file, tuple(Turn("user", text) for text in after), case.ask, leans, case.means)


def _cases() -> Iterator[Case]:
    lexicon = load_lexicon()
    for source in SOURCES:
        if source.present:
            yield from load_questions(source, read_corpus(source.corpus, lexicon).guides)


def rarity_in(examples: Sequence[Example]) -> Rarity:
    """How rare a word is in what was said, each distinct turn taken as a passage; as ``index/query.py`` counts it."""
    turns = {turn.content for example in examples for turn in example.history}
    frequency = Counter(one for text in turns for one in content_stems(text))
    most = math.log(1 + (len(turns) + 0.5) / 0.5)

    def rarity(word: str) -> float:
        seen = frequency[stem_of(word)]
        return math.log(1 + (len(turns) - seen + 0.5) / (seen + 0.5)) / most

    return rarity


def weights_of(groups: Sequence[object]) -> list[float]:
    """A weight for each example, so that every group weighs the same in all and the mean weight is 1."""
    counts = Counter(groups)
    return [len(groups) / len(counts) / counts[group] for group in groups]


def agreement(ours: Set[str], theirs: Set[str]) -> float:
    """0 to 1: F1 of the content words of a question and of the one that people wrote."""
    return 2 * len(ours & theirs) / max(1, len(ours) + len(theirs))


def best_threshold(scores: Sequence[float], gains: Sequence[float], weights: Sequence[float]) -> float:
    """From which score on to act, so that the weighted gains of what is acted on are the most."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    sums = list(accumulate(gains[i] * weights[i] for i in order))
    last = max(range(len(order)), key=lambda place: sums[place])
    return scores[order[last]]


@dataclass(frozen=True, slots=True)
class Split:
    """Rows to fit on and rows to judge on: a fit is never judged on what it was fitted on."""

    name: str
    by_corpus: bool
    fitted: tuple[int, ...]
    judged: tuple[int, ...]


def splits(examples: Sequence[Example]) -> tuple[Split, ...]:
    """Each corpus left out in its turn, then each half of the conversations."""
    corpora = dict.fromkeys(one.corpus for one in examples)
    out = [(f"{corpus}, left out", True, [one.corpus == corpus for one in examples]) for corpus in corpora]
    out += [(f"half {half}", False, [one.half == half for one in examples]) for half in (0, 1)]
    return tuple(
        Split(
            name,
            by_corpus,
            fitted=tuple(i for i, left in enumerate(held) if not left),
            judged=tuple(i for i, left in enumerate(held) if left),
        )
        for name, by_corpus, held in out
    )
