"""Coaches' keys and sessions in SQL; only hashes of either are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from assistant.storage.database import Store
from assistant.storage.tables import coach_keys, coach_sessions


@dataclass(frozen=True, slots=True)
class KeptKey:
    """A key that was handed out; those of the settings have no ``created``, ``revoked`` says since when it is none any
    more."""

    hash: str
    name: str
    created: datetime | None = None
    revoked: datetime | None = None


class CoachStore(Store):
    def every_key(self) -> tuple[KeptKey, ...]:
        """Every key, revoked ones too, in the order of names, then of age."""
        query = select(coach_keys).order_by(coach_keys.c.name, coach_keys.c.created)
        with self._database.reading() as connection:
            return tuple(KeptKey(**row) for row in connection.execute(query).mappings())

    def add_key(self, hash_: str, name: str, created: datetime) -> bool:
        """Keep a key; whether it was, because another one in use may have that name."""
        same = select(coach_keys.c.hash).where(coach_keys.c.name == name, coach_keys.c.revoked.is_(None))
        with self._database.writing() as connection:
            if connection.execute(same).first() is not None:
                return False
            connection.execute(coach_keys.insert().values(hash=hash_, name=name, created=created))
        return True

    def revoke(self, name: str, when: datetime) -> bool:
        """Let the key of that name open nothing any more, and end its sessions; whether there was one in use."""
        mine = coach_keys.c.name == name, coach_keys.c.revoked.is_(None)
        with self._database.writing() as connection:
            hashes = connection.execute(select(coach_keys.c.hash).where(*mine)).scalars().all()
            connection.execute(coach_keys.update().where(*mine).values(revoked=when))
            connection.execute(delete(coach_sessions).where(coach_sessions.c.key_hash.in_(hashes)))
        return bool(hashes)

    def begin(self, hash_: str, key_hash: str, now: datetime, expires: datetime) -> None:
        """Keep a session, and delete those that are over."""
        with self._database.writing() as connection:
            connection.execute(delete(coach_sessions).where(coach_sessions.c.expires <= now))
            connection.execute(coach_sessions.insert().values(hash=hash_, key_hash=key_hash, expires=expires))

    def key_of(self, session: str, now: datetime) -> str | None:
        """The hash of the key that a session was begun with; ``None`` where there is none, or it is over."""
        query = select(coach_sessions.c.key_hash).where(
            coach_sessions.c.hash == session, coach_sessions.c.expires > now
        )
        with self._database.reading() as connection:
            return connection.execute(query).scalar()

    def end(self, session: str) -> None:
        """Delete a session; nothing happens where there is none."""
        with self._database.writing() as connection:
            connection.execute(delete(coach_sessions).where(coach_sessions.c.hash == session))
