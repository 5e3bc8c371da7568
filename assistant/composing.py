"""Quotes to a reply: statements with their citations, in the guides' words or in a model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.compare import sides
from assistant.answering.curated import NOT_SAID, Curated
from assistant.answering.refusals import Grounds
from assistant.answering.suggestions import Said, related, suggestions
from assistant.citations import cite, markdown
from assistant.generation.types import Brief, Spent, WritingOutcome
from assistant.quotes import Quote
from assistant.relay import Relay
from assistant.request import Means, Request
from assistant.types import Answer, Citation, Mode, Status
from index.search import Question
from index.types import Hit


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes the reply to ``request``; ``talk`` is what the conversation has asked and answered."""

    request: Request
    means: Means
    talk: Said

    def by_hand(self, asked: str, question: Question, known: Curated) -> Answer:
        """The reply that a person has given to this question; no model words it anew. What a guide says of its own
        silence is said where the question is about that guide's role."""
        match = known.match
        if not known.answered:
            of_one_guide = bool(question.roles) or len(self.request.guides) == 1
            said = (match.question.say if of_one_guide else "") or NOT_SAID
            return Answer(Status.NO_ANSWER, said, asked, 0.0, curated=match.question.id)
        answer = self._cited(asked, question, known.quotes, match.score, [quote.hit for quote in known.quotes])
        answer = replace(answer, curated=match.question.id)
        Relay(self.request.listener, answer).say_all()
        return answer

    def quoted(self, grounds: Grounds, quotes: Sequence[Quote], unsaid: str) -> Answer:
        """The answer that ``quotes`` give; ``unsaid`` is what they leave open."""
        answer = self._cited(grounds.asked, grounds.question, quotes, grounds.confidence, grounds.hits)
        return replace(answer, status=Status.PARTIAL, text=_with(answer.text, unsaid)) if unsaid else answer

    def _cited(
        self, asked: str, question: Question, quotes: Sequence[Quote], confidence: float, hits: Sequence[Hit]
    ) -> Answer:
        """The answer that ``quotes`` give; ``hits`` are what a visitor may go on to."""
        statements, citations = cite(quotes)
        talk = self.talk.also(asked=[asked, question.text], answered=[quote.text for quote in quotes])
        return Answer(
            status=Status.ANSWERED,
            text=markdown(statements, citations, as_list=all(quote.item for quote in quotes)),
            standalone_question=asked,
            confidence=confidence,
            statements=statements,
            citations=citations,
            suggestions=suggestions(hits, talk, self.means.searcher),
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
                return replace(
                    answer,
                    text=_with(written.text, unsaid),
                    statements=written.statements,
                    citations=written.citations,
                    mode=Mode.GENERATED if written.outcome is WritingOutcome.WRITTEN else Mode.EXTRACTIVE,
                )
        relay.say_all()
        return answer


def _with(text: str, unsaid: str) -> str:
    return f"{text}\n\n{unsaid}" if unsaid else text
