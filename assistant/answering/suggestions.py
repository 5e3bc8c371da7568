"""Where a visitor may begin, and go on: questions that the guides put themselves or that their topics ask for, and
guides of the roles beside this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from assistant.answering.compare import compared_as_such
from assistant.citations import links_to
from assistant.language.tokens import plain
from assistant.types import Related, Turn
from corpus.identity import article
from corpus.lexicon import Lexicon
from corpus.types import Guide, Passage
from index.search import Searcher

SUGGESTIONS = 3
OWN_FIRST = 2
"""Questions that the guides put themselves that stand before one about a topic."""
LONGEST = 120
"""Characters of a question that is suggested."""
STARTERS = 4
LONGEST_STARTER = 90
"""Characters of a heading that is offered as a question to start with."""
ASKED: Mapping[str, str] = {
    "work": "What does {} do?",
    "flags": "What are the red flags in {} role?",
    "pay": "What does {} earn?",
    "hiring": "How does the hiring process for {} work?",
    "skills": "What sets candidates apart for {} role?",
    "employers": "Who employs {}?",
}
"""How one asks about a topic of the lexicon's. A topic that isn't here is asked about in the guide's own words only."""
_FIRST = 2
"""Questions about topics that stand before the guide's own."""


@dataclass(frozen=True, slots=True)
class Talk:
    """What was asked in a conversation, and what was answered, each as it is compared.

    ``apart`` are the sets of roles of which it was asked how they differ, and nothing else.
    """

    lexicon: Lexicon
    asked: frozenset[str] = frozenset()
    answered: str = ""
    apart: frozenset[frozenset[str]] = frozenset()

    @classmethod
    def of(cls, history: Sequence[Turn], message: str, lexicon: Lexicon) -> Talk:
        """All of ``history``, and the ``message`` that is to be answered."""
        asked = (message, *(turn.content for turn in history if turn.role == "user"))
        return cls(lexicon).also(asked, (turn.content for turn in history if turn.role == "assistant"))

    def also(self, asked: Iterable[str] = (), answered: Iterable[str] = ()) -> Talk:
        """The same, and what is asked and answered now."""
        told = " ".join((self.answered, *map(_flat, answered)))
        new = {folded: question for question in asked if (folded := plain(question)) not in self.asked}
        apart = self.apart.union(filter(None, (compared_as_such(question, self.lexicon) for question in new.values())))
        return Talk(self.lexicon, self.asked.union(new), told, apart)

    def has_asked(self, question: str) -> bool:
        """Whether it was asked, however it was written; how roles differ, in whatever words."""
        return plain(question) in self.asked or (
            bool(self.apart) and compared_as_such(question, self.lexicon) in self.apart
        )

    def has_told(self, put: Put) -> bool:
        """Whether what answers ``put`` stands in an answer."""
        return any(sentence in self.answered for sentence in put.answer)

    def has_shown(self, text: str) -> bool:
        """Whether ``text`` stands in an answer."""
        return _flat(text) in self.answered


def suggestions(near: Sequence[Passage], talk: Talk, searcher: Searcher) -> tuple[str, ...]:
    """Questions that the guides put and answer and that the conversation hasn't: those of the passages ``near`` to this
    one, then others of the nearest one's guide, among them one about a topic that wasn't touched."""
    if not near:
        return ()
    guide = searcher.guides[near[0].guide]
    own: dict[str, None] = {}
    first = (tuple(_puts(passage, searcher.guides[passage.guide].text)) for passage in near)
    for put in chain(first, searcher.once(_put, guide.slug)):
        own.update((one.question, None) for one in put if not (talk.has_asked(one.question) or talk.has_told(one)))
        if len(own) >= SUGGESTIONS:
            break
    topics = _topics(guide, talk, searcher)
    ordered = (*tuple(own)[:OWN_FIRST], *topics[:1], *tuple(own)[OWN_FIRST:], *topics[1:])
    return tuple(dict.fromkeys(ordered))[:SUGGESTIONS]


def related(guide: Guide, searcher: Searcher) -> tuple[Related, ...]:
    """The guides of the roles above and below this one, where there are such guides."""
    by_role = {other.role: other for other in searcher.guides.values()}
    return links_to([by_role[role] for role in (*guide.reports_to, *guide.manages) if role in by_role])


@dataclass(frozen=True, slots=True)
class Put:
    """A question that a passage puts, in its heading or in its first sentence, and the sentences that answer it."""

    question: str
    answer: tuple[str, ...]


def _put(searcher: Searcher, guide: str) -> tuple[tuple[Put, ...], ...]:
    """What each passage of a guide puts that puts something."""
    text = searcher.guides[guide].text
    return tuple(filter(None, (tuple(_puts(passage, text)) for passage in searcher.passages_of(guide))))


def _puts(passage: Passage, text: str) -> Iterator[Put]:
    if passage.topic == "checks":  # what to ask an employer is no question that a guide answers
        return
    for candidate in (*passage.heading_path[-1:], text[slice(*passage.sentences[0])]):
        put = candidate.lstrip("-*•0123456789.) ") if candidate.endswith("?") else ""
        if put and len(put) <= LONGEST:
            sentences = (text[start:end] for start, end in passage.sentences)
            yield Put(put, tuple(_flat(sentence) for sentence in sentences if sentence != candidate))


def _topics(guide: Guide, talk: Talk, searcher: Searcher) -> tuple[str, ...]:
    """A question for each topic of ``guide`` that no question of the conversation named."""
    touched = {topic for question in talk.asked for topic in searcher.lexicon.topics_of(question)}
    put = searcher.once(_put_of_topics, guide.slug)
    return tuple([question for topic, question in put if topic not in touched and not talk.has_asked(question)])


def _put_of_topics(searcher: Searcher, guide: str) -> tuple[tuple[str, str], ...]:
    return tuple(topic_questions(searcher.guides[guide]))


def _flat(text: str) -> str:
    return " ".join(text.split())


def topic_questions(guide: Guide) -> Iterator[tuple[str, str]]:
    """A topic that a section of ``guide`` is about, and the question about it, one after the other."""
    role = guide.role or guide.title
    there = {section.topic for section in guide.sections}
    for topic, form in ASKED.items():
        if topic in there:
            yield topic, form.format(f"{article(role)} {role}")


def starters(guide: Guide) -> tuple[str, ...]:
    """What a visitor may ask ``guide`` first; none where it puts no question and has no topic that one asks about."""
    own = [one.heading for one in guide.sections if one.heading.endswith("?") and len(one.heading) <= LONGEST_STARTER]
    made = [question for _, question in topic_questions(guide)]
    # A guide's first questions are often those that everybody knows the answer to.
    rest = own[_FIRST:] if len(own) > _FIRST + 1 else own
    return tuple(dict.fromkeys((*made[:_FIRST], *rest, *made[_FIRST:])))[:STARTERS]
