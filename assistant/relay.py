"""An answer as a listener hears it."""

from __future__ import annotations

from assistant.types import Answer, Citation, Listener, Statement


class Relay:
    """Tells a listener, if there is one, how an answer opens before its first statement."""

    def __init__(self, listener: Listener | None, answer: Answer) -> None:
        self._listener, self._answer = listener, answer
        self._opened = False

    def say_all(self) -> None:
        """Every statement of the answer as it stands, each citation once."""
        told: set[int] = set()
        for statement in self._answer.statements:
            new = [one for one in self._answer.citations if one.n in statement.citations and one.n not in told]
            told.update(one.n for one in new)
            self.say(statement, tuple(new))

    def say(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
        if self._listener is None:
            return
        if not self._opened:
            self._opened = True
            self._listener.opened(self._answer.status, self._answer.standalone_question, self._answer.confidence)
        self._listener.said(statement, citations)
