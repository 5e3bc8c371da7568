"""The reply to what a visitor says to an answer instead of asking: "are you sure?", "where does it say that?", "go on".

It is made of the question that was asked last, answered again, and of the passages that its answer quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.curated import quotes_of
from assistant.answering.evidence import HITS, gather
from assistant.answering.extract import choose, in_reading_order, shipped_length
from assistant.answering.suggestions import Talk
from assistant.answering.told import told
from assistant.citations import cite, markdown
from assistant.composing import Relay
from assistant.conversation.dialogue_acts import Act, act_of
from assistant.conversation.history import Conversation
from assistant.conversation.slots import with_role
from assistant.dialogue import LINES, LONGEST, Received, line
from assistant.language.injection import is_order
from assistant.language.nouns import in_a_row
from assistant.quotes import Quote
from assistant.request import Means, Request
from assistant.types import Answer, Status
from assistant.understanding import READ
from corpus.asking import tells
from corpus.types import BlockKind
from index.types import Hit

MOST_QUOTES = 3
_TO_THE_ANSWER = frozenset({Act.MISSED, Act.DOUBT, Act.SOURCE, Act.PLAINER, Act.EXAMPLE, Act.MORE, Act.SHORTER})
_MAY_ASK = frozenset({Act.MORE, Act.EXAMPLE, Act.PLAINER})
"""Acts whose words may ask something of their own: "is there anything above it?"."""
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


def react(received: Received, means: Means, talk: Talk, ask: Ask) -> Answer | None:
    """The reply to what is said to the last answer, ``talk`` being all that was; ``None`` where something is asked."""
    if received.act not in _TO_THE_ANSWER or not received.request.history:
        return None
    return _Reaction(received.request, means, talk).reply(received.act, ask)


def remarked(request: Request, means: Means) -> Answer | None:
    """The reply to a message that has no question's form and does something else, in case it isn't surely answered:
    until then who listens must hear nothing, which would be taken back."""
    short = len(request.message) <= LONGEST
    return _line(request, means) if short and "?" not in request.message and tells(request.message) else None


def instead(answer: Answer, request: Request, remark: Answer | None, means: Means, ask: Ask) -> Answer:
    """``answer``; where that has nothing to show, the one for the role that the conversation is about. Where it has
    nothing, or is doubtful and there is a ``remark``, the reply to what was said beside asking."""
    if len(request.message) > LONGEST:
        return answer
    unheard = remark is not None or _silent(answer)
    if _silent(answer):
        answer = _about_the_role(answer, replace(request, listener=None), means, ask) or answer
    doubtful = remark is not None and answer.doubtful
    reply = (remark or _line(request, means)) if doubtful or _silent(answer) else None
    if reply is None:
        if unheard:
            Relay(request.listener, answer).say_all()
        return answer
    sought = not request.history and answer.status is Status.NO_ANSWER  # it may have asked after all
    reply = replace(reply, suggestions=answer.suggestions)
    return replace(reply, status=Status.NO_ANSWER, confidence=answer.confidence) if sought else reply


def _line(request: Request, means: Means) -> Answer | None:
    """The reply to what ``request`` does, where that needs no guide; keys hit at random do nothing."""
    if not means.searcher.has_words(request.message):
        return None
    act = act_of(request.message, means.searcher.encode(request.message).pooled, refused=True)
    return line(act, request.message) if act in LINES else None


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
    talk: Talk

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
        if act in _MAY_ASK and (asked := self._asked(ask)) is not None:
            return asked
        text = _NO_MORE.get(act, _ALL)
        return Answer(Status.CHITCHAT, text, last.standalone_question, 1.0, suggestions=last.suggestions)

    def _asked(self, ask: Ask) -> Answer | None:
        """The answer to the message as a question, where it is surely one and nothing of it was said before."""
        answer = ask(replace(self.request, listener=None), self.means)
        if answer.doubtful or not answer.statements or any(self.talk.has_shown(one.text) for one in answer.statements):
            return None
        Relay(self.request.listener, answer).say_all()
        return answer

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
            doubtful=False,
        )
        Relay(self.request.listener, answer).say_all()
        return answer

    def _quoted(self, act: Act, last: Answer) -> tuple[str, Sequence[Quote]]:
        """What stands before the quotes of the reply, and these."""
        shown = self._shown(last)
        if act is Act.SOURCE:
            return _where(shown), shown
        if act is Act.DOUBT:
            return _LEADS[act], shown
        if act is Act.SHORTER:
            return _LEADS[act], _sentences(shown[0].hit, within=shown[0])[:1] or shown[:1]
        return _LEADS.get(act, ""), self._beside(shown) if act is Act.PLAINER else self._further(last)

    def _shown(self, last: Answer) -> tuple[Quote, ...]:
        """What the visitor has before them: the quotes of ``last``, or where another reply followed it the sentences of
        its guides that this shows. Where a model put them in its own words, the quotes that these cite."""
        searcher, read = self.means.searcher, _flat(self.request.history[-1].content)
        spans: dict[str, list[tuple[int, int]]] = {}
        for one in last.citations:
            spans.setdefault(one.guide, []).append((one.start, one.end))
        cited = [quote for slug, own in spans.items() for quote in quotes_of(own, slug, searcher)]
        hits = (Hit(passage, searcher.guides[slug]) for slug in spans for passage in searcher.passages_of(slug))
        sentences = (quote for hit in hits for quote in _sentences(hit))
        shown = [quote for quote in cited if _flat(quote.text) in read]
        return tuple(shown or [quote for quote in sentences if _flat(quote.text) in read] or cited)

    def _beside(self, shown: Sequence[Quote]) -> tuple[Quote, ...]:
        """What stands before and behind each of ``shown`` in its passage, and was not shown."""
        around: list[Quote] = []
        for quote in shown:
            sentences = _sentences(quote.hit)
            within = [at for at, one in enumerate(sentences) if _holds(quote, one)]
            around += sentences[max(within[0] - 1, 0) : within[-1] + 2] if within else []
        return tuple(dict.fromkeys(one for one in around if not self.talk.has_shown(one.text)))[:MOST_QUOTES]

    def _further(self, last: Answer) -> tuple[Quote, ...]:
        """Sentences that answer the last question nearly as likely as the likeliest, and that no answer said: of the
        sections that ``last`` cites where there are some, and no list's, which was shown whole."""
        searcher = self.means.searcher
        question = searcher.encode(last.standalone_question)
        hits = searcher.rank(question, HITS, tuple(dict.fromkeys(one.guide for one in last.citations)))
        ranked = gather(question, hits, searcher).sentences
        likely = [one for one in ranked if one.score >= ranked[0].score - shipped_length().near]
        telling = [one for one in likely if one.hit.passage.kind is BlockKind.PARAGRAPH and not is_order(one.text)]
        new = [one for one in telling if not self.talk.has_shown(one.text)]
        sections = {(one.guide, one.section) for one in last.citations}
        same = [one for one in new if (one.hit.guide.slug, one.hit.passage.section) in sections]
        return tuple(one.quote for one in in_reading_order(choose(same or new)))


def _sentences(hit: Hit, within: Quote | None = None) -> list[Quote]:
    """What the passage of ``hit`` says, sentence by sentence, or what a quote of it does; no order to the assistant."""
    found = (Quote(hit, one.start, one.end) for one in told(hit.guide.text, hit.passage).sentences)
    return [one for one in found if not is_order(one.text) and (within is None or _holds(within, one))]


def _holds(quote: Quote, sentence: Quote) -> bool:
    return quote.start <= sentence.start < quote.end


def _where(quotes: Sequence[Quote]) -> str:
    """In which sections of which guides ``quotes`` stand."""
    places = []
    for title in dict.fromkeys(quote.hit.guide.title for quote in quotes):
        own = [quote.hit.passage.section for quote in quotes if quote.hit.guide.title == title]
        sections = [f"“{section}”" for section in dict.fromkeys(filter(None, own))]
        places.append(f"in the {title} guide{', under ' + in_a_row(sections, 'and') if sections else ''}")
    return f"That stands {in_a_row(places, 'and')}:"


def _flat(text: str) -> str:
    return " ".join(text.split())
