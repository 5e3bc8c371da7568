"""How a test drives the chat, on the page and in the widget alike (locators see into open shadow roots)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, Page, Request, Route

QUESTION = "How many EMs should a Director manage?"
FIRST = "The most common range for a Director of Engineering is three to six EMs."
CHAT = "**/v1/chat"

AXE = """async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {resultTypes: ["violations"], runOnly: {type: "tag", values: tags}});
  return found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target} ${n.failureSummary}`));
}"""
_WATCH = """(root) => {
  window.heard = [];
  new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(
    node => window.heard.push(node.textContent)
  ))).observe(root, {childList: true});
}"""


class Talk:
    """A conversation in a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.input = page.locator("#composer")
        self.turns = page.locator(".turn")
        self.source = page.locator("dialog.source")
        self.starters = page.locator(".starters button")
        self.failure = page.locator(".failure")
        self.again = page.get_by_role("button", name="Try again")

    def ask(self, text: str = QUESTION) -> Locator:
        """Type, press Enter; the turn that this makes."""
        before = self.turns.count()
        self.input.fill(text)
        self.input.press("Enter")
        turn = self.turns.nth(before)
        turn.wait_for()
        return turn

    def answered(self, text: str = QUESTION) -> Locator:
        """Ask, and wait for the end of the answer."""
        turn = self.ask(text)
        turn.locator(".offers").wait_for(state="attached")
        return turn

    def statements(self, turn: Locator) -> list[str]:
        """The statements that are shown, without the numbers of their citations."""
        found: list[str] = turn.locator(".statement").evaluate_all(
            "nodes => nodes.map(n => [...n.querySelectorAll('.chip')]"
            ".reduce((text, chip) => text.slice(0, -chip.textContent.length), n.textContent))"
        )
        return found

    def listen(self) -> None:
        """From now on, note what the live region is given."""
        self.page.locator(".live").evaluate(_WATCH)

    def heard(self) -> list[str]:
        found: list[str] = self.page.evaluate("window.heard")
        return found


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong, best practices and WCAG 2.2's target sizes included."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AXE)
    return found


def focused(page: Page) -> str:
    """What has the focus, inside shadow roots too, as ``tag.class`` with its name."""
    found: str = page.evaluate(
        """() => {
          let node = document.activeElement;
          while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
          const name = node.getAttribute("aria-label") ?? (node.tagName === "BODY" ? "" : node.textContent.trim());
          return `${node.tagName.toLowerCase()}${node.className ? "." + node.className : ""} ${name}`.slice(0, 120);
        }"""
    )
    return found


def wide(page: Page) -> bool:
    """Whether one would have to scroll sideways."""
    found: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return found


def answer(**changes: Any) -> dict[str, Any]:
    """A reply as ``POST /v1/chat`` gives it."""
    return {
        "conversation_id": "c" * 32,
        "message_id": "m" * 32,
        "status": "answered",
        "answer": "",
        "statements": [],
        "citations": [],
        "confidence": 0.9,
        "standalone_question": QUESTION,
        "suggestions": [],
        "related": [],
        "choices": [],
        "timings_ms": {},
    } | changes


def citation(n: int, quote: str, **changes: Any) -> dict[str, Any]:
    return {
        "n": n,
        "guide": "director-of-engineering",
        "title": "Director of Engineering",
        "section": "Scope",
        "quote": quote,
        "start": 0,
        "end": len(quote),
        "url": "https://guides.test/director",
        "page": "/guides/director-of-engineering",
        "passage_id": "p",
        "version": "v",
    } | changes


def stream(whole: Mapping[str, Any], *, until: int | None = None) -> str:
    """The events of a reply; only the first ``until`` of them, as if the line had been cut."""
    head = ("status", "conversation_id", "message_id", "standalone_question", "confidence")
    events: list[tuple[str, Any]] = [("status", {name: whole[name] for name in head})]
    for index, statement in enumerate(whole["statements"]):
        quotes = [one for one in whole["citations"] if one["n"] in statement["citations"]]
        events.append(("statement", {"index": index, **statement, "quotes": quotes}))
    events += [("citations", {"citations": whole["citations"]}), ("done", whole)]
    parts = [
        f"id: {whole['message_id']}:{number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"
        for number, (name, data) in enumerate(events)
    ]
    return "".join(parts[:until])


def reply(page: Page, *replies: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Have the chat answered by these, one a request, the last for ever; the requests that were made."""
    asked: list[dict[str, Any]] = []
    waiting: list[Mapping[str, Any]] = list(replies)

    def fulfil(route: Route) -> None:
        asked.append({"body": route.request.post_data_json, "headers": route.request.headers})
        chosen = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if "body" in chosen:
            route.fulfill(**chosen)
        else:
            route.fulfill(status=200, content_type="text/event-stream", body=stream(chosen))

    page.route(CHAT, fulfil)
    return asked


def problem(status: int, detail: str = "", headers: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """A refusal, for ``reply``."""
    body = {"type": "about:blank", "title": "", "status": status, "detail": detail, **more}
    return {
        "status": status,
        "headers": {"Content-Type": "application/problem+json", **(headers or {})},
        "body": json.dumps(body),
    }


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object that was sent."""
    found: dict[str, Any] = json.loads(request.post_data or "{}")
    return found


def once(words: Iterable[str], heard: Sequence[str]) -> bool:
    """Whether each of these was said, and exactly once."""
    return all(heard.count(word) == 1 for word in words)
