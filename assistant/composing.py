"""Quotes to a reply: statements with their citations, in the guides' words or in a model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.choosing import agreed, those_asked
from assistant.answering.clarify import asked_back
from assistant.answering.compare import MOST_SIDES, sides
from assistant.answering.curated import NOT_SAID, Curated, quotes_of
from assistant.answering.refusals import Grounds
from assistant.answering.suggestions import Talk, related, suggestions
from assistant.citations import cite, markdown
from assistant.generation.types import Brief, Spent, WritingOutcome
from assistant.language.nouns import in_a_row
from assistant.quotes import Quote
from assistant.request import Means, Request
from assistant.types import Answer, Citation, Listener, Mode, Statement, Status, Turn
from corpus.types import Guide
from index.types import Hit, Question

DOUBTFUL = "I'm not sure that the guides answer this. What comes nearest:"
"""How an answer opens that is likelier wrong than right."""
AGAIN = "I find nothing nearer in the guides than what you have just read:"
"""How an answer opens that is the last one again."""
NONE_SAYS = "None of the guides says that of its role."
"""What visitors are told who choose among the roles by something that no guide speaks of."""


class Relay:
    """Tells a listener, if there is one, how an answer opens before its first statement."""

    def __init__(self, listener: Listener | None, answer: Answer) -> None:
        self._listener, self._answer = listener, answer
        self._opened = False

    def say_all(self) -> None:
        """Every statement of the answer as it stands, each citation once."""
        if self._listener is None:
            return
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
        self._listener.stated(statement, citations)


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes the reply to ``request``; ``talk`` is what the conversation has asked and answered."""

    request: Request
    means: Means
    talk: Talk

    def by_hand(self, asked: str, question: Question, known: Curated) -> Answer:
        """The reply that a person has given to this question; no model words it anew. What a guide says of its own
        silence is said where the question is about that guide's role."""
        match = known.match
        if not known.answered:
            return self._unanswered(asked, question, known)
        answer = self._cited(asked, question, known.quotes, known.likely, [quote.hit for quote in known.quotes])
        answer = replace(answer, curated=match.question.id)
        Relay(self.request.listener, answer).say_all()
        return answer

    def _unanswered(self, asked: str, question: Question, known: Curated) -> Answer:
        """A person's words for a question that the guides don't answer, with what they do say instead."""
        entry, searcher = known.match.question, self.means.searcher
        if not (question.roles or len(self.request.guides) == 1):
            return Answer(Status.NO_ANSWER, NOT_SAID, asked, 1 - known.likely, curated=entry.id)
        guide = searcher.guides[entry.guide]
        _, citations = cite(quotes_of(entry.near, entry.guide, searcher))
        marks = "".join(f"[{one.n}]" for one in citations)
        return Answer(
            Status.NO_ANSWER,
            f"{entry.say or NOT_SAID} {marks}".rstrip(),
            asked,
            1 - known.likely,
            citations=citations,
            suggestions=self._on_from(guide, asked),
            related=related(guide, searcher),
            curated=entry.id,
        )

    def of_all(self, asked: str, question: Question, roles: tuple[str, ...]) -> Answer:
        """What every guide says of what is asked of all ``roles``; where that isn't known, the roles to choose from."""
        searcher = self.means.searcher
        slugs = those_asked(searcher.guides_about(roles), searcher)
        found = agreed(question, slugs, self.means.matching is not None, searcher)
        if found is None or not (found.quotes or self.means.abstain):
            return asked_back(asked, roles, chooses=True)
        if not found.quotes:
            return Answer(Status.NO_ANSWER, NONE_SAYS, asked, 1 - found.likely, curated=found.entry)
        answer = self._cited(asked, question, found.quotes, found.likely, [quote.hit for quote in found.quotes])
        sides = tuple(quote.hit.guide.title for quote in found.quotes)
        answer = replace(answer, curated=found.entry or None, sides=sides if 1 < len(sides) <= MOST_SIDES else ())
        if found.silent:
            titles = in_a_row([guide.title for guide in found.silent], "and")
            answer = replace(answer, status=Status.PARTIAL, text=_with(answer.text, f"Not in the guides to: {titles}."))
        Relay(self.request.listener, answer).say_all()
        return answer

    def _on_from(self, guide: Guide, asked: str) -> tuple[str, ...]:
        """What a visitor may ask of ``guide``, which didn't say what was ``asked``."""
        searcher = self.means.searcher
        return suggestions(searcher.passages_of(guide.slug)[:1], self.talk.also(asked=[asked]), searcher)

    def quoted(self, grounds: Grounds, quotes: Sequence[Quote], unsaid: str, doubtful: bool) -> Answer:
        """The answer that ``quotes`` give; ``unsaid`` is what they leave open. A ``doubtful`` one says that it is."""
        answer = self._cited(grounds.asked, grounds.question, quotes, grounds.confidence, grounds.hits)
        if not (unsaid or doubtful):
            return answer
        text = _with(_opened(answer.text, doubtful), unsaid)
        status = Status.PARTIAL if unsaid else answer.status
        return replace(answer, status=status, text=text, doubtful=doubtful)

    def _cited(
        self, asked: str, question: Question, quotes: Sequence[Quote], confidence: float, hits: Sequence[Hit]
    ) -> Answer:
        """The answer that ``quotes`` give; ``hits`` are what a visitor may go on to, those of the guide quoted first
        before the others."""
        statements, citations = cite(quotes)
        hits = sorted(hits, key=lambda hit: hit.guide.slug != quotes[0].hit.guide.slug)
        talk = self.talk.also(asked=[asked, question.text], answered=[quote.text for quote in quotes])
        return Answer(
            status=Status.ANSWERED,
            text=markdown(statements, citations, as_list=all(quote.item for quote in quotes)),
            standalone_question=asked,
            confidence=confidence,
            statements=statements,
            citations=citations,
            suggestions=suggestions([hit.passage for hit in hits], talk, self.means.searcher),
            related=related(hits[0].guide, self.means.searcher),
            sides=self._sides(asked, citations),
        )

    def _sides(self, asked: str, citations: Sequence[Citation]) -> tuple[str, ...]:
        """The titles of the guides that a comparison cites; none where nothing is compared, or one guide does it."""
        titles = tuple(dict.fromkeys(one.title for one in citations))
        pinned = [self.means.searcher.guides[slug].role for slug in self.request.guides]
        return titles if len(titles) > 1 and sides(asked, pinned, self.means.searcher.lexicon) else ()

    def written(
        self, grounds: Grounds, quotes: Sequence[Quote], unsaid: str, answer: Answer, spent: Spent
    ) -> Answer | None:
        """``answer`` in the writer's words where there is one and its words hold; told to the listener as it comes.
        ``None`` where the writer finds that they don't answer."""
        relay = Relay(self.request.listener, answer)
        if self.means.writer is not None:
            brief = Brief(grounds.asked, self.request.history, grounds.hits, tuple(quotes))
            written = self.means.writer.write(brief, spent, relay.say)
            if written.outcome is WritingOutcome.DECLINED:
                return None
            if written.statements:
                doubtful = answer.doubtful and written.outcome is not WritingOutcome.WRITTEN
                return replace(
                    answer,
                    text=_with(_opened(written.text, doubtful), unsaid),
                    statements=written.statements,
                    citations=written.citations,
                    mode=Mode.GENERATED if written.outcome is WritingOutcome.WRITTEN else Mode.EXTRACTIVE,
                    doubtful=doubtful,
                )
        relay.say_all()
        return answer


def acknowledged(answer: Answer, history: Sequence[Turn]) -> Answer:
    """``answer``, which says so where it is word for word the one that ``history`` ends with, and once that it is
    doubtful, whichever of its parts are."""
    if answer.doubtful:
        before, lead, behind = answer.text.partition(f"{DOUBTFUL}\n\n")
        answer = replace(answer, text=before + lead + behind.replace(lead, ""))
    last = history[-1].content if history and history[-1].role == "assistant" else ""
    said = _unopened(answer.text)
    again = bool(answer.statements) and _unopened(last) == said
    return replace(answer, text=f"{AGAIN}\n\n{said}") if again else answer


def _unopened(text: str) -> str:
    return text.removeprefix(AGAIN).removeprefix(DOUBTFUL).strip()


def _opened(text: str, doubtful: bool) -> str:
    return f"{DOUBTFUL}\n\n{text}" if doubtful else text


def _with(text: str, unsaid: str) -> str:
    return f"{text}\n\n{unsaid}" if unsaid else text
