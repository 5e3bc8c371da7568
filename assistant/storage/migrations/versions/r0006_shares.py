"""Links by which anyone may read one answer; they go with the answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.String(43)


def upgrade() -> None:
    op.create_table(
        "shares",
        sa.Column("token", ID, primary_key=True),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("uq_shares_message_id", "shares", ["message_id"], unique=True)
