"""What coaches read of the visits: gaps and what was decided of them, spans that answers cite, demo data.

The spans of answers that are there already are written here, a few thousand answers a second.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.String(43)
KEY = sa.String(64)
AT_ONCE = 2000


def upgrade() -> None:
    op.create_table(
        "asked_questions",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("gap", sa.String(12), nullable=False),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("encoder", sa.String(64), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_asked_questions_gap", "asked_questions", ["gap"])
    op.create_table(
        "gaps",
        sa.Column("fingerprint", sa.String(12), primary_key=True),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("guide", sa.String(200), nullable=False),
        sa.Column("topic", sa.String(100), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
    )
    op.create_table(
        "question_checks",
        sa.Column("key", KEY, primary_key=True),
        sa.Column("generation", sa.String(100), nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
    )
    op.create_table(
        "answer_spans",
        sa.Column("message_id", ID, sa.ForeignKey("answers.message_id", ondelete="CASCADE"), primary_key=True),
        sa.Column("digest", sa.String(32), primary_key=True),
    )
    op.create_index("ix_answer_spans_digest", "answer_spans", ["digest"])
    op.create_table(
        "demo_conversations",
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    )
    _keep_spans_of_old_answers()


def _keep_spans_of_old_answers() -> None:
    connection = op.get_bind()
    spans = sa.table("answer_spans", sa.column("message_id", ID), sa.column("digest", sa.String(32)))
    answers = sa.table("answers", sa.column("message_id", ID), sa.column("answer", sa.JSON))
    last = ""
    while True:
        query = sa.select(answers).where(answers.c.message_id > last).order_by(answers.c.message_id).limit(AT_ONCE)
        rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].message_id
        if found := [row for one in rows for row in _spans_of(one.message_id, one.answer)]:
            connection.execute(spans.insert(), found)


def _spans_of(message_id: str, answer: dict[str, Any]) -> Iterator[dict[str, str]]:
    cited = {(citation["guide"], citation["quote"]) for citation in answer.get("citations", ())}
    for guide, quote in sorted(cited):
        digest = hashlib.sha256(f"{guide}\x1f{quote}".encode(errors="surrogatepass")).hexdigest()[:32]
        yield {"message_id": message_id, "digest": digest}
