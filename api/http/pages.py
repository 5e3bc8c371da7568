"""The pages: the chat, the list of guides, each guide, and the files that they load. Nothing comes from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.staticfiles import StaticFiles

from api import present
from api.http.dependencies import TheAssistant
from api.http.reference import routes_of
from api.http.render import render
from api.problems import ProblemResponse
from assistant.settings import Settings
from assistant.types import UnknownGuide

WEB = Path(__file__).parents[1] / "web"
API = "/v1/"
STATIC = StaticFiles(directory=WEB / "static", check_dir=False)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


class Pages:
    """The templates, compiled once. What they are given is escaped unless it is ``Markup``."""

    def __init__(self, settings: Settings) -> None:
        self._common = {"listings_url": str(settings.listings_url or ""), "here": ""}
        self._templates = Environment(
            loader=FileSystemLoader(WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )

    def html(self, template: str, values: Mapping[str, Any] | None = None, status: int = HTTPStatus.OK) -> HTMLResponse:
        """A page made from a template."""
        page = self._templates.get_template(template).render(self._common | dict(values or {}))
        return HTMLResponse(page, status)


def add_pages(app: FastAPI, settings: Settings) -> None:
    """Have ``app`` serve the pages and their files."""
    app.state.pages = Pages(settings)
    app.add_exception_handler(HTTPStatus.NOT_FOUND, _missing)
    app.include_router(router)
    app.mount("/static", STATIC, name="static")


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
    page = render(entry.guide, *span)
    values = {"guide": present.guide_out(entry), "toc": page.toc, "body": page.body, "changed": changed}
    return pages.html("guide.html", values)


@router.get("/widget.js")
async def widget(request: Request) -> Response:
    """The widget; a page of any origin may load it. What it may then call is for ``GUIDES_ALLOWED_ORIGINS`` to say."""
    response = await STATIC.get_response("widget.js", request.scope)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@router.get("/docs")
async def docs(request: Request) -> HTMLResponse:
    """What the API takes, for developers."""
    return _pages(request).html("docs.html", {"routes": routes_of(request.app.openapi())})


async def _missing(request: Request, error: Exception) -> Response:
    """A page that says so, for someone with a browser; a problem document for everyone else, and from the API."""
    told = error.detail if isinstance(error, StarletteHTTPException) else ""
    if request.url.path.startswith(API) or not _wants_page(request.headers.get("accept", "")):
        return ProblemResponse(HTTPStatus.NOT_FOUND, told, headers={"Vary": "Accept"})
    message = "There is nothing at this address." if told == HTTPStatus.NOT_FOUND.phrase else told
    page = _pages(request).html("missing.html", {"message": message}, HTTPStatus.NOT_FOUND)
    page.headers["Vary"] = "Accept"
    return page


def _wants_page(accept: str) -> bool:
    wanted = (part.replace(" ", "").split(";") for part in accept.lower().split(","))
    return any(kind == "text/html" and not {"q=0", "q=0.0"} & {*more} for kind, *more in wanted)


def _pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


def _offset(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 10 else 0
