"""Which spans of guides the kept answers cite, as digests: what a change of a guide means for them is set algebra."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection

from assistant.storage.tables import answer_spans
from assistant.types import Answer

LENGTH = 32


def digest_of(guide: str, quote: str) -> str:
    """What a span is known by: it stays the same where only the guide around it changes."""
    return hashlib.sha256(f"{guide}\x1f{quote}".encode(errors="surrogatepass")).hexdigest()[:LENGTH]


def keep_spans(connection: Connection, message_id: str, answer: Answer) -> None:
    """Keep which spans an answer cites, in the transaction that keeps the answer."""
    digests = {digest_of(citation.guide, citation.quote) for citation in answer.citations}
    if digests:
        rows = [{"message_id": message_id, "digest": digest} for digest in sorted(digests)]
        connection.execute(answer_spans.insert(), rows)
