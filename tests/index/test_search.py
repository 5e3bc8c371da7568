"""Search over a small corpus: what is asked comes first, filters hold, odd questions are no trouble."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from langchain_core.runnables import RunnableLambda

from corpus.lexicon import Lexicon
from index.encode import OnnxEncoder
from index.errors import StoreError
from index.expected import expected_answers
from index.fusion import shipped_weights
from index.live import LiveIndex
from index.query import WordCounts, Wording
from index.retriever import GuideRetriever
from index.search import Searcher
from index.types import Vectors
from index.vectors import VectorStore, VectorStores
from tests.index.conftest import DIRECTOR, LEAD, Counting, Workshop


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder, encoders: Path, lexicon: Lexicon) -> LiveIndex:
    base = tmp_path_factory.mktemp("search")
    workshop = Workshop(base / "corpus", base / "index", Counting(encoder), lexicon, VectorStores())
    workshop.corpus.mkdir()
    workshop.index.mkdir()
    (workshop.index / "encoders").symlink_to(encoders)
    workshop.write("director.md", DIRECTOR)
    workshop.write("lead.md", LEAD)
    workshop.sync()
    return workshop.live()


@pytest.fixture(scope="module")
def searcher(live: LiveIndex) -> Searcher:
    assert live.searcher is not None
    return live.searcher


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many EMs does a Director have?", "Three to six"),
        ("what do they pay", "Equity is the largest part"),
        ("warning signs", "left within a year"),
        ("which interview rounds are there?", "coding round"),
        ("who decides the technical direction?", "decides the technical direction"),
    ],
)
def test_what_is_asked_comes_first(searcher: Searcher, question: str, words: str) -> None:
    assert words in searcher.search(question, 1)[0].passage.text


def test_hits_are_ordered_whole_and_explained(searcher: Searcher) -> None:
    hits = searcher.search("pay and equity", 5)
    assert len(hits) == 5
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == 5
    for hit in hits:
        assert hit.passage.guide == hit.guide.slug
        assert hit.passage.text == hit.guide.text[hit.passage.start : hit.passage.end]
        assert -1 <= hit.scores.dense <= 1.0001
        assert 0 <= hit.scores.lexical <= 1
        assert -1 <= hit.scores.late <= 1.0001


def test_matches_that_a_search_found_are_those_of_comparing_anew(searcher: Searcher) -> None:
    question, other = searcher.encode("pay and equity"), searcher.encode("who decides?")
    hits = searcher.rank(question, 5)
    for asked in (question, other):
        known, anew = searcher.matches(asked, hits), searcher.similarities(asked, [hit.passage for hit in hits])
        assert known.bounds.tolist() == anew.bounds.tolist()
        np.testing.assert_allclose(known.tokens, anew.tokens, atol=1e-6)
        np.testing.assert_allclose(known.means, anew.means, atol=1e-6)
        np.testing.assert_allclose(known.expected, anew.expected, atol=1e-6)


def test_more_than_there_are_gives_all(searcher: Searcher) -> None:
    everything = searcher.search("pay", 1000)
    assert {hit.passage.id for hit in everything} == {passage.id for passage in searcher.generation.passages}


@pytest.mark.parametrize("guides", [("lead",), ("director",), ("director", "lead")])
@pytest.mark.parametrize("topics", [(), ("pay",), ("hiring", "flags")])
def test_filters(searcher: Searcher, guides: tuple[str, ...], topics: tuple[str, ...]) -> None:
    expected = {
        passage.id
        for passage in searcher.generation.passages
        if passage.guide in guides and (not topics or passage.topic in topics)
    }
    hits = searcher.search("How is equity paid?", 1000, guides, topics)
    assert {hit.passage.id for hit in hits} == expected


@pytest.mark.parametrize("k", [1, 3, 100])
def test_the_candidates_of_a_filter_are_the_nearest_of_its_rows(searcher: Searcher, k: int) -> None:
    question = searcher.encode("pay and equity")
    rows = [row for row, one in enumerate(searcher.generation.passages) if one.guide == "director"]
    everything = {hit.passage.id for hit in searcher.rank(question, 100, ["director"])}
    assert everything == {searcher.generation.passages[row].id for row in rows}
    ranked = searcher.rank(question, k, ["director"])
    assert ranked == searcher.rank(question, 100, ["director"])[:k]
    cosines = searcher.generation.pooled[rows] @ question.pooled
    assert {hit.passage.id: hit.scores.dense for hit in searcher.rank(question, 100, ["director"])} == pytest.approx(
        {searcher.generation.passages[row].id: float(cosine) for row, cosine in zip(rows, cosines, strict=True)}
    )


def test_the_topic_and_the_role_that_are_named_speak_for_a_passage(searcher: Searcher) -> None:
    hits = searcher.search("How are Tech Leads hired? interviews", 1000)
    for hit in hits:
        assert hit.scores.role == (hit.guide.role == "Tech Lead")
        assert hit.scores.topic == (hit.passage.topic == "hiring")
    assert {hit.scores.role for hit in hits} == {hit.scores.topic for hit in hits} == {0, 1}
    assert (hits[0].scores.role, hits[0].scores.topic) == (1, 1)
    nothing = searcher.search("the vault", 1000)
    assert not any(hit.scores.role or hit.scores.topic for hit in nothing)


class Unasked(VectorStore):
    """Vectors of which nobody asks for the nearest ones."""

    def __init__(self) -> None:
        pass

    def demand_open(self) -> None:
        pass

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        raise AssertionError(f"the nearest {k} were looked for")


def test_where_every_passage_is_a_candidate_none_is_looked_for(searcher: Searcher, encoder: OnnxEncoder) -> None:
    generation = replace(searcher.generation, vectors=Unasked())
    wording = Wording(generation.words, searcher.lexicon, encoder.is_word)
    found = Searcher(generation, searcher.encoder, wording).search("pay and equity", 5)
    assert [hit.passage.id for hit in found] == [hit.passage.id for hit in searcher.search("pay and equity", 5)]


def test_without_bm25_words_count_nothing(searcher: Searcher, live: LiveIndex, encoder: OnnxEncoder) -> None:
    texts = [passage.embedded for passage in searcher.generation.passages]
    wording = Wording(WordCounts.of(texts), searcher.lexicon, encoder.is_word)
    without = Searcher(searcher.generation, encoder, wording, replace(shipped_weights(), lexical=0.0))
    assert any(hit.scores.lexical for hit in searcher.search("equity", 100))
    hits = without.search("equity", 100)
    assert hits
    assert not any(hit.scores.lexical for hit in hits)


def test_the_fused_score_is_the_weighted_sum_of_its_parts(searcher: Searcher) -> None:
    for hit in searcher.search("What is the equity of a Tech Lead?", 100):
        parts = [getattr(shipped_weights(), part.name) * getattr(hit.scores, part.name) for part in fields(hit.scores)]
        assert hit.score == pytest.approx(sum(parts))
        assert hit.scores.heading <= hit.scores.late + 1e-5
        assert hit.scores.sentence <= hit.scores.late + 1e-5


def test_filters_that_leave_nothing(searcher: Searcher) -> None:
    assert searcher.search("pay", 5, ("nobody",)) == ()
    assert searcher.search("pay", 5, (), ("no-such-topic",)) == ()


@pytest.mark.parametrize(
    "question", ["", " ", "?", "🙂🙂", "the of a", "\x00\x07", "pay " * 1000, "x" * 4000, "\ud800"]
)
def test_odd_questions_are_no_trouble(searcher: Searcher, question: str) -> None:
    hits = searcher.search(question, 3)
    assert len(hits) <= 3
    assert all(np.isfinite(hit.score) for hit in hits)


def test_searching_changes_nothing(searcher: Searcher) -> None:
    before = searcher.search("pay", 5)
    searcher.search("hiring", 5)
    assert searcher.search("pay", 5) == before


def test_similarities_of_context_and_sentences_against_brute_force(searcher: Searcher, encoder: OnnxEncoder) -> None:
    question = searcher.encode("How many managers report to a Director?")
    passages = searcher.generation.passages
    found = searcher.similarities(question, passages)
    for passage, first, last in zip(passages, found.bounds[:-1], found.bounds[1:], strict=True):
        encoded = encoder.encode([passage.embedded])
        cosines = question.tokens @ encoded.tokens[0].T
        shift = len(passage.context) + 1 - passage.start
        spans = [(0, len(passage.context)), *((start + shift, end + shift) for start, end in passage.sentences)]
        assert last - first == len(spans)
        for segment, (start, end) in enumerate(spans, int(first)):
            inside = [column for column, (begin, _) in enumerate(encoded.offsets[0]) if start <= begin < end]
            assert inside
            np.testing.assert_allclose(found.tokens[segment], cosines[:, inside].max(axis=1), atol=0.1)
            center = encoded.tokens[0][inside].mean(axis=0)
            center /= np.linalg.norm(center)
            assert found.means[segment] == pytest.approx(question.pooled @ center, abs=0.06)
            assert found.expected[segment] == pytest.approx(question.expected @ center, abs=0.06)


def test_question_weights_favour_what_is_asked(searcher: Searcher) -> None:
    question = searcher.encode("What is the equity?")
    assert question.weights.shape == (len(question.tokens),)
    assert int(question.weights.argmax()) == 3
    assert question.topics == {"pay"}


@pytest.fixture(scope="module")
def wording(live: LiveIndex, encoder: OnnxEncoder, lexicon: Lexicon) -> Wording:
    assert live.searcher is not None
    texts = [passage.embedded for passage in live.searcher.generation.passages]
    return Wording(WordCounts.of(texts), lexicon, encoder.is_word)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("How many EMs?", "How many Engineering Manager?"),
        ("What does an EM do?", "What does an Engineering Manager do?"),
        ("What does a vpe earn?", "What does a VP of Engineering earn?"),
        ("why do directors fail?", "why do Director of Engineering fail?"),
        ("What do VPs of Engineering earn?", "What do VP of Engineering earn?"),
        ("what does a VP of eng do?", "what does a VP of Engineering do?"),
        ("what does a scrum master do?", "what does a scrum master do?"),
    ],
)
def test_a_role_of_the_guides_is_searched_by_its_full_name(wording: Wording, question: str, role: str) -> None:
    assert wording.normalise(question) == role


@pytest.mark.parametrize(
    ("question", "mended"),
    [
        ("engeneering managers?", "engineering managers?"),
        ("what does a directr do", "what does a director do"),
        ("salery and compensaton", "salary and compensation"),
        ("whta does a directr do", "what does a director do"),
        ("wats the pay after 2 yrs", "what's the pay after 2 years"),
        ("Yrs ago", "Yrs ago"),
        ("what does a director do? 4711 :-)", "what does a director do?"),
        ("what does a director earn? 2031", "what does a director earn? 2031"),
        ("a director? or a lead", "a director? or a lead"),
        ("What does Camille Compensaton say?", "What does Camille Compensaton say?"),
        ("What about Enginering Directr?", "What about engineering director?"),
        ("we're twelve, they're offering 2%", "we're twelve, they're offering 2%"),
        ("unmanager, bricking and a shearer's share", "unmanager, bricking and a shearer's share"),
    ],
)
def test_a_misspelt_word_of_the_field_is_mended(wording: Wording, question: str, mended: str) -> None:
    assert wording.mend(question) == mended


@given(st.text(max_size=200))
def test_any_question_is_reworded_once_and_for_all(wording: Wording, question: str) -> None:
    worded = wording.normalise(question)
    assert not question or worded
    assert wording.topics(question) <= set(wording.lexicon.topics)
    assert all(0 <= wording.rarity(word) <= 1 for word in question.split())


def test_rarity_and_words_of_the_field(wording: Wording) -> None:
    assert wording.rarity("zebra") == pytest.approx(1)
    assert 0 < wording.rarity("director") < wording.rarity("headcount") < wording.rarity("zebra")
    assert wording.frequency("managed") == wording.frequency("managers") == 1
    for word in ("Directors", "salary", "Berlin", "recruiter"):
        assert wording.of_the_field(word), word
    for word in ("headcount", "zebra", "Netflix", "Kubernetes"):
        assert not wording.of_the_field(word), word
    assert Wording(WordCounts.of([]), wording.lexicon, lambda word: True).rarity("pay") == pytest.approx(1)


@pytest.mark.parametrize(
    "question",
    [
        "What does it take?",
        "equity, and zqxwvk",
        "",
        "?! 42 🙂",
        "How are teams managed?",
        "does",
        "the team's pay",
    ],
)
def test_other_words_are_left_alone(wording: Wording, question: str) -> None:
    assert wording.normalise(question) == question


def test_a_question_without_its_mark_gets_it(wording: Wording) -> None:
    assert wording.normalise("how are teams managed") == "how are teams managed?"
    assert wording.normalise("pay of managers") == "pay of managers"


def test_retriever_in_a_chain(live: LiveIndex) -> None:
    def joined(documents: list[Document]) -> str:
        return "\n".join(document.page_content for document in documents)

    chain = GuideRetriever(live=live, k=2) | RunnableLambda(joined)
    assert "Three to six" in chain.invoke("How many managers does a Director have?")


def test_retriever_says_where_a_document_stands(live: LiveIndex, searcher: Searcher) -> None:
    documents = GuideRetriever(live=live, k=3, guides=("director",)).invoke("equity")
    assert len(documents) == 3
    for document in documents:
        guide = searcher.guides[document.metadata["guide"]]
        assert guide.slug == "director"
        assert document.page_content == guide.text[document.metadata["start"] : document.metadata["end"]]
        assert document.metadata["version"] == guide.version
        assert document.metadata["url"] == "https://example.com/director"
    assert documents[0].metadata["section"] == "Pay"


def test_retriever_without_an_index(workshop: Workshop) -> None:
    with pytest.raises(StoreError, match="guides index"):
        GuideRetriever(live=workshop.live()).invoke("pay")


def test_collections_are_a_filter_that_joins_with_the_others(workshop: Workshop) -> None:
    for name in ("acme__handbook/pay.md", "acme__handbook/time.md", "other/pay.md"):
        (workshop.corpus / name).parent.mkdir(exist_ok=True)
        workshop.write(name, "# Rules\n\n## Pay\n\nPay is paid on the last day of a month.\n")
    workshop.sync()
    searcher = workshop.searcher()

    def found(*filters: tuple[str, ...]) -> set[str]:
        return {hit.passage.guide for hit in searcher.search("When is pay paid?", 1000, *filters)}

    assert searcher.collections == {"acme handbook", "other"}
    assert found((), (), ("acme handbook",)) == {"acme-handbook-pay", "acme-handbook-time"}
    assert found((), ("pay",), ("other",)) == {"other-pay"}
    assert found(("acme-handbook-pay", "lead"), (), ("acme handbook",)) == {"acme-handbook-pay"}
    assert found(("lead",), (), ("other",)) == found((), (), ("unknown",)) == set()


def test_a_searcher_may_expect_other_answers(searcher: Searcher) -> None:
    question = searcher.encode("Who does a Director report to?")
    alike = searcher.expecting(expected_answers("another", 384))
    assert not np.allclose(question.expected, question.pooled, atol=0.1)
    np.testing.assert_allclose(alike.encode(question.text).expected, question.pooled, atol=1e-6)
    scores = alike.search(question.text, 1)[0].scores
    assert scores.expected == pytest.approx(scores.sentence_dense, abs=1e-4)
