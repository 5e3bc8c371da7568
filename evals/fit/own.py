"""Our own labelled questions as conversations: follow-ups, and questions that stand alone asked after another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, pairwise

from assistant.conversation.slots import focus, role_in
from assistant.types import Turn
from corpus.lexicon import Lexicon, load_lexicon
from corpus.read import read_corpus
from evals.answers.cases import Case
from evals.fit.conversations import Example
from evals.questions import SOURCES, load_questions

OURS = "ours"
ABOUT_ROLES = frozenset({"shipped", "site"})
"""Sources whose follow-ups are about the role that the question before them names; the other sources' questions aren't
about any of those roles."""


def own_examples() -> tuple[Example, ...]:
    """Every follow-up, and every other question after the one before it in its file."""
    cases = [case for source in SOURCES for case in _cases({source.name})]
    follow_ups = [_example(case, case.after, True) for case in cases if case.after]
    alone = [case for case in cases if not case.after]
    switches = [_example(case, (before.ask,), False) for before, case in pairwise(alone) if before.file == case.file]
    return (*follow_ups, *switches)


def role_examples() -> tuple[Example, ...]:
    """Messages that name no role, asked after a question that does: ``leans`` says whether they are about that role."""
    lexicon = load_lexicon()
    ours, others = list(_cases(ABOUT_ROLES)), list(_cases({source.name for source in SOURCES} - ABOUT_ROLES))
    about = [
        _example(case, case.after, True)
        for case in ours
        if case.after and focus(case.after[-1], lexicon) and _without_role(case, lexicon)
    ]
    openings = cycle([case.ask for case in ours if not case.after and focus(case.ask, lexicon)])
    alone = [case for case in others if not case.after and _without_role(case, lexicon)]
    return (*about, *(_example(case, (next(openings),), False) for case in alone))


def _without_role(case: Case, lexicon: Lexicon) -> bool:
    return role_in(case.ask, lexicon) is None and not lexicon.topics_of(case.ask)


def _example(case: Case, after: Sequence[str], leans: bool) -> Example:
    return Example(OURS, case.file, tuple(Turn("user", text) for text in after), case.ask, leans)


def _cases(sources: set[str] | frozenset[str]) -> Iterator[Case]:
    lexicon = load_lexicon()
    for source in SOURCES:
        if source.present and source.name in sources:
            yield from load_questions(source, read_corpus(source.corpus, lexicon).guides)
