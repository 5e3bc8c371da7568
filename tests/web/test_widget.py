"""<role-guide-chat> on a site of another origin."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import api
from tests.web.conftest import Hosts, NewPage, Serve
from tests.web.serving import DEMO_SERVER, Host, Line, Served
from tests.web.talk import FIRST, QUESTION, Talk, answer, body_of, focused, problem, reply, violations, wide

LAUNCH = "Ask about this role"
STATIC = Path(api.__file__).parent / "web" / "static"
LIMIT = 18_000
LATER = 6_000
"""Bytes, compressed, of what is loaded when it is first needed."""


def opened(page: Page) -> Talk:
    page.get_by_role("button", name=LAUNCH).click()
    return Talk(page)


def test_it_is_small() -> None:
    for name, limit in (("widget.js", LIMIT), ("widget-more.js", LATER)):
        size = len(gzip.compress((STATIC / name).read_bytes(), 9))
        assert size <= limit, f"{name}: {size} bytes, compressed"


def test_a_site_of_another_origin_asks_and_reads_the_source(new_page: NewPage, welcomed: tuple[Host, Served]) -> None:
    site, server = welcomed
    page = new_page(site.address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(200)
    assert asked == [], "nothing is asked of the server before it is opened"
    talk = opened(page)
    expect(talk.input).to_be_focused()
    expect(talk.starters.first).to_be_visible()
    expect(page.get_by_role("dialog", name=LAUNCH)).to_be_visible()
    turn = talk.answered()
    assert talk.statements(turn)[0] == FIRST
    chip = turn.locator(".chip").first
    chip.click()
    expect(talk.source.locator("p mark")).to_have_text(FIRST)
    link = talk.source.get_by_role("link", name="Open in the guide")
    expect(link).to_have_attribute("href", re.compile(rf"^{server.address}/guides/director-of-engineering\?.*#quote$"))
    page.keyboard.press("Escape")
    expect(talk.source).to_be_hidden()
    expect(chip).to_be_focused()
    page.keyboard.press("Escape")
    launcher = page.get_by_role("button", name=LAUNCH)
    expect(launcher).to_be_focused()
    launcher.click()
    expect(talk.turns).to_have_count(1)
    assert all(url.startswith((site.address, server.address)) for url in asked)


def test_it_asks_about_the_page_s_role_only(new_page: NewPage, welcomed: tuple[Host, Served]) -> None:
    page = new_page(welcomed[0].address)
    talk = opened(page)
    with page.expect_request(lambda request: request.method == "POST") as sent:
        talk.answered()
    assert body_of(sent.value)["guides"] == ["director-of-engineering"]
    expect(page.get_by_label("Guide to ask")).to_be_hidden()


def test_the_conversation_outlives_a_reload_and_can_be_deleted(
    new_page: NewPage, welcomed: tuple[Host, Served]
) -> None:
    page = new_page(welcomed[0].address)
    talk = opened(page)
    turn = talk.answered()
    turn.get_by_role("button", name="Helpful", exact=True).click()
    expect(turn.locator(".aside")).to_have_text("Thank you")
    page.reload()
    talk = opened(page)
    expect(talk.turns.locator(".statement").first).to_contain_text(FIRST)
    expect(talk.turns.get_by_role("button", name="Helpful", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Delete my conversation").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(talk.turns).to_have_count(0)
    page.reload()
    talk = opened(page)
    expect(talk.starters.first).to_be_visible()


def test_a_cut_line_is_mended_across_origins(new_page: NewPage, serve: Serve, hosts: Hosts) -> None:
    site = hosts()
    with Line(serve(allowed_origins=(site.address,)).port) as line:
        site.server = line.address
        page = new_page(site.address)
        talk = opened(page)
        line.hold(1)
        turn = talk.ask()
        expect(turn.locator(".statement")).to_have_count(1)
        line.cut()
        line.mend()
        expect(turn.locator(".tools")).to_be_visible()
        said = talk.statements(turn)
        assert len(said) == len(set(said)) > 1


def test_a_site_that_is_not_allowed_is_told_so(new_page: NewPage, served: Served, hosts: Hosts) -> None:
    page = new_page(hosts(served.address).address)
    talk = opened(page)
    expect(talk.failure).to_contain_text("is not among the sites that may use this assistant")
    expect(talk.failure).to_contain_text("GUIDES_ALLOWED_ORIGINS")
    turn = talk.ask()
    expect(turn.locator(".failure")).to_contain_text("GUIDES_ALLOWED_ORIGINS")
    expect(talk.input).to_have_value(QUESTION)
    assert violations(page) == []


def test_a_server_that_is_away_is_not_called_a_refusal(new_page: NewPage, served: Served, hosts: Hosts) -> None:
    with Line(served.port) as line:
        page = new_page(hosts(line.address).address)
        line.cut()
        talk = opened(page)
        expect(talk.failure).to_contain_text("can’t be reached")


def test_axe_finds_nothing_in_any_state(new_page: NewPage, welcomed: tuple[Host, Served]) -> None:
    site, _ = welcomed

    def clean(page: Page, state: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            # The host's own page is judged without its own colours, which know no dark mode.
            assert violations(page) == [], f"{state}, {scheme}"

    page = new_page(site.address)
    clean(page, "closed")
    talk = opened(page)
    expect(talk.starters.first).to_be_visible()
    clean(page, "empty")
    turn = talk.answered()
    clean(page, "answered")
    turn.get_by_role("button", name="Not helpful").click()
    expect(page.locator(".aside")).to_have_text("Noted")
    clean(page, "reason")
    turn.locator(".chip").first.click()
    expect(talk.source.locator("p mark")).to_be_visible()
    clean(page, "source")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Delete my conversation").click()
    clean(page, "delete")
    page.keyboard.press("Escape")
    reply(page, answer(status="clarify", answer="Which role?", choices=["CTO", "Tech Lead"]), problem(500))
    talk.ask("salary?")
    expect(page.locator(".choices")).to_be_visible()
    clean(page, "clarify")
    talk.ask()
    expect(talk.again).to_be_visible()
    clean(page, "error")


def test_axe_finds_nothing_while_it_streams(new_page: NewPage, serve: Serve, hosts: Hosts) -> None:
    site = hosts()
    with Line(serve(allowed_origins=(site.address,)).port) as line:
        site.server = line.address
        page = new_page(site.address)
        talk = opened(page)
        expect(talk.starters.first).to_be_visible()
        talk.listen()
        line.hold(1)
        turn = talk.ask()
        expect(turn.locator(".statement")).to_have_count(1)
        assert violations(page) == []
        assert talk.heard() == [FIRST]
        line.release()
        expect(turn.locator(".tools")).to_be_visible()
        assert talk.heard()[-1].startswith("Answer complete, ")


def test_a_phone_gives_it_the_whole_screen(new_page: NewPage, welcomed: tuple[Host, Served]) -> None:
    page = new_page(welcomed[0].address, viewport={"width": 320, "height": 568})
    talk = opened(page)
    talk.answered()
    box = page.locator("dialog.window").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 320, "height": 568}
    assert not wide(page)
    assert page.locator(".flow").evaluate("node => node.scrollWidth <= node.clientWidth")
    expect(talk.input).to_be_in_viewport()


def test_the_keyboard_reaches_all_of_it_and_leaves_it(new_page: NewPage, welcomed: tuple[Host, Served]) -> None:
    page = new_page(welcomed[0].address)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page).endswith(LAUNCH)
    page.keyboard.press("Enter")
    talk = Talk(page)
    expect(talk.input).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(talk.turns.locator(".offers")).to_be_attached()
    names = []
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        names.append(focused(page))
        if names[-1].startswith("a Open roles"):
            break
    for wanted in ("Source 1", "Helpful", "Close the chat", "New conversation", "a Open roles"):
        assert any(wanted in name for name in names), f"{wanted} was not reached: {names}"


def test_the_host_s_style_and_the_widget_s_stay_apart(new_page: NewPage, welcomed: tuple[Host, Served]) -> None:
    page = new_page(welcomed[0].address)
    talk = opened(page)
    expect(talk.starters.first).to_be_visible()
    look = talk.starters.first.evaluate(
        "node => { const s = getComputedStyle(node); return [s.textTransform, s.fontFamily.includes('Georgia')]; }"
    )
    assert look == ["none", False]
    size = talk.input.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert size > 14, "the host's 62.5 % root doesn't shrink it"
    accent = page.locator(".send").evaluate(
        "node => getComputedStyle(node.closest('.rgc.panel')).getPropertyValue('--_accent')"
    )
    assert "#8a3b12" in accent


PLAIN = f"""<!doctype html><html lang="en"><title>A site</title><main><h1>A site</h1></main>
<script type="module" src="{DEMO_SERVER}/widget.js"></script>
<role-guide-chat ATTRIBUTES></role-guide-chat>"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_theme_can_be_fixed(new_page: NewPage, served: Served, hosts: Hosts, theme: str) -> None:
    site = hosts(served.address, html=PLAIN.replace("ATTRIBUTES", f'theme="{theme}" open'), policy=False)
    other = "dark" if theme == "light" else "light"
    page = new_page(site.address, color_scheme=other)
    paper = page.locator("dialog.window").evaluate("node => getComputedStyle(node).backgroundColor")
    assert paper == ("rgb(255, 255, 255)" if theme == "light" else "rgb(22, 27, 27)")


