"""The reply to what a visitor says to an answer instead of asking: "are you sure?", "where does it say that?", "go on".

It is made of the question that was asked last, answered again, and of the passages that its answer quotes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.evidence import gather
from assistant.answering.extract import choose, in_reading_order, shipped_length
from assistant.answering.told import told
from assistant.citations import cite, markdown
from assistant.composing import Relay
from assistant.conversation.dialogue_acts import Act, act_of
from assistant.conversation.history import Conversation
from assistant.conversation.slots import with_role
from assistant.dialogue import LINES, LONGEST, Heard, line
from assistant.language.nouns import in_a_row
from assistant.quotes import Quote
from assistant.request import Means, Request
from assistant.types import Answer, Citation, Status
from assistant.understanding import READ
from corpus.types import BlockKind
from index.types import Hit

MOST_QUOTES = 3
HITS = 8
_TO_THE_ANSWER = frozenset({Act.MISSED, Act.DOUBT, Act.SOURCE, Act.PLAINER, Act.EXAMPLE, Act.MORE, Act.SHORTER})
_LEADS = {
    Act.DOUBT: "That is how the guide puts it, and I know no more than it says:",
    Act.SHORTER: "In short:",
    Act.PLAINER: "I can't put it in words of my own. What the guide says beside it:",
    Act.EXAMPLE: "I have no example but what the guide says besides:",
    Act.MISSED: "Sorry. What else the guide has that comes near to it:",
}
"""What stands before the quotes."""
_NO_MORE = {
    Act.MISSED: "Sorry, I find nothing nearer to it in the guides. Other words may find it, or the name of the role.",
    Act.SOURCE: "There is no passage to show, because no guide says it.",
    Act.PLAINER: "I can't put it in other words than the guide's. Ask about a part of it, and I look for that.",
}
"""What is said where there is nothing to quote, else ``_ALL``."""
_ALL = "That is all that the guides say about it."
Ask = Callable[[Request, Means], Answer]
"""Answers a request that asks something."""


def react(heard: Heard, means: Means, ask: Ask) -> Answer | None:
    """The reply to what is said to the last answer; ``None`` where something is asked."""
    if heard.act not in _TO_THE_ANSWER or not heard.request.history:
        return None
    return _Reaction(heard.request, means).reply(heard.act, ask)


def instead(answer: Answer, heard: Heard, means: Means, ask: Ask) -> Answer:
    """``answer``; where that has nothing to show, the one for the role that the conversation is about, or the reply to
    what was said beside asking."""
    request, searcher = heard.request, means.searcher
    if not _silent(answer) or len(request.message) > LONGEST:
        return answer
    answer = _about_the_role(answer, request, means, ask) or answer
    act = act_of(request.message, searcher.encode(request.message).pooled, refused=True)
    if not _silent(answer) or act not in LINES:
        return answer
    reply = replace(line(act, request.message), suggestions=answer.suggestions)
    sought = not request.history and answer.status is Status.NO_ANSWER  # it may have asked after all
    return replace(reply, status=Status.NO_ANSWER, confidence=answer.confidence) if sought else reply


def _silent(answer: Answer) -> bool:
    """Whether an answer has nothing to show."""
    return not (answer.statements or answer.citations or answer.curated)


def _about_the_role(answer: Answer, request: Request, means: Means, ask: Ask) -> Answer | None:
    """What is ``answer``ed to the same question of the role that the conversation is about, where it names none and is
    asked back, or where a person has put words to it; else ``None``."""
    searcher = means.searcher
    if not request.history:
        return None
    asked = tuple(replace(turn, content=turn.content[:READ]) for turn in request.history)
    role = Conversation(asked, searcher.lexicon, described=searcher.described).role
    question = with_role(answer.standalone_question, role, searcher.lexicon)
    if question == answer.standalone_question:
        return None
    about = ask(replace(request, message=question, history=()), means)
    return about if about.curated or answer.status is Status.CLARIFY else None


@dataclass(frozen=True, slots=True)
class _Reaction:
    """To the last answer of a conversation in which all messages ask."""

    request: Request
    means: Means

    def reply(self, act: Act, ask: Ask) -> Answer | None:
        """The reply to what isn't asked; ``None`` where a model may word the last answer anew."""
        if self.means.writer is not None and act in (Act.SHORTER, Act.PLAINER, Act.EXAMPLE):
            return None
        at = max(at for at, turn in enumerate(self.request.history) if turn.role == "user")
        before = Request(self.request.history[at].content, self.request.history[:at], self.request.guides)
        last = ask(before, replace(self.means, writer=None))
        if last.status is Status.CLARIFY:
            return last
        lead, quotes = self._quoted(act, last) if last.statements else ("", ())
        if quotes:
            return self._cited(last, lead, quotes)
        if not last.statements and act is Act.DOUBT:
            return replace(last, text=f"I have looked again. {last.text}")
        if not last.statements and act is Act.SOURCE and last.citations:
            return last
        text = _NO_MORE.get(act, _ALL)
        return replace(line(Act.CLOSES, last.standalone_question), text=text, suggestions=last.suggestions)

    def _cited(self, last: Answer, lead: str, quotes: Sequence[Quote]) -> Answer:
        statements, citations = cite(quotes)
        text = markdown(statements, citations, as_list=len(quotes) > 1 and all(quote.item for quote in quotes))
        answer = replace(
            last,
            status=Status.ANSWERED,
            text=f"{lead}\n\n{text}" if lead else text,
            statements=statements,
            citations=citations,
            curated=None,
            sides=(),
        )
        Relay(self.request.listener, answer).say_all()
        return answer

    def _quoted(self, act: Act, last: Answer) -> tuple[str, Sequence[Quote]]:
        """What stands before the quotes of the reply, and these."""
        shown = self._shown(last)
        if act is Act.SOURCE:
            return _where(last.citations), shown
        if act is Act.DOUBT:
            return _LEADS[act], shown
        if act is Act.SHORTER:
            return _LEADS[act], shown[:1]
        return _LEADS.get(act, ""), self._beside(shown) if act is Act.PLAINER else self._further(last)

    def _shown(self, last: Answer) -> tuple[Quote, ...]:
        """The sentences that the visitor has before them; those of ``last`` where a model put them in its own words."""
        read = _flat(self.request.history[-1].content)
        shown = tuple(quote for quote in self._sentences(last) if _flat(quote.text) in read)
        return shown or tuple(self._sentences(last, cited=True))

    def _sentences(self, last: Answer, cited: bool = False) -> Iterator[Quote]:
        """Those of the guides that ``last`` cites, or only those that it ``cited``."""
        searcher = self.means.searcher
        for slug in dict.fromkeys(one.guide for one in last.citations):
            spans = [(one.start, one.end) for one in last.citations if one.guide == slug]
            for passage in searcher.passages_of(slug):
                guide = searcher.guides[slug]
                for one in told(guide.text, passage).sentences:
                    if not cited or any(start <= one.start < end for start, end in spans):
                        yield Quote(Hit(passage, guide), one.start, one.end)

    def _beside(self, shown: Sequence[Quote]) -> tuple[Quote, ...]:
        """What stands before and behind each of ``shown`` in its passage, and was not shown."""
        around: list[Quote] = []
        for quote in shown:
            sentences = told(quote.hit.guide.text, quote.hit.passage).sentences
            at = next((at for at, one in enumerate(sentences) if one.start == quote.start), 0)
            around += [Quote(quote.hit, one.start, one.end) for one in sentences[max(at - 1, 0) : at + 2]]
        return tuple(dict.fromkeys(quote for quote in around if not self._known(quote.text)))[:MOST_QUOTES]

    def _further(self, last: Answer) -> tuple[Quote, ...]:
        """Sentences that answer the last question nearly as likely as the likeliest, and that no answer said: of the
        sections that ``last`` cites where there are some, and no list's, which was shown whole."""
        searcher = self.means.searcher
        question = searcher.encode(last.standalone_question)
        hits = searcher.rank(question, HITS, tuple(dict.fromkeys(one.guide for one in last.citations)))
        ranked = gather(question, hits, searcher).sentences
        likely = [one for one in ranked if one.score >= ranked[0].score - shipped_length().near]
        new = [one for one in likely if one.hit.passage.kind is BlockKind.PARAGRAPH and not self._known(one.text)]
        sections = {(one.guide, one.section) for one in last.citations}
        same = [one for one in new if (one.hit.guide.slug, one.hit.passage.section) in sections]
        return tuple(one.quote for one in in_reading_order(choose(same or new)))

    def _known(self, text: str) -> bool:
        """Whether an answer of this conversation said it."""
        return any(_flat(text) in _flat(turn.content) for turn in self.request.history if turn.role == "assistant")


def _where(citations: Sequence[Citation]) -> str:
    """In which sections of which guides ``citations`` stand."""
    guides = dict.fromkeys(one.title for one in citations)
    places = []
    for title in guides:
        sections = dict.fromkeys(f"“{one.section}”" for one in citations if one.title == title and one.section)
        places.append(f"in the {title} guide{', under ' + in_a_row(list(sections), 'and') if sections else ''}")
    return f"That stands {in_a_row(places, 'and')}:"


def _flat(text: str) -> str:
    return " ".join(text.split())
