"""What coaches wait for where many turns are kept: gaps, and what a change of a guide means for past answers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy import Connection

from assistant.bootstrap import open_gaps, open_impact
from assistant.desk.asked import AskedInVain, by_question
from assistant.desk.changes import edited
from assistant.desk.gap_types import GapView
from assistant.desk.grouping import cluster
from assistant.desk.impact_types import Impact
from assistant.settings import Settings
from assistant.storage.database import Database
from assistant.storage.gaps import GapStore
from assistant.storage.spans import keep_spans
from assistant.storage.tables import answers, conversations, messages
from assistant.types import Answer, Citation, Statement, Status
from corpus.lexicon import lexicon_for
from corpus.read import read_corpus
from corpus.types import BlockKind, Guide

AT_ONCE = 1000
_ANSWER = TypeAdapter(Answer)
_SUBJECTS = """
company cars, signing bonuses, visas, sabbaticals, parental leave, remote work, pensions, dogs in the office,
relocation, on-call pay, four-day weeks, stock options, notice periods, garden leave, side projects, conference budgets,
health insurance, gym memberships, certificates, degrees, mentoring, job sharing, night shifts, travel, coding tests,
reference checks, background checks, probation, overtime, bonuses, team lunches, unions, retirement, equity refreshers
"""
SUBJECTS = tuple(" ".join(one.split()) for one in _SUBJECTS.split(","))
FORMS = (
    "Is there anything about {subject} for a {role}?",
    "What does a {role} get in terms of {subject}?",
    "how common are {subject} for a {role}",
    "Do most {role}s have {subject} in {place}?",
    "who decides on {subject} when I'm a {role} with {number} reports?",
    "what should I know about {subject} before I become a {role} after {number} years",
)
PLACES = ("Japan", "Brazil", "India", "Canada", "Germany", "France", "the US", "Australia")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds that were waited, and seconds of the processor; a busy machine makes them differ."""

    waited: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Visited:
    """What coaches wait for, of so many kept ``turns``: the list of ``gaps`` with no question seen before (``cold``)
    and with none new (``again``), all put together anew from kept vectors (``grouped``), what an edit does to citations
    (``cited``), and its whole ``impact``: it ``affected`` so many questions, of which ``asked_again`` were asked
    again."""

    turns: int
    in_vain: int
    distinct: int
    gaps: int
    cold: Took
    again: Took
    grouped: Took
    cited: Took
    impact: Took
    affected: int
    asked_again: int
    left_out: int


def visited(settings: Settings, turns: int, distinct: int, in_vain: float) -> Visited:
    """Fill the empty database of ``settings`` with ``turns``, of which a share is ``in_vain``; do what coaches do."""
    with open_gaps(settings) as desk, closing(Database(settings.database_url)) as database:
        guides = read_corpus(settings.corpus, lexicon_for(settings.corpus)[0]).guides
        with database.writing() as connection:
            fill(connection, guides, turns, distinct, in_vain)
        cold = _took(lambda: desk.report(GapView(limit=20)))
        again = _took(lambda: desk.report(GapView(limit=20)))
        store, encoder = GapStore(database), desk.encoder()
        grouped = _took(lambda: regrouped(store, encoder))
        asked, gaps = regrouped(store, encoder)
    with open_impact(settings) as desk_of_impact, _edited(settings) as corpus:
        found: list[Impact] = []
        cited = _took(lambda: desk_of_impact.of(corpus, 0))
        impact = _took(lambda: found.append(desk_of_impact.of(corpus)))
    counts = (turns, sum(one.asked for one in asked), len(asked), gaps)
    after = (len(found[0].affected), found[0].asked_again, found[0].left_out)
    return Visited(*counts, cold, again, grouped, cited, impact, *after)


@contextmanager
def _edited(settings: Settings) -> Iterator[Path]:
    """The guides with one figure changed."""
    name = "director-of-engineering.md"
    text = (settings.corpus / name).read_text(encoding="utf-8")
    with edited(settings.corpus, name, text.replace("three to six EMs", "three to nine EMs")) as corpus:
        yield corpus


