"""What a browser that Playwright doesn't drive can do for a test, whatever protocol it is driven by."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

from tests.web.talk import AXE

PATIENCE = 60.0
ENTER, TAB, ESCAPE = "\ue007", "\ue004", "\ue00c"


class DrivenPage(ABC):
    """A page. Whatever is asked of it waits for ``PATIENCE`` seconds at most."""

    @abstractmethod
    def goto(self, address: str) -> None:
        """Open ``address``, and wait until it is loaded."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Be a window of that size."""

    @abstractmethod
    def press(self, keys: str) -> None:
        """Press and release each key where the focus is."""

    @abstractmethod
    def run(self, script: str) -> None:
        """Run a script in the page."""

    @abstractmethod
    def json(self, expression: str) -> str | None:
        """What a JavaScript expression, or a promise, comes to, as JSON; nothing where it is undefined."""

    def value(self, expression: str) -> Any:
        """What a JavaScript expression, or a promise, comes to."""
        return json.loads(self.json(expression) or "null")

    def until(self, expression: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + PATIENCE
        while not self.value(f"Boolean({expression})"):
            if time.monotonic() > deadline:
                raise AssertionError(f"never true: {expression}")
            time.sleep(0.1)

    def violations(self) -> list[str]:
        """What axe-core finds wrong."""
        self.run(AXE_SCRIPT)
        found: list[str] = self.value(f"({AXE})()")
        return found
