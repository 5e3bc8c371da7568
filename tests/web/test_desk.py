"""The coaches' desk in a real browser: signing in, searching, comparing; with and without scripts, mouse and eyes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from assistant.bootstrap import open_coaches
from tests.web.conftest import PATIENCE, NewPage, SignedIn, at_desk
from tests.web.serving import Served
from tests.web.talk import focused, violations, wide

PHONE = {"width": 390, "height": 780}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
COMPARED = "/coach/compare?role=Director+of+Engineering&role=VP+of+Engineering&topic=pay&topic=parental+leave"


@pytest.fixture(scope="session")
def key(served: Served) -> Iterator[str]:
    with open_coaches(served.settings) as coaches:
        yield coaches.new_key("Ada")
        coaches.revoke("Ada")


@pytest.fixture
def signed_in(new_page: NewPage, served: Served, key: str) -> SignedIn:
    return at_desk(new_page, served, key)


def results(page: Page) -> list[str]:
    found: list[str] = page.locator(".hit").evaluate_all("hits => hits.map(hit => hit.id)")
    return found


def asked(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    expect(page).to_have_url(re.compile(rf"[?&]q={words.replace(' ', '.')}.*&index="))


def until(page: Page, expression: str) -> None:
    """Wait until it is true; Playwright's own way needs what the pages' policy forbids."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, expression
        page.wait_for_timeout(20)


def test_a_key_lets_in_leads_where_one_wanted_and_signing_out_leads_out(
    new_page: NewPage, served: Served, key: str
) -> None:
    page = new_page(f"{served.address}/coach/search?q=pay")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(page.locator("#key")).to_be_focused()
    page.keyboard.type("rgk_wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("isn’t known")
    expect(page.locator("#key")).to_be_focused()
    page.keyboard.type(key)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{served.address}/coach/search?q=pay")
    expect(page.locator(".hit").first).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.locator(".hit")).to_have_count(0)
    page.goto(f"{served.address}/coach/compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_who_comes_from_another_site_with_a_session_goes_on_by_itself(signed_in: SignedIn, served: Served) -> None:
    page = signed_in("/coach")
    # As after a link in a mail, for which browsers keep a strict cookie back once.
    page.goto(f"{served.address}/coach/sign-in?next=/coach/compare")
    expect(page).to_have_url(f"{served.address}/coach/compare")


def test_results_come_while_one_types_and_the_address_says_so(signed_in: SignedIn) -> None:
    page = signed_in("/coach/search")
    page.evaluate("window.same = true")
    asked(page, "interview panel")
    expect(page.locator(".hit mark").first).to_have_text(re.compile("panel|interview", re.I))
    expect(page.locator("#said")).to_have_text(re.compile(r"^\d+ passages in 8 guides$"))
    before = results(page)
    page.locator(".facets").get_by_role("link", name=re.compile("^CTO ")).click()
    expect(page).to_have_url(re.compile(r"role=CTO"))
    expect(page.locator(".chip")).to_contain_text("Role: CTO")
    assert len(results(page)) < len(before)
    assert page.evaluate("window.same"), "the page was not loaded anew"
    address = page.url
    page.reload()
    expect(page.locator(".chip")).to_contain_text("Role: CTO")
    assert page.url == address


def test_back_from_a_guide_finds_the_page_as_it_was_left_facets_score_and_focus(signed_in: SignedIn) -> None:
    page = signed_in("/coach/search?q=interview+panel", viewport=PHONE)
    page.locator("#facets > summary").click()
    third = page.locator(".hit").nth(2)
    third.locator(".why > summary").click()
    link = third.locator(".open")
    link.focus()
    at = link.evaluate("node => node.getBoundingClientRect().top")
    page.keyboard.press("Enter")
    expect(page.locator("mark#quote").first).to_be_visible()
    page.go_back()
    expect(link).to_be_focused()
    expect(third.locator(".why table")).to_be_visible()
    expect(page.locator("#facets ul").first).to_be_visible()
    assert abs(link.evaluate("node => node.getBoundingClientRect().top") - at) < 2


def test_back_restores_what_was_found_and_where_one_was(signed_in: SignedIn) -> None:
    page = signed_in("/coach/search?q=interview+panel")
    before = results(page)
    more = page.get_by_role("link", name="More →")
    more.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    assert at > 1000
    more.click()
    expect(page).to_have_url(re.compile("page=2"))
    until(page, "scrollY === 0")
    second = results(page)
    assert not set(second) & set(before)
    page.go_back()
    until(page, f"scrollY === {at}")
    assert results(page) == before
    page.locator(".hit .open").last.click()
    expect(page.locator("mark#quote").first).to_be_visible()
    page.go_back()
    until(page, f"Math.abs(scrollY - {at}) < 900 && scrollY > 500")
    assert results(page) == before
    expect(page.locator("#q")).to_have_value("interview panel")


def test_everything_is_done_by_keyboard(signed_in: SignedIn) -> None:
    page = signed_in("/coach/search")
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("red flags")
    expect(page).to_have_url(re.compile(r"q=red\+flags.*index="))
    first, second = (page.locator(".hit .open").nth(place) for place in (0, 1))
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("w")
    expect(page.locator(".hit").first.get_by_role("table")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_label("What stands before")).to_be_visible()
    expect(page.locator(".hit").first.get_by_role("table")).to_be_visible()
    expect(first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("mark#quote").first).to_be_visible()


def test_without_scripts_the_form_and_every_link_work(signed_in: SignedIn) -> None:
    page = signed_in("/coach/search", java_script_enabled=False)
    page.locator("#q").fill("interview panel")
    page.locator("#q").press("Enter")
    expect(page.locator(".hit mark").first).to_be_visible()
    page.locator(".facets").get_by_role("link", name=re.compile("^CTO ")).click()
    expect(page.locator(".chip")).to_contain_text("Role: CTO")
    page.locator("#q").fill("pay")
    page.locator("#q").press("Enter")
    expect(page.locator(".chip")).to_contain_text("Role: CTO")
    page.get_by_role("link", name=re.compile("^In context")).first.click()
    expect(page.get_by_label("What stands before").first).to_be_visible()


def test_marks_are_where_the_offsets_say(signed_in: SignedIn, served: Served) -> None:
    page = signed_in("/coach/search?q=interview+panel")
    view = page.request.get(f"{served.address}/v1/coach/search?q=interview+panel").json()
    for place, one in enumerate(view["results"][:5]):
        shown = page.locator(".hit").nth(place).locator(".text")
        assert shown.evaluate("node => node.textContent") == one["text"]
        marks = ["".join(m.split()) for m in shown.locator("mark").all_text_contents()]
        spans = [one["text"][s["start"] - one["start"] : s["end"] - one["start"]] for s in one["highlights"]]
        assert "".join(marks) == "".join("".join(span.split()) for span in spans)


def test_on_a_phone_two_roles_fit_beside_each_other_and_are_a_table_still(signed_in: SignedIn) -> None:
    page = signed_in(COMPARED, viewport={"width": 390, "height": 844})
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["Director of Engineering", "VP of Engineering"])
    expect(table.get_by_role("rowheader")).to_have_text(["Pay", "Parental leave"])
    expect(table.get_by_role("row")).to_have_count(3)
    assert page.locator(".wide").evaluate("one => one.scrollWidth <= one.clientWidth")


