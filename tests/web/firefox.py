"""The system's Firefox, driven over WebDriver BiDi, which it speaks itself; Playwright drives its own builds only."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.web.driven import PATIENCE, DrivenPage

LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
"""E.g. "*WebDriver BiDi listening on ws://127.0.0.1:9222*"."""
_QUIET = """
user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
user_pref("ui.prefersReducedMotion", 1);
"""
"""Settings under which it asks nobody but the page."""


def firefox() -> str | None:
    """Firefox as the system's packages install it."""
    names = (os.environ.get("FIREFOX", ""), "firefox-esr", "firefox")
    return next((path for name in names if name and (path := shutil.which(name))), None)


class FirefoxPage(DrivenPage):
    """A page of a session of its own."""

    def __init__(self, line: ClientConnection) -> None:
        self._line, self._numbers = line, count(1)
        self._call("session.new", capabilities={})
        self._context = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def goto(self, address: str) -> None:
        self._call("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        self._call("browsingContext.setViewport", context=self._context, viewport=size)

    def press(self, keys: str) -> None:
        """Presses no button: the window isn't in the foreground."""
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._call("input.performActions", context=self._context, actions=[source])

    def run(self, script: str) -> None:
        self._call("script.evaluate", expression=script, target={"context": self._context}, awaitPromise=False)

    def json(self, expression: str) -> str | None:
        found = self._call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})))()",
            target={"context": self._context},
            awaitPromise=True,
        )
        if found["type"] != "success":
            raise AssertionError(f"{expression}: {found['exceptionDetails']['text']}")
        text: str | None = found["result"].get("value")
        return text

    def _call(self, method: str, **params: object) -> dict[str, Any]:
        number = next(self._numbers)
        self._line.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._line.recv(PATIENCE))
            if answer.get("id") == number:
                if answer["type"] == "error":
                    raise AssertionError(f"{method}: {answer['message']}")
                result: dict[str, Any] = answer["result"]
                return result


@contextmanager
def firefox_page(program: str, profile: Path) -> Iterator[FirefoxPage]:
    """A page of a Firefox of its own, which is ended afterwards."""
    (profile / "user.js").write_text(_QUIET, encoding="utf-8")
    command = [program, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
    environment = {**os.environ, "HOME": str(profile), "MOZ_HEADLESS": "1"}
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert started.stderr is not None
        said = next((found for line in started.stderr if (found := LISTENING.search(line))), None)
        if said is None:
            raise AssertionError("Firefox doesn't listen")
        with connect(f"{said[1]}/session", max_size=None) as line:
            yield FirefoxPage(line)
    finally:
        started.terminate()
        started.communicate(timeout=PATIENCE)
