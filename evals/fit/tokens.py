"""Fits index/token_form.py: the dimensions that token vectors are kept in.

The directions along which the tokens of many corpora are longest, not centred, because cosines aren't. Each corpus
counts the same, whatever its size. Nothing is trained on questions, so nothing can be learned by heart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.lexicon import lexicon_for
from corpus.read import read_corpus
from corpus.split import Fits, split
from evals.fit.conversations import DataMissing
from evals.fit.corpora import Fitted, present
from evals.folders import offline_settings
from evals.progress import Progress
from evals.records import read_passages
from index.digest import sha256
from index.encode import OnnxEncoder, open_encoder
from index.parameters import FittedFile
from index.token_form import FOURS, PROJECTION, TWOS, TokenForm
from index.types import Vectors

POOLS = Path(__file__).parents[2].parent / "shared" / "benchmarks"
PUBLIC = ("stackfaq", "squad2_dev_half", "clapnq_dev")
MOST = 500
"""Passages of a corpus that are drawn, evenly."""


def fit_tokens(progress: Progress) -> Fitted:
    """The projection, which is written to its file, and how good it is. Raises ``DataMissing``."""
    with offline_settings() as settings:
        encoder = open_encoder("", settings.index / "encoders")
        moments: list[NDArray[np.float64]] = []
        for texts in _corpora(encoder):
            progress("encoding", len(moments), len(moments) + 1)
            moments.append(_moment(texts, encoder))
    both = np.mean(moments, axis=0)
    turn = directions(both)[:, : FOURS + TWOS]
    lengths = np.einsum("dk,de,ek->k", turn, both, turn)
    TokenForm(encoder.dimension, np.vstack([turn, np.sqrt(lengths)]).astype(np.float16)).save(PROJECTION)
    return Fitted(
        values=FittedFile(encoder.name, sha256(PROJECTION)),
        about="The dimensions that token vectors are kept in (index/projection.npy, by index/token_form.py)",
        data=f"texts of evals/questions' corpora and of {', '.join(PUBLIC)}, at most {MOST} passages each",
        scores={"share of the tokens' squared length in these dimensions": float(lengths.sum() / np.trace(both))},
    )


def directions(moment: NDArray[np.floating]) -> Vectors:
    """Orthonormal columns, those first along which the tokens with that matrix of second moments are longest."""
    _, vectors = np.linalg.eigh(moment)
    return np.ascontiguousarray(vectors[:, ::-1], dtype=np.float32)


def _corpora(encoder: OnnxEncoder) -> Iterator[list[str]]:
    """What is embedded of each corpus."""
    for source in present():
        lexicon, _ = lexicon_for(source.corpus)
        guides = read_corpus(source.corpus, lexicon).guides
        passages = [one for guide in guides for one in split(guide, _fits(encoder))]
        yield _evenly([passage.embedded for passage in passages])
    for name in PUBLIC:
        path = POOLS / name / "passages.jsonl"
        if not path.is_file():
            raise DataMissing(f"the public set {name} isn't beside the project; nothing was fitted")
        yield _evenly([f"{record.title}\n{record.text}" for record in read_passages(path)])


def _fits(encoder: OnnxEncoder) -> Fits:
    return lambda text: encoder.count_tokens(text) <= encoder.max_tokens


def _evenly(texts: Sequence[str]) -> list[str]:
    return list(texts[:: max(1, -(-len(texts) // MOST))])


def _moment(texts: Sequence[str], encoder: OnnxEncoder) -> NDArray[np.float64]:
    total, tokens = np.zeros((encoder.dimension, encoder.dimension)), 0
    for first in range(0, len(texts), 128):
        for rows in encoder.encode(texts[first : first + 128]).tokens:
            total += rows.T @ rows
            tokens += len(rows)
    return total / max(tokens, 1)
