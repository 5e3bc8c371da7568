"""A visit that one would repeat: what is asked goes on rightly, found again, shared, printed and gone back from."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.web.conftest import NewPage
from tests.web.serving import Served
from tests.web.talk import FIRST, QUESTION, Talk, answer, body_of, citation, reply, violations

GUIDE = "director-of-engineering"
PHONE = {"width": 360, "height": 720}
PAY = "What does a Director of Engineering earn?"
BUDGET, REQUESTS = 30_000, 6
"""Of a first visit: bytes on the wire with all headers, and requests."""


def compared() -> dict[str, object]:
    """A comparison as the server answers one: two guides, each on the same two topics."""
    sides = ["CTO", "Tech Lead"]
    texts = ["A CTO earns more.", "A CTO meets the board.", "A lead earns less.", "A lead meets the team."]
    places = [("CTO", "Pay"), ("CTO", "Hiring › Panel"), ("Tech Lead", "Pay"), ("Tech Lead", "Hiring")]
    return answer(
        answer="**CTO:** ...",
        sides=sides,
        statements=[{"text": text, "citations": [n]} for n, text in enumerate(texts, 1)],
        citations=[
            citation(n, text, title=title, section=section)
            for n, (text, (title, section)) in enumerate(zip(texts, places, strict=True), 1)
        ],
    )


def earlier(page: Page) -> None:
    page.get_by_role("button", name="Your conversations").click()
    expect(page.get_by_role("dialog", name="Your conversations")).to_be_visible()


def test_asking_about_a_guide_begins_anew_and_leaves_the_old_conversation_in_reach(
    new_page: NewPage, served: Served
) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered(PAY)
    old = page.evaluate("localStorage.getItem('role-guide-chat:page:conversation')")
    page.goto(f"{served.address}/guides/cto")
    page.get_by_role("link", name="Ask about this guide").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CTO")
    assert talk.turns.count() == 0
    with page.expect_request("**/v1/chat") as sent:
        turn = talk.answered("Who does it report to?")
    assert "conversation_id" not in body_of(sent.value)
    expect(turn.locator(".statement").first).to_contain_text(re.compile("CTO|Chief Technology Officer"))
    page.reload()
    expect(talk.turns).to_have_count(1)
    earlier(page)
    entries = page.locator(".earlier li")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text(re.compile(r"CTO · \d{1,2} [A-Z][a-z]+ \d{4} · open now"))
    entries.nth(1).get_by_role("button", name=PAY).first.click()
    expect(talk.turns.locator(".you")).to_contain_text(PAY)
    expect(page.get_by_label("Guide to ask")).to_have_value("")
    with page.expect_request("**/v1/chat") as sent:
        talk.answered("and in Europe?")
    assert body_of(sent.value)["conversation_id"] == old
    assert "guides" not in body_of(sent.value)


def test_a_guide_that_the_last_answer_is_not_from_begins_anew_when_it_is_asked(
    new_page: NewPage, served: Served
) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered(PAY)
    guide = page.get_by_label("Guide to ask")
    guide.select_option(GUIDE)
    with page.expect_request("**/v1/chat") as sent:
        talk.answered("and in Europe?")
    assert "conversation_id" in body_of(sent.value), "the same guide goes on"
    guide.select_option("cto")
    with page.expect_request("**/v1/chat") as sent:
        turn = talk.answered("Who does it report to?")
    assert "conversation_id" not in body_of(sent.value)
    expect(turn.locator(".note").first).to_contain_text("new conversation")
    expect(turn.locator(".statement").first).to_contain_text(re.compile("CTO|Chief Technology Officer"))
    expect(talk.turns).to_have_count(3)
    earlier(page)
    expect(page.locator(".earlier li")).to_have_count(2)


def test_on_a_phone_too_the_address_asks_nothing_of_another_conversation(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, viewport=PHONE)
    talk = Talk(page)
    talk.answered(PAY)
    page.get_by_role("button", name="New conversation").click()
    talk.answered()
    earlier(page)
    page.locator(".earlier").get_by_role("button", name=PAY).first.click()
    expect(talk.turns.locator(".you")).to_contain_text(PAY)
    expect(page).to_have_url(f"{served.address}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/v1/chat") else None)
    page.reload()
    expect(talk.turns.locator(".statement").first).to_be_visible()
    expect(talk.turns).to_have_count(1)
    assert asked == []


def test_on_a_phone_the_guide_to_ask_is_named_whole(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, viewport=PHONE)
    chosen = page.get_by_label("Guide to ask")
    for guide in ("", GUIDE):
        chosen.select_option(guide)
        wanted = (
            "node => { const own = node.offsetWidth; node.style.maxWidth = 'none'; return [own, node.offsetWidth]; }"
        )
        own, needed = chosen.evaluate(wanted)
        assert own == needed


def test_an_earlier_conversation_is_deleted_on_the_server_too(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered(PAY)
    old = page.evaluate("localStorage.getItem('role-guide-chat:page:conversation')")
    page.get_by_role("button", name="New conversation").click()
    talk.answered()
    earlier(page)
    page.get_by_role("button", name=f"Delete: {PAY}").click()
    expect(page.locator(".earlier li")).to_have_count(1)
    expect(page.locator(".earlier .open")).to_be_focused()
    assert page.request.get(f"{served.address}/v1/conversations/{old}").status == 404
    expect(talk.turns).to_have_count(1)


def test_a_conversation_that_is_gone_leaves_the_list(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered(PAY)
    old = page.evaluate("localStorage.getItem('role-guide-chat:page:conversation')")
    page.get_by_role("button", name="New conversation").click()
    page.request.delete(f"{served.address}/v1/conversations/{old}")
    earlier(page)
    page.locator(".earlier .open").click()
    expect(talk.starters.first).to_be_visible()
    expect(page.get_by_role("button", name="Your conversations")).to_be_hidden()


def test_the_source_of_a_refusal_can_be_opened(new_page: NewPage, served: Served) -> None:
    talk = Talk(new_page(served.address))
    said = "A Director earns well."
    text = f"The guides don't say. The nearest thing that they do say, in the CTO guide: “{said}” [1]"
    reply(talk.page, answer(status="no_answer", answer=text, citations=[citation(1, said)]))
    turn = talk.ask("pay in Brazil?")
    turn.locator(".plain .chip").click()
    expect(talk.source.locator("mark")).to_have_text(said)


def test_the_question_s_field_has_the_focus_and_a_slash_gives_it_back(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    expect(talk.input).to_be_focused()
    page.keyboard.type("and/or")
    expect(talk.input).to_have_value("and/or")
    page.get_by_role("button", name="Dark mode").focus()
    page.keyboard.press("Control+/")
    expect(talk.input).not_to_be_focused()
    page.keyboard.press("/")
    expect(talk.input).to_be_focused()
    expect(talk.input).to_have_value("and/or")


def test_how_a_question_was_understood_is_said_where_that_is_not_how_it_was_put(
    new_page: NewPage, served: Served
) -> None:
    talk = Talk(new_page(served.address))
    expect(talk.answered("salery of a direktor in Europe").locator(".meant")).to_have_text(
        "For: salary of a director in Europe"
    )
    expect(talk.answered(QUESTION.upper().replace("?", "")).locator(".meant")).to_be_hidden()


def test_back_closes_a_sheet_on_a_phone_and_then_leaves(new_page: NewPage, served: Served) -> None:
    page = new_page(f"{served.address}/guides", viewport=PHONE)
    page.goto(served.address)
    talk = Talk(page)
    turn = talk.answered()
    for close in (page.go_back, lambda: page.keyboard.press("Escape")):
        turn.locator(".chip").first.click()
        expect(talk.source).to_be_visible()
        close()
        expect(talk.source).to_be_hidden()
        expect(turn.locator(".chip").first).to_be_focused()
    earlier(page)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(talk.turns).to_have_count(1)
    turn.locator(".chip").first.click()
    expect(talk.source).to_be_visible()
    page.reload()
    expect(talk.turns).to_have_count(1)
    page.wait_for_function("!history.state?.layer")
    page.go_back()
    expect(page).to_have_url(f"{served.address}/guides")


def test_the_address_asks_and_says_what_was_asked(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered(PAY)
    talk.answered("and in Europe?")
    expect(page).to_have_title(re.compile(r"Europe.* · Role Guides"))
    address = page.url
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/v1/chat") else None)
    page.reload()
    expect(talk.turns).to_have_count(2)
    assert asked == [], "a reload asks nothing again"
    other = new_page(address)
    turn = Talk(other).turns.first
    expect(turn.locator(".statement").first).to_be_visible()
    expect(turn.locator(".you")).to_contain_text("Europe")
    page.get_by_role("button", name="New conversation").click()
    expect(page).to_have_url(f"{served.address}/")
    page.goto(f"{served.address}/?guide={GUIDE}&q={QUESTION.replace(' ', '+')}")
    expect(talk.turns).to_have_count(1)
    expect(talk.turns.locator(".statement").first).to_contain_text(FIRST)


def test_an_answer_is_shared_by_choice_and_taken_back(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, permissions=["clipboard-read", "clipboard-write"])
    talk = Talk(page)
    turn = talk.answered()
    turn.get_by_role("button", name="Share this answer").click()
    dialog = page.get_by_role("dialog", name="Share this answer")
    expect(dialog.get_by_label("Link to this answer")).to_be_hidden()
    dialog.get_by_role("button", name="Make a link").press("Enter")
    expect(dialog.get_by_role("button", name="Copy the link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(rf"{served.address}/a/[\w-]{{32}}", link)
    stranger = new_page(link)
    expect(stranger.get_by_role("heading", level=1)).to_have_text(QUESTION)
    expect(stranger.locator(".prose p").first).to_contain_text(FIRST)
    assert violations(stranger) == []
    stranger.get_by_role("link", name=re.compile("How many EMs report")).first.click()
    expect(stranger.locator("mark#quote")).to_have_text(FIRST)
    stranger.go_back()
    stranger.get_by_role("link", name="Ask this yourself").click()
    expect(Talk(stranger).turns.locator(".statement").first).to_contain_text(FIRST)
    page.reload()
    page.get_by_role("button", name="Share this answer").click()
    dialog.get_by_role("button", name="Stop sharing").click()
    expect(dialog).to_contain_text("doesn’t work any more")
    assert stranger.request.get(link).status == 404


def test_a_number_names_its_guide_on_hover_and_focus_until_escape(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    turn = Talk(page).answered()
    chip = turn.locator(".chip").first
    shown = "node => getComputedStyle(node, '::after').content"
    assert chip.evaluate(shown) == "none"
    chip.hover()
    assert chip.evaluate(shown) == '"Director of Engineering"'
    page.mouse.move(0, 0)
    page.get_by_role("button", name="Copy the answer").focus()
    while not chip.evaluate("node => node.matches(':focus')"):
        page.keyboard.press("Shift+Tab")
    assert chip.evaluate(shown) == '"Director of Engineering"'
    page.keyboard.press("Escape")
    assert chip.evaluate(shown) == "none"


def test_sources_are_listed_under_the_answer_each_place_once(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    turn = talk.answered("What are the red flags in a Director role?")
    sources = turn.locator(".sources li")
    expect(sources).to_have_count(1)
    numbers = ", ".join(turn.locator(".chip").all_inner_texts())
    assert sources.locator(".numbers").evaluate("node => node.innerText") in (numbers, numbers.replace(", ", ""))
    link = sources.get_by_role("link", name=re.compile("Director of Engineering › Red flags"))
    expect(link).to_have_attribute("href", re.compile(rf"^{served.address}/guides/{GUIDE}\?.*#quote$"))


def test_a_comparison_is_a_table_with_a_row_a_topic(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    reply(page, compared())
    turn = talk.ask("CTO or Tech Lead?")
    table = turn.get_by_role("table", name="Side by side: CTO, Tech Lead")
    expect(table.get_by_role("columnheader")).to_have_text(["CTO", "Tech Lead"])
    expect(table.get_by_role("rowheader")).to_have_text(["Pay", "Hiring"])
    expect(table.locator("tbody td")).to_have_text(
        ["A CTO earns more.1", "A lead earns less.3", "A CTO meets the board.2", "A lead meets the team.4"]
    )
    assert violations(page) == []
    table.locator(".chip").nth(1).click()
    expect(talk.source.locator("mark")).to_have_text("A lead earns less.")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_comparison_of_the_guides_is_a_table(new_page: NewPage, served: Served) -> None:
    talk = Talk(new_page(served.address))
    turn = talk.answered("Who manages more people, a Tech Lead or an Engineering Manager?")
    expect(turn.get_by_role("columnheader")).to_have_count(2)
    assert turn.locator("td .statement").count() == turn.locator(".statement").count() >= 2


def test_items_of_a_source_are_a_list_in_the_accessibility_tree(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered("What are the red flags in a Director role?").locator(".chip").first.click()
    expect(talk.source.locator("mark")).to_be_visible()
    items = talk.source.get_by_role("list").first.get_by_role("listitem")
    expect(items.nth(2)).to_be_visible()
    assert not items.first.inner_text().startswith("-")


def test_on_paper_an_answer_has_its_sources_and_nothing_to_press(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    turn = talk.answered()
    page.emulate_media(media="print")
    expect(turn.locator(".sources")).to_be_visible()
    address = turn.locator(".sources a").first.evaluate("node => getComputedStyle(node, '::after').content")
    assert address.strip('" ') == f"(https://jobs.example/guides/{GUIDE})"
    for unwanted in (talk.input, turn.locator(".tools"), turn.locator(".offers"), page.locator(".top")):
        expect(unwanted).to_be_hidden()


def test_axe_finds_nothing_in_the_new_dialogs(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    turn = talk.answered("salery of a direktor in Europe")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        earlier(page)
        assert violations(page) == []
        page.keyboard.press("Escape")
        turn.get_by_role("button", name="Share this answer").click()
        expect(page.get_by_role("dialog", name="Share this answer")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")


def test_a_first_visit_is_light_and_a_second_one_asks_for_almost_nothing(new_page: NewPage, served: Served) -> None:
    page = new_page()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(served.address)
    expect(Talk(page).starters.first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert len(sizes) <= REQUESTS
    assert sum(sizes) <= BUDGET
    sizes.clear()
    page.goto(served.address)
    expect(Talk(page).starters.first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert len([size for size in sizes if size]) <= 2, "the page itself and the list of guides"


def test_a_guide_s_headings_lead_to_themselves(new_page: NewPage, served: Served) -> None:
    page = new_page(f"{served.address}/guides/{GUIDE}")
    page.get_by_role("heading", name="Related roles").get_by_role("link").click()
    assert page.url.endswith("#related-roles")
    page.get_by_role("link", name="VP of Engineering", exact=True).last.click()
    expect(page).to_have_url(f"{served.address}/guides/vp-of-engineering")
    expect(page.locator(".prose strong").first).to_be_visible()
    expect(page.get_by_role("heading", name="Sources of this guide")).to_be_attached()
    assert violations(page) == []


def test_no_number_of_a_source_begins_a_line(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    text = "The guides don’t say. The nearest: “A lead may well lead a team’s technical work.” [1]"
    reply(page, answer(status="no_answer", answer=text, citations=[citation(1, "A lead may well lead.")]))
    chip = talk.answered().locator(".said .chip")
    expect(chip).to_have_text("1")
    for width in range(320, 480, 8):
        page.set_viewport_size({"width": width, "height": 700})
        lines = chip.evaluate("node => node.closest('.end').getClientRects().length")
        assert lines == 1, width