def test_roles_are_compared_in_a_table_whose_sources_open_at_the_quote(signed_in: SignedIn) -> None:
    page = signed_in("/coach/compare")
    page.get_by_label("Director of Engineering").check()
    page.get_by_label("VP of Engineering").check()
    page.get_by_label("Pay").check()
    page.get_by_label(re.compile("^Or topics of your own")).fill("parental leave")
    page.get_by_role("button", name="Compare").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_have_text(["Director of Engineering", "VP of Engineering"])
    expect(table.get_by_role("rowheader")).to_have_text(["Pay", "Parental leave"])
    expect(table.get_by_text("Not said", exact=True)).to_have_count(2)
    said = table.locator(".said-here li").first
    quote = said.evaluate("node => node.firstChild.textContent.trim()")
    said.get_by_role("link").click()
    expect(page.locator("mark#quote").first).to_contain_text(quote)


def nothing(page: Page) -> None:
    """As it is loaded."""


def opened_up(page: Page) -> None:
    page.locator(".why > summary").first.click()
    page.locator(".around").first.click()
    expect(page.get_by_label("What stands before").first).to_be_visible()


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/coach", nothing),
        ("/coach/search", nothing),
        ("/coach/search?q=pay&topic=pay&index=old", opened_up),
        ("/coach/search?q=zebra+stripes", nothing),
        ("/coach/compare", nothing),
        ("/coach/compare?role=CTO", nothing),
        (COMPARED, nothing),
    ],
    ids=["home", "all", "found", "none", "choosing", "wrong", "compared"],
)
def test_axe_finds_nothing_on_the_desk(signed_in: SignedIn, path: str, state: Callable[[Page], None]) -> None:
    page = signed_in(path)
    state(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert violations(page) == [], scheme
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page) == [], "320 px"
    assert not wide(page)


def test_axe_finds_nothing_on_the_form(new_page: NewPage, served: Served) -> None:
    page = new_page(f"{served.address}/coach/sign-in")
    for wrong in ("", "rgk_wrong"):
        if wrong:
            page.locator("#key").fill(wrong)
            page.locator("#key").press("Enter")
            expect(page.get_by_role("alert")).to_be_visible()
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert violations(page) == [], scheme
        page.set_viewport_size({"width": 320, "height": 640})
        assert violations(page) == [], "320 px"
        assert not wide(page)
        page.set_viewport_size({"width": 1280, "height": 860})


def test_the_focus_is_seen_and_nothing_is_skipped(signed_in: SignedIn) -> None:
    page = signed_in("/coach/search?q=pay&topic=pay")
    seen: list[str] = []
    page.locator(".skip").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        name = focused(page)
        if name.startswith("body"):
            break
        assert outline != "none", name
        seen.append(name)
    assert any("Sign out" in name for name in seen)
    assert any(name.startswith("a.on") for name in seen)
    assert any("In context" in name for name in seen)
