"""The page at /, as a visitor uses it."""

from __future__ import annotations

import logging
import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.web.conftest import NewPage
from tests.web.serving import Served
from tests.web.talk import FIRST, QUESTION, Talk, answer, body_of, citation, reply, stream

GUIDE = "director-of-engineering"


def test_a_question_is_answered_with_sources_and_ways_to_go_on(new_page: NewPage, served: Served) -> None:
    talk = Talk(new_page(served.address))
    turn = talk.answered()
    assert talk.statements(turn)[0] == FIRST
    expect(turn.locator(".you")).to_have_text(f"You asked: {QUESTION}")
    expect(turn.get_by_role("button", name=re.compile(r"^Source 1: Director of Engineering › "))).to_be_visible()
    expect(turn.locator(".related a").first).to_have_attribute("href", re.compile(rf"^{served.address}/guides/"))
    expect(talk.input).to_have_value("")
    expect(talk.input).to_be_focused()


def test_the_server_takes_no_answer_that_was_read_for_a_client_that_went_away(
    new_page: NewPage, served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    before = left(served)
    with caplog.at_level(logging.INFO, "api.http"):
        talk = Talk(new_page(served.address))
        for question in (QUESTION, "Who sits on the panel?", "What does a VP do?"):
            talk.answered(question)
        assert left(served) == before
    assert "went away" not in caplog.text


def left(served: Served) -> str:
    """How many streams were left before their end."""
    lines = httpx.get(f"{served.address}/metrics").text.splitlines()
    return next(line for line in lines if line.startswith("guides_streams_left_total"))


def test_a_starter_is_a_question_that_the_guides_answer(new_page: NewPage, served: Served) -> None:
    page = new_page(f"{served.address}/?guide={GUIDE}")
    talk = Talk(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Director of Engineering")
    expect(talk.starters).to_have_count(4)
    question = talk.starters.first.inner_text()
    talk.starters.first.click()
    expect(talk.turns.first.locator(".statement").first).to_be_visible()
    expect(talk.turns.first.locator(".you")).to_contain_text(question)


def test_every_starter_of_every_guide_is_answered(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    expect(Talk(page).starters.first).to_be_visible()
    unanswered = page.evaluate(
        """async () => {
          const { Chat } = await import("/widget.js");
          const wrong = [];
          for (const { slug } of (await (await fetch("/v1/guides")).json()).guides) {
            const chat = new Chat(document.createElement("div"), { guides: [slug], name: slug });
            await chat.ready;
            for (const button of chat.node.querySelectorAll(".starters button")) {
              const body = JSON.stringify({ message: button.textContent, guides: [slug], history: [] });
              const asked = { method: "POST", body, headers: { "Content-Type": "application/json" } };
              const reply = await (await fetch("/v1/chat", asked)).json();
              if (!["answered", "partial"].includes(reply.status)) wrong.push(`${slug}: ${button.textContent}`);
            }
          }
          return wrong;
        }"""
    )
    assert unanswered == []


def test_a_citation_opens_the_quote_marked_in_its_paragraph(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    turn = talk.answered()
    chip = turn.locator(".chip").first
    chip.click()
    expect(talk.source).to_be_visible()
    expect(talk.source.locator("mark")).to_have_text(FIRST)
    paragraph = talk.source.locator(".paper p", has=page.locator("mark"))
    assert len(paragraph.inner_text()) > len(FIRST) + 40
    expect(talk.source.locator(".where")).to_contain_text("How many EMs report to a Director of Engineering?")
    expect(talk.source.locator(".updated")).to_have_text(re.compile(r"^Updated \d{1,2} [A-Z][a-z]+ \d{4}$"))
    expect(talk.source.locator(".where")).not_to_contain_text(re.compile(r"[0-9a-f]{12}"))
    site = talk.source.get_by_role("link", name="On jobs.example")
    expect(site).to_have_attribute("href", re.compile(r"^https://jobs\.example/guides/.*#:~:text="))
    page.keyboard.press("Escape")
    expect(talk.source).to_be_hidden()
    expect(chip).to_be_focused()


def test_the_guide_page_opens_at_the_marked_quote(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered().locator(".chip").nth(1).click()
    quote = talk.source.locator("mark").inner_text()
    with page.expect_popup() as opened:
        talk.source.get_by_role("link", name="Open in the guide").click()
    guide = opened.value
    expect(guide.locator("mark#quote")).to_have_text(quote)
    expect(guide.locator("mark#quote")).to_be_in_viewport()
    color = guide.locator("mark#quote").evaluate("node => getComputedStyle(node).backgroundColor")
    assert color == "rgb(255, 233, 160)"


def test_a_text_fragment_finds_the_quote_on_our_own_page(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered().locator(".chip").first.click()
    link = talk.source.get_by_role("link", name="On jobs.example").get_attribute("href") or ""
    fragment = link[link.index("#") :]
    guide = new_page(f"{served.address}/guides/{GUIDE}{fragment}")
    expect(guide.get_by_text(FIRST)).to_be_in_viewport()
    assert guide.evaluate("scrollY") > 500


def test_sources_can_be_stepped_through(new_page: NewPage, served: Served) -> None:
    talk = Talk(new_page(served.address))
    turn = talk.answered()
    turn.locator(".chip").first.click()
    first = talk.source.locator("mark").inner_text()
    talk.source.get_by_role("button", name="Next source").click()
    expect(talk.source.locator("mark")).not_to_have_text(first)
    expect(turn.locator(".chip[aria-current]")).to_have_text("2")
    talk.source.get_by_role("button", name="Close the source").click()
    expect(turn.locator(".chip").nth(1)).to_be_focused()


def test_offsets_count_code_points_beyond_the_basic_plane(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    parts = page.evaluate(
        """async () => {
          const { excerpt } = await (await import("/widget.js")).loadMore();
          const text = "🙂🙂 Team 👩‍👩‍👧 runs 𝟛 squads.\\nNext 🙂 line.";
          const points = [...text];
          const start = points.indexOf("r"), end = points.indexOf("\\n");
          const nodes = excerpt(text, start, end, 0, points.length);
          return nodes.map(node => [node.textContent, node.querySelector("mark")?.textContent ?? null]);
        }"""
    )
    assert parts == [["🙂🙂 Team 👩‍👩‍👧 runs 𝟛 squads.", "runs 𝟛 squads."], ["Next 🙂 line.", None]]


def test_a_quote_in_a_table_is_marked_in_its_cells(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    parts = page.evaluate(
        """async () => {
          const { excerpt } = await (await import("/widget.js")).loadMore();
          const text = "Matter | CTO\\nOwns | technology 🙂\\nafter";
          const [start, end] = [13, [...text].length - 6];
          const nodes = excerpt(text, start, end, 0, [...text].length);
          return nodes.map(node => [...node.querySelectorAll("th, td")].map(cell => cell.innerHTML));
        }"""
    )
    assert parts == [["Matter", "CTO", "<mark>Owns</mark>", "<mark>technology 🙂</mark>"], []]


def test_a_guide_that_changed_since_is_said_to_have(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    quote = "Directors manage two EMs."
    reply(page, answer(statements=[{"text": quote, "citations": [1]}], citations=[citation(1, quote)]))
    talk.ask().locator(".chip").click()
    expect(talk.source.locator(".note")).to_contain_text("has changed since")
    expect(talk.source.locator("mark")).to_have_text(quote)


def test_a_follow_up_belongs_to_its_conversation(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered("What does a Director of Engineering earn in the US?")
    with page.expect_request("**/v1/chat") as sent:
        second = talk.answered("and in Europe?")
    assert body_of(sent.value)["conversation_id"] == page.evaluate(
        "localStorage.getItem('role-guide-chat:page:conversation')"
    )
    assert talk.statements(second)
    assert talk.turns.first.locator(".offers").count() == 0, "only the latest answer has ways to go on"


def test_what_introduces_a_reply_stands_above_its_statements(new_page: NewPage, served: Served) -> None:
    talk = Talk(new_page(served.address))
    first = talk.answered()
    second = talk.answered("where does it say that?")
    lead = second.locator(".note", has_text="That stands in the Director of Engineering guide")
    expect(lead).to_have_count(1)
    assert lead.evaluate("(node) => node.nextElementSibling.classList.contains('statement')")
    assert talk.statements(second)[0] in talk.statements(first)[0]


def test_a_suggestion_is_asked_at_a_press(new_page: NewPage, served: Served) -> None:
    talk = Talk(new_page(served.address))
    suggestion = talk.answered().locator(".next button").first
    text = suggestion.inner_text()
    suggestion.click()
    expect(talk.turns.nth(1).locator(".you")).to_contain_text(text)
    expect(talk.turns.nth(1).locator(".statement").first).to_be_visible()
    expect(talk.input).to_be_focused()


def test_choices_of_a_clarifying_answer_are_buttons(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    unclear = answer(
        status="clarify", answer="Several guides speak of pay. Which role do you mean?", choices=["CTO", "Tech Lead"]
    )
    sure = answer(statements=[{"text": "A CTO earns.", "citations": [1]}], citations=[citation(1, "A CTO earns.")])
    asked = reply(page, unclear, sure)
    turn = talk.ask("what's the salary?")
    expect(turn.get_by_role("group", name="Which one do you mean?").get_by_role("button")).to_have_text(
        ["CTO", "Tech Lead"]
    )
    assert turn.locator(".tools").count() == 0
    turn.get_by_role("button", name="CTO").click()
    expect(talk.turns.nth(1).locator(".statement")).to_contain_text("A CTO earns.")
    assert asked[1]["body"]["message"] == "CTO"
    assert asked[1]["body"]["conversation_id"] == "c" * 32


def test_a_question_without_its_role_is_asked_back_and_then_answered(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    turn = talk.ask("What are the red flags?")
    choices = turn.locator(".choices button")
    expect(choices.first).to_be_visible()
    expect(turn.locator(".plain")).not_to_contain_text("Director of Engineering")
    choices.filter(has_text="Director of Engineering").click()
    expect(talk.turns.nth(1).locator(".statement").first).to_be_visible()


def test_what_is_listed_is_a_list_for_a_screen_reader_too(new_page: NewPage, served: Served) -> None:
    talk = Talk(new_page(served.address))
    turn = talk.answered("What are the red flags in a Director role?")
    items = turn.locator(".said").get_by_role("list").get_by_role("listitem")
    assert items.count() == turn.locator(".statement").count() > 1
    items.first.locator(".chip").click()
    expect(talk.source.locator("mark").first).to_be_visible()


def test_what_an_answer_says_beyond_its_statements_is_shown_once(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    said = "A Director earns well."
    partly = answer(
        status="partial",
        answer=f"{said} [1]\n\nThe guides don't say anything about bonuses.",
        statements=[{"text": said, "citations": [1]}],
        citations=[citation(1, said)],
    )
    reply(page, partly)
    turn = talk.ask("pay and bonus?")
    expect(turn.locator(".note")).to_have_text("The guides don't say anything about bonuses.")
    assert talk.statements(turn) == [said]


def test_statements_of_several_guides_stand_under_their_guides_names(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    both = answer(
        answer="**CTO:**\n- Bets. [1]\n- Decides. [2]\n\n**Tech Lead:**\n- Leads. [3]",
        statements=[{"text": t, "citations": [n]} for n, t in enumerate(("Bets.", "Decides.", "Leads."), 1)],
        citations=[citation(n, "q", title=title) for n, title in enumerate(("CTO", "CTO", "Tech Lead"), 1)],
    )
    reply(page, both)
    turn = talk.ask("CTO or tech lead?")
    told = turn.locator(".said > p, .said li")
    expect(told).to_have_text(["CTO", "Bets.1", "Decides.2", "Tech Lead", "Leads.3"])
    assert turn.locator(".said").get_by_role("list").count() == 2


def test_thumbs_and_a_reason_are_stored_and_come_back(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    turn = talk.answered()
    turn.get_by_role("button", name="Not helpful").click()
    turn.get_by_label("Something is missing").check()
    turn.get_by_label("More about it (optional)").fill("no word of <b>Europe</b>")
    turn.get_by_role("button", name="Send", exact=True).click()
    expect(turn.locator(".aside")).to_have_text("Thank you")
    expect(turn.get_by_role("button", name="Not helpful")).to_be_focused()
    stored = page.evaluate(
        """async () => {
          const id = localStorage.getItem("role-guide-chat:page:conversation");
          return (await (await fetch(`/v1/conversations/${id}`)).json()).turns.at(-1).feedback;
        }"""
    )
    assert (stored["verdict"], stored["reason"], stored["comment"]) == (
        "down",
        "incomplete",
        "no word of <b>Europe</b>",
    )
    page.reload()
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Helpful", exact=True).click()
    expect(page.get_by_role("button", name="Not helpful")).to_have_attribute("aria-pressed", "false")


def test_the_conversation_is_there_again_after_a_reload(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    before = talk.statements(talk.answered())
    talk.answered("and the red flags?")
    talk.input.fill("half a thou")
    page.reload()
    expect(talk.turns).to_have_count(2)
    assert talk.statements(talk.turns.first) == before
    expect(talk.turns.nth(1).locator(".offers")).to_have_count(1)
    expect(talk.input).to_have_value("half a thou")
    talk.turns.first.locator(".chip").first.click()
    expect(talk.source.locator("mark")).to_have_text(FIRST)
    page.keyboard.press("Escape")
    talk.answered("and how many teams?")
    expect(talk.turns).to_have_count(3)


def test_two_visitors_see_nothing_of_each_other(new_page: NewPage, served: Served) -> None:
    first, second = new_page(served.address), new_page(served.address)
    Talk(first).answered()
    second.reload()
    expect(Talk(second).starters.first).to_be_visible()
    assert Talk(second).turns.count() == 0


def test_a_new_conversation_forgets_the_old_one(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered()
    page.get_by_role("button", name="New conversation").click()
    expect(talk.turns).to_have_count(0)
    expect(talk.starters.first).to_be_visible()
    expect(talk.input).to_be_focused()
    with page.expect_request("**/v1/chat") as sent:
        talk.answered()
    assert "conversation_id" not in body_of(sent.value)


def test_a_conversation_is_deleted_after_a_question(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered()
    conversation = page.evaluate("localStorage.getItem('role-guide-chat:page:conversation')")
    delete = page.get_by_role("button", name="Delete my conversation")
    delete.click()
    dialog = page.get_by_role("dialog", name="Delete this conversation?")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(delete).to_be_focused()
    assert page.request.get(f"{served.address}/v1/conversations/{conversation}").status == 200
    delete.click()
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(talk.turns).to_have_count(0)
    expect(talk.input).to_be_focused()
    assert page.request.get(f"{served.address}/v1/conversations/{conversation}").status == 404
    page.reload()
    expect(talk.starters.first).to_be_visible()


def test_a_conversation_that_the_server_has_lost_begins_anew(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    page.evaluate("localStorage.setItem('role-guide-chat:page:conversation', 'long-gone')")
    page.reload()
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    assert talk.statements(talk.answered())[0] == FIRST


def test_a_conversation_that_expires_while_open_begins_anew(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.answered()
    conversation = page.evaluate("localStorage.getItem('role-guide-chat:page:conversation')")
    page.request.delete(f"{served.address}/v1/conversations/{conversation}")
    turn = talk.answered()
    expect(turn).to_contain_text("begins a new one")
    assert talk.statements(turn)[0] == FIRST
    assert page.evaluate("localStorage.getItem('role-guide-chat:page:conversation')") != conversation


def test_the_copy_holds_the_answer_and_its_sources(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, permissions=["clipboard-read", "clipboard-write"])
    talk = Talk(page)
    turn = talk.answered()
    turn.get_by_role("button", name="Copy the answer with its sources").click()
    expect(turn.locator(".aside")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{QUESTION}\n\n{FIRST} [1]\n")
    path = "Director of Engineering › Frequently asked questions › How many EMs report to a Director of Engineering?"
    assert f"[1] {path}: “{FIRST}” https://jobs.example/" in copied


def test_the_guide_can_be_chosen_and_stays_in_the_address(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    select = page.get_by_label("Guide to ask")
    select.select_option("cto")
    expect(page.get_by_role("heading", level=1)).to_contain_text("CTO")
    assert page.url.endswith("?guide=cto")
    with page.expect_request("**/v1/chat") as sent:
        Talk(page).answered("Does one write code?")
    assert body_of(sent.value)["guides"] == ["cto"]
    select.select_option("")
    assert "guide" not in page.url


def test_a_guide_that_is_not_there_is_said_not_to_be(new_page: NewPage, served: Served) -> None:
    page = new_page(f"{served.address}/?guide=chief-wizard")
    expect(page.locator(".empty .note")).to_contain_text("no guide called “chief-wizard”")
    expect(page.get_by_label("Guide to ask")).to_have_value("")


def test_enter_sends_and_shift_enter_breaks_the_line(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    send = page.get_by_role("button", name="Send", exact=True)
    expect(send).to_be_disabled()
    talk.input.fill("   ")
    expect(send).to_be_disabled()
    talk.input.fill("How many EMs")
    height = talk.input.evaluate("node => node.offsetHeight")
    talk.input.press("Shift+Enter")
    talk.input.press_sequentially("should a Director manage?")
    assert talk.input.evaluate("node => node.offsetHeight") > height
    expect(send).to_be_enabled()
    talk.input.press("Enter")
    expect(talk.turns.first.locator(".you")).to_contain_text("EMs\nshould")
    expect(talk.turns.first.locator(".offers")).to_be_attached()
    assert talk.input.evaluate("node => node.offsetHeight") == height


def test_what_is_streamed_stays_where_it_is_when_the_answer_is_complete(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    page.evaluate("addEventListener('animationstart', () => {})")
    turn = talk.ask()
    turn.locator(".statement").first.evaluate("node => { node.dataset.kept = 'yes'; }")
    turn.locator(".offers").wait_for(state="attached")
    assert turn.locator(".statement").first.get_attribute("data-kept") == "yes"


def test_a_reply_in_several_pieces_is_read_whole(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    said = "Ein “Führungs”-Satz 🙂."
    whole = answer(answer=f"{said} [1]", statements=[{"text": said, "citations": [1]}], citations=[citation(1, said)])
    body = stream(whole).replace("\n", "\r\n").encode()
    page.add_init_script(
        f"""const real = window.fetch;
        window.fetch = (url, options) => String(url).endsWith("/v1/chat") ? Promise.resolve(new Response(
          new ReadableStream({{ async start(pipe) {{
            for (const byte of {list(body)}) pipe.enqueue(new Uint8Array([byte]));
            pipe.close();
          }} }}), {{ headers: {{ "Content-Type": "text/event-stream" }} }})) : real(url, options);"""
    )
    page.reload()
    turn = talk.ask()
    expect(turn.locator(".chip")).to_be_visible()
    assert talk.statements(turn) == [said]


@pytest.mark.parametrize("path", ["/", "/guides", f"/guides/{GUIDE}"])
def test_the_theme_can_be_chosen_and_is_kept(new_page: NewPage, served: Served, path: str) -> None:
    page = new_page(served.address + path)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    toggle = page.get_by_role("button", name="Dark mode")
    expect(toggle).to_have_attribute("aria-pressed", "false")
    toggle.click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    expect(toggle).to_have_attribute("aria-pressed", "true")


def test_the_system_s_dark_mode_is_followed(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 26, 26)"


def test_nothing_is_loaded_from_elsewhere(new_page: NewPage, served: Served) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/guides", f"/guides/{GUIDE}", "/"):
        page.goto(served.address + path)
    Talk(page).answered().locator(".chip").first.click()
    expect(Talk(page).source.locator("mark")).to_be_visible()
    assert [url for url in asked if not url.startswith(served.address)] == []
    assert len(asked) > 10
