"""The support gate with the real encoder: what it lets through, what it holds back, and what it says of it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.gate.gate import Gate
from corpus.lexicon import Lexicon, load_lexicon
from corpus.read import read_corpus
from corpus.sentences import sentence_spans
from index.encode import OnnxEncoder

GUIDES = Path(__file__).parents[3] / "corpus" / "guides"
SENTENCES = [
    guide.text[start:end]
    for guide in read_corpus(GUIDES, load_lexicon()).guides
    for start, end in sentence_spans(guide.text)
    if end - start > 30 and "|" not in guide.text[start:end]
]
FIGURES = [sentence for sentence in SENTENCES if re.search(r"\d", sentence) and not sentence[0].isdigit()]
EMS = "The most common range for a Director of Engineering is three to six EMs."
REPORTS = "The Director of Engineering reports to the VP of Engineering."
US = (
    "At most technology companies, a remote Director of Engineering in the US earns a base salary of "
    "$180,000 to $240,000."
)
EUROPE = "Remote Director of Engineering roles in Europe typically pay €110,000 to €160,000."
CODE = (
    "A Director of Engineering rarely writes code, and coding by a Director is a signal that the role is miscalibrated."
)


@pytest.fixture(scope="module")
def gate(encoder: OnnxEncoder, lexicon: Lexicon) -> Gate:
    return Gate(encoder, lexicon)


@given(sentence=st.sampled_from(SENTENCES), others=st.lists(st.sampled_from(SENTENCES), max_size=3))
@settings(max_examples=60)
def test_a_verbatim_quote_is_supported_whatever_is_quoted_beside_it(
    gate: Gate, sentence: str, others: list[str]
) -> None:
    verdict = gate.judge(sentence, [*others, sentence])
    assert verdict.supported, verdict.reasons
    assert verdict.reasons == ()


@given(data=st.data(), sentence=st.sampled_from(FIGURES), others=st.lists(st.sampled_from(SENTENCES), max_size=2))
@settings(max_examples=60)
def test_a_changed_digit_is_never_supported(gate: Gate, data: st.DataObject, sentence: str, others: list[str]) -> None:
    at = data.draw(st.sampled_from([found.start() for found in re.finditer(r"\d", sentence)]))
    digit = data.draw(st.sampled_from([d for d in "123456789" if d != sentence[at]]))
    changed = sentence[:at] + digit + sentence[at + 1 :]
    verdict = gate.judge(changed, [sentence, *others])
    if changed not in others:
        assert not verdict.supported, changed


@given(sentence=st.sampled_from([s for s in SENTENCES if "Director" in s and "Recruiter" not in s]))
@settings(max_examples=30)
def test_a_role_that_no_quote_names_is_never_supported(gate: Gate, sentence: str) -> None:
    changed = re.sub(r"Director( of Engineering)?", "Recruiter", sentence)
    assert not gate.judge(changed, [sentence]).supported, changed


@given(one=st.sampled_from(SENTENCES), other=st.sampled_from(SENTENCES))
@settings(max_examples=40)
def test_the_verdict_is_the_same_again_and_its_score_a_probability(gate: Gate, one: str, other: str) -> None:
    verdict = gate.judge(one, [other])
    assert gate.judge(one, [other]) == verdict
    assert 0.0 <= verdict.score <= 1.0
    assert verdict.supported == (not verdict.reasons)


@pytest.mark.parametrize(
    ("statement", "quotes"),
    [
        ("Most commonly, a Director of Engineering has 3-6 EMs.", [EMS]),
        ("The most common range is 3–6 EMs for a Director [1].", [EMS]),
        ("**Directors of Engineering** rarely write code.", [CODE]),
        ("No, a Director of Engineering rarely writes code.", [CODE]),
        ("A remote Director in the US earns a base salary of $180k to $240k at most technology companies.", [US]),
        ("2.5 million dollars", ["two and a half million dollars"]),
        (
            "Remote Directors typically earn a base of $180k to $240k in the US and €110k to €160k in Europe.",
            [US, EUROPE],
        ),
    ],
)
def test_what_says_the_same_is_supported(gate: Gate, statement: str, quotes: list[str]) -> None:
    verdict = gate.judge(statement, quotes)
    assert verdict.supported, verdict.reasons


@pytest.mark.parametrize(
    ("statement", "quotes", "reason"),
    [
        (
            "The most common range is three to eight EMs for a Director.",
            [EMS],
            "figure three to eight stands in no quote",
        ),
        ("A remote Director in the US earns $180,000 to $250,000.", [US], "figure $180,000 to $250,000 stands"),
        ("A remote Director in Europe earns a base salary of $180,000 to $240,000.", [US], "Europe stands in no quote"),
        ("Remote Directors in the US earn €110,000 to €160,000.", [US, EUROPE], "is that of Europe in the quote"),
        ("The most common range for a CTO is three to six EMs.", [EMS], "CTO stands in no quote"),
        ("A Director of Engineering often writes code.", [CODE], '"often"'),
        ("A Director of Engineering never writes code.", [CODE], '"never"'),
        ("A Director of Engineering does not write code.", [EMS.replace("is", "writes")], '"not"'),
        (
            "A Director of Engineering rarely writes code because the job is miscalibrated.",
            [CODE.partition(",")[0] + "."],
            "because",
        ),
        (
            "The VP manages the CTO.",
            ["The CTO manages the VP."],
            "",
        ),
        ("Berlin has more inhabitants than Warsaw.", ["Warsaw has more inhabitants than Berlin."], ""),
        ("The most common range is three to six EMs and two recruiters.", [EMS], ""),
        ("Red flags include an unclear scope.", [EMS], ""),
        ("twenty engineers", ["one hundred and twenty engineers"], "figure twenty stands in no quote"),
        ("50 engineers", ["two hundred and fifty engineers"], "figure 50 stands in no quote"),
        ("a hundred engineers", ["five hundred engineers"], "figure a hundred stands in no quote"),
        ("thousands of engineers", ["hundreds of engineers"], "figure thousands stands in no quote"),
        (
            "Directors write code every day.",
            [
                "Directors who spend all their time on operational delivery don't develop the strategic muscles the VP "
                "role requires."
            ],
            "figure every day stands in no quote",
        ),
        ("The VP of Engineering reports to the Director of Engineering.", [REPORTS], "doesn't stand above"),
    ],
)
def test_what_says_something_else_is_held_back_and_told(
    gate: Gate, statement: str, quotes: list[str], reason: str
) -> None:
    verdict = gate.judge(statement, quotes)
    assert not verdict.supported
    assert any(reason.casefold() in told.casefold() for told in verdict.reasons), verdict.reasons


def test_of_several_sentences_each_must_be_held_up(gate: Gate) -> None:
    assert gate.judge(f"{EMS} {CODE}", [EMS, CODE]).supported
    assert not gate.judge(f"{EMS} {CODE}", [EMS]).supported


def test_a_part_of_a_sentence_is_not_taken_for_the_whole(gate: Gate) -> None:
    assert not gate.judge("Directors write code.", ["Nobody says that Directors write code."]).supported


def test_nothing_said_or_nothing_quoted_is_not_supported(gate: Gate) -> None:
    assert gate.judge("", [EMS]).reasons == ("nothing is stated",)
    assert gate.judge(EMS, []).reasons == ("nothing is quoted",)
    assert gate.judge(EMS, [""]).reasons == ("nothing is quoted",)
    assert not gate.judge("***", [EMS]).supported


@given(statement=st.text(max_size=80), quote=st.text(max_size=80))
@settings(max_examples=60)
def test_any_text_gets_a_verdict(gate: Gate, statement: str, quote: str) -> None:
    assert 0.0 <= gate.judge(statement, [quote]).score <= 1.0


def test_the_sentence_that_a_statement_leans_on_is_the_nearest(gate: Gate) -> None:
    near = gate.nearness("A Director most commonly has 3 to 9 EMs.", [CODE, EUROPE, EMS, US])
    assert max(near) == near[2] > 0.5
    assert gate.nearness("", []) == []


def test_threads_may_share_a_gate(encoder: OnnxEncoder, lexicon: Lexicon) -> None:
    shared = Gate(encoder, lexicon)
    pairs = [(SENTENCES[i], [SENTENCES[i + 1]]) for i in range(0, 40, 2)]
    with ThreadPoolExecutor(4) as pool:
        verdicts = list(pool.map(lambda pair: shared.judge(*pair).supported, pairs))
    assert verdicts == [Gate(encoder, lexicon).judge(*pair).supported for pair in pairs]
