"""The README's pictures: ``python -m tests.web.screenshots [FOLDER]``. Needs Chromium; indexes the shipped guides."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.bootstrap import build_index, has_index
from assistant.settings import load_settings
from tests.web.conftest import ARGUMENTS, chromium
from tests.web.desk_pictures import desk_pictures
from tests.web.serving import Host, Served
from tests.web.talk import Talk, problem, reply

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
Scheme = Literal["light", "dark"]


def opened(browser: Browser, address: str, width: int, height: int, scheme: Scheme = "light", scale: int = 1) -> Page:
    size = {"width": width, "height": height}
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=scheme,
        reduced_motion="reduce",
        device_scale_factor=scale,
    )
    page = context.new_page()
    page.goto(address)
    return page


def shot(page: Page, folder: Path, name: str) -> None:
    page.mouse.move(0, 0)
    page.wait_for_timeout(150)
    page.screenshot(path=folder / f"{name}.png")
    page.context.close()


def pictures(browser: Browser, server: str, site: str, folder: Path) -> None:
    page = opened(browser, server, 1280, 800)
    expect(Talk(page).starters.first).to_be_visible()
    shot(page, folder, "start")

    schemes: tuple[Scheme, ...] = ("light", "dark")
    for scheme in schemes:
        page = opened(browser, server, 1280, 800, scheme)
        talk = Talk(page)
        talk.answered("What does a Director of Engineering earn?").locator(".chip").first.click()
        expect(talk.source.locator("p mark")).to_be_visible()
        shot(page, folder, f"source-{scheme}")

    page = opened(browser, server, 360, 720, scale=2)
    talk = Talk(page)
    talk.answered("What are the red flags in a Director role?")
    shot(page, folder, "phone")

    page = opened(browser, server, 1280, 800)
    talk = Talk(page)
    expect(talk.answered("Compare the pay of a CTO and a Tech Lead").get_by_role("table")).to_be_visible()
    shot(page, folder, "comparison")

    page = opened(browser, server, 1280, 800)
    talk = Talk(page)
    reply(page, problem(429, headers={"Retry-After": "12"}))
    talk.ask()
    expect(talk.failure).to_be_visible()
    shot(page, folder, "limited")

    page = opened(browser, f"{server}/guides/director-of-engineering?start=10673&end=10745#quote", 1280, 800)
    expect(page.locator("#quote")).to_be_in_viewport()
    shot(page, folder, "guide")

    page = opened(browser, site, 1280, 800)
    page.get_by_role("button", name="Ask about this role").click()
    Talk(page).answered()
    shot(page, folder, "widget")


def main(folder: Path) -> None:
    path = chromium()
    if path is None:
        sys.exit("no Chromium here; Debian's package is called chromium")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        settings = load_settings(database_url=f"sqlite:///{scratch}/conversations.db", rate_limit=0)
        if not has_index(settings):
            build_index(settings)
        with Host() as site:
            allowed = settings.model_copy(update={"allowed_origins": (site.address,)})
            with Served(allowed) as server:
                site.server = server.address
                browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
                pictures(browser, server.address, site.address, folder)
                desk_pictures(browser, server, folder)
                browser.close()
    print(*sorted(str(one) for one in folder.glob("*.png")), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
