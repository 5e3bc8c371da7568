"""An answer while a model writes it: what is shown of it, in which order, and what it comes to."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant import metrics
from assistant.citations import cite, marked
from assistant.generation.attribution import Fate, NumberedPassage, SecondJudge, SupportGate, attribute, bounds
from assistant.generation.cleaning import declines, is_about_sources, repeats
from assistant.generation.sentence_stream import ModelSentence
from assistant.generation.types import Show, Tally, WritingOutcome, WrittenAnswer
from assistant.language.tokens import content_words, stems, words
from assistant.quotes import Quote
from assistant.types import Citation, Statement
from assistant.verdict import Objection

log = logging.getLogger(__name__)

MOST_STATEMENTS = 8
MOST_REPEATED = 2
"""A model that says the same again and again is stopped."""
MOST_JUDGED = 20
"""Statements of one answer that are looked at, shown or not."""
LEAST_WORDS = 2
"""Content words of a statement; with fewer it says nothing that could be checked ("Yes.", "You are hired.")."""

Place = tuple[str, int, int]


class Draft:
    """An answer while it is written. ``quotes`` are the answer without a model."""

    def __init__(
        self,
        question: str,
        passages: Sequence[NumberedPassage],
        quotes: Sequence[Quote],
        gate: SupportGate,
        second: SecondJudge | None,
        show: Show,
    ) -> None:
        self._question, self._passages, self._quotes = question, passages, quotes
        self._gate, self._second, self._show = gate, second, show
        self._statements: list[Statement] = []
        self._text = ""
        self._citations: dict[Place, Citation] = {}
        self._waiting: list[tuple[Quote, bool]] = []
        """Quotes in place of statements, kept back until the model has said something that is held up."""
        self._told: dict[Place, set[str]] = {}
        """What has been said of each sentence that is cited: stems."""
        self._seen: set[str] = set()
        self._repeated = 0
        self._tally = Tally()
        self._declined = False

    @property
    def over(self) -> bool:
        """Whether nothing more is to be read."""
        many = len(self._statements) >= MOST_STATEMENTS or self._tally.judged >= MOST_JUDGED
        return self._declined or many or self._repeated > MOST_REPEATED

    def add(self, sentence: ModelSentence) -> None:
        """Judge a sentence of the model's, and show what becomes of it."""
        key = " ".join(words(sentence.text))
        if key in self._seen:
            self._repeated += 1
            return
        self._seen.add(key)
        if declines(sentence.text):
            self._declined = not self._statements
            return
        if self._says_nothing(sentence.text):
            return
        attributed = attribute(self._gate, sentence.text, sentence.marks, self._passages, self._second)
        if attributed.fate in (Fate.KEPT, Fate.RECITED) and not self._adds(sentence.text, attributed.quotes):
            self._tally.repeated += 1
            return
        setattr(self._tally, attributed.fate.value, getattr(self._tally, attributed.fate.value) + 1)
        if attributed.fate in (Fate.KEPT, Fate.RECITED):
            self._show_waiting()
            self._say(sentence.text, attributed.quotes, sentence.item)
            return
        metrics.objected(attributed.objections)
        log.debug(
            "statement %s: %r: %s", attributed.fate.value, sentence.text, "; ".join(map(_told, attributed.objections))
        )
        self._replace(attributed.quotes, sentence.item)

    def _replace(self, quotes: Sequence[Quote], item: bool) -> None:
        """Show ``quotes`` in place of what was said: at once where they are shown in any case."""
        sure = {place_of(quote) for quote in self._quotes}
        for quote in quotes:
            if place_of(quote) in sure:
                self._say(quote.text, (quote,), item)
            else:
                self._waiting.append((quote, item))
        if self._tally.held_up:
            self._show_waiting()

    def _says_nothing(self, text: str) -> bool:
        """Whether it is no statement; a sentence of the guides always is one."""
        if len(content_words(text)) < LEAST_WORDS or text.endswith("?"):
            return True
        if any(text in one.text for one in self._passages):
            return False
        return is_about_sources(text) or repeats(text, self._question)

    def _adds(self, text: str, quotes: Sequence[Quote]) -> bool:
        """Whether it says anything of ``quotes`` that wasn't said of them before."""
        if any(place_of(quote) not in self._told for quote in quotes):
            return True
        told = set().union(*(self._told[place_of(quote)] for quote in quotes))
        return bool(set(stems(text)) & {stem for quote in quotes for stem in stems(quote.text)} - told)

    def closed(self, reason: str) -> WrittenAnswer:
        """The answer. Of a model that failed midway, or was mostly wrong, the quotes are added to what is shown."""
        tally = self._tally
        if self._declined:
            return WrittenAnswer(WritingOutcome.DECLINED, tally=tally)
        outcome = WritingOutcome.WRITTEN if tally.held_up else WritingOutcome.FAILED
        if outcome is WritingOutcome.FAILED:
            reason = reason or "nothing that it says is held up"
            if not self._statements:
                return WrittenAnswer(outcome, reason=reason, tally=tally)
        if reason or tally.held_up < bounds().kept * tally.judged:
            for quote in self._quotes:
                tally.added += self._say(quote.text, (quote,), quote.item)
        return WrittenAnswer(
            outcome,
            tuple(self._statements),
            tuple(self._citations.values()),
            self._text,
            reason,
            tally,
        )

    def _show_waiting(self) -> None:
        for quote, item in self._waiting:
            self._say(quote.text, (quote,), item)
        self._waiting = []

    def _say(self, text: str, quotes: Sequence[Quote], item: bool) -> bool:
        """Show a statement, unless it is a quote that is shown already; whether it was shown."""
        places = [place_of(quote) for quote in quotes]
        if text == quotes[0].text and all(place in self._citations for place in places):
            return False
        new = []
        for place, quote in zip(places, quotes, strict=True):
            self._told.setdefault(place, set()).update(stems(text))
            if place not in self._citations:
                self._citations[place] = replace(cite([quote])[1][0], n=len(self._citations) + 1)
                new.append(self._citations[place])
        numbers = tuple(sorted(self._citations[place].n for place in places))
        statement = Statement(text, numbers, self._lead(item))
        self._statements.append(statement)
        self._text += f"{statement.lead}{marked(statement)}"
        self._show(statement, tuple(new))
        return True

    def _lead(self, item: bool) -> str:
        """What stands between the text so far and a further statement."""
        in_list = self._text.rpartition("\n")[2].startswith("- ")
        before = "" if not self._text else "\n" if item else "\n\n" if in_list else " "
        return f"{before}- " if item else before


def place_of(quote: Quote) -> Place:
    """What tells a sentence of the guides from all others."""
    return quote.hit.guide.slug, quote.start, quote.end


def _told(one: Objection) -> str:
    """An objection for operators: its code, its words, and where in the sentence it stands."""
    where = f" at {one.claim[0]}-{one.claim[1]}" if one.claim else ""
    return f"{one.code.value}{where}: {one.words}"
