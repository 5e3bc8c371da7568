"""All items of the list that a question asks for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.language.tokens import stems, words
from assistant.quotes import Quote, marker_length
from corpus.types import BlockKind
from index.search import Searcher
from index.types import Hit, Question

PASSAGES_READ = 4
"""Best hits whose sentences and lists are looked at."""


def list_items(question: Question, hits: Sequence[Hit], searcher: Searcher) -> tuple[Quote, ...]:
    """All items of the list that the question asks for, in order; empty where the best hits hold none.

    A list is a passage of items, the rows of a table, or a section whose passages each open with a short run-in heading
    or a question.
    """
    asked = set(stems(question.text)) - set(stems(" ".join(searcher.lexicon.roles)))
    lists = [
        (len(asked & set(stems(list_label(hit)))), items)
        for hit in hits[:PASSAGES_READ]
        if (items := passage_items(hit))
    ]
    if not hits:
        return ()
    named, items = max(lists, key=lambda one: one[0], default=(0, ()))
    if named and len(items) > 1:
        return items
    best = hits[0]
    topics = question.topics - {"faq", "pay"} or {best.passage.topic} - {"faq", "pay", ""}
    section = [
        Hit(passage, best.guide, best.score, best.scores)
        for passage in searcher.passages_of(best.passage.guide)
        if passage.topic in topics and passage.kind is not BlockKind.TABLE
    ]
    if len(section) < 2 or not question.topics:
        return items if best.passage.kind is BlockKind.ITEM else ()
    topic = best.passage.topic if best.passage.topic in topics else section[0].passage.topic
    leads = [_lead(hit) for hit in section if hit.passage.topic == topic]
    return tuple(quote for quote in leads if quote is not None)


def list_label(hit: Hit) -> str:
    """What a list is a list of: its introduction, or the heading that it stands under."""
    first = hit.guide.text[slice(*hit.passage.sentences[0])]
    return " ".join(hit.passage.heading_path[-1:]) if marker_length(first) else first


def passage_items(hit: Hit) -> tuple[Quote, ...]:
    """The items of a list or the rows of a table, in order; empty where the passage is none."""
    passage, text = hit.passage, hit.guide.text
    spans = passage.sentences
    if passage.kind is BlockKind.TABLE:
        return tuple(Quote(hit, start, end, item=True) for start, end in spans[1:])
    if passage.kind is not BlockKind.ITEM:
        return ()
    starts = [i for i, (start, end) in enumerate(spans) if marker_length(text[start:end])]
    return tuple(
        Quote(hit, spans[a][0] + marker_length(text[spans[a][0] : spans[a][1]]), spans[b - 1][1], item=True)
        for a, b in pairwise([*starts, len(spans)])
    )


def _lead(hit: Hit) -> Quote | None:
    """The first sentence that says what a passage is about, a run-in heading together with the sentence after it;
    ``None`` where that only introduces a list."""
    spans = hit.passage.sentences
    start, end = spans[0]
    start += marker_length(hit.guide.text[start:end])
    if len(words(hit.guide.text[start:end])) < 6 and len(spans) > 1 and not hit.guide.text[start:end].endswith("?"):
        end = spans[1][1]
    return None if hit.guide.text[start:end].endswith(":") else Quote(hit, start, end, item=True)
