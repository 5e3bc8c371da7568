"""The failures that whoever runs the command can mend, and how each is said in one line."""

from __future__ import annotations


def operator_errors() -> tuple[type[Exception], ...]:
    """Imported when something has failed, not before."""
    from pydantic import ValidationError

    from assistant.settings import SettingsError
    from assistant.types import AssistantError
    from corpus.read import CorpusError
    from index.errors import IndexingError

    return (SettingsError, CorpusError, IndexingError, AssistantError, ValidationError, OSError)


def plain_message(error: Exception) -> str:
    """One line that says what to mend."""
    from pydantic import ValidationError

    from api.problems import field_errors, summary
    from assistant.types import InvalidRequest, NotReady

    if isinstance(error, ValidationError):
        return summary(field_errors(error.errors()))
    if isinstance(error, InvalidRequest):
        return f"{error.field}: {error}"
    if isinstance(error, NotReady):
        return "there is no index; run `guides index`"
    if isinstance(error, OSError):
        return " ".join(part for part in (error.strerror or str(error), str(error.filename or "")) if part)
    return " ".join(str(error).split())
