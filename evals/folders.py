"""Where an index lives during a run: a folder that is kept, or a temporary one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.settings import Settings, load_settings


@contextmanager
def offline_settings(corpus: Path | None = None, index: Path | None = None) -> Iterator[Settings]:
    """The offline default, whatever the environment says of a model, a database or a vector server.

    Without ``index`` it is a temporary folder that shares the exported encoder, because exporting it takes some
    seconds. Raises ``SettingsError``.
    """
    settings = load_settings(corpus=corpus, index=index, database_url="sqlite://")
    settings = settings.model_copy(update={"chroma_url": None, "model": ""})
    if index is not None:
        yield settings
        return
    encoders = (settings.index / "encoders").resolve()
    encoders.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "encoders").symlink_to(encoders)
        yield settings.model_copy(update={"index": Path(scratch)})
