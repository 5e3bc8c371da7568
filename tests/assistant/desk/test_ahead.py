"""What was encoded beforehand is what encoding would give."""

from __future__ import annotations

import numpy as np

from assistant.desk.changes import EncodedAhead
from tests.assistant.desk.conftest import Workshop


def test_a_text_that_was_learnt_is_as_if_it_were_encoded_now(workshop: Workshop) -> None:
    encoder = workshop.live.encoder
    ahead = EncodedAhead(encoder)
    texts = ["How many people report to a Director?", "pay"]
    ahead.learn(texts)
    for text in (*texts, "What was never learnt?"):
        one, other = ahead.encode([text]), encoder.encode([text])
        assert np.allclose(one.pooled, other.pooled, atol=1e-5)
        assert np.allclose(one.tokens[0], other.tokens[0], atol=1e-4)
        assert np.array_equal(one.offsets[0], other.offsets[0])
    assert len(ahead.encode(texts).tokens) == 2
    assert (ahead.name, ahead.fingerprint, ahead.dimension) == (encoder.name, encoder.fingerprint, encoder.dimension)
    assert (ahead.max_tokens, ahead.count_tokens("pay")) == (encoder.max_tokens, encoder.count_tokens("pay"))