def test_attributes_open_rename_and_redirect_it(new_page: NewPage, served: Served, hosts: Hosts) -> None:
    site = hosts(served.address, html=PLAIN.replace("ATTRIBUTES", 'heading="<b>Ask</b> us" open'), policy=False)
    page = new_page(site.address)
    expect(page.get_by_role("dialog", name="<b>Ask</b> us")).to_be_visible()
    assert focused(page).startswith("body"), "what opens by itself takes no focus"
    widget = page.locator("role-guide-chat")
    widget.evaluate("node => node.removeAttribute('open')")
    expect(page.get_by_role("dialog")).to_have_count(0)
    widget.evaluate("node => node.setAttribute('host', 'javascript:alert(1)')")
    with page.expect_request(lambda request: "other.test" in request.url) as sent:
        widget.evaluate(
            "node => { node.setAttribute('host', 'https://other.test/sub'); node.setAttribute('open', ''); }"
        )
    assert sent.value.url.startswith("https://other.test/sub/v1/")


def test_it_can_be_moved_and_taken_away(new_page: NewPage, served: Served, hosts: Hosts) -> None:
    site = hosts(served.address, html=PLAIN.replace("ATTRIBUTES", ""), policy=False)
    page = new_page(site.address)
    opened(page)
    page.evaluate(
        "() => { const node = document.querySelector('role-guide-chat'); document.querySelector('main').append(node); }"
    )
    expect(page.get_by_role("button", name="Close the chat")).to_be_visible()
    page.evaluate("document.querySelector('role-guide-chat').remove()")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_its_corners_are_the_site_s(new_page: NewPage, served: Served, hosts: Hosts) -> None:
    page = new_page(hosts(served.address, html=PLAIN.replace("ATTRIBUTES", "open"), policy=False).address)
    radius = "node => getComputedStyle(node).borderRadius"
    window = page.locator("dialog.window")
    assert window.evaluate(radius) not in ("0px", "3px")
    page.locator("role-guide-chat").evaluate("node => node.style.setProperty('--rgc-radius', '3px')")
    assert [window.evaluate(radius), page.locator(".composer").evaluate(radius)] == ["3px", "3px"]


