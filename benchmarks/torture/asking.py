"""Clients of the servers that are tortured: they ask without a pause and note everything that isn't a right answer."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.torture.world import QUESTION


@dataclass
class Asking:
    """One client over several servers: where one doesn't answer it asks the next, with the same key.

    ``patient`` clients take a refusal (503) for an answer, as long as it says when to come back.
    """

    addresses: Sequence[str]
    patient: bool = False
    statuses: Counter[int] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Asking:
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._thread.join(60)

    def once(self, questions: int) -> None:
        """Ask so many, here and now."""
        with httpx.Client(timeout=30) as client:
            for _ in range(questions):
                self._once(client)

    def _ask(self) -> None:
        with httpx.Client(timeout=30) as client:
            while not self.over.is_set():
                self._once(client)

    def _once(self, client: httpx.Client) -> None:
        key = {"Idempotency-Key": secrets.token_hex(12)}
        errors = []
        for address in self.addresses:
            try:
                told = client.post(f"{address}/v1/chat", json={"message": QUESTION}, headers=key)
            except httpx.TransportError as error:
                errors.append(type(error).__name__)
                continue
            self.statuses[told.status_code] += 1
            if told.status_code == httpx.codes.OK:
                with suppress(httpx.TransportError):  # the server was killed after it had answered
                    self.failed += wrong_quotes(client, address, told.json())
            elif not (self.patient and told.status_code == 503 and told.headers.get("Retry-After")):
                self.failed.append(f"{told.status_code}: {told.text[:120]}")
            return
        self.failed.append(f"nobody answers: {', '.join(errors)}")


def wrong_quotes(client: httpx.Client, address: str, answer: dict[str, Any]) -> list[str]:
    """What is wrong with an answer: it cites nothing, or a quote isn't its guide's text."""
    found = [] if answer["citations"] else [f"no citation: {answer['status']}"]
    for citation in answer["citations"]:
        guide = client.get(f"{address}/v1/guides/{citation['guide']}").json()
        if guide.get("version") != citation["version"]:
            continue  # published anew between the two requests
        if guide["text"][citation["start"] : citation["end"]] != citation["quote"]:
            found.append(f"a wrong quote: {citation['quote']!r}")
    return found
