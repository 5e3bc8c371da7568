"""The visitors' page and the coaches' desk in Firefox and WebKit. Where one isn't installed, its tests are skipped."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant.bootstrap import open_coaches
from tests.web.driven import ENTER, ESCAPE, DrivenPage
from tests.web.firefox import firefox, firefox_page
from tests.web.serving import Host, Served
from tests.web.talk import FIRST, QUESTION
from tests.web.webkit import webkit, webkit_page

pytestmark = pytest.mark.browser
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
BROWSERS = {
    "firefox": (firefox, firefox_page, "no Firefox here; Debian's package is called firefox-esr"),
    "webkit": (webkit, webkit_page, "no WebKit here; Debian's packages are called webkit2gtk-driver and xvfb"),
}


@pytest.fixture(scope="module", params=BROWSERS)
def page(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DrivenPage]:
    find, opened, missing = BROWSERS[request.param]
    program = find()
    if program is None:
        pytest.skip(missing)
    with opened(program, tmp_path_factory.mktemp(request.param)) as page:
        yield page


def asked(page: DrivenPage, question: str) -> None:
    """Type a question, and wait for the end of its answer."""
    turns = page.value("document.querySelectorAll('.turn').length")
    page.until("document.activeElement.id === 'composer'")
    page.press(question)
    page.until(f"document.activeElement.value === {json.dumps(question)}")
    page.press(ENTER)
    page.until(f"document.querySelectorAll('.turn')[{turns}]?.querySelector('.offers')")


def test_a_visitor_asks_opens_a_source_and_comes_back(page: DrivenPage, served: Served) -> None:
    page.resize(1280, 860)
    page.goto(served.address)
    asked(page, QUESTION)
    assert FIRST in page.value("document.querySelector('.turn .statement').textContent")
    page.value("document.querySelector('.turn .chip').click()")
    page.until("document.querySelector('dialog.source')?.open")
    page.until(f"document.querySelector('dialog.source').textContent.includes({json.dumps(FIRST)})")
    assert page.violations() == []
    page.press(ESCAPE)
    page.until("!document.querySelector('dialog.source').open")
    page.until("document.activeElement.className === 'chip'")
    page.value("document.getElementById('composer').focus()")
    asked(page, "and in Europe?")
    assert page.value("document.querySelectorAll('.turn')[1].querySelector('.meant').textContent").startswith("For: ")
    page.value("document.getElementById('theme').click()")
    assert page.value("getComputedStyle(document.body).backgroundColor") == "rgb(21, 26, 26)"
    assert page.violations() == []
    page.value("document.getElementById('theme').click()")


def test_a_visitor_on_a_phone_finds_the_conversation_again_and_goes_back_from_a_source(
    page: DrivenPage, served: Served
) -> None:
    page.resize(360, 740)
    page.goto(f"{served.address}/guides")
    page.goto(served.address)
    page.until("document.querySelector('.turn .statement')")
    assert not page.value(WIDE)
    assert page.violations() == []
    page.value("document.querySelector('.turn .chip').click()")
    page.until("document.querySelector('dialog.source')?.open")
    page.until("document.querySelector('dialog.source mark')")
    assert page.violations() == []
    page.value("history.back()")
    page.until("!document.querySelector('dialog.source').open")
    assert page.value("location.pathname") == "/"


def test_a_source_opens_in_its_guide_at_the_quote(page: DrivenPage, served: Served) -> None:
    page.resize(1280, 860)
    page.goto(served.address)
    page.until("document.querySelector('.turn .sources a')")
    page.goto(page.value("document.querySelector('.turn .sources a').href"))
    page.until("scrollY > 0")
    assert page.value("document.querySelector('main mark')?.textContent") == FIRST
    top = page.value("document.querySelector('main mark').getBoundingClientRect().top")
    assert 0 < top < 860
    assert page.violations() == []


def test_the_widget_on_another_site_is_asked_and_gone_back_from(
    page: DrivenPage, welcomed: tuple[Host, Served]
) -> None:
    site, _ = welcomed
    page.resize(360, 740)
    page.goto(site.address)
    shadow = "document.querySelector('role-guide-chat')?.shadowRoot"
    page.until(f"{shadow}?.querySelector('.launch')")  # The site loads its own page first, and the widget after it.
    page.value(f"{shadow}.querySelector('.launch').click()")
    page.until(f"{shadow}.activeElement?.id === 'composer'")
    page.press(QUESTION + ENTER)
    page.until(f"{shadow}.querySelector('.turn .offers')")
    assert FIRST in page.value(f"{shadow}.querySelector('.turn .statement').textContent")
    page.value(f"{shadow}.querySelector('.turn .chip').click()")
    page.until(f"{shadow}.querySelector('dialog.source')?.open")
    assert page.violations() == []
    page.value("history.back()")
    page.until(f"!{shadow}.querySelector('dialog.source').open && {shadow}.querySelector('.window').open")
    page.value("history.back()")
    page.until(f"!{shadow}.querySelector('.window').open")
    assert page.value("location.href").startswith(site.address)


def test_a_coach_signs_in_and_searches_while_typing(page: DrivenPage, served: Served) -> None:
    with open_coaches(served.settings) as coaches:
        key = coaches.new_key("Frida")
    page.resize(1280, 860)
    page.goto(f"{served.address}/coach/sign-in?next=/coach/search")
    page.value("document.getElementById('key').focus()")
    page.press(key + ENTER)
    page.until("location.pathname === '/coach/search' && document.readyState === 'complete'")
    page.until("document.activeElement.id === 'q'")
    page.press("interview panel")
    page.until("document.querySelector('.hit mark') && location.search.includes('interview')")
    assert page.violations() == []
    page.resize(360, 740)
    assert not page.value(WIDE)
    with open_coaches(served.settings) as coaches:
        coaches.revoke("Frida")
