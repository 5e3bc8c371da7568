"""How streams are described in the API's description."""

from __future__ import annotations

from typing import Any

_TEXTS = {name: {"type": "string"} for name in ("event", "id", "data")}
STREAMED: dict[str, Any] = {
    "text/event-stream": {
        "schema": {"type": "object", "description": "One event; `data` is JSON.", "properties": _TEXTS}
    }
}
"""The content of a response that is a stream; its schema is that of each event."""
