"""For everyone: keyboard, screen reader, small screens, zoom, contrast; axe-core finds nothing in any state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import NewPage
from tests.web.serving import Line, Served
from tests.web.talk import CHAT, FIRST, Talk, answer, citation, focused, once, problem, reply, violations, wide

GUIDE = "director-of-engineering"
PHONE = {"width": 320, "height": 640}
LONG = "https://example.test/" + "a" * 200


def empty(page: Page, talk: Talk) -> None:
    expect(talk.starters.first).to_be_visible()


def typing(page: Page, talk: Talk) -> None:
    talk.input.fill("x" * 4100)


def waiting(page: Page, talk: Talk) -> None:
    page.route(CHAT, lambda route: None)
    talk.ask()
    expect(page.locator(".wait")).to_be_visible()


def answered(page: Page, talk: Talk) -> None:
    talk.answered()


def listed(page: Page, talk: Talk) -> None:
    talk.answered("What are the red flags in a Director role?")


def source(page: Page, talk: Talk) -> None:
    talk.answered().locator(".chip").nth(1).click()
    expect(talk.source.locator(".paper p mark")).to_be_visible()


def clarify(page: Page, talk: Talk) -> None:
    reply(page, answer(status="clarify", answer="Which role do you mean?", choices=["CTO", "Tech Lead"]))
    talk.ask("salary?")
    expect(page.locator(".choices")).to_be_visible()


def partial(page: Page, talk: Talk) -> None:
    said = {"text": "A director earns well.", "citations": [1]}
    reply(page, answer(status="partial", statements=[said], citations=[citation(1, "A director earns well.")]))
    talk.ask("pay and bonus?")
    expect(page.locator(".note")).to_be_visible()


def reason(page: Page, talk: Talk) -> None:
    talk.answered().get_by_role("button", name="Not helpful").click()
    expect(page.locator("form.reason")).to_be_visible()
    expect(page.locator(".aside")).to_have_text("Noted")


def delete(page: Page, talk: Talk) -> None:
    talk.answered()
    page.get_by_role("button", name="Delete my conversation").click()
    expect(page.get_by_role("dialog", name="Delete this conversation?")).to_be_visible()


def limited(page: Page, talk: Talk) -> None:
    reply(page, problem(429, headers={"Retry-After": "30"}))
    talk.ask()
    expect(talk.again).to_be_disabled()


def failed(page: Page, talk: Talk) -> None:
    reply(page, problem(500))
    talk.ask()
    expect(talk.again).to_be_enabled()


STATES: tuple[Callable[[Page, Talk], None], ...] = (
    empty,
    typing,
    waiting,
    answered,
    listed,
    source,
    clarify,
    partial,
    reason,
    delete,
    limited,
    failed,
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_on_the_page(new_page: NewPage, served: Served, state: Callable[[Page, Talk], None]) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    state(page, talk)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert violations(page) == [], scheme
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page) == [], "320 px"
    assert not wide(page)


@pytest.mark.parametrize("path", ["/guides", f"/guides/{GUIDE}", f"/guides/{GUIDE}?start=10673&end=10745#quote"])
def test_axe_finds_nothing_on_the_guides(new_page: NewPage, served: Served, path: str) -> None:
    page = new_page(served.address + path)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert violations(page) == [], scheme
    page.set_viewport_size({"width": 320, "height": 640})
    assert violations(page) == [], "320 px"
    assert not wide(page)


def test_a_page_that_is_not_there_says_so(new_page: NewPage, served: Served) -> None:
    page = new_page()
    missing = page.goto(f"{served.address}/guides/chief-wizard")
    assert missing is not None
    assert missing.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations(page) == []


def test_the_live_region_says_each_thing_once_in_order(new_page: NewPage, served: Served) -> None:
    with Line(served.port) as line:
        page = new_page(line.address)
        talk = Talk(page)
        expect(talk.starters.first).to_be_visible()
        talk.listen()
        line.hold(1)
        turn = talk.ask()
        expect(turn.locator(".statement")).to_have_count(1)
        assert talk.heard() == [FIRST]
        line.release()
        expect(turn.locator(".tools")).to_be_visible()
        said = talk.statements(turn)
        assert talk.heard() == [*said, f"Answer complete, {len(said)} sources."]
        assert once(said, talk.heard())
        live = page.locator(".live")
        expect(live).to_have_attribute("aria-live", "polite")
        expect(live).to_have_attribute("role", "log")
        assert page.locator("[aria-live], [role=log], [role=status], [role=alert]").count() == 1
        talk.answered("hello")
        assert live.locator("p").all_inner_texts()[-1] == "Answer complete.", (
            "the region begins anew with each question"
        )
        assert FIRST not in live.all_inner_texts()[0]


def test_failures_are_announced(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    talk.listen()
    reply(page, problem(500))
    talk.ask()
    expect(talk.again).to_be_visible()
    assert talk.heard() == ["Something went wrong on the assistant’s side. Your question is kept."]


def test_everything_is_done_by_keyboard(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    expect(talk.input).to_be_focused()
    page.locator(".skip").focus()
    assert focused(page) == "a.skip Skip to your question"
    page.keyboard.press("Enter")
    expect(talk.input).to_be_focused()
    page.keyboard.type("How many EMs should a Director manage?")
    page.keyboard.press("Enter")
    expect(talk.turns.locator(".offers")).to_be_attached()
    expect(talk.input).to_be_focused()
    passed: list[str] = []
    while not (passed and passed[-1].startswith("button.chip Source 1")) and len(passed) < 40:
        page.keyboard.press("Shift+Tab")
        passed.append(focused(page))
    assert passed[-1].startswith("button.chip Source 1"), passed
    page.keyboard.press("Enter")
    expect(talk.source.locator("mark")).to_have_text(FIRST)
    assert "Director of Engineering" in focused(page), "the source's heading"
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(focused(page))
    assert any("Close the source" in name for name in names)
    assert any("Open in the guide" in name for name in names)
    page.keyboard.press("Escape")
    assert focused(page).startswith("button.chip Source 1")
    for n in range(2, talk.turns.locator(".chip").count() + 1):
        page.keyboard.press("Tab")
        assert f"Source {n}" in focused(page)
    while "Helpful" not in focused(page):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".aside")).to_have_text("Thank you")
    while "Delete my conversation" not in focused(page):
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Tab")
    assert focused(page).endswith("Delete")
    page.keyboard.press("Enter")
    expect(talk.turns).to_have_count(0)
    expect(talk.input).to_be_focused()


def test_the_focus_is_seen_and_never_trapped(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered()
    seen: list[str] = []
    page.locator(".skip").focus()
    for _ in range(60):
        page.keyboard.press("Tab")
        name = focused(page)
        if name.startswith("body") or (seen and name == seen[0]):
            break
        ring = page.evaluate(
            """() => { const node = document.activeElement;
              const style = getComputedStyle(node.id === "composer" ? node.closest("form") : node);
              const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 1;
              return ring || style.boxShadow !== "none"; }"""
        )
        assert ring, f"no focus is seen on {name}"
        seen.append(name)
    else:
        pytest.fail(f"the focus never left: {seen[-5:]}")
    assert len(seen) > 10


def test_a_phone_s_source_is_a_sheet_that_keeps_the_focus(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, viewport=PHONE)
    talk = Talk(page)
    turn = talk.answered()
    turn.locator(".chip").first.click()
    expect(talk.source.locator("p mark")).to_be_visible()
    box = talk.source.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 320)
    assert box["y"] > 60
    assert box["y"] + box["height"] == 640
    assert page.evaluate("document.querySelector('dialog.source').matches(':modal')")
    page.keyboard.press("Escape")
    expect(turn.locator(".chip").first).to_be_focused()
    turn.locator(".chip").first.click()
    page.mouse.click(160, 20)
    expect(talk.source).to_be_hidden()


def test_a_phone_needs_no_sideways_scrolling(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, viewport=PHONE)
    talk = Talk(page)
    said = f"See {LONG} for more."
    whole = answer(
        answer=f"{said} [1]",
        statements=[{"text": said, "citations": [1]}],
        citations=[citation(1, said, title="Chief " * 20, section="x" * 200)],
        suggestions=["And " * 30 + "?"],
        related=[{"title": "y" * 120, "url": "https://jobs.example/"}],
    )
    reply(page, whole)
    turn = talk.ask(f"What is {LONG}?")
    expect(turn.locator(".chip")).to_be_visible()
    assert not wide(page)
    turn.locator(".chip").click()
    expect(talk.source).to_be_visible()
    assert not wide(page)


def test_double_size_on_a_small_laptop_is_usable(new_page: NewPage, served: Served) -> None:
    """1280 x 720 at 400 % is 320 x 180 CSS pixels; at 200 %, 640 x 360."""
    for size in ({"width": 640, "height": 360}, {"width": 320, "height": 256}):
        page = new_page(served.address, viewport=size)
        talk = Talk(page)
        turn = talk.answered()
        assert not wide(page)
        turn.locator(".chip").first.click()
        expect(talk.source.locator("mark").first).to_be_visible()
        expect(talk.source.get_by_role("button", name="Close the source")).to_be_in_viewport()
        page.keyboard.press("Escape")


def test_large_text_still_fits(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, viewport={"width": 640, "height": 800})
    talk = Talk(page)
    talk.answered()
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert not wide(page)
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_in_viewport()


def test_motion_is_reduced_where_asked(new_page: NewPage, served: Served) -> None:
    for motion, animated in (("reduce", "none"), ("no-preference", "rgc-in")):
        page = new_page(served.address, reduced_motion=motion)
        turn = Talk(page).answered()
        name = turn.locator(".statement").first.evaluate("node => getComputedStyle(node).animationName")
        assert name == animated


def test_a_touch_screen_keeps_its_keyboard_down_after_sending(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, viewport=PHONE, has_touch=True, is_mobile=True)
    talk = Talk(page)
    talk.answered()
    expect(talk.input).not_to_be_focused()
    assert focused(page).startswith("div.you")


def test_sending_is_not_possible_twice_at_once(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    held: list[Route] = []
    page.route(CHAT, lambda route: held.append(route))
    with page.expect_request(CHAT):
        talk.ask()
    talk.input.fill("Another?")
    talk.input.press("Enter")
    expect(talk.input).to_have_value("Another?")
    assert talk.turns.count() == 1
    held[0].continue_()
    expect(talk.turns.locator(".tools")).to_be_visible()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