def test_a_guide_that_is_not_there_is_said_in_words_for_visitors(new_page: NewPage, serve: Serve, hosts: Hosts) -> None:
    site = hosts(html=PLAIN.replace("ATTRIBUTES", 'guide="chief-wizard"'), policy=False)
    site.server = serve(allowed_origins=(site.address,)).address
    page = new_page(site.address)
    warned: list[str] = []
    page.on("console", lambda message: warned.append(message.text) if message.type == "warning" else None)
    talk = opened(page)
    expect(page.locator(".empty .note")).to_contain_text("isn’t here at the moment, so all guides are asked")
    assert any("chief-wizard" in words for words in warned), "whoever runs the site is told"
    assert talk.statements(talk.answered())[0] == FIRST


def test_back_on_a_phone_closes_source_and_window_and_stays_on_the_site(
    new_page: NewPage, welcomed: tuple[Host, Served]
) -> None:
    page = new_page("about:blank", viewport={"width": 360, "height": 640})
    page.goto(welcomed[0].address)
    talk = opened(page)
    talk.answered().locator(".chip").first.click()
    expect(talk.source).to_be_visible()
    page.go_back()
    expect(talk.source).to_be_hidden()
    expect(talk.input).to_be_visible()
    page.go_back()
    expect(talk.input).to_be_hidden()
    expect(page.get_by_role("button", name=LAUNCH)).to_be_focused()
    assert page.url == f"{welcomed[0].address}/"
    page.go_back()
    assert page.url == "about:blank"


def test_an_earlier_conversation_is_found_again_in_the_window(new_page: NewPage, welcomed: tuple[Host, Served]) -> None:
    page = new_page(welcomed[0].address)
    talk = opened(page)
    talk.answered()
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("button", name="Your conversations").click()
    page.get_by_role("dialog", name="Your conversations").get_by_role("button", name=QUESTION).first.click()
    expect(talk.turns.locator(".statement").first).to_contain_text(FIRST)
