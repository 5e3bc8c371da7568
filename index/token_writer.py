"""Token vectors written to a generation as they come, so that no more of them is in memory than of a few passages."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from index.late_interaction import BLOCKS, FIRSTS, PARTS, TAIL, PassageTokens
from index.token_form import TokenForm


class TokenWriter:
    """Writes the tokens of passages, in order, to ``folder``; whole when it is left without an error.

    Where the generation shares the blocks of a base, which has ``base_size`` tokens, only its tail's are written.
    """

    def __init__(self, folder: Path, form: TokenForm, base_size: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._parts = {part: bytearray() for part in PARTS}
        self._firsts: list[NDArray[np.int64]] = []
        self._next = base_size or 0
        form.save(folder / "projection.npy")
        # Written plainly: on a full disk that is an error, where a memory map would be the end of the process.
        self._file = (folder / (BLOCKS if base_size is None else TAIL)).open("wb")

    def add(self, tokens: PassageTokens) -> None:
        """Write those of the next passages."""
        self._file.write(tokens.blocks.data)
        ends = np.cumsum(tokens.held, dtype=np.int64)
        self.add_shared(tokens, self._next + ends - tokens.held)
        self._next += len(tokens.blocks)

    def add_shared(self, tokens: PassageTokens, firsts: NDArray[np.int64]) -> None:
        """The next passages are ``tokens``, whose blocks stand in the base, from ``firsts`` on."""
        self._firsts.append(firsts)
        for part, content in self._parts.items():
            content += getattr(tokens, part).tobytes()

    def __enter__(self) -> TokenWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if error is None:
            for part, content in self._parts.items():
                np.save(self._folder / f"{part}.npy", np.frombuffer(content, dtype=PARTS[part]))
            np.save(self._folder / FIRSTS, np.concatenate([np.zeros(0, dtype=np.int64), *self._firsts]))
