"""One turn, in order, readable top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.abstain import answerable, signals_of
from assistant.answering.bounds import bounds
from assistant.answering.clarify import Unnamed, asked_back, asking_back, choices, unnamed
from assistant.answering.compare import compare, sides, unheard
from assistant.answering.curated import Curated, candidates, favoured, likeliest, likenesses
from assistant.answering.evidence import HITS, Evidence, gather
from assistant.answering.extract import extract, own_answer
from assistant.answering.gaps import also_missing
from assistant.answering.refusals import Grounds, about_no_guide, missing, not_said, said_elsewhere, shipped_calibration
from assistant.answering.relations import placed
from assistant.answering.subject import put_to, stranger, unheard_of
from assistant.answering.suggestions import Talk
from assistant.clock import Clock
from assistant.composing import Composer, Relay, acknowledged
from assistant.conversation.context import ranked
from assistant.conversation.follow_up import pointing
from assistant.conversation.parts import joined, parts_of
from assistant.conversation.scope import collections_named
from assistant.dialogue import receive
from assistant.generation.types import Spent
from assistant.language.injection import is_order
from assistant.language.tokens import stems
from assistant.quotes import Quote
from assistant.reacting import instead, react, remarked
from assistant.request import Means, Request
from assistant.types import Answer, Standalone, Status
from assistant.understanding import MOST_CHARACTERS, understood
from corpus.lexicon import Lexicon
from index.search import Searcher
from index.types import Hit, Question

SPREAD = 24
"""Hits that are looked at to see whether a question is meant for one role."""


def respond(request: Request, means: Means) -> Answer:
    """The answer to ``request``. A comparison with another role reaches that role's guide too."""
    searcher = means.searcher
    if not request.guides and (named := collections_named(request.message, searcher.collections)):
        request = replace(request, guides=tuple(searcher.within(named)))
    talk, clock, spent = Talk.of(request.history, request.message, searcher.lexicon), Clock(), Spent()

    def ask(asked: Request, means: Means) -> Answer:
        return _Turn(asked, means, talk, clock=clock, spent=spent).answer()

    received = receive(request, searcher)
    answer = received.answer or react(received, means, talk, ask)
    if answer is None:
        remark = remarked(received.request, means)
        put = replace(received.request, listener=None) if remark else received.request
        answer = instead(ask(put, means), received.request, remark, means, ask)
    usage = answer.usage if means.writer is None else means.writer.usage(spent)
    return replace(acknowledged(answer, request.history), timings_ms=clock.stages, usage=usage)


