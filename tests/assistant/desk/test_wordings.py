"""Questions that ask the same of the same role and place come together, and others don't: of wordings that were thought
up for it, pair by pair."""

from __future__ import annotations

from contextlib import closing
from itertools import combinations

from assistant.desk.grouping import ALIKE, bare, scope_of
from assistant.settings import Settings
from index.live import LiveIndex
from index.vectors import VectorStores

IN_JAPAN = (
    (
        "director salary japan",
        "pay of a director in Japan",
        "how much does a director earn in Japan",
        "How much do directors make in Japan?",
        "is there pay for a director in Japan",
        "what do directors get paid in japan",
        "compensation for directors in Japan",
        "director of engineering wages Japan",
    ),
    (
        "parental leave for directors in Japan",
        "how much parental leave does a director get in japan",
        "maternity leave director japan",
    ),
    ("notice period for directors in japan", "how long is the notice period of a director in Japan"),
    ("how much tax does a director pay in Japan", "income tax director japan"),
    (
        "visa for directors in Japan",
        "can a director get a work visa for Japan",
        "do companies in Japan sponsor visas for directors",
    ),
    ("cost of living for a director in Japan",),
    ("how are directors hired in Japan", "hiring process for directors in japan", "director interviews in Japan"),
    ("can a director work remotely in Japan", "remote director jobs Japan"),
    ("how many holidays does a director get in japan", "vacation days director japan"),
    ("pension of a director in Japan",),
    ("working hours of a director in japan", "how many hours does a director work in Japan"),
    ("are there director jobs in Japan", "is there demand for directors in Japan"),
    ("do directors get equity in Japan", "stock options for directors in japan"),
    ("director bonus japan", "what bonus does a director get in Japan"),
    ("do directors need to speak Japanese in Japan", "language for a director in Japan"),
    ("women directors in Japan",),
)
OF_A_VP = (
    ("Does a VP of Engineering get a company car?", "company car for a VP of Engineering?", "vp car"),
    ("Which books should a new VP read?", "What should I read before I become a VP?", "book list for a vp"),
    (
        "Can a VP of Engineering work four days a week?",
        "Is a four-day week possible for a VP of Engineering?",
        "do VPs work part time",
        "4 day week vp?",
    ),
    ("May a VP take a sabbatical?", "sabbatical policy VP", "Can VPs take sabbaticals?"),
    ("How many years do VPs stay in the job on average?", "average tenure of a VP", "how long do vps last"),
    ("Which certificates does a VP need?", "is a certificate needed to be VP", "aws certificate for vps"),
    ("Do VPs need a PhD?", "PhD for VP", "does a vp need a degree", "does a VP need an MBA"),
    ("How much parental leave does a VP get?", "parental leave as a VP", "maternity for VPs"),
    ("panel for vp?", "who sits on the VP panel", "who interviews a VP"),
    ("take home tasks for VPs", "is there homework in the VP interview", "vp take-home assignment"),
    ("i am 52, am i too old to become a VP", "age limit for vps", "how old are VPs"),
    ("demotion from VP to EM", "can a VP go back to EM"),
    ("PTO for VPs", "unlimited PTO for VP"),
    ("how much holiday does a VP get", "vacation days VP", "how many vacation days do VPs have"),
    ("RSU vs options for VPs", "stock options or RSUs for a VP"),
    ("background check for VP?", "is there a background check for VPs"),
    ("on-call pay for VPs", "is a VP paid for on-call"),
    ("is there training budget for VPs", "VP training money", "coaching budget for VPs"),
)
SAME, WRONG = 60, 10
"""At least so many pairs that ask the same come together, at most so many that don't: 66 and 7 when it was chosen, of
97 and some 1,500; with 0.55 it was 56 and 3."""


def test_what_asks_the_same_comes_together_and_little_else(shipped: Settings) -> None:
    same = wrong = 0
    live = LiveIndex(shipped.index, shipped.encoder, VectorStores(None))
    live.refresh()
    with closing(live), live.leased() as searcher:
        assert searcher is not None
        for groups in (IN_JAPAN, OF_A_VP):
            asked = [(number, text) for number, wordings in enumerate(groups) for text in wordings]
            scopes = [scope_of(text, (), searcher) for _, text in asked]
            vectors = searcher.encoder.encode([bare(text, searcher) for _, text in asked]).pooled
            for one, other in combinations(range(len(asked)), 2):
                if scopes[one] == scopes[other] and round(float(vectors[one] @ vectors[other]), 4) >= ALIKE:
                    same += asked[one][0] == asked[other][0]
                    wrong += asked[one][0] != asked[other][0]
    assert (same >= SAME, wrong <= WRONG) == (True, True), (same, wrong)
