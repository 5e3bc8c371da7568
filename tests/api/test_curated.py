"""A reply that a person has chosen says so, in every form."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import pytest
from fastapi.testclient import TestClient

from api.http.stream import events
from api.present import chat_response
from assistant.types import Reply
from tests.api.conftest import ClientOf
from tests.api.fakes import FakeAssistant, FakeWiring
from tests.api.terminal.test_cli import run


@dataclass
class Knowing(FakeAssistant):
    """Has every answer from a person."""

    def respond(self, message: str, **given: object) -> Reply:
        reply = super().respond(message, **given)  # type: ignore[arg-type]
        return replace(reply, answer=replace(reply.answer, curated="ems"))


@pytest.fixture
def assistant() -> FakeAssistant:
    return Knowing()


def test_the_response_and_the_last_event_name_the_curated_question(
    assistant: FakeAssistant, client_of: ClientOf
) -> None:
    client: TestClient = client_of(rate_limit=0)
    assert client.post("/v1/chat", json={"message": "How many EMs?"}).json()["curated"] == "ems"
    *_, (name, done) = events(chat_response(assistant.respond("How many EMs?")))
    assert (name, done["curated"]) == ("done", "ems")


def test_the_command_line_names_it_too(assistant: FakeAssistant) -> None:
    printed = run(FakeWiring(assistant), "ask", "How many EMs?", "--json")
    assert json.loads(printed.stdout)["curated"] == "ems"


def test_it_is_null_where_no_person_has_answered() -> None:
    assert chat_response(FakeAssistant().respond("How many EMs?")).model_dump()["curated"] is None
