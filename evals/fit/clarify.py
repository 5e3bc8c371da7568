"""Fits answering/clarify.py: does a question that names no role lack it, or choose among all?

Logistic regressions over messages that were written without a role (evals/questions/roleless), those asked on a
guide's page (evals/cases/dev), which lack it elsewhere, and the labelled questions without a role that a guide answers
or that are about something else, which don't. ``ask`` is the lowest probability from which, by models that didn't see
a message's file, no more than ``ASKED_WRONGLY`` of the messages are asked back that don't lack it (or choose, where
asking back is right too), ``rather`` and ``choose`` the same for ``RATHER_WRONGLY`` and ``CHOSEN_WRONGLY``, and
``offer`` for ``OFFERED_WRONGLY`` of those that are asked back and only lack it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.answering.clarify import WEIGHTS, AskingBack, Openness, openness, phrases_of
from assistant.answering.evidence import HITS, gather
from assistant.boosted_trees import row_of
from assistant.conversation.follow_up import pointing
from assistant.respond import SPREAD
from evals.answers.cases import CASES, Case, CaseKind, load_cases
from evals.fit.corpora import Bools, Fitted, Floats, LabelledQuestion, lowest_reached_by, present
from evals.fit.expected import opened
from evals.labelled import Needs, RolelessMessage, load_roleless
from evals.progress import Progress, tracked
from evals.questions import Category
from index.search import Searcher
from index.types import Question

ASKED_WRONGLY, RATHER_WRONGLY, CHOSEN_WRONGLY, OFFERED_WRONGLY = 0.13, 0.24, 0.03, 0.1
LEAST = 12
"""Messages that have a phrase, for it to count."""
STRENGTH, SIGNALS = 0.01, 2.0
"""The inverse of the penalty, and how much less a signal is penalised than a dimension of the vector."""
SITES = {
    "shipped": ("engineering", *(f"choosing-engineering-{one}" for one in "abcd")),
    "trades": ("kitchens-farms", "ships-schools-shops-care", *(f"choosing-trades-{one}" for one in "abc")),
}
"""The sites of ``evals/questions/roleless``, by the source whose guides are nearest to theirs."""
PAGES = "dev/pages.yaml"
"""The cases that were asked on a guide's page."""
OF_ITS_OWN = (Category.OTHER_ROLE, Category.OUT_OF_DOMAIN, Category.NONSENSE)
"""Why no guide answers, where a role wouldn't help; what else isn't answered may lack one or not."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message's signals and vector in one row, its phrases, what it ``needs``; ``fold`` is its file."""

    row: Floats
    phrases: frozenset[str]
    needs: Needs
    fold: str


def fit_clarify(progress: Progress) -> Fitted:
    """The thresholds and how good they are; the weights are written to their file."""
    given = [told for source in present() if source.name in SITES for told in _of(source.name, progress)]
    known = sorted(phrase for phrase, count in _counted(given).items() if count >= LEAST)
    said = [[float(phrase in one.phrases) for phrase in known] for one in given]
    rows, folds = np.hstack([np.stack([one.row for one in given]), said]), np.array([one.fold for one in given])
    chooses = np.array([one.needs is Needs.CHOICE for one in given])
    lacks = chooses | np.array([one.needs is Needs.ROLE for one in given])
    likely, choosing = _left_out(rows, lacks, folds), _left_out(rows, chooses, folds)
    fits = {"lacks": _fitted(rows, lacks), "chooses": _fitted(rows, chooses)}
    held = {name: _written(weights, bias, known) for name, (weights, bias) in fits.items()}
    WEIGHTS.write_text(json.dumps(held) + "\n", encoding="utf-8")
    ask, rather = (lowest_reached_by(likely[~lacks], share) for share in (ASKED_WRONGLY, RATHER_WRONGLY))
    offer = lowest_reached_by(choosing[lacks & ~chooses & (likely >= ask)], OFFERED_WRONGLY)
    values = AskingBack(ask, rather, lowest_reached_by(choosing[~chooses], CHOSEN_WRONGLY), offer)
    return Fitted(
        values=values,
        about="Which role is meant: when that is asked back (assistant/answering/clarify.py)",
        data="evals/questions/roleless, evals/cases/dev and evals/questions/{shipped,trades}: what names no role",
        scores=_scores(lacks, chooses, likely, choosing, values),
    )


def _scores(lacks: Bools, chooses: Bools, likely: Floats, choosing: Floats, values: AskingBack) -> dict[str, float]:
    """How the models do on files that they didn't see: ``likely`` is how likely each lacks its role, ``choosing`` how
    likely it chooses."""
    scores = {"messages": float(len(lacks)), "lack a role": float(lacks.sum()), "choose": float(chooses.sum())}
    scores["file left out: area under the curve"] = float(roc_auc_score(lacks, likely))
    scores["file left out: area under the curve, choosing"] = float(roc_auc_score(chooses, choosing))
    taken = choosing >= np.where(likely >= values.ask, values.offer, values.choose)
    asked = ~taken & (likely >= values.ask)
    scores["file left out: put to all roles, of those that choose"] = float(taken[chooses].mean())
    scores["file left out: put to all roles, of the others"] = float(taken[~chooses].mean())
    scores["file left out: asked which role is meant, of those that choose"] = float(asked[chooses].mean())
    for name, least in (("asked back", values.ask), ("rather than refused", values.rather)):
        scores[f"file left out: {name}, of those that lack a role"] = float((likely[lacks] >= least).mean())
        scores[f"file left out: {name}, of the others"] = float((likely[~lacks] >= least).mean())
    return scores


def _counted(given: Sequence[Told]) -> Counter[str]:
    """Of how many messages each phrase is."""
    return Counter(phrase for one in given for phrase in one.phrases)


def _left_out(rows: Floats, classes: Bools, folds: NDArray[np.str_]) -> Floats:
    """Each row's probability by a model that didn't see its fold."""
    likely = np.zeros(len(rows))
    for fold in np.unique(folds):
        inside = folds == fold
        weights, bias = _fitted(rows[~inside], classes[~inside])
        likely[inside] = 1 / (1 + np.exp(-(rows[inside] @ weights + bias)))
    return likely


def _written(weights: Floats, bias: float, phrases: Sequence[str]) -> dict[str, Any]:
    signals, vector, said = np.split(weights.round(5), [len(Openness.__match_args__), len(weights) - len(phrases)])
    of_phrases = dict(zip(phrases, said.tolist(), strict=True))
    return {"signals": signals.tolist(), "vector": vector.tolist(), "phrases": of_phrases, "bias": round(bias, 5)}


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
        for one in tracked("asking", messages, progress):
            text = searcher.mend(one.ask)
            question = searcher.encode(text)
            if searcher.described.isdisjoint(question.roles):
                yield Told(_row(question, searcher), phrases_of(question.text), one.needs, one.file)


def _lacks(case: Case) -> bool:
    """Whether the message of a case would lack its role elsewhere than on a guide's page."""
    return case.part == "dev" and (case.file == PAGES or case.kind is CaseKind.UNDERSPECIFIED)


def _says_enough(one: LabelledQuestion) -> bool:
    return not one.case.guide and (one.case.answerable or one.case.category in OF_ITS_OWN)


def _row(question: Question, searcher: Searcher) -> Floats:
    evidence = gather(question, searcher.rank(question, SPREAD)[:HITS], searcher)
    signals = row_of(openness(question, bool(pointing(question.text)), evidence, searcher))
    return np.array([*signals, *question.pooled], dtype=np.float64)
