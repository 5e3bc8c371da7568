"""Gaps, feedback and impact in a browser: axe-core finds nothing, nothing is wider than a phone, and it all works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from assistant.bootstrap import load_demo_data, open_coaches
from assistant.settings import SHIPPED_GUIDES, Settings
from tests.web.conftest import NewPage
from tests.web.serving import Served
from tests.web.talk import violations, wide

PHONE = {"width": 360, "height": 740}
PAGES = ("/coach/gaps", "/coach/gaps?standing=closed", "/coach/feedback", "/coach/lint", "/coach/impact")


@dataclass(frozen=True)
class Desk:
    server: Served
    key: str

    def signed_in(self, new_page: NewPage, path: str, **options: object) -> Page:
        page = new_page(f"{self.server.address}/coach/sign-in?next={path}", **options)
        page.get_by_label("Your key").fill(self.key)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{self.server.address}{path}")
        page.wait_for_load_state()  # what a script does is there then
        return page


@pytest.fixture(scope="module")
def desk(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo data over the shipped guides."""
    database = tmp_path_factory.mktemp("desk") / "conversations.db"
    settings = shipped.model_copy(update={"database_url": f"sqlite:///{database}", "rate_limit": 0})
    load_demo_data(settings)
    with open_coaches(settings) as coaches:
        key = coaches.new_key("Ada")
    with Served(settings) as server:
        yield Desk(server, key)


@pytest.mark.parametrize("options", [{}, {"viewport": PHONE, "color_scheme": "dark"}], ids=["desktop", "dark phone"])
def test_the_pages_are_accessible_and_fit(desk: Desk, new_page: NewPage, options: dict[str, object]) -> None:
    page = desk.signed_in(new_page, "/coach/gaps", **options)
    first = str(page.locator(".task h2 a").first.get_attribute("href"))
    for path in (*PAGES, first, "/coach/impact?name=director-of-engineering.md"):
        page.goto(f"{desk.server.address}{path}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
        assert violations(page) == [], path
        assert not wide(page), path


def test_a_gap_is_accepted_edited_dismissed_and_found_again_by_keyboard(desk: Desk, new_page: NewPage) -> None:
    page = desk.signed_in(new_page, "/coach/gaps")
    title = str(page.locator(".task h2 a").first.text_content())
    page.locator(".task").first.get_by_role("button", name="Accept").press("Enter")
    expect(page.locator(".task").first.locator(".badge.standing")).to_have_text("Accepted")
    page.get_by_role("link", name=title).press("Enter")
    expect(page.locator(".badge.standing")).to_have_text("Accepted")
    page.get_by_label("Note").fill("Kim writes it")
    page.get_by_label("Title").fill("Pay in Japan")
    page.get_by_role("button", name="Dismiss").press("Enter")
    expect(page.locator(".badge.standing")).to_have_text("Dismissed")
    expect(page.locator("h1")).to_have_text("Pay in Japan")
    page.get_by_role("link", name="Gaps").first.click()
    expect(page.locator(".task h2 a", has_text=title)).to_have_count(0)
    page.get_by_role("link", name="Dismissed 1").click()
    expect(page.locator(".task .note")).to_contain_text("Kim writes it — Ada")
    page.get_by_role("button", name="Reopen").click()
    page.get_by_role("link", name="Dismissed 0").click()
    expect(page.locator(".empty")).to_have_text("No gap stands like this.")
    page.get_by_role("link", name=re.compile("^To do")).click()
    expect(page.get_by_role("link", name="Pay in Japan")).to_be_visible()


def test_an_entry_can_be_copied_and_what_is_quoted_leads_to_its_place(desk: Desk, new_page: NewPage) -> None:
    page = desk.signed_in(new_page, "/coach/gaps", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".task h2 a").first.click()
    entry = page.locator("#entry-text")
    expect(entry).to_contain_text("ask:")
    page.locator("#entry").get_by_role("button", name="Copy").click()
    expect(page.locator("#entry").get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == entry.text_content()
    quoted = " ".join(str(page.locator(".nearest blockquote").text_content()).split())
    page.locator(".nearest figcaption a").click()
    expect(page.locator("mark").first).to_be_visible()
    marked = " ".join(" ".join(page.locator("mark").all_text_contents()).split())
    assert marked[:60] == quoted[:60]


def test_votes_are_filtered_by_reason(desk: Desk, new_page: NewPage) -> None:
    page = desk.signed_in(new_page, "/coach/feedback")
    page.get_by_role("link", name="Wrong 1").click()
    expect(page.locator(".vote")).to_have_count(1)
    expect(page.locator(".vote .comment")).to_contain_text("Ours does every day.")
    expect(page.locator(".vote .badge.demo")).to_be_visible()


def test_a_file_that_is_picked_is_compared_and_old_stands_beside_new(desk: Desk, new_page: NewPage) -> None:
    page = desk.signed_in(new_page, "/coach/impact")
    name = "director-of-engineering.md"
    text = (SHIPPED_GUIDES / name).read_text("utf-8").replace("three to six EMs", "three to nine EMs")
    file = page.get_by_label("Take it from a file")
    expect(file).to_be_visible()
    file.set_input_files({"name": name, "mimeType": "text/markdown", "buffer": text.encode()})
    expect(page.get_by_label("Name of the file")).to_have_value(name)
    page.locator("#one-file").get_by_role("button", name="Show the impact").click()
    expect(page.get_by_role("heading", name="What publishing would do")).to_be_focused(timeout=60_000)
    expect(page.locator("#found")).to_contain_text("Asked again: ", timeout=60_000)
    expect(page.get_by_role("heading", name="What publishing would do")).to_be_focused()
    changed = page.locator("#found .task", has_text="How many EMs should a Director manage?").first
    expect(changed.locator(".versus > div").first).to_contain_text("three to six EMs")
    expect(changed.locator(".versus > div").last).to_contain_text("three to nine EMs")
    assert violations(page) == []