def regrouped(store: GapStore, encoder: str) -> tuple[Sequence[AskedInVain], int]:
    """All that was asked in vain, read and put together anew from the vectors that are kept; how many gaps it makes."""
    questions = by_question(store.in_vain())
    known = store.vectors(encoder)
    together = [known[one.key] for one in questions if one.key in known]
    vectors = np.stack([one.vector for one in together])
    found = cluster([one.scope for one in together], vectors, [one.key for one in together], ())
    return questions, len(set(found))


def fill(connection: Connection, guides: Sequence[Guide], turns: int, distinct: int, in_vain: float) -> None:
    """Keep ``turns`` questions with their answers, over the last twelve weeks; few are asked often, as visitors do.

    Answers cite sentences of ``guides``.
    """
    chance = random.Random(7)
    texts = list(dict.fromkeys(islice(_questions([guide.role for guide in guides], chance), distinct)))
    sources = [list(_sources(guide)) for guide in guides]
    now = datetime.now(UTC)
    weights = [1 / (place + 10) for place in range(len(texts))]
    asked = chance.choices(texts, weights, k=turns - len(texts)) + texts
    chance.shuffle(asked)
    for first in range(0, len(asked), AT_ONCE):
        batch = asked[first : first + AT_ONCE]
        times = [now - timedelta(seconds=chance.randrange(84 * 86400)) for _ in batch]
        names = [f"{first + place:08}" for place in range(len(batch))]
        connection.execute(
            conversations.insert(), [{"id": f"c{n}", "created": t} for n, t in zip(names, times, strict=True)]
        )
        said = zip(names, times, batch, strict=True)
        connection.execute(messages.insert(), [row for one in said for row in _messages(*one)])
        made = [_made(text, chance.random() < in_vain, chance.choice(sources), chance) for text in batch]
        connection.execute(answers.insert(), [_answer(*one) for one in zip(names, made, strict=True)])
        for name, answer in zip(names, made, strict=True):
            keep_spans(connection, f"a{name}", answer)


def _questions(roles: Sequence[str], chance: random.Random) -> Iterator[str]:
    while True:
        yield chance.choice(FORMS).format(
            subject=chance.choice(SUBJECTS),
            role=chance.choice(roles),
            place=chance.choice(PLACES),
            number=chance.randrange(2, 400),
        )


def _messages(name: str, when: datetime, text: str) -> Iterator[dict[str, object]]:
    common = {"conversation_id": f"c{name}", "created": when}
    yield common | {"id": f"q{name}", "place": 0, "role": "user", "content": text}
    yield common | {"id": f"a{name}", "place": 1, "role": "assistant", "content": "The guides don't say."}


def _sources(guide: Guide) -> Iterator[Citation]:
    """A citation of each paragraph of a guide."""
    for block in guide.blocks:
        if block.kind is BlockKind.PARAGRAPH and not block.aside:
            quote = guide.text[block.start : block.end]
            place = ("", quote, block.start, block.end, guide.url, "", guide.version)
            yield Citation(1, guide.slug, guide.title, *place)


def _made(text: str, refused: bool, sources: Sequence[Citation], chance: random.Random) -> Answer:
    if refused:
        return Answer(Status.NO_ANSWER, "The guides don't say.", text, 0.1)
    cited = chance.choice(sources)
    return Answer(Status.ANSWERED, f"{cited.quote} [1]", text, 0.9, (Statement(cited.quote, (1,)),), (cited,))


def _answer(name: str, answer: Answer) -> dict[str, object]:
    return {
        "message_id": f"a{name}",
        "status": answer.status.value,
        "standalone_question": answer.standalone_question,
        "confidence": answer.confidence,
        "guides": [],
        "answer": _ANSWER.dump_python(answer, mode="json"),
    }


def _took(work: Callable[[], object]) -> Took:
    waited, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - waited, time.process_time() - cpu)
