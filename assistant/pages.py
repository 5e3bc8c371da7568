"""Where this service's own pages show a guide."""

from __future__ import annotations

from urllib.parse import quote


def guide_page(slug: str, start: int, end: int, version: str) -> str:
    """The page of a guide with a span marked; ``version`` tells it whether the offsets still hold."""
    return f"/guides/{quote(slug, safe='')}?start={start}&end={end}&version={quote(version, safe='')}#quote"
