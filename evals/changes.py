"""What the product answers and the gate decides, written down, so that two commits can be held against each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from evals.answers.cases import CASES, Case, load_cases, resolve
from evals.answers.judge import CaseOutcome, ask_all
from evals.progress import Progress
from evals.records import RecordError
from evals.support.pairs import PAIRS, read_pairs
from evals.support.verify import judge_records, open_gate
from evals.systems import PRODUCT, open_systems

_KEPT_ASIDE = "test"
"""The part whose texts nobody who works on the product should read."""
UNSEEN = Path(__file__).parent / "unseen"
"""Guides to trades that nothing is fitted on, and their cases."""


@dataclass(frozen=True, slots=True)
class Record:
    """What came of a case or of a labelled pair: ``part`` and ``id`` name it, ``asked`` is its text."""

    part: str
    id: str
    asked: str
    outcome: str

    @property
    def shown(self) -> bool:
        """Whether its texts may be read."""
        return not self.part.endswith(_KEPT_ASIDE)


_ONE = TypeAdapter(Record)


@dataclass(frozen=True, slots=True)
class Changed:
    """One case or pair with another outcome; an outcome is empty where a side doesn't have it."""

    record: Record
    before: str
    after: str


def record_all(path: Path, index: Path | None, progress: Progress) -> None:
    """Ask every case, judge every pair, and write a line each. Raises what ``run_cases`` and ``open_gate`` raise."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record in (*_answers(index, progress), *_verdicts(index, progress)):
            file.write(_ONE.dump_json(record).decode() + "\n")


def changes(before: Path, after: Path) -> tuple[Changed, ...]:
    """What differs between two files that ``record_all`` wrote. Raises ``RecordError`` or ``OSError``."""
    old, new = ({(one.part, one.id): one for one in _read(path)} for path in (before, after))
    return tuple(
        Changed(found, first.outcome if first else "", second.outcome if second else "")
        for key in dict.fromkeys((*old, *new))
        if (first := old.get(key)) != (second := new.get(key)) and (found := second or first) is not None
    )


def _read(path: Path) -> Iterator[Record]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield _ONE.validate_json(line)
        except ValidationError as error:
            raise RecordError(f"{path}:{number}: not what `python -m evals record` writes") from error


def _answers(index: Path | None, progress: Progress) -> Iterator[Record]:
    yield from _answers_of("", None, CASES, index, progress)
    kept = None if index is None else index / UNSEEN.name
    yield from _answers_of(f"{UNSEEN.name} ", UNSEEN / "corpus", UNSEEN / "cases", kept, progress)


def _answers_of(
    name: str, corpus: Path | None, folder: Path, index: Path | None, progress: Progress
) -> Iterator[Record]:
    """What comes of the cases in ``folder``; ``name`` is put before their parts."""
    with open_systems([PRODUCT], corpus, index, progress=progress) as (product,):
        cases: Sequence[Case] = resolve(load_cases(folder), product.guides)[0]
        for outcome in ask_all(product, cases, progress):
            yield Record(name + outcome.case.part, outcome.case.id, outcome.case.ask, _answer(outcome))


def _answer(outcome: CaseOutcome) -> str:
    given = outcome.given
    cited = [f"{span.guide}[{span.start}:{span.end}]" for span in given.citations]
    confidence = None if given.confidence is None else round(given.confidence, 4)
    return json.dumps([given.status, given.standalone_question, given.text, cited, confidence], ensure_ascii=False)


def _verdicts(index: Path | None, progress: Progress) -> Iterator[Record]:
    gate = open_gate(index)
    for part in sorted(path.name for path in PAIRS.iterdir() if path.is_dir()):
        pairs = read_pairs(part)
        for pair, verdict in zip(pairs, judge_records(gate, pairs, progress), strict=True):
            found = [verdict.supported, round(verdict.score, 4), list(verdict.reasons)]
            asked = f"{pair.statement} | {' '.join(pair.quotes)}"
            yield Record(part, f"pair {pair.id}", asked, json.dumps(found, ensure_ascii=False))
