"""Where the citations of an answer stand in its text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api import present
from api.http.openai.citing import Typed, marks
from api.http.stream_log import Logged
from api.schemas.chat import ChatResponse
from assistant.citations import markdown
from assistant.types import Answer, Citation, Reply, Statement, Status

WORDS = st.text(alphabet="ab [1]2é😀.", min_size=1, max_size=20).filter(lambda text: bool(text.split()))


def replied(text: str, statements: list[Statement], citations: list[Citation]) -> ChatResponse:
    answer = Answer(Status.ANSWERED, text, "q", 0.5, tuple(statements), tuple(citations))
    return present.chat_response(Reply("c", "m", answer))


def pieces(reply: ChatResponse) -> list[str]:
    return Typed().pieces(Logged("m", 0, "done", reply.model_dump(mode="json")))


def cited(n: int, guide: str = "g") -> Citation:
    return Citation(n, guide, f"Title of {guide}", "", "quote", 0, 5, f"/guides/{guide}#:~:text=quote", "p", "v")


def test_a_mark_is_the_number_of_its_citation_and_not_the_same_text_in_a_guide() -> None:
    statements = [Statement("See note [1] there.", (2,)), Statement("Pay is high.", (1, 2))]
    text = "See note [1] there. [2] Pay is high. [1][2]"
    found = marks(replied(text, statements, [cited(1), cited(2)]))
    assert [(mark.start, mark.citation.n) for mark in found] == [(20, 2), (37, 1), (40, 2)]
    assert pieces(replied(text, statements, [cited(1), cited(2)])) == [
        "See note [1] there. [2]",
        " Pay is high. [1][2]",
    ]


def test_statements_are_typed_as_they_come_where_it_is_known_how_they_follow_each_other() -> None:
    statements = [Statement("One\n- Two.", (1, 2)), Statement("Three.", (1,))]
    text = "- One - Two. [1][2]\n\nThree. [1]\n\nThe guides don't say anything about pay."
    typed, told = Typed(), ""
    for number, (one, lead) in enumerate(zip(statements, ("- ", "\n\n"), strict=True)):
        data = {"text": one.text, "citations": list(one.citations), "lead": lead}
        [piece] = typed.pieces(Logged("m", number, "statement", data))
        told += piece
        assert text.startswith(told)
    assert typed.pieces(Logged("m", 2, "citations", {})) == []
    whole = replied(text, statements, [cited(1), cited(2)]).model_dump(mode="json")
    [rest] = typed.pieces(Logged("m", 3, "done", whole))
    assert told + rest == text


def test_the_nearest_sentence_of_a_refusal_has_its_mark() -> None:
    text = "The guides don't say. The nearest thing: “Pay [1].” [1]"
    [mark] = marks(replied(text, [], [cited(1)]))
    assert (mark.start, mark.end) == (len(text) - 3, len(text))


def test_an_address_on_this_server_is_made_whole_and_any_other_is_left_as_it_is() -> None:
    [mark] = marks(replied("Pay. [1]", [Statement("Pay.", (1,))], [cited(1)]))
    assert mark.url("http://guides.test:8000/") == "http://guides.test:8000/guides/g#:~:text=quote"
    elsewhere = mark.citation.model_copy(update={"url": "https://jobs.test/x#:~:text=a%2Cb,c"})
    assert type(mark)(0, 3, elsewhere).url("http://guides.test/") == "https://jobs.test/x#:~:text=a%2Cb,c"


@given(st.lists(st.tuples(WORDS, st.sampled_from("gh")), min_size=1, max_size=4), st.booleans())
def test_every_statement_of_every_answer_is_marked_at_its_end(said: list[tuple[str, str]], as_list: bool) -> None:
    said = sorted(said, key=lambda one: one[1])
    statements = [Statement(text, (n,)) for n, (text, _) in enumerate(said, 1)]
    citations = [cited(n, guide) for n, (_, guide) in enumerate(said, 1)]
    reply = replied(markdown(statements, citations, as_list), statements, citations)
    found = marks(reply)
    assert [mark.citation.n for mark in found] == [citation.n for citation in citations]
    for mark, statement in zip(found, statements, strict=True):
        assert reply.answer[mark.start : mark.end] == f"[{mark.citation.n}]"
        assert reply.answer[: mark.start].endswith(f"{' '.join(statement.text.split())} ")
    assert "".join(pieces(reply)) == reply.answer
