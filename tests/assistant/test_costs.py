"""What one question may cost, in counts that no busy machine changes: forwards, queries, statements, expressions."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from assistant.answering.likeness import shipped_matching
from assistant.request import Means, Request
from assistant.respond import respond
from assistant.settings import Settings
from assistant.storage.conversations import Conversations
from assistant.types import Turn
from index.encode import ASKED, OnnxEncoder
from index.late_interaction import Similarities, TokenIndex
from index.live import LiveIndex
from index.query import Wording
from index.search import Searcher
from index.types import Vectors
from index.vectors import VectorStore, VectorStores
from tests.index.conftest import Counting

DIRECTOR = "director-of-engineering"
MOST_EXPRESSIONS = 95
"""Regular expressions that are run for a question, once the texts that it finds have been read before."""

LONGEST = 4000
"""Characters of a message."""
MOST_CALLS = 56_000
MOST_CALLS_OF_A_QUESTION = 3_000
MOST_TOKENS = 3 * ASKED
"""Tokens of a message that are compared with passages, each time that it is: a comparison looks at each side anew."""


class CountingStore(VectorStore):
    """Chroma's vectors, each call of which is counted."""

    def __init__(self, store: VectorStore) -> None:
        self._store, self.calls = store, 0

    def demand_open(self) -> None:
        self._store.demand_open()

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        self.calls += 1
        return self._store.nearest(vector, k)

    def vectors_of(self, ids: Sequence[str]) -> dict[str, Vectors]:
        self.calls += 1
        return self._store.vectors_of(ids)


class CountingTokens(TokenIndex):
    """Token vectors of passages, each comparison with which is counted."""

    def __init__(self, tokens: TokenIndex) -> None:
        self._tokens = tokens
        self.asked: list[int] = []

    @property
    def calls(self) -> int:
        return len(self.asked)

    def similarities(self, question: Vectors, pooled: Vectors, expected: Vectors, rows: Sequence[int]) -> Similarities:
        self.asked.append(len(question))
        return self._tokens.similarities(question, pooled, expected, rows)


class Watched:
    """A searcher whose encoder, vectors and token vectors are counted."""

    def __init__(self, live: Searcher, encoder: OnnxEncoder) -> None:
        self.encoder, self.vectors = Counting(encoder), CountingStore(live.generation.vectors)
        self.tokens = CountingTokens(live.generation.tokens)
        generation = replace(live.generation, vectors=self.vectors, tokens=self.tokens)
        self.searcher = Searcher(generation, self.encoder, Wording(generation.words, live.lexicon, encoder.is_word))

    def ask(self, message: str, *guides: str, history: Sequence[Turn] = ()) -> None:
        self.encoder.texts.clear()
        self.tokens.asked.clear()
        self.vectors.calls = 0
        respond(Request(message, tuple(history), guides), Means(self.searcher))

    @property
    def calls(self) -> tuple[int, int]:
        """Texts that the encoder was given, and calls of Chroma."""
        return len(self.encoder.texts), self.vectors.calls


@pytest.fixture(scope="module")
def watched(shipped: Settings, encoder: OnnxEncoder) -> Iterator[Watched]:
    live = LiveIndex(shipped.index, shipped.encoder, VectorStores())
    live.refresh()
    assert live.searcher is not None
    watched = Watched(live.searcher, encoder)
    for message in ("What does a CTO earn, and an EM?", "Is there a bonus? I live in Rome. I am sad.", "Who?", "ugh"):
        watched.ask(message, history=[Turn("user", "What does an EM do?"), Turn("assistant", "A lot. [1]")])
        watched.ask(message)  # what is read once only, such as fitted numbers, counts for no question
    yield watched
    live.close()


def test_a_question_is_encoded_once_and_chroma_asked_once(watched: Watched) -> None:
    watched.ask("How many EMs should a Director manage?")
    assert watched.calls == (1, 1)


def test_one_that_is_asked_back_is_encoded_once_more_to_see_whether_it_asks_at_all(watched: Watched) -> None:
    watched.ask("What is the salary in Europe?")
    assert watched.calls == (2, 1)


def test_what_a_question_found_is_compared_with_it_once(watched: Watched) -> None:
    watched.ask("How many EMs should a Director manage?")
    assert watched.tokens.calls == 1


