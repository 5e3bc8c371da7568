"""What /openapi.json says of the desk and of OpenAI's routes is how they behave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.http.app import create_app
from api.http.openai.errors import is_openai
from assistant.service import Assistant
from tests.api.http.coach.conftest import HERE, Keys, app_over

METHODS = ("get", "post", "patch", "delete", "put")
VISITORS = (
    *("/v1/chat", "/v1/search", "/v1/feedback", "/v1/guides", "/v1/guides/{slug}"),
    *("/v1/conversations/{conversation_id}", "/v1/conversations/{conversation_id}/shares"),
    "/v1/conversations/{conversation_id}/shares/{token}",
)
STREAMED = ("/v1/chat/completions", "/v1/responses")
SPECIMEN = {"id": "1", "fingerprint": "0f3a9c21d4b7", "packet_id": "1", "item_id": "1", "model": "role-guides"}

Operation = tuple[str, str, dict[str, Any]]


def described() -> list[Operation]:
    """Method, path and description of every operation that coaches have."""
    paths = create_app().openapi()["paths"]
    return [
        (method, path, operation)
        for path, item in paths.items()
        for method, operation in item.items()
        if path.startswith("/v1/") and path not in VISITORS
    ]


OPERATIONS = described()


def test_every_route_of_coaches_demands_a_bearer_key_and_no_route_of_visitors_does() -> None:
    description = create_app().openapi()
    scheme = description["components"]["securitySchemes"]["coachKey"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert len(OPERATIONS) > 20
    assert {path for _, path, operation in OPERATIONS if operation.get("security") != [{"coachKey": []}]} == set()
    visitors = [item for path, item in description["paths"].items() if path in VISITORS]
    assert len(visitors) == len(VISITORS)
    assert not any("security" in operation for item in visitors for operation in item.values())


def test_refusals_are_documented_as_problem_documents_or_in_openais_form() -> None:
    for _, path, operation in OPERATIONS:
        for status in ("401", "403", "429"):
            (kind,) = operation["responses"][status]["content"].items()
            form = ("application/json", "Failure") if is_openai(path) else ("application/problem+json", "Problem")
            assert (kind[0], kind[1]["schema"]["$ref"].rpartition("/")[2]) == form, (path, status)


@pytest.fixture(scope="module")
def client(shipped_assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(app_over(shipped_assistant), base_url=HERE, raise_server_exceptions=False) as made:
        yield made


def address(path: str) -> str:
    for name, value in SPECIMEN.items():
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{", "").replace("}", "")


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS, ids=[f"{m} {p}" for m, p, _ in OPERATIONS])
def test_without_a_key_each_is_refused_as_it_is_documented(
    client: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    answer = client.request(method, address(path))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] in operation["responses"]["401"]["content"]


VALUES: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers(-3, 10**12) | st.text(max_size=12) | st.just([]) | st.just({})
)


@st.composite
def requests(draw: st.DrawFn) -> tuple[Operation, dict[str, str], dict[str, object]]:
    """An operation with any values of its own parameters, and a body of its own fields."""
    operation = draw(st.sampled_from(OPERATIONS))
    query: list[str] = [one["name"] for one in operation[2].get("parameters", ()) if one["in"] == "query"]
    sent: dict[str, str] = draw(st.dictionaries(st.sampled_from(query), st.text(max_size=12))) if query else {}
    fields = body_fields(operation[2])
    body = draw(st.dictionaries(st.sampled_from(fields), VALUES)) if fields else {}
    return operation, sent, body


SCHEMAS = create_app().openapi()["components"]["schemas"]


def body_fields(operation: dict[str, Any]) -> list[str]:
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    named = SCHEMAS.get(schema.get("$ref", "").rpartition("/")[2], schema)
    return sorted(named.get("properties", ()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(request=requests())
def test_whatever_a_coach_sends_is_answered_as_documented(
    client: TestClient, keys: Keys, request: tuple[Operation, dict[str, str], dict[str, object]]
) -> None:
    (method, path, operation), query, body = request
    headers = {"Authorization": f"Bearer {keys.good}", "Content-Type": "application/json"}
    content = json.dumps(body | {"most": 0} if path.startswith("/v1/coach/impact") else body)
    sends = "requestBody" in operation
    answer = client.request(method, address(path), params=query, headers=headers, content=content if sends else None)
    assert answer.status_code < 500, answer.text
    told = operation["responses"]
    documented = told.get(str(answer.status_code)) or told.get(f"{answer.status_code // 100}XX")
    assert documented is not None, (method, path, answer.status_code)
    if answer.status_code >= 400:
        assert answer.headers["content-type"].partition(";")[0] in documented["content"]
