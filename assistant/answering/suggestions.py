"""Where a visitor may go on: questions that the guides answer, and guides of the roles beside this one."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.citations import guide_url
from assistant.types import Related
from corpus.types import Guide
from index.search import Searcher
from index.types import Hit

SUGGESTIONS = 3
LONGEST = 120
"""Characters of a question that is suggested."""


def suggestions(hits: Sequence[Hit], question: str, searcher: Searcher) -> tuple[str, ...]:
    """Questions that the guides themselves put and answer: those near to this one, then others of the nearest guide."""
    if not hits:
        return ()
    asked = _folded(question)
    same = searcher.passages_of(hits[0].passage.guide)
    found: dict[str, None] = {}
    for passage in (*(hit.passage for hit in hits), *same):
        text = searcher.guides[passage.guide].text
        for candidate in (*passage.heading_path[-1:], text[slice(*passage.sentences[0])]):
            # What to ask an employer is no question that a guide answers.
            put = candidate.lstrip("-*•0123456789.) ")
            if passage.topic != "checks" and put.endswith("?") and len(put) <= LONGEST and _folded(put) != asked:
                found.setdefault(put)
    return tuple(found)[:SUGGESTIONS]


def related(guide: Guide, searcher: Searcher) -> tuple[Related, ...]:
    """The guides of the roles above and below this one, where there are such guides."""
    by_role = {other.role: other for other in searcher.guides.values()}
    near = [by_role[role] for role in (*guide.reports_to, *guide.manages) if role in by_role]
    return tuple(Related(other.title, guide_url(other)) for other in near)


def _folded(question: str) -> str:
    return question.casefold().strip(" ?")
