"""Which pages of other origins may call the API, and the headers that every response carries."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import ProblemResponse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'self'",
    )
)
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PAGES = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
FROM_A_CDN = frozenset({"/docs", "/docs/oauth2-redirect", "/redoc"})
"""FastAPI's pages for developers load scripts from elsewhere; no policy of ours would let them work."""
_PORTS = {"http": ":80", "https": ":443"}


class OriginGuard:
    """Refuses what a page of another origin sends to the API, unless its origin is allowed.

    Browsers name the origin themselves, so a page can't lie about it. What isn't a browser sends none.
    """

    def __init__(self, app: ASGIApp, allowed: Sequence[str]) -> None:
        self._app = app
        self._allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or self._welcome(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        detail = "Pages of this origin may not call the API; its operator can allow them in GUIDES_ALLOWED_ORIGINS."
        await ProblemResponse(HTTPStatus.FORBIDDEN, detail)(scope, receive, send)

    def _welcome(self, headers: Headers) -> bool:
        origin = headers.get("origin", "").lower()
        return (
            not origin
            or not self._allowed.isdisjoint({origin, "*"})
            or headers.get("sec-fetch-site") == "same-origin"
            or _is_host(origin, headers.get("host", "").lower())
        )


class SafeHeaders:
    """Adds the headers that keep browsers from guessing, framing, sniffing and caching."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (EVERYWHERE if path in FROM_A_CDN else EVERYWHERE | PAGES).items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache" if _may_be_cached(path) else "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


def _is_host(origin: str, host: str) -> bool:
    """Whether ``origin`` is this server's. Its scheme doesn't count: a proxy may end TLS without saying so."""
    parts = urlsplit(origin)
    port = _PORTS.get(parts.scheme)
    return port is not None and bool(host) and parts.netloc.removesuffix(port) == host.removesuffix(port)


def _may_be_cached(path: str) -> bool:
    return not path.startswith("/v1/") or path.startswith("/v1/guides")
