"""Which sentences of a message ask, beside those that only tell something."""

from __future__ import annotations

from itertools import islice

from corpus.english import english
from corpus.sentences import Span, sentence_spans
from corpus.words import SPELLED_WORD, folded_word


def asking(text: str) -> Span:
    """Where the last questions of ``text`` that stand together begin and end, half-open: sentences with their mark, or
    opened like a question; the whole of it where every sentence asks or none does."""
    spans = sentence_spans(text)
    end = len(spans)
    while end and not asks(text[slice(*spans[end - 1])]):
        end -= 1
    first = end
    while first and asks(text[slice(*spans[first - 1])]):
        first -= 1
    some = 0 < end - first < len(spans)
    return (spans[first][0], spans[end - 1][1]) if some else (0, len(text))


def tells(text: str, fewest: int = 0) -> bool:
    """Whether ``text`` is at least that many sentences, of which none asks."""
    spans = sentence_spans(text)
    return len(spans) >= fewest and not any(asks(text[slice(*span)]) for span in spans)


def only_tells(text: str) -> bool:
    """Whether ``text`` is several sentences of which none asks."""
    return tells(text, fewest=2)


def asks(sentence: str) -> bool:
    """Whether ``sentence`` is a question in form."""
    return opens_a_question(sentence) or sentence.endswith("?")


def opens_a_question(sentence: str) -> bool:
    """Whether ``sentence`` begins as a question does, after a conjunction or not: "so who'd", "won't I"."""
    known, word = english(), opening(sentence)
    denied = word in known.verbal_negators and word.endswith("n't")
    return denied or word.partition("'")[0] in known.question_words | known.auxiliaries


def asks_what(sentence: str) -> bool:
    """Whether ``sentence`` begins with a question word: "how would I"."""
    return opening(sentence).partition("'")[0] in english().question_words


def opening(sentence: str) -> str:
    """The word that opens ``sentence``, in lower case, behind a conjunction; empty where there is none, or where it
    opens an exclamation: "what a week"."""
    known = english()
    first = folded_word(" ".join(found.group() for found in islice(SPELLED_WORD.finditer(sentence), 3))).split()
    if first and first[0] in known.conjunctions:
        del first[0]
    exclaims = first[:1] == ["what"] and not known.articles.isdisjoint(first[1:2])
    return "" if exclaims else next(iter(first), "")
