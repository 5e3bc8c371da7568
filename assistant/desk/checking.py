"""Asking again: whether what was asked in vain is answered by now."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.desk.asked import AskedInVain
from assistant.desk.gap_types import Ask, Progress
from assistant.storage.asked import UNSURE
from assistant.storage.gap_records import Check
from assistant.storage.gaps import GapStore
from assistant.storage.spans import digest_of
from assistant.types import Answer, Status
from index.search import Searcher

STAGE = "asking again"
AT_ONCE = 50
"""Checks that are kept together."""


def recheck(
    questions: Sequence[AskedInVain],
    store: GapStore,
    ask: Ask,
    searcher: Searcher,
    progress: Progress | None = None,
) -> list[Check]:
    """What comes of asking each of ``questions`` again, which is kept."""
    report = progress or (lambda stage, done, total: None)
    checks: list[Check] = []
    for first in range(0, len(questions), AT_ONCE):
        report(STAGE, first, len(questions))
        made = [_check(one, store, ask, searcher) for one in questions[first : first + AT_ONCE]]
        store.keep_checks(made)
        checks += made
    if questions:
        report(STAGE, len(questions), len(questions))
    return checks


def is_answered(answer: Answer, disputed: frozenset[str]) -> bool:
    """Whether ``answer`` settles a question: a whole answer, chosen by a person or sure, and not the one that was voted
    down, whose spans are ``disputed``."""
    if answer.status is not Status.ANSWERED:
        return False
    cited = {digest_of(one.guide, one.quote) for one in answer.citations}
    if disputed and cited <= disputed:
        return False
    return answer.curated is not None or answer.confidence >= UNSURE


def _check(one: AskedInVain, store: GapStore, ask: Ask, searcher: Searcher) -> Check:
    answer = ask(one.text, one.guides, searcher)
    disputed = store.spans_of(one.voted_down) if one.voted_down else frozenset()
    generation = searcher.generation.manifest.name
    return Check(one.key, generation, is_answered(answer, disputed), answer.status, answer.confidence)
