"""What the sentences of a small guide tell for a question; the encoder is the real one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assistant.answering.evidence import Evidence, Sentence, gather
from assistant.answering.extract import choose, extract, in_reading_order
from assistant.answering.question import AnswerForm, question_kind
from assistant.answering.told import told
from assistant.bootstrap import build_index
from assistant.language.statements import is_statement
from assistant.settings import load_settings
from corpus.lexicon import Lexicon
from corpus.types import BlockKind, Passage
from index.live import LiveIndex
from index.search import Searcher
from index.vectors import VectorStores

KEEPER = """# Lamp Keeper

A lamp keeper is the person who keeps the light of a harbour burning through the night. The keeper lives in the tower.

## The work

**Rounds.** The keeper climbs the tower four times a night. Each climb takes about twenty minutes in a storm.

**Repairs.** Broken panes are replaced before the evening comes. They are cut to size with a diamond in the cellar.

## What to bring

- Two pairs of woollen gloves for the gallery.
- Waterproof boots.
- A whistle, because fog swallows every voice.

## Frequently asked questions

### How many visitors may stand on the gallery?

At most six visitors may stand there at once. Children count as visitors too. Dogs must wait down at the door.
Nobody is let up in a gale, whoever asks. The keeper's word is final on that.

### Short answers

- **Can a lamp keeper keep a parrot?** Yes. Not on the gallery.
- **Will electric light end the job?** Not soon. Storms break it.

| Watch | Begins | Ends |
|---|---|---|
| Winter | 4 pm | 9 am |
| Summer | 10 pm | 3 am |

### Who pays for the oil?

