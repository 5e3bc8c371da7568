"""What can go wrong with an index.

IndexingError
  x EncoderError     the model can't be found, or isn't the one it should be
  x StoreError       Chroma can't be reached, or a generation can't be written, read or trusted
    + Damaged        a file of a generation isn't what was written
    + OtherEncoder   a generation's vectors were made with another encoder
    + OtherFormat    a generation was written by another version of the program
    + SourceError    the address that generations are published at can't be reached, or what stands there be trusted
  x Busy             another process is writing the index
  x EmptyCorpus      nothing to index; the published generation is kept

Messages of ``StoreError`` name generations and files inside them, never a path of the machine: visitors may see them.
"""

from __future__ import annotations

HEAL = "run `guides index`"
"""What mends an index, whatever is wrong with it."""


class IndexingError(Exception):
    """The root: its message is one line that an operator can act on."""


class EncoderError(IndexingError):
    """The encoder can't be loaded."""


class StoreError(IndexingError):
    """A generation can't be written, read or trusted."""


class Damaged(StoreError):
    """A file of a generation is missing, or isn't what was written."""


class OtherEncoder(StoreError):
    """The generation's vectors can't be compared with those of the questions."""


class OtherFormat(StoreError):
    """The generation was written by another version of the program."""


class SourceError(StoreError):
    """The address that generations are published at can't be reached, or what stands there can't be trusted."""


class Busy(IndexingError):
    """Another process is writing the index, and has been for too long."""


class EmptyCorpus(IndexingError):
    """No guide of the corpus could be read."""
