"""stub"""

from __future__ import annotations
from corpus.pieces import Piece


def fragment_pieces(html: str) -> tuple[Piece, ...]:
    return ()
