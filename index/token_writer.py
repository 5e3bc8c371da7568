"""Token vectors written to a generation as they come, so that no more of them is in memory than one passage's."""

from __future__ import annotations

import zlib
from array import array
from pathlib import Path
from types import TracebackType

import numpy as np

from index.late_interaction import BLOCKS, PassageTokens
from index.token_form import TokenForm


class TokenWriter:
    """Writes the tokens of passages, in order, to a new ``folder``; whole when it is left without an error."""

    def __init__(self, folder: Path, form: TokenForm) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._bounds, self._segment_bounds = array("q", [0]), array("q", [0])
        self._sums = array("L")
        self._segments = bytearray()
        self._lengths = bytearray()
        form.save(folder / "projection.npy")
        # Written plainly: on a full disk that is an error, where a memory map would be the end of the process.
        self._file = (folder / BLOCKS).open("wb")

    def add(self, passage: PassageTokens) -> None:
        """Write the next passage's."""
        content = passage.block.tobytes()
        self._file.write(content)
        self._bounds.append(self._bounds[-1] + len(passage.block))
        self._sums.append(zlib.crc32(content))
        self._segments += passage.segments.astype(np.uint16).tobytes()
        self._lengths += passage.lengths.astype(np.float16).tobytes()
        self._segment_bounds.append(self._segment_bounds[-1] + len(passage.segments))

    def __enter__(self) -> TokenWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if error is None:
            self._finish()

    def _finish(self) -> None:
        np.save(self._folder / "bounds.npy", np.array(self._bounds, dtype=np.int64))
        np.save(self._folder / "sums.npy", np.array(self._sums, dtype=np.uint32))
        np.save(self._folder / "segments.npy", np.frombuffer(self._segments, dtype=np.uint16))
        np.save(self._folder / "lengths.npy", np.frombuffer(self._lengths, dtype=np.float16))
        np.save(self._folder / "segment_bounds.npy", np.array(self._segment_bounds, dtype=np.int64))
