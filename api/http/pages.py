"""The pages: the chat, the list of guides, each guide, and the files that they load. Nothing comes from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api import present
from api.http.assets import Assets
from api.http.dependencies import TheAssistant
from api.http.reference import routes_of
from api.http.render import render
from api.http.shared_answer import view
from api.problems import ProblemResponse
from assistant.settings import Settings
from assistant.storage.records import UnknownShare
from assistant.types import UnknownGuide
from corpus.days import in_words
from corpus.types import BlockKind, Guide

WEB = Path(__file__).parents[1] / "web"
API = "/v1/"
CARRIED = ("Allow", "Retry-After")
"""What a page says of a problem beside its words."""
DESCRIPTION = 200
"""Characters of a page's description, beyond which nobody shows it."""
_ADDRESS = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class Pages:
    """The templates, compiled once. What they are given is escaped unless it is ``Markup``."""

    def __init__(self, settings: Settings) -> None:
        self.assets = Assets(WEB / "static")
        self._common = {"listings_url": str(settings.listings_url or ""), "here": ""}
        self._templates = Environment(
            loader=FileSystemLoader(WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )
        self._templates.globals |= {"asset": self.assets.address, "icon": self.assets.inline("icon.svg")}
        self._templates.filters["day"] = in_words
        self._templates.filters["linked"] = linked

    def html(self, template: str, values: Mapping[str, Any] | None = None, status: int = HTTPStatus.OK) -> HTMLResponse:
        """A page made from a template."""
        page = self._templates.get_template(template).render(self._common | dict(values or {}))
        return HTMLResponse(page, status)


def add_pages(app: FastAPI, settings: Settings) -> None:
    """Have ``app`` serve the pages and their files."""
    app.state.pages = pages = Pages(settings)
    app.exception_handlers = {kind: _on_page(handler) for kind, handler in app.exception_handlers.items()}
    app.include_router(router)
    app.mount("/static", pages.assets, name="static")


@router.get("/")
async def chat(request: Request) -> HTMLResponse:
    """The chat."""
    return _pages(request).html("index.html")


@router.get("/guides")
def guides(request: Request, assistant: TheAssistant) -> HTMLResponse:
    """All guides."""
    return _pages(request).html("guides.html", {"guides": present.list_guides(assistant).guides})


@router.get("/guides/{slug}")
def guide(request: Request, slug: str, assistant: TheAssistant) -> HTMLResponse:
    """One guide; ``?start=&end=`` is marked, where the text is still that of ``version``."""
    pages = _pages(request)
    try:
        entry = assistant.guide(slug)
    except UnknownGuide:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is no such guide.") from None
    asked = request.query_params
    changed = asked.get("version", entry.guide.version) != entry.guide.version
    span = (0, 0) if changed else (_offset(asked.get("start")), _offset(asked.get("end")))
    ours = {one.guide.url: f"/guides/{quote(one.guide.slug, safe='')}" for one in assistant.guides() if one.guide.url}
    page = render(entry.guide, *span, ours)
    values = {
        "guide": present.guide_out(entry),
        "toc": page.toc,
        "body": page.body,
        "changed": changed,
        "sources": entry.guide.sources,
        "description": _description(entry.guide),
    }
    return pages.html("guide.html", values)


@router.get("/a/{token}")
def answer(request: Request, token: str, assistant: TheAssistant) -> HTMLResponse:
    """One answer, for whoever has its link and nobody else: no search engine keeps it, no other site hears of it."""
    try:
        shared = assistant.shared(token)
    except UnknownShare:
        raise HTTPException(HTTPStatus.NOT_FOUND, "This answer isn’t shared, or isn’t any more.") from None
    versions = {entry.guide.slug: entry.guide.version for entry in assistant.guides()}
    page = _pages(request).html("answer.html", {"answer": view(shared, versions)})
    page.headers.update(
        {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    )
    return page


@router.get("/widget.js")
@router.get("/widget-more.js")
async def widget(request: Request) -> Response:
    """The widget, and what it loads when it is first needed; a page of any origin may load both. What they may then
    call is for ``GUIDES_ALLOWED_ORIGINS`` to say."""
    response = await _pages(request).assets.get_response(request.url.path.lstrip("/"), request.scope)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """What the API takes, for developers."""
    return _pages(request).html("docs.html", {"routes": routes_of(request.app.openapi())})


def _on_page(handler: Any) -> Any:
    """``handler``, whose problem is a page for someone with a browser; a document for all others, and from the API."""

    async def handled(request: Request, error: Exception) -> Response:
        problem: Response = await handler(request, error)
        if not isinstance(problem, ProblemResponse) or request.url.path.startswith(API):
            return problem
        told: Response = problem
        if _wants_page(request.headers.get("accept", "")):
            values = {"problem": problem.problem, "coach": request.url.path.startswith("/coach")}
            told = _pages(request).html("problem.html", values, problem.status_code)
            told.headers.update({name: problem.headers[name] for name in CARRIED if name in problem.headers})
        told.headers["Vary"] = "Accept"
        return told

    return handled


def linked(text: str) -> Markup:
    """``text`` with its web addresses as links."""
    parts = _ADDRESS.split(text)
    link = Markup('<a href="{0}" rel="noopener">{0}</a>')
    return Markup("").join(link.format(part) if place % 2 else part for place, part in enumerate(parts))


def _description(guide: Guide) -> str:
    """How a guide begins, as one may read it beside a link to it."""
    first = next((one for one in guide.blocks if one.kind is BlockKind.PARAGRAPH), None)
    text = " ".join(guide.text[first.start : first.end].split()) if first else guide.title
    return text if len(text) <= DESCRIPTION else text[:DESCRIPTION].rpartition(" ")[0] + "…"


def _wants_page(accept: str) -> bool:
    wanted = (part.replace(" ", "").split(";") for part in accept.lower().split(","))
    return any(kind == "text/html" and not {"q=0", "q=0.0"} & {*more} for kind, *more in wanted)


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _offset(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 10 else 0
