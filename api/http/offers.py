"""Reading requests that offer another protocol (``Upgrade``) as if they hadn't, which RFC 9110 allows in 7.8.

Java's client offers HTTP/2 with its first request. httptools takes what follows such a head for another protocol, so
that the body is lost, or is taken for the next request, which is how requests are smuggled past proxies. Here it is
given another head then, which nobody else sees, that says how long the body is.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import httptools

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_FRAMING = (b"content-length", b"transfer-encoding")


class OfferlessParser(httptools.HttpRequestParser):
    """A parser for ``protocol`` that never changes to another one."""

    def __init__(self, protocol: HttpToolsProtocol) -> None:
        self._gate = _Gate(protocol, self)
        self._begin()

    def feed_data(self, data: bytes | bytearray | memoryview[int] | array[int]) -> None:
        """Raises ``HttpParserError``."""
        rest = memoryview(data)
        while len(rest):
            try:
                super().feed_data(rest)
                return
            except httptools.HttpParserUpgrade as offered:
                rest = rest[offered.args[0] :]
            self._begin()  # it may have been told that nothing comes after this request
            super().feed_data(self._gate.framing())

    def _begin(self) -> None:
        super().__init__(self._gate)
        self.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's own


class _Gate:
    """The protocol's ears, closed while the parser reads a head that no client sent."""

    def __init__(self, protocol: HttpToolsProtocol, parser: OfferlessParser) -> None:
        self._protocol = protocol
        self._parser = parser
        self._aside = False
        self.on_body = protocol.on_body

    def framing(self) -> bytes:
        """A head that says of the body what the last one did."""
        self._aside = True
        said = (name + b": " + value + b"\r\n" for name, value in self._protocol.headers if name in _FRAMING)
        return b"POST / HTTP/1.1\r\n" + b"".join(said) + b"\r\n"

    def on_message_begin(self) -> None:
        if not self._aside:
            self._protocol.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if not self._aside:
            self._protocol.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._aside:
            self._protocol.on_header(name, value)

    def on_headers_complete(self) -> None:
        if not self._aside:
            self._protocol.on_headers_complete()
        self._aside = False

    def on_message_complete(self) -> None:
        if not self._parser.should_upgrade():  # else its body is still to come
            self._protocol.on_message_complete()
