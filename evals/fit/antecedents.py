"""Fits assistant/conversation/antecedents.py: which phrase of the history a message leaves out.

A conditional logit (McFadden 1974) over the phrases of one conversation: those that hold only words which people added
are right. Both corpora weigh the same; ridge keeps weights small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.conversation.antecedents import Meant, candidates
from assistant.conversation.follow_up import content_stems, pointer_of
from evals.fit.choice import conditional_logit
from evals.fit.conversations import (
    Example,
    Split,
    agreement,
    best_threshold,
    load_examples,
    rarity_in,
    splits,
    weights_of,
)
from evals.fit.corpora import Bools, Fitted, Floats
from evals.progress import Progress, tracked

RIDGE = 1.0
"""A standard normal prior on every weight."""


@dataclass(frozen=True, slots=True)
class PhraseChoice:
    """The phrases of one history: features ``(n, names)``; which hold only what people added; and what each would bring
    the message nearer to the question that they wrote."""

    example: Example
    features: Floats
    right: Bools
    gain: Floats


def fit_antecedents(progress: Progress) -> Fitted:
    """The model and how good it is. Raises ``DataMissing``."""
    examples = [example for example in load_examples() if example.added]
    names, choices = _choices(examples, progress)
    scores: dict[str, float] = {"turns": float(len(choices))}
    for split in splits([choice.example for choice in choices]):
        weights = _weights([choices[i] for i in split.fitted])
        scores |= _judged(split, weights, choices)
    model = _weights(choices)
    return Fitted(
        values=Meant({name: float(weight) for name, weight in zip(names, model, strict=True)}, _least_share(choices)),
        about="On which phrase of the conversation a message leans (assistant/conversation/antecedents.py)",
        data="CANARD dev and TREC CAsT 2019-2022: turns to which people added content words",
        scores=scores,
    )


def _choices(examples: Sequence[Example], progress: Progress) -> tuple[list[str], list[PhraseChoice]]:
    """The names of the features, and of each history that holds a right phrase its phrases."""
    rarity = rarity_in(examples)
    read = []
    for example in tracked("reading", examples, progress):
        read.append(candidates(example.message, example.history, pointer_of(example.message), rarity))
    names = sorted({name for found in read for one in found for name in one.features})
    choices = []
    for example, found in zip(examples, read, strict=True):
        features = np.array([[one.features.get(name, 0.0) for name in names] for one in found])
        right = np.array([set(one.stems) <= example.added for one in found], dtype=bool)
        own, wanted = content_stems(example.message), content_stems(example.rewritten)
        gain = [agreement(own | set(one.stems), wanted) - agreement(own, wanted) for one in found]
        if right.any():
            choices.append(PhraseChoice(example, features, right, np.array(gain)))
    return names, choices


def _weights(choices: Sequence[PhraseChoice]) -> Floats:
    """One weight a feature, by the likelihood that the right phrases have together."""
    weights = np.array(weights_of([choice.example.corpus for choice in choices]))
    rows, right = [choice.features for choice in choices], [choice.right for choice in choices]
    return conditional_logit(rows, right, weights, RIDGE / 2)


def _judged(split: Split, weights: Floats, choices: Sequence[PhraseChoice]) -> dict[str, float]:
    """How often the first phrase is right, where one is, and how much nearer it brings a message to people's."""
    judged = [choices[i] for i in split.judged]
    first = [int(np.argmax(choice.features @ weights)) for choice in judged]
    right = np.mean([choice.right[one] for choice, one in zip(judged, first, strict=True)])
    gain = np.mean([choice.gain[one] for choice, one in zip(judged, first, strict=True)])
    return {f"{split.name}: first phrase right": float(right), f"{split.name}: gain": float(gain)}


def _least_share(choices: Sequence[PhraseChoice]) -> float:
    """The share from which taking the first phrase gains most, on the half that the weights weren't fitted on."""
    shares, gains, corpora = [], [], []
    for split in splits([choice.example for choice in choices]):
        if split.by_corpus:
            continue
        fitted = _weights([choices[i] for i in split.fitted])
        for choice in (choices[i] for i in split.judged):
            odds = np.exp(choice.features @ fitted)
            shares.append(float(odds.max() / odds.sum()))
            gains.append(float(choice.gain[int(np.argmax(odds))]))
            corpora.append(choice.example.corpus)
    return best_threshold(shares, gains, weights_of(corpora))
