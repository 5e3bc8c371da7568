"""What the API's description says, and what else a client is told about how to ask."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.desk.packets import ItemRequest
from api.http.app import create_app
from api.problems import add_handlers

PATHS = create_app().openapi()["paths"]


@pytest.mark.parametrize("path", ["/v1/chat", "/v1/chat/completions", "/v1/responses"])
def test_an_event_of_a_stream_is_described_as_what_it_is_made_of(path: str) -> None:
    event = PATHS[path]["post"]["responses"]["200"]["content"]["text/event-stream"]["schema"]
    assert (event["type"], sorted(event["properties"])) == ("object", ["data", "event", "id"])


def test_sarif_is_described_as_sarif() -> None:
    assert list(PATHS["/v1/coach/lint.sarif"]["get"]["responses"]["200"]["content"]) == ["application/sarif+json"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/conversations/c", "DELETE, GET"),
        ("/v1/packets/p", "DELETE, GET, PATCH"),
        ("/v1/compare", "GET, POST"),
        ("/v1/packets/check", "POST"),
        ("/v1/chat", "POST"),
        ("/healthz", "GET"),
    ],
)
def test_a_method_that_a_path_has_not_is_answered_with_those_that_it_has(
    client: TestClient, path: str, allowed: str
) -> None:
    refused = client.put(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)


def test_fields_that_do_not_go_together_are_refused_with_the_reason() -> None:
    app = FastAPI()
    add_handlers(app)

    @app.post("/items")
    def items(sent: ItemRequest) -> None:
        """Nothing."""

    client = TestClient(app)
    reason = "give guide, version, start and end, or a message_id, or roles and topics"
    assert client.post("/items", json={"guide": "director"}).json()["detail"] == f"body: {reason}"
    assert client.post("/items", json=[]).json()["detail"].startswith("body: must be a JSON object")


def test_no_number_in_an_address_is_without_bound() -> None:
    """One that a database can't hold was an error of ours."""
    given = [
        (path, one["name"], form)
        for path, item in PATHS.items()
        for operation in item.values()
        for one in operation.get("parameters", ())
        for form in one["schema"].get("anyOf", [one["schema"]])
        if form.get("type") == "integer"
    ]
    assert given
    assert [(path, name) for path, name, form in given if form.get("maximum", 2**63) >= 2**63] == []