@dataclass(frozen=True, slots=True)
class _Turn:
    request: Request
    means: Means
    talk: Talk
    """What the conversation has asked and answered: neither is suggested again."""
    one: bool = False
    """Whether the message is one question, and isn't looked at for several."""
    anywhere: bool = False
    """Whether every guide is read, whichever role the message names."""
    encoded: Question | None = None
    """The message's question, where it is encoded already."""
    clock: Clock = field(default_factory=Clock)
    spent: Spent = field(default_factory=Spent)

    @property
    def searcher(self) -> Searcher:
        return self.means.searcher

    @property
    def lexicon(self) -> Lexicon:
        return self.means.searcher.lexicon

    @property
    def composer(self) -> Composer:
        return Composer(self.request, self.means, self.talk)

    def answer(self) -> Answer:
        """Several questions apart, or the one question."""
        with self.clock.stage("standalone"):
            standing = understood(self.request, self.means, self.spent)
            asked = self.searcher.mend(standing.question)
            whole = self.one or bool(standing.story) or unheard_of(asked, self.searcher)
            parts = (asked,) if whole else parts_of(asked, self.lexicon)
        if len(parts) > 1 and (answer := self._each(asked, parts)) is not None:
            return answer
        answer = self._searched(asked, standing)
        return answer if answer.statements or not standing.story else self._alone(asked, answer)

    def _searched(self, asked: str, standing: Standalone) -> Answer:
        """What a person has answered, what no guide is about, what must be asked back; else what the hits say."""
        with self.clock.stage("encode"):
            message = self.searcher.mend(standing.story) if standing.story else asked
            question = self.searcher.encode(message, self.encoded)
        with self.clock.stage("curated"):
            near = self._near(asked, question)
        if near and near[0].identical:
            return self.composer.by_hand(asked, question, near[0])
        guides = self.request.guides
        if not self.anywhere:
            question, guides = put_to(question, guides, self.searcher)
        with self.clock.stage("search"):
            hits = ranked(self.searcher, question, standing, SPREAD, guides)
        if self.means.abstain and (name := stranger(asked, hits, self.searcher)) is not None:
            return about_no_guide(asked, hits, name, self.searcher)
        with self.clock.stage("evidence"):
            evidence = gather(question, hits[:HITS], self.searcher)
        wants, roles = self._wants(question, standing, hits, evidence)
        if asking_back().of_all(wants):
            return self.composer.of_all(asked, question, roles)
        if wants.lacks >= asking_back().ask:
            return asked_back(asked, roles)
        grounds = self._grounds(asked, question, hits[:HITS], evidence)
        with self.clock.stage("curated"):
            known, grounds = self._known(near, grounds, hits)
        answer = self._read(grounds) if known is None else self.composer.by_hand(asked, question, known)
        refused = answer.status is Status.NO_ANSWER and wants.lacks >= asking_back().rather
        if refused and wants.chooses >= asking_back().offer:
            return self.composer.of_all(asked, question, roles)
        return asked_back(asked, roles) if refused else answer

    def _wants(
        self, question: Question, standing: Standalone, hits: Sequence[Hit], evidence: Evidence
    ) -> tuple[Unnamed, tuple[str, ...]]:
        """How likely a role must be named before there is an answer, or it chooses among them, and those to choose."""
        named = not self.searcher.described.isdisjoint(question.roles)
        known = self.request.guides or named or standing.follow_up or len(self.request.message) > MOST_CHARACTERS
        roles = () if known else choices(hits, self.lexicon)
        if not roles:
            return Unnamed(0.0, 0.0), ()
        return unnamed(question, bool(pointing(question.text)), evidence, self.searcher), roles

    def _read(self, grounds: Grounds) -> Answer:
        """The sentences of the hits that answer, or that none does."""
        places = placed(grounds.asked, self.request.guides, self.searcher)
        if (
            self.means.abstain
            and not places
            and (absent := missing(grounds, self.request.guides, self.searcher)) is not None
        ):
            return self._not_said(grounds, absent)
        with self.clock.stage("extract"):
            found, unsaid = (places, "") if places else self._quotes(grounds)
            quotes = tuple(quote for quote in found if not is_order(quote.text)) or found
        if not quotes:
            return self._not_said(grounds, "")
        answer = self.composer.quoted(grounds, quotes, unsaid, grounds.doubtful and not places)
        with self.clock.stage("write"):
            written = self.composer.written(grounds, quotes, unsaid, answer, self.spent)
        return self._not_said(grounds, "") if written is None else written

    def _each(self, asked: str, parts: Sequence[str]) -> Answer | None:
        """Every part of a question answered by itself; ``None`` where it is better answered as a whole."""
        talk = self.talk.also(asked=parts)
        alone = [
            replace(self, request=Request(part, guides=self.request.guides), talk=talk, one=True) for part in parts
        ]
        answer = joined(asked, parts, [turn.answer() for turn in alone])
        if answer is not None:
            Relay(self.request.listener, answer).say_all()
        return answer

    def _alone(self, asked: str, refused: Answer) -> Answer:
        """The answer to the question of a message that tells something beside it, where it names its role and surely
        has one, or a person has put into words that it has none; else ``refused``, which the whole message was given.
        """
        if self.searcher.described.isdisjoint(self.lexicon.roles_of(asked)):
            return refused
        means = replace(self.means, writer=None)
        alone = replace(self, request=Request(asked, guides=self.request.guides), means=means, one=True)
        answer = alone._searched(asked, Standalone(asked, False))
        in_words = answer.curated is not None and not answer.statements
        surely = bool(answer.statements) and answer.confidence >= bounds().alone
        if not (surely or in_words):
            return refused
        Relay(self.request.listener, answer).say_all()
        return answer

    def _near(self, asked: str, question: Question) -> tuple[Curated, ...]:
        """The curated questions that this one may be."""
        if self.means.matching is None:
            return ()
        near = candidates(asked, question, self.request.guides, self.searcher, self.means.matching.apart)
        return tuple(one for one in near if one.answered or self.means.abstain)

    def _known(self, near: Sequence[Curated], grounds: Grounds, hits: Sequence[Hit]) -> tuple[Curated | None, Grounds]:
        """The one of ``near`` whose answer is the reply, else the grounds as the likeliest sways them."""
        matching = self.means.matching
        if matching is None or not near or grounds.unheard:
            return None, grounds
        speaking = likenesses(near, grounds.asked, hits, grounds.evidence, grounds.confidence, self.searcher)
        known = likeliest(near, speaking)
        help_from = matching.help if known.answered else matching.unsure
        confidence = grounds.confidence * (1.0 if known.answered or known.likely < help_from else matching.doubt)
        refuses = confidence < shipped_calibration().least(grounds.question)
        if matching.sure(known.likely, known.answered, confidence, refuses):
            return known, grounds
        if known.likely < help_from:
            return None, grounds
        hits = favoured(hits, known, matching.bonus)[:HITS]
        evidence = gather(grounds.question, hits, self.searcher)
        return None, replace(grounds, hits=hits, evidence=evidence, confidence=confidence)

    def _grounds(self, asked: str, question: Question, hits: tuple[Hit, ...], evidence: Evidence) -> Grounds:
        with self.clock.stage("compare"):
            pinned = [self.searcher.guides[slug].role for slug in self.request.guides]
            foreign = unheard(question, evidence, self.searcher)
            compared = (
                () if own_answer(question, hits, self.searcher) and not foreign else sides(asked, pinned, self.lexicon)
            )
            comparison = compare(question, compared, self.searcher) if compared else None
        with self.clock.stage("abstain"):
            confidence = answerable(signals_of(question, hits, evidence, self.searcher))
        if comparison is not None and comparison.plain:
            confidence = max(confidence, bounds().plain)
        talk = self.talk.also(asked=[asked])
        return Grounds(asked, question, hits, comparison, evidence, confidence, talk, foreign)

    def _quotes(self, grounds: Grounds) -> tuple[tuple[Quote, ...], str]:
        """The sentences that answer, and what of the question they leave open, in a sentence or empty."""
        if grounds.comparison is not None:
            uncovered = " or ".join(grounds.comparison.uncovered)
            return grounds.comparison.quotes, f"The guides don't cover {uncovered}." if uncovered else ""
        missing = also_missing(grounds.asked, grounds.hits, self.searcher.described, self.lexicon)
        unsaid = f"The guides don't say anything about {missing}." if missing else ""
        return extract(grounds.question, grounds.hits, grounds.evidence, self.searcher), unsaid

    def _not_said(self, grounds: Grounds, missing: str) -> Answer:
        """That the guides don't say; of pinned ones, what another guide says."""
        elsewhere = self.searcher.guides.keys() - self.request.guides if self.request.guides else ()
        if elsewhere and stems(grounds.asked):
            means = replace(self.means, writer=None)
            request = Request(grounds.asked)
            other = replace(self, request=request, means=means, one=True, anywhere=True, encoded=grounds.question)
            answer = said_elsewhere(grounds, other.answer(), self.request.guides, self.searcher)
            if answer is not None:
                return answer
        return not_said(grounds, missing, self.searcher)