The harbour office pays for the oil and for the wicks.
"""


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory, encoders: Path, lexicon: Lexicon) -> Searcher:
    base = tmp_path_factory.mktemp("keeper")
    settings = load_settings(corpus=base / "corpus", index=base / "index", database_url="sqlite://")
    settings.corpus.mkdir()
    settings.index.mkdir()
    (settings.index / "encoders").symlink_to(encoders)
    (settings.corpus / "lamp-keeper.md").write_text(KEEPER, encoding="utf-8")
    build_index(settings)
    live = LiveIndex(settings.index, settings.encoder, VectorStores())
    live.refresh()
    assert live.searcher is not None
    return live.searcher


def read(searcher: Searcher, question: str, hits: int = 8) -> Evidence:
    asked = searcher.encode(question)
    return gather(asked, searcher.rank(asked, hits), searcher)


def sentence(evidence: Evidence, words: str) -> Sentence:
    return next(found for found in evidence.sentences if words in found.text)


def answer(searcher: Searcher, question: str) -> list[str]:
    asked = searcher.encode(question)
    hits = searcher.rank(asked, 8)
    return [quote.text for quote in extract(asked, hits, gather(asked, hits, searcher), searcher)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The harbour office pays for the oil.", True),
        ("Six pairs.", False),
        ("At most 6.", True),
        ("There is no bonus.", True),
        ("Working from home: no.", True),
        ("It is.", False),
        ("About $40.", True),
        ("The size of the span.", False),
        ("Red flags in a role like this one are:", False),
        ("What does the founder intend to keep from now on?", False),
        ("", False),
    ],
)
def test_what_says_something_by_itself(text: str, says: bool) -> None:
    assert is_statement(text) is says


@pytest.mark.parametrize("question", ["How many visitors may come up?", "what should I bring", "", "?", "🙂"])
def test_sentences_are_exact_and_ordered(searcher: Searcher, question: str) -> None:
    asked = searcher.encode(question)
    hits = searcher.rank(asked, 8)
    evidence = gather(asked, hits, searcher)
    assert evidence.matched.shape == (len(hits), len(asked.tokens))
    scores = [found.score for found in evidence.sentences]
    assert scores == sorted(scores, reverse=True)
    assert np.isfinite(scores).all()
    assert len({(found.hit.passage.id, found.position) for found in evidence.sentences}) == len(evidence.sentences)
    for found in evidence.sentences:
        assert found.hit is hits[found.rank]
        assert found.text == found.hit.guide.text[found.start : found.end]
        spans = found.hit.passage.sentences
        assert spans[found.position][0] <= found.start < found.end
        assert found.end in [end for _, end in spans[found.position : found.position + 2]]
        answers = found.hit.guide.text[slice(*spans[0])].endswith("?")
        assert is_statement(found.text) or (answers and not found.text.endswith("?"))
        assert not found.text.startswith(("- ", "* "))


def test_headings_and_questions_are_no_evidence_and_items_lose_their_marker(searcher: Searcher) -> None:
    texts = {found.text for found in read(searcher, "what should I bring for the gallery", hits=50).sentences}
    assert "Two pairs of woollen gloves for the gallery." in texts
    assert "A whistle, because fog swallows every voice." in texts
    assert texts.isdisjoint({"Rounds.", "Repairs.", "Waterproof boots.", "Who pays for the oil?"})


def test_a_short_answer_of_the_guides_own_is_told_with_the_sentence_behind_it(searcher: Searcher) -> None:
    assert answer(searcher, "Can a lamp keeper keep a parrot?") == ["Yes. Not on the gallery."]
    assert answer(searcher, "Will electric light end the job of a lamp keeper?")[0] == "Not soon. Storms break it."


def test_the_header_of_a_table_is_no_evidence(searcher: Searcher) -> None:
    texts = [one.text for one in read(searcher, "How long is the watch in winter?").sentences]
    assert not any(text.startswith("Watch |") for text in texts)
    assert any(text.startswith("Winter |") for text in texts)


def test_what_others_say_is_no_evidence_and_what_the_guide_says_to_it_is() -> None:
    text = '**"You work with lamps all day."** You mostly work with paper and a pen.'
    passage = Passage("p", "g", "G", "G", (), "", BlockKind.PARAGRAPH, 0, len(text), text, ((0, 34), (35, len(text))))
    assert [text[one.start : one.end] for one in told(text, passage).sentences] == [
        "You mostly work with paper and a pen."
    ]


def test_without_hits_there_is_no_evidence(searcher: Searcher) -> None:
    asked = searcher.encode("Who pays for the oil?")
    evidence = gather(asked, [], searcher)
    assert evidence.sentences == ()
    assert evidence.matched.shape == (0, len(asked.tokens))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who pays for the oil?", "The harbour office pays"),
        ("How often does the keeper climb the tower?", "four times a night"),
        ("How long does a climb take?", "twenty minutes"),
        ("What is cut with a diamond?", "cut to size with a diamond"),
        ("What is a lamp keeper?", "the person who keeps the light"),
        ("What about dogs?", "Dogs must wait"),
    ],
)
def test_the_likeliest_sentence_answers(searcher: Searcher, question: str, words: str) -> None:
    assert words in read(searcher, question).sentences[0].text


def test_a_run_in_heading_speaks_for_the_sentence_after_it_only(searcher: Searcher) -> None:
    evidence = read(searcher, "rounds", hits=50)
    led = sentence(evidence, "climbs the tower four times")
    assert led.features.lead > 0
    assert sentence(evidence, "Each climb").features.lead == 0
    assert sentence(evidence, "lives in the tower").features.lead == 0
    assert led.features.lead > sentence(evidence, "Broken panes").features.lead


def test_figures_count_where_a_number_is_asked_for(searcher: Searcher) -> None:
    asked = "How many visitors may be up there?"
    evidence = read(searcher, asked, hits=50)
    six, four = sentence(evidence, "At most six"), sentence(evidence, "four times")
    assert (six.features.figure, six.features.counted) == (1, 1)
    assert (four.features.figure, four.features.counted) == (1, 0)
    assert sentence(evidence, "Dogs must wait").features.figure == 0
    other = read(searcher, "May visitors stand on the gallery?", hits=50)
    assert all(found.features.figure == found.features.counted == 0 for found in other.sentences)


def test_the_guides_own_question_speaks_for_its_answer(searcher: Searcher) -> None:
    evidence = read(searcher, "how many visitors may stand on the gallery", hits=50)
    six = sentence(evidence, "At most six")
    assert six.features.put == max(found.features.put for found in evidence.sentences) == 1
    assert sentence(evidence, "Broken panes").features.put == 0
    assert sentence(evidence, "harbour office").features.put < six.features.put


def test_the_best_passage_is_told_from_the_others(searcher: Searcher) -> None:
    sentences = read(searcher, "Who pays for the oil?").sentences
    assert {found.rank for found in sentences} > {0}
    for found in sentences:
        assert found.features.first == (found.rank == 0)
        assert found.features.behind <= 0
        assert found.features.behind == 0 or found.rank > 0


def test_the_guides_own_answer_is_its_opening_in_order(searcher: Searcher) -> None:
    said = answer(searcher, "How many visitors may stand on the gallery?")
    assert said[0] == "At most six visitors may stand there at once."
    assert 1 <= len(said) <= 3
    places = [KEEPER.index(text) for text in said]
    assert places == sorted(places)
    assert KEEPER.index("At most") <= places[-1] < KEEPER.index("The keeper's word")


def test_a_list_is_told_whole_and_in_order(searcher: Searcher) -> None:
    assert answer(searcher, "What are the things to bring?") == [
        "Two pairs of woollen gloves for the gallery.",
        "Waterproof boots.",
        "A whistle, because fog swallows every voice.",
    ]


def test_of_a_list_that_answers_in_parts_no_part_is_left_out(searcher: Searcher) -> None:
    assert question_kind("Are gloves for the gallery and a whistle for the fog needed?") is not AnswerForm.LIST
    told = answer(searcher, "Are gloves for the gallery and a whistle for the fog needed?")
    assert told == [
        "Two pairs of woollen gloves for the gallery.",
        "Waterproof boots.",
        "A whistle, because fog swallows every voice.",
    ]


def test_a_sentence_that_leans_on_the_one_before_comes_with_it(searcher: Searcher) -> None:
    ranked = read(searcher, "What is cut to size with a diamond?").sentences
    assert ranked[0].text.startswith("They are cut to size")
    said = [found.text for found in in_reading_order(choose(ranked))]
    assert said.index("Broken panes are replaced before the evening comes.") + 1 == said.index(ranked[0].text)


@pytest.mark.parametrize("question", ["How long does a climb take?", "Who may stand on the gallery?", "the light"])
def test_the_chosen_are_few_and_different(searcher: Searcher, question: str) -> None:
    ranked = read(searcher, question).sentences
    chosen = choose(ranked)
    assert chosen[0] is ranked[0]
    assert len({found.text for found in chosen}) == len(chosen) <= 3
    assert choose(ranked, most=1) == [ranked[0]]
    assert [found.start for found in in_reading_order(chosen)] == sorted(found.start for found in chosen)


def test_of_nothing_nothing_is_chosen() -> None:
    assert choose([]) == []
    assert in_reading_order([]) == []


def test_a_sentence_that_stands_twice_is_chosen_once(searcher: Searcher) -> None:
    ranked = read(searcher, "Who pays for the oil?").sentences
    again = replace(ranked[0], position=ranked[0].position + 7)
    assert [found.text for found in choose([ranked[0], again, *ranked[1:]])].count(ranked[0].text) == 1
