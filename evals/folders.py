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
    offline: dict[str, object] = {"chroma_url": None}
    if "model" in Settings.model_fields:
        offline["model"] = ""
    if index is not None:
        yield settings.model_copy(update=offline)
        return
    encoders = (settings.index / "encoders").resolve()
    encoders.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "encoders").symlink_to(encoders)
        yield settings.model_copy(update={**offline, "index": Path(scratch)})
