"""Who is let in to the desk: keys and sessions, of which nothing but hashes is kept.

A key is 256 random bits. No dictionary holds it and no machine guesses it, so a plain SHA-256 keeps it as well as a
slow hash would; that is what a password needs, which a person has thought of.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.storage.coaches import CoachStore, KeptKey
from assistant.types import InvalidRequest

PREFIX = "rgk_"
"""What a key begins with, so that a scanner for leaked secrets can know one."""
SESSION_LIFE = timedelta(days=7)
LONGEST = 200
"""Characters of what may be tried as a key."""
_NAME = re.compile(r"[^\W_][\w .'’@+-]{0,59}")


@dataclass(frozen=True, slots=True)
class Coach:
    """Somebody who was let in, by the name of the key."""

    name: str


class KeyNameTaken(InvalidRequest):
    """Another key in use has that name."""


class UnknownKey(InvalidRequest):
    """No key in use has that name."""


def new_secret(prefix: str = "") -> str:
    """256 random bits, as text."""
    return prefix + secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    """What is kept of a key or a session's token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def demand_name(name: str) -> str:
    """``name`` as a key may have it. Raises ``InvalidRequest``."""
    name = " ".join(name.split())
    if not _NAME.fullmatch(name):
        raise InvalidRequest("name", "write a name of up to 60 letters, digits, spaces and . - ' @ +")
    return name


class Coaches:
    """Keys that the store holds, those that the settings give, and sessions. Thread-safe.

    What asks the store raises ``StorageDown``; a key of the settings opens the desk without it.
    """

    def __init__(
        self,
        store: CoachStore,
        given: Sequence[KeptKey] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store, self._given, self._now = store, tuple(given), now

    def new_key(self, name: str) -> str:
        """A new key, which nobody is told again. Raises ``InvalidRequest`` or ``KeyNameTaken``."""
        name = demand_name(name)
        key = new_secret(PREFIX)
        given = any(one.name == name for one in self._given)
        if given or not self._store.add_key(hash_of(key), name, self._now()):
            raise KeyNameTaken("name", f"a key of {name!r} is in use; revoke it first, or take another name")
        return key

    def keys(self) -> tuple[KeptKey, ...]:
        """All keys: those of the settings first, then those of the store, revoked ones too."""
        return (*self._given, *self._store.every_key())

    def revoke(self, name: str) -> None:
        """Let a key open nothing any more, nor the sessions begun with it. Raises ``UnknownKey``."""
        name = " ".join(name.split())
        if self._store.revoke(name, self._now()):
            return
        if any(one.name == name for one in self._given):
            raise UnknownKey("name", f"the key of {name!r} is one of GUIDES_COACH_KEYS; take it out there")
        raise UnknownKey("name", f"no key in use is of {name!r}")

    def admitted(self, key: str) -> Coach | None:
        """Whose key this is; ``None`` where it is nobody's, or revoked."""
        return self._owner(hash_of(key)) if len(key) <= LONGEST else None

    def sign_in(self, key: str) -> str | None:
        """Begin a session with a key; its token, which is told this once, or ``None`` where the key is nobody's."""
        if self.admitted(key) is None:
            return None
        token, now = new_secret(), self._now()
        self._store.begin(hash_of(token), hash_of(key), now, now + SESSION_LIFE)
        return token

    def of_session(self, token: str) -> Coach | None:
        """Whose session this is; ``None`` where there is none, it is over, or its key was revoked."""
        key = self._store.key_of(hash_of(token), self._now()) if len(token) <= LONGEST else None
        return self._owner(key) if key is not None else None

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._store.end(hash_of(token))

    def _owner(self, hash_: str) -> Coach | None:
        """Whose key has this hash. Each hash is compared in constant time, and all of a kind, whichever is the one."""
        found = [one.name for one in self._given if hmac.compare_digest(one.hash, hash_)]
        if not found:
            kept = [one for one in self._store.every_key() if one.revoked is None]
            found = [one.name for one in kept if hmac.compare_digest(one.hash, hash_)]
        return Coach(found[0]) if found else None
