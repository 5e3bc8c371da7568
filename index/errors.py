"""What can go wrong with an index.

IndexingError
  x EncoderError     the model can't be found, or isn't the one it should be
  x StoreError       Chroma can't be reached, or a generation is damaged
  x EmptyCorpus      nothing to index; the published generation is kept
"""

from __future__ import annotations


class IndexingError(Exception):
    """The root: its message is one line that an operator can act on."""


class EncoderError(IndexingError):
    """The encoder can't be loaded."""


class StoreError(IndexingError):
    """A generation can't be written, read or trusted."""


class EmptyCorpus(IndexingError):
    """No guide of the corpus could be read."""
