"""What coaches wait for where many turns are kept: gaps, and what a change of a guide means for past answers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np
from pydantic import TypeAdapter
from sqlalchemy import Connection

from assistant.bootstrap import open_gaps
from assistant.desk.asked import AskedInVain, by_question
from assistant.desk.gap_types import View
from assistant.desk.grouping import cluster
from assistant.settings import Settings
from assistant.storage.database import Database
from assistant.storage.gaps import GapStore
from assistant.storage.tables import answers, conversations, messages
from assistant.types import Answer, Status

AT_ONCE = 1000
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
class Waited:
    """Seconds for gaps of so many kept turns: ``cold`` with ``distinct`` questions never seen before, ``again`` with
    none new, ``grouped`` all of them put together from vectors that are kept; ``gaps`` is how many there are."""

    turns: int
    in_vain: int
    distinct: int
    gaps: int
    cold: float
    again: float
    grouped: float


def waited(settings: Settings, turns: int, distinct: int, in_vain: float) -> Waited:
    """Fill the empty database of ``settings`` with ``turns``, of which a share is ``in_vain``, and look at the gaps."""
    with open_gaps(settings) as desk, closing(Database(settings.database_url)) as database:
        roles = desk.roles()
        with database.writing() as connection:
            fill(connection, roles, turns, distinct, in_vain)
        cold = _seconds(lambda: desk.report(View(limit=20)))
        again = _seconds(lambda: desk.report(View(limit=20)))
        store = GapStore(database)
        began = time.perf_counter()
        asked, gaps = regrouped(store, desk.encoder())
        grouped = time.perf_counter() - began
        return Waited(turns, sum(one.asked for one in asked), len(asked), gaps, cold, again, grouped)


def regrouped(store: GapStore, encoder: str) -> tuple[Sequence[AskedInVain], int]:
    """All that was asked in vain, read and put together anew from the vectors that are kept; how many gaps it makes."""
    questions = by_question(store.in_vain())
    known = store.vectors(encoder)
    together = [known[one.key] for one in questions if one.key in known]
    vectors = np.stack([one.vector for one in together])
    found = cluster([one.scope for one in together], vectors, [one.key for one in together], ())
    return questions, len(set(found))


def fill(connection: Connection, roles: Sequence[str], turns: int, distinct: int, in_vain: float) -> None:
    """Keep ``turns`` questions with their answers, over the last twelve weeks; few are asked often, as visitors do."""
    chance = random.Random(7)
    texts = list(dict.fromkeys(islice(_questions(roles, chance), distinct)))
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
        refused = [chance.random() < in_vain for _ in batch]
        connection.execute(answers.insert(), [_answer(*one) for one in zip(names, batch, refused, strict=True)])


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


def _answer(name: str, text: str, refused: bool) -> dict[str, object]:
    status = Status.NO_ANSWER if refused else Status.ANSWERED
    answer = Answer(status, "The guides don't say.", text, 0.1 if refused else 0.9)
    return {
        "message_id": f"a{name}",
        "status": status.value,
        "standalone_question": text,
        "confidence": answer.confidence,
        "guides": [],
        "answer": TypeAdapter(Answer).dump_python(answer, mode="json"),
    }


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
