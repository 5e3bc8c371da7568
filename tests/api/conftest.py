"""A client of the application over the fake assistant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextlib import nullcontext as opened

import pytest
from fastapi.testclient import TestClient

from api.http.app import create_app
from assistant.settings import SHIPPED_GUIDES, load_settings
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from corpus.types import Guide
from tests.api.fakes import FakeAssistant

ClientOf = Callable[..., TestClient]


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client_of(assistant: FakeAssistant) -> Iterator[ClientOf]:
    """Makes a client of an application with these settings."""
    with ExitStack() as stack:

        def make(**settings: object) -> TestClient:
            app = create_app(load_settings(**settings), lambda _: opened(assistant))
            return stack.enter_context(TestClient(app, raise_server_exceptions=False))

        yield make


@pytest.fixture
def client(client_of: ClientOf) -> TestClient:
    return client_of(rate_limit=0)


@pytest.fixture(scope="session")
def shipped_guides() -> tuple[Guide, ...]:
    return read_corpus(SHIPPED_GUIDES, load_lexicon()).guides
