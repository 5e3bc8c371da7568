"""Nothing that a guide, a visitor or a broken server says becomes markup, script or a dangerous link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import api
from assistant.bootstrap import build_index
from assistant.settings import Settings
from tests.web.conftest import NewPage
from tests.web.serving import Served
from tests.web.talk import Talk, answer, citation, reply

WEB = Path(api.__file__).parent / "web"
PAYLOADS = (
    "<img src=x onerror=pwned=1>",
    "<script>pwned=2</script>",
    "</textarea><svg onload=pwned=3>",
    "\"><iframe srcdoc='<script>parent.pwned=4</script>'>",
    "{{ 7*7 }} ${7*7} <b>bold</b> &lt;i&gt; javascript:pwned=5",
    "[1]: javascript:pwned=6 ![x](javascript:pwned=7)",
)
GUIDE = """---
title: Chief <img src=x onerror=pwned=10> Wizard
role: Chief <script>pwned=11</script> Wizard
url: "javascript:pwned=12"
---

# Chief <img src=x onerror=pwned=10> Wizard

A Chief Wizard &lt;script&gt;pwned=13&lt;/script&gt; minds wands \\<img src=x onerror=pwned=14\\>.

## What does a Wizard \\<svg onload=pwned=15\\> do?

A Chief Wizard casts \\<script\\>pwned=16\\</script\\> spells for the wand department on every working day.

| Wand | Length |
|---|---|
| Oak \\<img src=x onerror=pwned=17\\> | ten \\"onmouseover=pwned=18 inches |

- A wand rack " autofocus onfocus=pwned=19 x="
- A [link](javascript:pwned=20) to click
"""


@pytest.fixture(scope="module")
def hostile(shipped: Settings, encoders: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "guides").mkdir()
    (folder / "index").mkdir()
    (folder / "index" / "encoders").symlink_to(encoders)
    (folder / "guides" / "wizard.md").write_text(GUIDE, "utf-8")
    settings = shipped.model_copy(
        update={
            "corpus": folder / "guides",
            "index": folder / "index",
            "database_url": f"sqlite:///{folder / 'conversations.db'}",
            "rate_limit": 0,
        }
    )
    build_index(settings)
    with Served(settings) as server:
        yield server


def unharmed(page: Page) -> None:
    """No script ran, nothing was made of what was said, and every link leads to a web page."""
    assert page.evaluate("window.pwned") is None
    assert page.locator("img, iframe, script:not([src]), [onerror], [onload], [onfocus], [onmouseover]").count() == 0
    links = page.locator("a[href]").evaluate_all("links => links.map(link => link.protocol)")
    assert set(links) <= {"http:", "https:"}


def test_a_hostile_guide_is_only_text(new_page: NewPage, hostile: Served) -> None:
    page = new_page(f"{hostile.address}/?guide=wizard")
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    unharmed(page)
    for question in ("What does a wizard do?", "How long is an oak wand?", "What spells are cast every working day?"):
        turn = talk.ask(question)
        expect(turn.locator(".offers")).to_be_attached()
        for chip in turn.locator(".chip").all():
            chip.click()
            expect(talk.source.locator(".paper mark").first).to_be_visible()
            expect(talk.source.get_by_role("link", name="Open in the guide")).to_have_count(1)
            unharmed(page)
            page.keyboard.press("Escape")
    assert page.locator(".statement").count() > 0


@pytest.mark.parametrize("path", ["/guides", "/guides/wizard", "/guides/wizard?start=20&end=400#quote"])
def test_the_pages_of_a_hostile_guide_are_only_text(new_page: NewPage, hostile: Served, path: str) -> None:
    page = new_page(hostile.address + path)
    expect(page.get_by_text("Wizard").first).to_be_visible()
    unharmed(page)


def test_hostile_messages_are_only_text_before_and_after_a_reload(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    for payload in PAYLOADS:
        turn = talk.ask(payload)
        expect(turn.locator(".answer :is(.plain, .statement)").first).to_be_visible()
        expect(turn.locator(".you")).to_contain_text(payload)
        unharmed(page)
    page.reload()
    expect(talk.turns).to_have_count(len(PAYLOADS))
    for place, payload in enumerate(PAYLOADS):
        expect(talk.turns.nth(place).locator(".you")).to_contain_text(payload)
    unharmed(page)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_answer_is_only_text(new_page: NewPage, served: Served, payload: str) -> None:
    page = new_page(served.address)
    talk = Talk(page)
    source = citation(
        1,
        payload,
        title=payload,
        section=payload,
        version=payload,
        guide=payload,
        url="javascript:pwned=30",
        page="javascript:pwned=31",
    )
    whole = answer(
        status="partial",
        answer=f"{payload} [1]\n\n- {payload} and more\n**{payload}**",
        statements=[{"text": payload, "citations": [1]}],
        citations=[source],
        suggestions=[payload],
        choices=[payload],
        related=[
            {"title": payload, "url": "javascript:pwned=32"},
            {"title": payload, "url": "data:text/html,<script>pwned=33</script>"},
            {"title": "good", "url": "https://jobs.example/"},
        ],
        message_id="../../" + payload,
    )
    reply(page, whole)
    turn = talk.ask()
    expect(turn.locator(".related a")).to_have_count(1)
    assert talk.statements(turn) == [payload]
    unharmed(page)
    turn.locator(".chip").click()
    expect(talk.source.locator("mark")).to_have_text(payload)
    expect(talk.source.get_by_role("link")).to_have_count(0)
    unharmed(page)


def test_a_hostile_address_is_only_text(new_page: NewPage, served: Served) -> None:
    page = new_page(f"{served.address}/?guide=%3Cimg%20src%3Dx%20onerror%3Dpwned%3D1%3E")
    expect(page.locator(".empty .note")).to_contain_text("<img src=x onerror=pwned=1>")
    unharmed(page)


def test_hostile_storage_is_survived(new_page: NewPage, served: Served) -> None:
    page = new_page(served.address)
    page.evaluate(
        """() => {
          localStorage.setItem("role-guide-chat:page:conversation", "../../../guides?<script>");
          localStorage.setItem("theme", "<b>");
          sessionStorage.setItem("role-guide-chat:page:pending", "{not json");
          sessionStorage.setItem("role-guide-chat:page:draft", "<img src=x onerror=pwned=1>");
        }"""
    )
    page.reload()
    talk = Talk(page)
    expect(talk.starters.first).to_be_visible()
    expect(talk.input).to_have_value("<img src=x onerror=pwned=1>")
    talk.answered()
    unharmed(page)


def test_without_storage_it_still_answers(new_page: NewPage, served: Served) -> None:
    page = new_page()
    page.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"])
          Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""
    )
    page.goto(served.address)
    talk = Talk(page)
    talk.answered()
    expect(talk.turns).to_have_count(1)


def test_no_file_makes_markup_from_text() -> None:
    risky = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment|setHTML"
    )
    for script in WEB.rglob("*.js"):
        assert risky.search(script.read_text("utf-8")) is None, script.name
    for template in WEB.rglob("*.html"):
        text = template.read_text("utf-8")
        assert re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|\|\s*safe\b|https?://", text) is None, (
            template.name
        )
