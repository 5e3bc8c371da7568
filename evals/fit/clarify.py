"""Fits answering/clarify.py: does a question that names no role lack it?

A logistic regression over messages that were written without a role (evals/questions/roleless), those asked on a
guide's page (evals/cases/dev), which lack it elsewhere, and the labelled questions without a role that a guide answers
or that are about something else, which don't. ``ask`` is the lowest probability from which ``ASK_RIGHT`` of the
messages lack it, ``rather`` the lowest from which ``RATHER_RIGHT`` do, by models that didn't see the messages' file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answering.clarify import WEIGHTS, AskingBack, Openness, openness
from assistant.answering.evidence import gather
from assistant.boosted_trees import row_of
from assistant.conversation.follow_up import pointing
from assistant.respond import HITS, SPREAD
from evals.answers.cases import CASES, Case, CaseKind, load_cases
from evals.answers.run import Progress
from evals.fit.corpora import Bools, Floats, LabelledQuestion, lowest, opened, present
from evals.questions import Category
from evals.roleless import Needs, RolelessMessage, load_roleless
from index.parameters import Provenance
from index.search import Searcher

ASK_RIGHT, RATHER_RIGHT = 0.75, 0.6
STRENGTH, SIGNALS = 0.003, 2.0
"""The inverse of the penalty, and how much less a signal is penalised than a dimension of the vector."""
SITES = {"shipped": ("engineering",), "trades": ("kitchens-farms", "ships-schools-shops-care")}
"""The sites of ``evals/questions/roleless``, by the source whose guides are nearest to theirs."""
PAGES = "dev/pages.yaml"
"""The cases that were asked on a guide's page."""
OF_ITS_OWN = (Category.OTHER_ROLE, Category.OUT_OF_DOMAIN, Category.NONSENSE)
"""Why no guide answers, where a role wouldn't help; what else isn't answered may lack one or not."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message's signals and vector in one row; whether it ``lacks`` a role; ``fold`` is its file."""

    row: Floats
    lacks: bool
    fold: str


def fit_clarify(progress: Progress) -> tuple[object, Provenance]:
    """The thresholds and where they come from; the weights are written to their file."""
    given = [told for source in present() if source.name in SITES for told in _of(source.name, progress)]
    rows, lacks = np.stack([one.row for one in given]), np.array([one.lacks for one in given])
    folds = np.array([one.fold for one in given])
    likely = np.zeros(len(given))
    for fold in np.unique(folds):
        inside = folds == fold
        weights, bias = _fitted(rows[~inside], lacks[~inside])
        likely[inside] = 1 / (1 + np.exp(-(rows[inside] @ weights + bias)))
    weights, bias = _fitted(rows, lacks)
    signals = len(Openness.__match_args__)
    held = {"signals": weights[:signals], "vector": weights[signals:]}
    rounded = {name: [round(float(weight), 5) for weight in some] for name, some in held.items()}
    WEIGHTS.write_text(json.dumps(rounded | {"bias": round(bias, 5)}) + "\n", encoding="utf-8")
    values = AskingBack(*(lowest(likely, lacks, share) for share in (ASK_RIGHT, RATHER_RIGHT)))
    scores = {"messages": float(len(given)), "lack a role": float(lacks.sum())}
    scores["file left out: area under the curve"] = float(roc_auc_score(lacks, likely))
    for name, least in (("asked back", values.ask), ("rather than refused", values.rather)):
        scores[f"file left out: {name}, of those that lack a role"] = float((likely[lacks] >= least).mean())
        scores[f"file left out: {name}, of the others"] = float((likely[~lacks] >= least).mean())
    return values, Provenance(
        about="Which role is meant: when that is asked back (assistant/answering/clarify.py)",
        command="python -m evals fit clarify",
        data="evals/questions/roleless, evals/cases/dev and evals/questions/{shipped,trades}: what names no role",
        date=date.today().isoformat(),
        scores=scores,
    )


def _fitted(rows: Floats, lacks: Bools) -> tuple[Floats, float]:
    """Weights and bias for rows as they are."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    spread[: len(Openness.__match_args__)] /= SIGNALS
    model = LogisticRegression(C=STRENGTH, max_iter=2000, class_weight="balanced")
    model.fit((rows - mean) / spread, lacks)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def _of(name: str, progress: Progress) -> Iterator[Told]:
    source = next(one for one in present() if one.name == name)
    with opened(source, progress) as (searcher, asked):
        written = [one for one in load_roleless() if one.file in SITES[name]]
        lacking = [case for case in load_cases(CASES) if name == "shipped" and _lacks(case)]
        messages = [
            *written,
            *(RolelessMessage(case.ask, Needs.ROLE, case.file) for case in lacking),
            *(RolelessMessage(one.case.ask, Needs.NOTHING, one.source) for one in asked if _says_enough(one)),
        ]
        for done, one in enumerate(messages, start=1):
            progress("asking", done, len(messages))
            text = searcher.mend(one.ask)
            if not searcher.lexicon.roles_of(text):
                yield Told(_row(text, searcher), one.needs is Needs.ROLE, one.file)


def _lacks(case: Case) -> bool:
    """Whether the message of a case would lack its role elsewhere than on a guide's page."""
    return case.part == "dev" and (case.file == PAGES or case.kind is CaseKind.UNDERSPECIFIED)


def _says_enough(one: LabelledQuestion) -> bool:
    return not one.case.guide and (one.case.answerable or one.case.category in OF_ITS_OWN)


def _row(text: str, searcher: Searcher) -> Floats:
    question = searcher.encode(text)
    evidence = gather(question, searcher.rank(question, SPREAD)[:HITS], searcher)
    signals = row_of(openness(question, bool(pointing(text)), evidence, searcher))
    return np.array([*signals, *question.pooled], dtype=np.float64)
