"""The visitors' page and the coaches' desk in Firefox. Without Firefox these tests are skipped."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from assistant.bootstrap import open_coaches
from tests.web.firefox import ENTER, ESCAPE, FirefoxPage, firefox, firefox_page
from tests.web.serving import Served
from tests.web.talk import FIRST, QUESTION

pytestmark = pytest.mark.browser
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirefoxPage]:
    program = firefox()
    if program is None:
        pytest.skip("no Firefox here; Debian's package is called firefox-esr")
    with firefox_page(program, tmp_path_factory.mktemp("firefox")) as opened:
        yield opened


def test_a_visitor_asks_opens_a_source_and_comes_back(page: FirefoxPage, served: Served) -> None:
    page.resize(1280, 860)
    page.goto(served.address)
    page.until("document.activeElement.id === 'composer'")
    page.press(QUESTION)
    page.until(f"document.activeElement.value === {json.dumps(QUESTION)}")
    page.press(ENTER)
    page.until("document.querySelector('.turn .offers')")
    assert FIRST in page.value("document.querySelector('.turn .statement').textContent")
    page.value("document.querySelector('.turn .chip').click()")
    page.until("document.querySelector('dialog.source')?.open")
    page.until(f"document.querySelector('dialog.source').textContent.includes({json.dumps(FIRST)})")
    assert page.violations() == []
    page.press(ESCAPE)
    page.until("!document.querySelector('dialog.source').open")
    page.resize(360, 740)
    page.goto(served.address)
    page.until("document.querySelector('.turn .statement')")
    assert not page.value(WIDE)
    assert page.violations() == []


def test_a_coach_signs_in_and_searches_while_typing(page: FirefoxPage, served: Served) -> None:
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
