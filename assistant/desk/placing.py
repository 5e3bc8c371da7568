"""Where the answer to a gap would belong, and whether it is missing there or only not found."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.abstain import SUBJECT, answerable, signals_of
from assistant.answering.evidence import gather
from assistant.answering.gaps import gap
from assistant.answering.refusals import shipped_calibration
from assistant.answering.subject import guide_of, stranger
from assistant.desk.gap_types import Cause, GapPlace, Nearest
from assistant.types import Answer
from corpus.types import Guide
from index.search import Searcher
from index.types import Hit, Question

AT_HAND = 24
"""Nearest passages that are each looked at by itself."""


def placed(text: str, guides: Sequence[str], answer: Answer | None, searcher: Searcher) -> GapPlace:
    """Where an answer to ``text``, asked with ``guides`` pinned, would belong; ``answer`` is the one that it has."""
    question = searcher.encode(text)
    if answer is not None and (cited := _cited(answer, searcher)) is not None:
        topic = next(iter(sorted(question.topics)), "") or cited.passage.topic
        return GapPlace(cited.guide.slug, cited.guide.title, topic, Cause.DISPUTED, _nearest(cited))
    home = guide_of(question.roles, guides, searcher)
    known = [slug for slug in guides if slug in searcher.guides]
    hits = searcher.rank(question, AT_HAND, [home.slug] if home is not None else known)
    if not hits:
        return GapPlace("", "", "", Cause.NO_GUIDE, None)
    if answer is None and stranger(text, hits, searcher) is not None:
        return GapPlace("", "", next(iter(sorted(question.topics)), ""), Cause.NO_GUIDE, _nearest(hits[0]))
    guide = home or (hits[0].guide if question.roles <= searcher.described else None)
    topic = next(iter(sorted(question.topics)), "") or hits[0].passage.topic
    cause = Cause.DISPUTED if answer is not None else _cause(question, hits, guide, searcher)
    if cause is Cause.OFF_TOPIC:
        return GapPlace("", "", "", cause, _nearest(hits[0]))
    return GapPlace(
        guide=guide.slug if guide is not None else "",
        title=guide.title if guide is not None else "",
        topic=topic,
        cause=cause,
        nearest=_nearest(hits[0]),
    )


def _cause(question: Question, hits: Sequence[Hit], guide: Guide | None, searcher: Searcher) -> Cause:
    if question.roles and not question.roles & searcher.described:
        return Cause.NO_GUIDE
    if any(answers_alone(question, hit, searcher) for hit in hits):
        return Cause.RETRIEVAL_FAILING
    if guide is None or max(hit.scores.dense for hit in hits) < SUBJECT:
        return Cause.OFF_TOPIC
    return Cause.CONTENT_MISSING


def answers_alone(question: Question, hit: Hit, searcher: Searcher) -> bool:
    """Whether a passage answers a question when it is all that there is: as likely as an answer must be, and speaking
    of every place, role, level and year that is asked about."""
    if gap(question.text, [hit], searcher.described, searcher.lexicon) is not None:
        return False
    signals = signals_of(question, [hit], gather(question, [hit], searcher), searcher)
    return answerable(signals) >= shipped_calibration().threshold


def _cited(answer: Answer, searcher: Searcher) -> Hit | None:
    """Where the first quote of an answer stands; ``None`` where it quotes nothing."""
    if not answer.citations:
        return None
    first = answer.citations[0]
    passage = searcher.passage_at(first.guide, first.start)
    return Hit(passage, searcher.guides[first.guide])


def _nearest(hit: Hit) -> Nearest:
    passage = hit.passage
    return Nearest(
        passage_id=passage.id,
        guide=hit.guide.slug,
        title=hit.guide.title,
        section=passage.section,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        version=hit.guide.version,
    )
