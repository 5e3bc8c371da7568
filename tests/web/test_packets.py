"""Packets and coverage in a real browser: collected, put in order, downloaded, opened, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from assistant.bootstrap import open_coaches
from assistant.desk.packets.formats import read_file
from tests.web.conftest import DESKTOP, NewPage, SignedIn, at_desk
from tests.web.serving import Served
from tests.web.talk import violations, wide

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def bea(served: Served) -> Iterator[str]:
    with open_coaches(served.settings) as coaches:
        yield coaches.new_key("Bea")
        coaches.revoke("Bea")


@pytest.fixture
def signed_in(new_page: NewPage, served: Served, bea: str) -> SignedIn:
    return at_desk(new_page, served, bea)


def new_packet(page: Page, title: str) -> None:
    page.get_by_label("Title of a new packet").fill(title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def add(page: Page, query: str) -> None:
    """Look for something on the packet's page, and add the best passage."""
    items = page.locator(".items > li").count()
    page.get_by_label("Look in the guides for, or ask them").fill(query)
    page.keyboard.press("Enter")
    page.locator(".hits button").first.click()
    expect(page.locator(".items > li")).to_have_count(items + 1)


def noted(page: Page, text: str) -> None:
    """Write a note beside the first passage; the page that the saved note leads to is open afterwards."""
    page.get_by_text("Add a note").first.click()
    page.locator(".items textarea").first.fill(text)
    # Before and after, the page looks the same: only its coming again says that the note is saved.
    with page.expect_navigation():
        page.locator(".items > li").first.get_by_role("button", name=re.compile("^Save the note")).click()


def headings(page: Page) -> list[str]:
    return page.locator(".items h2").all_text_contents()


def test_a_packet_is_filled_put_in_order_and_annotated_without_a_script(signed_in: SignedIn) -> None:
    page = signed_in("/coach/packets", java_script_enabled=False)
    new_packet(page, "For Ana")
    add(page, "pay in Europe")
    add(page, "interview panel")
    before = headings(page)
    page.locator(".items > li").last.get_by_role("button", name=re.compile("^Up")).click()
    expect(page.locator(".items h2").first).to_have_text(before[1])
    assert headings(page) == before[::-1]
    expect(page.locator(".items > li").first.get_by_role("button", name=re.compile("^Up"))).to_be_disabled()
    noted(page, "Ask who sits on it.")
    expect(page.locator(".items textarea").first).to_have_value("Ask who sits on it.")
    page.locator(".items > li").last.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.locator(".items > li")).to_have_count(1)


def test_downloads_open_hold_the_guides_text_and_pass_the_check(
    signed_in: SignedIn, served: Served, tmp_path: Path
) -> None:
    page = signed_in("/coach/packets")
    new_packet(page, "Europe & panels")
    add(page, "pay in Europe")
    packet = page.url.split("?")[0].split("#")[0]
    text = page.request.get(f"{served.address}/v1/guides/director-of-engineering").json()["text"]
    for label, name in (
        ("Markdown", "europe-panels.md"),
        ("Word", "europe-panels.docx"),
        ("PDF", "europe-panels.pdf"),
    ):
        page.goto(packet)
        page.get_by_label("Format").select_option(label=label)
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        assert download.value.suggested_filename == name
        download.value.save_as(tmp_path / name)
        (quote,) = read_file((tmp_path / name).read_bytes()).manifest.quotes
        assert quote.quote == text[quote.start : quote.end]
        page.goto(served.address + "/coach/packets")
        page.get_by_label("Exported file").set_input_files(tmp_path / name)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Europe & panels")
        expect(page.locator(".lede")).to_contain_text("Every quote stands in today’s guides where it stood.")
    page.get_by_role("link", name=re.compile("^Read it in the guide")).click()
    expect(page.locator("mark#quote").first).to_have_text(quote.quote)


