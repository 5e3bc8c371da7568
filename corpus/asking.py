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


def tells(text: str) -> bool:
    """Whether no sentence of ``text`` asks."""
    return not any(asks(text[slice(*span)]) for span in sentence_spans(text))


def only_tells(text: str) -> bool:
    """Whether ``text`` is several sentences of which none asks."""
    return len(sentence_spans(text)) > 1 and tells(text)


def asks(sentence: str) -> bool:
    """Whether ``sentence`` has a question mark, or is opened like a question."""
    words = (folded_word(found.group()) for found in islice(SPELLED_WORD.finditer(sentence), 2))
    opening = [word.removesuffix("n't").partition("'")[0] for word in words]
    if opening and opening[0] in english().conjunctions:
        del opening[0]
    opens = bool(opening) and opening[0] in english().question_words | english().auxiliaries
    return opens or sentence.endswith("?")
