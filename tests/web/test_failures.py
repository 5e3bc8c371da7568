"""What goes wrong is said in plain words, the typed words are never lost, and there is one thing to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import NewPage, Serve
from tests.web.serving import Line, Served
from tests.web.talk import CHAT, FIRST, QUESTION, Talk, answer, citation, once, problem, reply, stream

DRAFT = "sessionStorage.getItem('role-guide-chat:page:draft')"
PENDING = "sessionStorage.getItem('role-guide-chat:page:pending')"
CONVERSATION = "localStorage.getItem('role-guide-chat:page:conversation')"
HURRY = """const real = window.setTimeout;
window.setTimeout = (work, ms, ...more) => real(work, ms > 500 && ms < 5000 ? ms / 20 : ms, ...more);"""
"""Makes the pauses between the automatic retries short."""


@pytest.fixture
def line(served: Served) -> Iterator[Line]:
    with Line(served.port) as made:
        yield made


def hurried(new_page: NewPage, address: str) -> Page:
    page = new_page()
    page.add_init_script(HURRY)
    page.goto(address)
    expect(Talk(page).starters.first).to_be_visible()
    return page


def stop_the_clock(page: Page) -> None:
    """The page's time stands still from now on, however long the test takes."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))


def stored_questions(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        f"""async () => (await (await fetch(`/v1/conversations/${{{CONVERSATION}}}`)).json())
          .turns.filter(turn => turn.role === "user").map(turn => turn.content)"""
    )
    return found


def test_statements_appear_as_they_come(new_page: NewPage, line: Line) -> None:
    talk = Talk(new_page(line.address))
    line.hold(1)
    turn = talk.ask()
    expect(turn.locator(".statement")).to_have_count(1)
    assert talk.statements(turn) == [FIRST]
    expect(turn.locator(".chip")).to_have_count(1)
    turn.locator(".chip").click()
    expect(talk.source.locator("mark")).to_have_text(FIRST)
    assert turn.locator(".tools").count() == 0
    line.release()
    expect(turn.locator(".tools")).to_be_visible()
    assert turn.locator(".statement").count() > 1


def test_a_cut_in_mid_answer_is_mended_without_a_word_twice(new_page: NewPage, line: Line) -> None:
    page = hurried(new_page, line.address)
    talk = Talk(page)
    talk.listen()
    line.hold(1)
    turn = talk.ask()
    expect(turn.locator(".statement")).to_have_count(1)
    resumed: list[dict[str, str]] = []
    page.on("request", lambda request: resumed.append(request.headers) if "/v1/chat" in request.url else None)
    line.cut()
    line.mend()
    expect(turn.locator(".tools")).to_be_visible()
    said = talk.statements(turn)
    assert said[0] == FIRST
    assert len(said) == len(set(said)) > 1
    assert once(said, talk.heard())
    assert re.fullmatch(r".+:1", resumed[0]["last-event-id"])
    assert stored_questions(page) == [QUESTION]


def test_a_server_that_is_restarted_in_mid_answer_goes_on(new_page: NewPage, serve: Serve) -> None:
    first = serve()
    with Line(first.port) as line:
        page = hurried(new_page, line.address)
        talk = Talk(page)
        talk.listen()
        line.hold(1)
        turn = talk.ask()
        expect(turn.locator(".statement")).to_have_count(1)
        line.cut()
        first.stop()
        line.mend(serve().port)
        expect(turn.locator(".tools").or_(talk.again)).to_be_visible()
        if talk.again.is_visible():
            talk.again.click()
        expect(turn.locator(".tools")).to_be_visible()
        assert "The connection was lost. Trying again" in talk.heard()
        assert talk.statements(turn)[0] == FIRST
        assert stored_questions(page) == [QUESTION]


def test_a_server_that_has_lost_everything_answers_anew(new_page: NewPage, served: Served, serve: Serve) -> None:
    with Line(served.port) as line:
        page = hurried(new_page, line.address)
        talk = Talk(page)
        line.hold(1)
        turn = talk.ask()
        expect(turn.locator(".statement")).to_have_count(1)
        line.cut()
        line.mend(serve().port)
        expect(turn.locator(".tools").or_(talk.again)).to_be_visible()
        if talk.again.is_visible():
            talk.again.click()
        expect(turn.locator(".tools")).to_be_visible()
        said = talk.statements(turn)
        assert said[0] == FIRST
        assert len(said) == len(set(said))
        assert stored_questions(page) == [QUESTION]