def test_a_hit_and_a_comparison_are_collected_from_their_pages(signed_in: SignedIn) -> None:
    page = signed_in("/coach/search?q=interview+panel")
    page.locator(".hit").first.get_by_role("link", name=re.compile("^Collect")).click()
    expect(page.get_by_label("Packet", exact=True)).to_be_focused()
    quote = page.locator("main blockquote").inner_text()
    page.get_by_label("Note, if you like").fill("For Monday")
    page.get_by_label("Packet", exact=True).select_option(label="A new packet")
    page.get_by_role("button", name="Collect").click()
    expect(page).to_have_url(re.compile(r"/coach/search\?q=interview\+panel"))
    page.goto(page.url.split("/coach/")[0] + "/coach/packets")
    page.get_by_role("link", name="interview panel").first.click()
    expect(page.locator(".items blockquote")).to_contain_text(quote.split("\n")[0])
    expect(page.locator(".items textarea")).to_have_value("For Monday")
    page.goto(page.url.split("/coach/")[0] + "/coach/compare?role=CTO&role=Tech+Lead&topic=pay")
    page.get_by_role("link", name="Collect this comparison").click()
    page.get_by_label("Packet", exact=True).select_option(index=0)
    page.get_by_role("button", name="Collect").click()
    expect(page).to_have_url(re.compile("/coach/compare"))
    page.goto(page.url.split("/coach/")[0] + "/coach/packets")
    page.get_by_role("link", name="interview panel").first.click()
    expect(page.locator(".items h2").last).to_have_text("CTO, Tech Lead")
    expect(page.locator(".items h4")).to_have_text(["CTO", "Tech Lead"])
    page.goto(page.url.split("/coach/")[0] + "/coach/search?q=interview+panel")
    number = page.locator(".hit").count()
    page.get_by_role("button", name=re.compile(r"^Collect (all|the) \d+")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Collect {number} passages")
    page.get_by_label("Packet", exact=True).select_option(label="A new packet")
    page.get_by_role("button", name="Collect").click()
    page.get_by_role("link", name="interview panel").first.click()
    expect(page.locator(".items > li")).to_have_count(number)


def test_a_number_of_the_coverage_leads_to_its_passages(signed_in: SignedIn) -> None:
    page = signed_in("/coach/coverage")
    table = page.get_by_role("table", name=re.compile("^Passages, by role and topic"))
    row = table.get_by_role("row", name=re.compile("^CTO"))
    cell = row.get_by_role("link").first
    number = int(re.findall(r"^\d+", cell.inner_text())[0])
    cell.click()
    expect(page.locator("#said")).to_contain_text(f"{number} passage")
    page.go_back()
    page.get_by_role("link", name="Months since the update").click()
    expect(page.get_by_role("table", name=re.compile("^Months since the update"))).to_be_visible()


def filled(page: Page, tmp_path: Path) -> None:
    new_packet(page, "With everything in it, and a title that is rather long")
    add(page, "red flags in a CTO role")
    noted(page, "A note.")
    page.get_by_label("Look in the guides for, or ask them").fill("equity")
    page.keyboard.press("Enter")
    expect(page.locator(".hits > li").first).to_be_visible()
    page.locator(".settings summary").click()


def listed(page: Page, tmp_path: Path) -> None:
    expect(page.get_by_label("Title of a new packet")).to_be_visible()


def empty(page: Page, tmp_path: Path) -> None:
    new_packet(page, "Empty")


def sent(page: Page, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    page.get_by_label("Exported file").set_input_files(file)
    page.get_by_role("button", name="Check", exact=True).click()


def checked(page: Page, tmp_path: Path) -> None:
    filled(page, tmp_path)
    packet = page.url.split("?")[0].split("#")[0]
    data = page.request.get(f"{packet}/export?format=md&citations=true").body()
    page.goto(packet.rpartition("/")[0])
    sent(page, tmp_path / "x.md", data.replace(b"\n> Red flags", b"\n> Green flags"))
    expect(page.locator(".state").first).to_contain_text("Altered")


def refused(page: Page, tmp_path: Path) -> None:
    sent(page, tmp_path / "x.md", b"no packet")
    expect(page.get_by_role("alert")).to_contain_text("can’t be checked")


def collecting(page: Page, tmp_path: Path) -> None:
    page.goto(page.url.split("/coach/")[0] + "/coach/packets/collect?role=CTO&role=Tech+Lead&topic=pay")
    expect(page.get_by_role("button", name="Collect")).to_be_visible()


def covered(page: Page, tmp_path: Path) -> None:
    page.goto(page.url.split("/coach/")[0] + "/coach/coverage")
    expect(page.get_by_role("table")).to_be_visible()


STATES: tuple[Callable[[Page, Path], None], ...] = (listed, empty, filled, checked, refused, collecting, covered)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_any_state_and_a_phone_shows_all(
    signed_in: SignedIn, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    page = signed_in("/coach/packets", color_scheme=scheme)
    start = page.url
    for state in STATES:
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        page.goto(start)
        state(page, tmp_path)
        assert violations(page) == [], state.__name__
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert not wide(page), state.__name__
        assert violations(page) == [], state.__name__
