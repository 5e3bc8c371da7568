"""The README's pictures of the coaches' desk, for ``tests/web/screenshots.py``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from assistant.bootstrap import open_coaches
from tests.web.serving import Served

SEARCHED = "/coach/search?q=interview+panel&topic=hiring"
COMPARED = "/coach/compare?role=Director+of+Engineering&role=VP+of+Engineering&role=CTO&topic=pay&topic=remote+work"
NAME = "Ada Lovelace"


def desk_pictures(browser: Browser, server: Served, folder: Path) -> None:
    """Sign in with a key of their own, and show what one sees."""
    with open_coaches(server.settings) as coaches:
        key = coaches.new_key(NAME)
    page = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce").new_page()
    page.goto(f"{server.address}/coach/sign-in")
    page.locator("#key").fill(key)
    page.locator("#key").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Coaches’ desk")
    for name, path, seen in (("desk-search", SEARCHED, ".hit mark"), ("desk-compare", COMPARED, ".side-by-side")):
        page.goto(server.address + path)
        expect(page.locator(seen).first).to_be_visible()
        page.screenshot(path=folder / f"{name}.png")
    page.context.close()
    with open_coaches(server.settings) as coaches:
        coaches.revoke(NAME)
