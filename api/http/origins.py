"""Which pages of other origins may call the API, and the headers that every response carries."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from ipaddress import ip_address
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
_PORTS = {"http": ":80", "https": ":443"}


class OriginGuard:
    """Refuses what a page of another origin sends to the API, unless its origin is allowed.

    Browsers name the origin themselves, so a page can't lie about it. What isn't a browser sends none. A page of this
    server's must have been loaded under one of ``hosts``, the loopback's names or the address that the request came to:
    any other name may be a stranger's who lets it point here.
    """

    def __init__(self, app: ASGIApp, allowed: Sequence[str], hosts: Sequence[str] = ()) -> None:
        self._app = app
        self._allowed = frozenset(allowed)
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or self._welcome(scope):
            await self._app(scope, receive, send)
            return
        detail = (
            "Pages of this origin may not call the API; its operator can allow them in GUIDES_ALLOWED_ORIGINS, "
            "or name the server's own host in GUIDES_ALLOWED_HOSTS."
        )
        await ProblemResponse(HTTPStatus.FORBIDDEN, detail)(scope, receive, send)

    def _welcome(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        origin = headers.get("origin", "").lower()
        if not origin or not self._allowed.isdisjoint({origin, "*"}):
            return True
        with suppress(ValueError):  # what is no address is nobody's origin
            own = headers.get("sec-fetch-site") == "same-origin" or _is_host(origin, headers.get("host", "").lower())
            return own and self._is_ours(urlsplit(origin).hostname or "", scope)
        return False

    def _is_ours(self, host: str, scope: Scope) -> bool:
        if host == "localhost" or host in self._hosts:
            return True
        if scope.get("server") and host == str(scope["server"][0]).lower():
            return True
        with suppress(ValueError):  # a name
            return ip_address(host).is_loopback
        return False


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
                for name, value in (EVERYWHERE | PAGES).items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache" if _may_be_cached(path) else "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


def sent_by_own_page(headers: Headers) -> bool:
    """Whether a browser says that a page of this very origin sent this."""
    with suppress(ValueError):  # what is no address is nobody's origin
        return headers.get("sec-fetch-site") == "same-origin" or _is_host(
            headers.get("origin", "").lower(), headers.get("host", "").lower()
        )
    return False


def _is_host(origin: str, host: str) -> bool:
    """Whether ``origin`` is this server's. Its scheme doesn't count: a proxy may end TLS without saying so."""
    parts = urlsplit(origin)
    port = _PORTS.get(parts.scheme)
    return port is not None and bool(host) and parts.netloc.removesuffix(port) == host.removesuffix(port)


def _may_be_cached(path: str) -> bool:
    return not path.startswith(("/v1/", "/coach")) or path.startswith("/v1/guides")
