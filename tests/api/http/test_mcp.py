"""MCP over HTTP, by the official client."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from api.http.stream import Pace
from api.version import VERSION
from assistant.settings import load_settings
from tests.api.fakes import CRASH, DIRECTOR, QUOTE, TEXT, FakeAssistant
from tests.api.keyed import BEARER, with_key
from tests.api.served import Waiting, served

MESSAGE = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"Accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(load_settings(rate_limit=0), with_key(FakeAssistant())) as address:
        yield address


@asynccontextmanager
async def over_http(address: str, mode: str = "auto") -> Any:
    async with (
        httpx2.AsyncClient(headers=BEARER, timeout=30) as http,
        Client(streamable_http_client(f"{address}/mcp", http_client=http), mode=mode) as client,
    ):
        yield client


async def used(client: Client) -> None:
    """What both eras of the protocol have in common."""
    assert client.server_info is not None
    assert (client.server_info.name, client.server_info.version) == ("role-guide-assistant", VERSION)
    assert len((await client.list_tools()).tools) == 8
    answer = await client.call_tool("ask_guides", {"question": "How many?", "guides": [DIRECTOR.slug]})
    assert answer.structured_content is not None
    assert answer.structured_content["answer"] == "How many? [1]"
    assert answer.structured_content["citations"][0]["quote"] == QUOTE
    link: Any = answer.content[1]
    text: Any = (await client.read_resource(link.uri)).contents[0]
    assert text.text == TEXT
    refused: Any = await client.call_tool("ask_guides", {"question": CRASH})
    assert refused.is_error
    assert refused.content[0].text == "ask_guides failed; the server's log says why"


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_answer_over_http(address: str, mode: str) -> None:
    async def go() -> None:
        async with over_http(address, mode) as client:
            await used(client)

    asyncio.run(go())


def test_nothing_is_answered_without_a_key(address: str) -> None:
    for headers in ({}, {"Authorization": "Bearer rgk_wrong"}):
        refused = httpx.post(f"{address}/mcp", json=MESSAGE, headers=ACCEPT | headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Bearer ")
        assert refused.headers["content-type"] == "application/problem+json"


def test_it_is_within_the_limits_of_every_request(address: str) -> None:
    known = ACCEPT | BEARER
    assert httpx.post(f"{address}/mcp", content="x" * 3_000_000, headers=known).status_code == 413
    assert httpx.post(f"{address}/mcp", json=MESSAGE, headers=known | {"Origin": "https://x.test"}).status_code == 403
    for method in ("GET", "DELETE"):
        refused = httpx.request(method, f"{address}/mcp", headers=known)
        assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    broken = httpx.post(f"{address}/mcp", content="{", headers=known | {"Content-Type": "application/json"})
    assert (broken.status_code, broken.json()["error"]["code"]) == (400, -32700)
    assert broken.headers["x-content-type-options"] == "nosniff"


def test_questions_wait_in_the_same_queue_and_a_stopping_server_lets_them_end() -> None:
    waiting = with_key(Waiting())
    settings = load_settings(rate_limit=0, answers=1, queue=0)
    said: list[str] = []

    async def ask(address: str) -> None:
        async with over_http(address) as client:
            await client.list_tools()  # which the client would otherwise ask for afterwards, of a server that is gone
            answer = await client.call_tool("ask_guides", {"question": "How many?"})
            said.append(answer.content[0].text)

    with served(settings, waiting, Pace(farewell=5)) as address:
        first = threading.Thread(target=lambda: asyncio.run(ask(address)))
        first.start()
        assert waiting.begun.wait(20)
        asyncio.run(ask(address))
        assert said == ["too many questions are being answered; try again in 2 s"]
        threading.Timer(0.2, waiting.may.set).start()
    first.join(20)
    assert len(said) == 2
    assert QUOTE in said[1]
