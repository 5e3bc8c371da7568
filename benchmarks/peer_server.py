"""The peer rebuilt, as a server: its splitter, our encoder, the four nearest chunks.

The encoder is the product's, in ONNX Runtime, so this peer is faster than the pipeline that most teams write, which
runs the same weights in torch. ``python -m benchmarks.peer_server ENCODERS PORT``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from assistant.settings import SHIPPED_GUIDES
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.systems import Peer
from index.encode import open_encoder


class Question(BaseModel):
    """As the peer's own script takes it."""

    question: str


def create_app(peer: Peer) -> FastAPI:
    """``POST /chat`` gives the passages."""
    app = FastAPI()

    @app.post("/chat")
    def chat(question: Question) -> dict[str, list[str]]:
        return {"passages": [hit.span.text for hit in peer.search(question.question, peer.ANSWERED_WITH, ())]}

    return app


def main(encoders: str, port: str) -> None:
    """Serve until stopped."""
    guides = read_corpus(SHIPPED_GUIDES, load_lexicon()).guides
    app = create_app(Peer(guides, open_encoder("", Path(encoders))))
    uvicorn.run(app, port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
