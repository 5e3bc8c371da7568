"""What of a passage a query found: exact spans of its guide's text, in code points."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.statements import is_statement
from assistant.language.tokens import stems
from corpus.english import stem_of
from corpus.lexicon import Lexicon
from corpus.sentences import Span
from corpus.types import Passage
from corpus.words import WORD, folded_word
from index.search import Searcher
from index.types import Question


def found_words(query: str, passage: Passage, lexicon: Lexicon) -> tuple[Span, ...]:
    """Words of ``passage`` that are the query's in any of their forms, and names of the roles that it names; what is
    apart by white space only is one span."""
    wanted, roles = frozenset(stems(query)), frozenset(lexicon.roles_of(query))
    spans = [found.span() for found in WORD.finditer(passage.text) if stem_of(folded_word(found.group())) in wanted]
    spans += [(start, end) for role, start, end in lexicon.role_mentions(passage.text) if role in roles]
    return tuple((passage.start + start, passage.start + end) for start, end in _joined(spans, passage.text))


def nearest_sentences(question: Question, passages: Sequence[Passage], searcher: Searcher) -> list[Span | None]:
    """Of each passage the sentence that is nearest to the question, run-in headings apart; ``None`` for one that is a
    single sentence."""
    if not passages:
        return []
    found = searcher.similarities(question, passages)
    matched = found.tokens @ question.weights
    nearest: list[Span | None] = []
    for passage, first, end in zip(passages, found.bounds, found.bounds[1:], strict=False):
        of_sentences = matched[int(first) + 1 : int(end)]  # the first segment is where the passage stands
        both = zip(passage.sentences, of_sentences, strict=False)
        told = [(float(match), span) for span, match in both if is_statement(_text(passage, span))]
        nearest.append(max(told)[1] if len(passage.sentences) > 1 and told else None)
    return nearest


def _text(passage: Passage, span: Span) -> str:
    return passage.text[span[0] - passage.start : span[1] - passage.start]


def _joined(spans: Sequence[Span], text: str) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or text[joined[-1][1] : start].isspace()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
