"""Token vectors written to a generation as they come, so that no more of them is in memory than of a few passages."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import numpy as np

from index.late_interaction import BLOCKS, PARTS, PassageTokens
from index.token_form import TokenForm


class TokenWriter:
    """Writes the tokens of passages, in order, to a new ``folder``; whole when it is left without an error."""

    def __init__(self, folder: Path, form: TokenForm) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._parts = {part: bytearray() for part in PARTS}
        form.save(folder / "projection.npy")
        # Written plainly: on a full disk that is an error, where a memory map would be the end of the process.
        self._file = (folder / BLOCKS).open("wb")

    def add(self, tokens: PassageTokens) -> None:
        """Write those of the next passages."""
        self._file.write(tokens.blocks.data)
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