def test_an_answer_that_could_not_be_saved_says_so(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    notice = "This answer could not be saved."
    said = {"text": "A director hires.", "citations": [1]}
    reply(
        page, answer(answer="A director hires. [1]", statements=[said], citations=[citation(1, "hires")], notice=notice)
    )
    turn = Talk(page).answered()
    expect(turn.locator(".note")).to_have_text(notice)


def test_a_server_that_stays_away_leaves_one_button(new_page: NewPage, line: Line) -> None:
    page = hurried(new_page, line.address)
    talk = Talk(page)
    line.cut()
    turn = talk.ask()
    expect(talk.failure).to_contain_text("can’t be reached")
    expect(talk.failure.get_by_role("button")).to_have_text("Try again")
    expect(turn.locator(".you")).to_contain_text(QUESTION)
    assert line.refused >= 4, "the first try and three more"
    line.mend()
    talk.again.click()
    expect(turn.locator(".tools")).to_be_visible()
    expect(talk.failure).to_have_count(0)
    assert talk.statements(turn)[0] == FIRST
    assert page.evaluate(PENDING) is None


def test_a_question_that_was_not_answered_survives_a_reload(new_page: NewPage, line: Line) -> None:
    page = hurried(new_page, line.address)
    talk = Talk(page)
    page.route(CHAT, lambda route: route.abort())
    talk.ask(QUESTION)
    expect(talk.again).to_be_visible()
    page.unroute(CHAT)
    page.reload()
    expect(talk.failure).to_contain_text("wasn’t answered before")
    expect(talk.turns.locator(".you")).to_contain_text(QUESTION)
    talk.again.click()
    expect(talk.turns.locator(".tools")).to_be_visible()
    page.reload()
    expect(talk.turns.locator(".tools")).to_be_visible()
    expect(talk.failure).to_have_count(0)


def test_an_answer_that_was_stored_after_the_reload_is_not_asked_for_again(new_page: NewPage, line: Line) -> None:
    page = new_page(line.address)
    talk = Talk(page)
    line.hold(1)
    turn = talk.ask()
    expect(turn.locator(".statement")).to_have_count(1)
    line.release()
    page.reload()
    expect(talk.turns).to_have_count(1)
    expect(talk.turns.locator(".tools")).to_be_visible()
    expect(talk.failure).to_have_count(0)


def test_offline_is_said_and_mends_itself(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    page.context.set_offline(True)
    turn = talk.ask()
    expect(talk.failure).to_contain_text("You’re offline")
    expect(talk.again).to_be_visible()
    page.context.set_offline(False)
    expect(turn.locator(".tools")).to_be_visible()
    expect(talk.failure).to_have_count(0)


def test_what_is_being_typed_is_kept(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    talk.input.fill("a long thought")
    assert page.evaluate(DRAFT) == "a long thought"
    page.reload()
    expect(talk.input).to_have_value("a long thought")


def test_slowness_is_said(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    talk.listen()
    held: list[Route] = []
    page.route(CHAT, lambda route: held.append(route))
    stop_the_clock(page)
    turn = talk.ask()
    expect(turn.locator(".wait")).to_have_text("Looking in the guides")
    page.clock.fast_forward(4100)
    expect(turn.locator(".wait")).to_have_text("Still looking")
    assert talk.heard() == ["Still looking"]
    page.clock.resume()
    held[0].continue_()
    expect(turn.locator(".statement").first).to_be_visible()
    expect(turn.locator(".wait")).to_be_hidden()


def test_a_rate_limit_counts_down(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    said = "Three to six."
    whole = answer(statements=[{"text": said, "citations": [1]}], citations=[citation(1, said)])
    asked = reply(page, problem(429, "At most 3 requests a minute.", {"Retry-After": "60"}), whole)
    expect(talk.starters.first).to_be_visible()
    stop_the_clock(page)
    talk.listen()
    turn = talk.ask()
    expect(talk.failure).to_contain_text("a lot of questions in a short time")
    expect(talk.again).to_have_text("Try again in 60 s")
    expect(talk.again).to_be_disabled()
    assert any("60 seconds" in words for words in talk.heard())
    page.clock.fast_forward(30_000)
    expect(talk.again).to_have_text("Try again in 30 s")
    page.clock.fast_forward(31_000)
    expect(talk.again).to_be_enabled()
    talk.again.click()
    expect(turn.locator(".statement")).to_contain_text(said)
    assert len(asked) == 2
    assert asked[0]["headers"]["idempotency-key"] == asked[1]["headers"]["idempotency-key"]


def test_the_server_s_own_rate_limit_is_understood(new_page: NewPage, serve: Serve) -> None:
    server = serve(rate_limit=20)
    talk = Talk(new_page(server.address))
    expect(talk.starters.first).to_be_visible()
    while httpx.get(f"{server.address}/v1/guides").status_code != 429:
        pass
    talk.ask()
    expect(talk.again).to_have_text(re.compile(r"Try again in \d+ s"))


def test_a_long_message_is_counted_and_never_cut(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    send = page.get_by_role("button", name="Send", exact=True)
    count = page.locator(".count")
    talk.input.fill("🙂" * 3600)
    expect(count).to_have_text("")
    talk.input.fill("🙂" * 4000)
    expect(count).to_have_text("4,000 of 4,000 characters")
    expect(send).to_be_enabled()
    talk.input.fill("x" * 4321)
    expect(count).to_have_text("321 characters too long")
    expect(send).to_be_disabled()
    expect(talk.input).to_have_attribute("aria-invalid", "true")
    talk.input.press("Enter")
    assert talk.turns.count() == 0
    assert talk.input.input_value() == "x" * 4321


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (problem(422, "message: must be at most 4000 characters", field="message"), "4,000 characters is the limit"),
        (problem(413, "The body is over 2097152 bytes."), "too long"),
        (problem(422, "message: must not hold half of a surrogate pair", field="message"), "half of a surrogate pair"),
        (problem(403, "Pages of this origin may not call the API."), "GUIDES_ALLOWED_ORIGINS"),
        (problem(404, "no guide 'x'", field="guides"), "isn’t here"),
    ],
)
def test_a_message_that_can_not_be_taken_goes_back_to_where_it_is_written(
    new_page: NewPage, served: Served, refusal: dict[str, object], words: str
) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    reply(page, refusal)
    talk.ask("What is it?")
    expect(talk.failure).to_contain_text(words)
    expect(talk.again).to_have_count(0)
    expect(talk.input).to_have_value("What is it?")
    expect(talk.input).to_be_enabled()


def test_a_failure_inside_the_stream_is_said(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    begun = stream(answer(statements=[{"text": "One.", "citations": []}]), until=2)
    body = begun + 'event: error\ndata: {"status": 500, "title": "Internal Server Error"}\n\n'
    whole = answer(statements=[{"text": "Two.", "citations": []}])
    reply(page, {"status": 200, "content_type": "text/event-stream", "body": body}, whole)
    turn = talk.ask()
    expect(talk.failure).to_contain_text("Something went wrong on the assistant’s side")
    talk.again.click()
    expect(turn.locator(".statement")).to_have_text("Two.")


def test_another_question_leaves_the_failed_one_behind(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    said = answer(statements=[{"text": "Two.", "citations": []}])
    reply(page, problem(500), said)
    failed = talk.ask("First?")
    expect(talk.again).to_be_visible()
    talk.ask("Second?")
    expect(talk.turns.nth(1).locator(".statement")).to_have_text("Two.")
    expect(failed).to_contain_text("This one wasn’t answered.")
    expect(talk.again).to_have_count(0)


def test_a_page_whose_server_is_away_says_so(new_page: NewPage, line: Line) -> None:
    page = new_page()
    page.route("**/v1/**", lambda route: route.abort())
    page.goto(line.address)
    talk = Talk(page)
    expect(talk.failure).to_contain_text("can’t be reached")
    page.unroute("**/v1/**")
    talk.again.click()
    expect(talk.starters.first).to_be_visible()
    expect(talk.failure).to_have_count(0)


def test_a_deletion_that_fails_is_not_claimed(new_page: NewPage, line: Line) -> None:
    page = new_page(line.address)
    talk = Talk(page)
    talk.answered()
    page.get_by_role("button", name="Delete my conversation").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()  # what shows it is fetched when it is first needed
    line.cut()
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(dialog).to_contain_text("It isn’t deleted yet.")
    assert talk.turns.count() == 1
    line.mend()
    dialog.get_by_role("button", name="Delete", exact=True).click()
    expect(talk.turns).to_have_count(0)


def test_feedback_that_fails_is_not_claimed(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    turn = talk.answered()
    page.route("**/v1/feedback", lambda route: route.abort())
    up = turn.get_by_role("button", name="Helpful", exact=True)
    up.click()
    expect(turn.locator(".aside")).to_contain_text("wasn’t stored")
    expect(up).to_have_attribute("aria-pressed", "false")