def test_the_rows_of_pinned_guides_are_read_without_chroma(watched: Watched) -> None:
    watched.ask("What are the red flags?", DIRECTOR)
    assert watched.calls == (1, 0)


def test_a_refusal_that_looks_into_other_guides_encodes_its_question_once_for_all(watched: Watched) -> None:
    watched.ask("Is there a signing bonus in Antarctica?", DIRECTOR)
    assert watched.calls == (2, 1)


def test_a_turn_is_stored_in_one_transaction_of_three_statements(shipped: Settings, watched: Watched) -> None:
    answer = respond(Request("What are the red flags?"), Means(watched.searcher))
    conversations = Conversations("sqlite://")
    with _statements() as sent:
        conversations.store("What are the red flags?", answer)
    conversations.close()
    assert [one.split()[0] for one in sent] == ["INSERT", "INSERT", "INSERT", "COMMIT"]


def test_what_guides_say_is_not_read_again_for_each_question(watched: Watched) -> None:
    message = "How many EMs should a Director manage?"
    watched.ask(message)
    assert _expressions(lambda: watched.ask(message)) <= MOST_EXPRESSIONS


def test_a_question_makes_few_calls(watched: Watched) -> None:
    asked, means = (
        Request("Which red flags should I watch for in a Head of Engineering role?"),
        Means(watched.searcher, None, shipped_matching()),
    )
    respond(asked, means)
    assert _calls(lambda: respond(asked, means)) <= MOST_CALLS_OF_A_QUESTION


@pytest.mark.parametrize(
    "part",
    [
        *("and what about the salary then ", "director or manager or VP or ", "How does a CTO differ from an EM? "),
        *("I lead a team in Berlin. What does a VP earn and who sits on the panel? ", "nurse or plumber or pilot or "),
        *("a ", "?", "1. a\n", "EM ", "hi! ", "or? ", "ß ", "U.S. ", "12,500 ", "one hundred and ", "xyzzy plugh "),
    ],
)
def test_no_message_costs_many_times_what_another_of_its_length_does(watched: Watched, part: str) -> None:
    message = (part * LONGEST)[:LONGEST]
    assert _calls(lambda: watched.ask(message)) <= MOST_CALLS
    assert sum(watched.tokens.asked) <= MOST_TOKENS


def test_a_message_that_says_enough_is_not_put_to_every_role(watched: Watched) -> None:
    watched.encoder.texts.clear()
    respond(Request("1. a\n" * 800), Means(watched.searcher, None, shipped_matching()))
    assert len(watched.encoder.texts) == 1


@pytest.mark.parametrize("part", ["EM ", "VP, CTO, EM, ", "how many EMs should a director manage? ", "in Berlin "])
@pytest.mark.parametrize("message", ["and in Europe?", "the second one", "why?"])
def test_no_conversation_makes_a_message_cost_many_times_as_much(watched: Watched, message: str, part: str) -> None:
    said = (part * LONGEST)[:LONGEST]
    history = [Turn(role, said) for _ in range(10) for role in ("user", "assistant")]
    watched.ask(message, history=[Turn("user", "What does an EM earn?"), Turn("assistant", "A lot. [1]")])
    assert _calls(lambda: watched.ask(message, history=history)) <= MOST_CALLS


@contextmanager
def _statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    def end(connection: object) -> None:
        sent.append("COMMIT")

    for name, told in (("before_cursor_execute", note), ("commit", end)):
        event.listen(Engine, name, told)
    try:
        yield sent
    finally:
        for name, told in (("before_cursor_execute", note), ("commit", end)):
            event.remove(Engine, name, told)


def _calls(work: Callable[[], object]) -> int:
    """How many functions ``work`` calls, built-in ones too."""
    kinds: Counter[str] = Counter()

    def note(frame: object, kind: str, called: object) -> None:
        kinds[kind] += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return kinds["call"] + kinds["c_call"]


def _expressions(work: Callable[[], object]) -> int:
    """How many regular expressions ``work`` runs."""
    run: Counter[str] = Counter()

    def note(frame: object, kind: str, called: Any) -> None:
        if kind == "c_call" and type(getattr(called, "__self__", None)).__name__ == "Pattern":
            run[called.__name__] += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return run.total()
