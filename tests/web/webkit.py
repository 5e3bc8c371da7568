"""The system's WebKitGTK, driven over WebDriver by Debian's webkit2gtk-driver, on a display that nobody sees."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.replicas.engines import free_port
from tests.web.driven import PATIENCE, DrivenPage

_STILL = "[Settings]\ngtk-enable-animations=0\n"
"""GTK's way to say that motion is to be reduced."""
_POPUP = "window.open('about:blank', '', 'popup,toolbar=no,menubar=no,location=no')"
"""A window of its own without a toolbar, which would keep it wider than a phone."""


def webkit() -> str | None:
    """WebKit's driver as the system's packages install it; it needs a display, for which Xvfb stands in."""
    return shutil.which("WebKitWebDriver") if shutil.which("Xvfb") else None


class WebKitPage(DrivenPage):
    """A page of a session that is there, in a window without tools."""

    def __init__(self, line: httpx.Client, session: str) -> None:
        self._line, self._session = line, f"/session/{session}"
        first = self._call("GET", "window")
        self.run(_POPUP)
        handles: list[str] = []
        while not (others := [one for one in handles if one != first]):
            handles = self._call("GET", "window/handles")
        self._call("POST", "window", handle=others[0])

    def goto(self, address: str) -> None:
        self._call("POST", "url", url=address)

    def resize(self, width: int, height: int) -> None:
        self._call("POST", "window/rect", width=width, height=height)

    def press(self, keys: str) -> None:
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self._call("POST", "actions", actions=[{"type": "key", "id": "keyboard", "actions": actions}])

    def run(self, script: str) -> None:
        self._call("POST", "execute/sync", script=script, args=[])

    def json(self, expression: str) -> str | None:
        script = f"return (async () => JSON.stringify(await ({expression})))()"
        found: str | None = self._call("POST", "execute/sync", script=script, args=[])
        return found

    def _call(self, method: str, what: str, **params: object) -> Any:
        answer = self._line.request(method, f"{self._session}/{what}", json=params if method == "POST" else None)
        value = answer.json()["value"]
        if answer.is_error:
            raise AssertionError(f"{what}: {value['error']}: {value['message']}")
        return value


@contextmanager
def webkit_page(program: str, home: Path) -> Iterator[WebKitPage]:
    """A page of a WebKit of its own, which is ended afterwards."""
    (home / ".config" / "gtk-3.0").mkdir(parents=True)
    (home / ".config" / "gtk-3.0" / "settings.ini").write_text(_STILL, encoding="utf-8")
    with ExitStack() as stack:
        display = stack.enter_context(_display())
        environment = {**os.environ, "HOME": str(home), "DISPLAY": display, "GDK_BACKEND": "x11"}
        port = free_port()
        driver = subprocess.Popen([program, f"--port={port}"], stderr=subprocess.DEVNULL, env=environment)
        stack.callback(_end, driver)
        line = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE))
        _wait(line)
        options = {"args": ["--automation", "--javascript-can-open-windows-automatically=true"]}
        wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
        began = line.post("/session", json={"capabilities": wanted}).json()["value"]
        if "sessionId" not in began:
            raise AssertionError(f"WebKit doesn't start: {began}")
        try:
            yield WebKitPage(line, began["sessionId"])
        finally:
            line.delete(f"/session/{began['sessionId']}")


@contextmanager
def _display() -> Iterator[str]:
    """A display that nobody sees, by its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    started = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read, encoding="ascii") as said:
            yield f":{said.readline().strip()}"
    finally:
        _end(started)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(PATIENCE)


def _wait(line: httpx.Client) -> None:
    """Until the driver listens."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with suppress(httpx.TransportError):
            line.get("/status")
            return
        if time.monotonic() > deadline:
            raise AssertionError("WebKit's driver doesn't listen")
        time.sleep(0.1)
