"""Our own labelled questions as conversations: follow-ups, and questions that stand alone asked after another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.conversation.follow_up import content_stems
from assistant.types import Turn
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.answers.cases import Case, CaseKind
from evals.fit.conversations import Example
from evals.questions import SOURCES, load_questions

OURS = "ours"


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
