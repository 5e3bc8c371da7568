"""A proposed entry as it is pasted into a file of curated questions."""

from __future__ import annotations

import yaml

from assistant.curation.suggest import Suggestion


def written(suggestion: Suggestion) -> str:
    """The entry as YAML, below a comment that names its file."""
    entry: dict[str, object] = {"id": suggestion.id, "ask": list(suggestion.ask)}
    entry |= {"answer": list(suggestion.answer)} if suggestion.answer else {"unanswered": True, "say": suggestion.say}
    text = yaml.safe_dump([entry], sort_keys=False, allow_unicode=True, width=120)
    return f"# {suggestion.path.name}: asked {suggestion.asked} x, last on {suggestion.last:%Y-%m-%d}\n{text}"
