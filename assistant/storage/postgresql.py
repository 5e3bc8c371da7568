"""Connections to PostgreSQL that don't wait for ever.

A server that is stuck keeps its connections open and says nothing, which no time-out of connecting or of TCP notices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from psycopg.abc import RV, PQGen


@dataclass(slots=True)
class Patience:
    """Seconds that one statement may take; ``None`` as long as it likes, as changing tables may."""

    seconds: float | None = None


def limit_waiting(engine: Engine, patience: Patience) -> None:
    """Have ``engine``, of psycopg, give a connection up that a statement waits on for longer than ``patience``."""
    from psycopg import Connection, OperationalError
    from psycopg.pq import TransactionStatus

    class Bounded(Connection[Any]):
        def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
            try:
                return super().wait(gen, interval, timeout or patience.seconds)
            except OperationalError as error:
                answered = error.sqlstate is not None  # in a pipeline, where more is on its way after what failed
                if answered or self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                    raise
                self.pgconn.finish()
                raise OperationalError(f"the server hasn't answered for {timeout or patience.seconds} s") from error

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: object, record: object, arguments: list[Any], options: dict[str, Any]) -> Bounded:
        return Bounded.connect(*arguments, **options)
