"""A real browser, and a real server of the shipped guides for it to visit. Without Chromium these tests are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from assistant.settings import Settings
from tests.web.serving import Host, Served

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HERE = Path(__file__).parent
PATIENCE = 60_000
"""Milliseconds that a test waits for what comes within one second on an idle machine."""
DESKTOP = {"width": 1280, "height": 860}

expect.set_options(timeout=PATIENCE)

NewPage = Callable[..., Page]
SignedIn = Callable[..., Page]
Serve = Callable[..., Served]
Hosts = Callable[..., Host]


def chromium() -> str | None:
    """Chromium as the system's packages install it; Playwright's own browsers are never downloaded."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a browser is marked so."""
    for item in items:
        if HERE in item.path.parents and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def at_desk(new_page: NewPage, served: Served, key: str) -> SignedIn:
    """Opens a page of the desk as the coach who has signed in with ``key``."""

    def opened(path: str, **options: object) -> Page:
        page = new_page(served.address + "/coach/sign-in", **options)
        page.locator("#key").fill(key)
        page.locator("#key").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Coaches’ desk")
        page.goto(served.address + path)
        return page

    return opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for all tests of a file: while Playwright runs, no other test could begin an event loop of its own."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here; Debian's package is called chromium")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens a page in a context of its own. No page may break its own security policy or throw."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            complaints.append(message.text)

    def make(address: str = "", **options: object) -> Page:
        chosen = {"viewport": DESKTOP, "reduced_motion": "reduce", "color_scheme": "light", **options}
        context = browser.new_context(**chosen)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if address:
            page.goto(address)
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def served(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The shipped guides."""
    database = tmp_path_factory.mktemp("web") / "conversations.db"
    settings = shipped.model_copy(
        update={"database_url": f"sqlite:///{database}", "rate_limit": 0, "queue_seconds": 30}
    )
    with Served(settings) as server:
        yield server


@pytest.fixture
def serve(shipped: Settings, tmp_path: Path) -> Iterator[Serve]:
    """Starts further servers, with other settings."""
    with ExitStack() as stack:

        def make(**changes: object) -> Served:
            base = {
                "database_url": f"sqlite:///{tmp_path / 'conversations.db'}",
                "rate_limit": 0,
                "queue_seconds": 30,
            }
            return stack.enter_context(Served(shipped.model_copy(update=base | changes)))

        yield make


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    """Starts sites of other origins."""
    with ExitStack() as stack:
        yield lambda *given, **options: stack.enter_context(Host(*given, **options))


@pytest.fixture
def welcomed(serve: Serve, hosts: Hosts) -> tuple[Host, Served]:
    """A site whose origin is allowed."""
    site = hosts()
    server = serve(allowed_origins=(site.address,))
    site.server = server.address
    return site, server
