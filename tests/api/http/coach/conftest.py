"""The desk over the real assistant, with coaches who have real keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.http.app import create_app
from assistant.service import Assistant
from assistant.settings import Settings, load_settings

HERE = "https://testserver"


@dataclass(frozen=True, slots=True)
class Keys:
    """A key that opens the desk, and one that did."""

    good: str
    revoked: str


@pytest.fixture(scope="session")
def keys(shipped_assistant: Assistant) -> Keys:
    coaches = shipped_assistant.desk.coaches
    made = Keys(coaches.new_key("Ada"), coaches.new_key("Bea"))
    coaches.revoke("Bea")
    return made


def app_over(assistant: Assistant, **settings: object) -> FastAPI:
    chosen: Settings = load_settings(**{"rate_limit": 0} | settings)
    return create_app(chosen, lambda _: nullcontext(assistant))


@pytest.fixture
def stranger(shipped_assistant: Assistant) -> Iterator[TestClient]:
    """Somebody without a key, over HTTPS."""
    with TestClient(app_over(shipped_assistant), base_url=HERE, follow_redirects=False) as client:
        yield client


@pytest.fixture
def coach(shipped_assistant: Assistant, keys: Keys) -> Iterator[TestClient]:
    """A program that sends its key."""
    headers = {"Authorization": f"Bearer {keys.good}"}
    with TestClient(app_over(shipped_assistant), base_url=HERE, headers=headers, follow_redirects=False) as client:
        yield client


@pytest.fixture
def browser_of(stranger: TestClient, keys: Keys) -> TestClient:
    """A browser in which a coach has signed in."""
    sent = stranger.post("/coach/sign-in", data={"key": keys.good}, headers={"Origin": HERE})
    assert sent.status_code == 303
    return stranger
