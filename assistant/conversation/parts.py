"""Several questions in one message: each is answered by itself, and the answers are joined.

"What does a Director earn, and who sits on the panel?" is cut where a further question word or auxiliary opens a clause
of its own; nouns joined by "and" ("salary and equity") are one question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from assistant.citations import markdown, without_marks
from assistant.conversation.antecedents import Pointer
from assistant.conversation.follow_up import pointer_of, pointing
from assistant.conversation.slots import focus, with_role
from assistant.language.tokens import content_words
from assistant.types import Answer, Citation, Mode, Statement, Status
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans

MOST_PARTS = 3
MOST_CUTS = 12
"""Places where a sentence could be cut, of which each costs a look at all that is before and behind it."""
_WH = r"(?:what|how|why|who|whom|whose|when|where|which)"
_ASKS = rf"(?:(?:for|to|with|by|at|on|in|of|from|under|roughly|about)\s+)?{_WH}(?:['’]?s)?\b"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|can|could|should|would|will|may|must|has|have|am)\b"
_DETERMINER = r"(?:there|this|that|the|an?|my|your|their|his|her|its|each|every|most|any)\b"
_SUBJECT = rf"(?:i|you|we|they|he|she|it|{_DETERMINER})\b"
_CUT = re.compile(
    rf"(?:,\s+(?:(?:and|or)\s+(?:also\s+|then\s+)?(?={_ASKS})|and\s+(?:also\s+|then\s+)?(?={_AUXILIARY}(?:\s+\w+){{2}}))"
    rf"|(?<!\s)\s++(?:(?:and|or)\s+(?={_ASKS})|and\s+(?={_AUXILIARY}\s+{_SUBJECT})))",
    re.I,
)
"""E.g. "What does a Director do*, and *who do they report to?", "How long is it *and *is it paid?"."""
_LEADING = re.compile(r"^\W*(?:(?:and|or|but|also|so|then)\s+)*", re.I)
"""E.g. "*And also *who pays for it?"."""
_ALTERNATIVE = re.compile(rf"(?<=\w),?\s+or\s+{_AUXILIARY}\s+(?:it|that|this|they)\b[^.?!]*\??\s*$", re.I)
"""E.g. "Is it a promotion*, or is it just more work?*", "Can I work from home* or is that over*"."""
FEWEST_BEFORE = 3
"""Words that a question must have to stand without its alternative."""
_YES_NO = re.compile(_AUXILIARY, re.I)
"""E.g. "*Is* that normal?"."""
_CLAUSE = re.compile(
    rf"\b{_WH}\b.{{0,300}}\b{_AUXILIARY}|\b{_WH}['’]?s\b|(?:^|[,:]\s+|\bas\s.{{1,300}}){_AUXILIARY}\s+\w"
    rf"|\b(?:who|what|which\s+[\w-]+)\s+(?!{_DETERMINER}|about\b|for\b|of\b|in\b|at\b)\w+\s+\w",
    re.I,
)
"""E.g. "*Who does a mate report to? Does* it pay?", "*What’s* the pay?", "*Can I* work from home?",
"*who approves t*he budget".
"""
_MARK = re.compile(r"\[(\d+)\]")


def without_alternative(question: str, lexicon: Lexicon) -> str:
    """``question`` without what it offers for the case that the answer is no: "..., or is that over?" asks nothing,
    where it names no role and no place."""
    found = _ALTERNATIVE.search(question)
    if found is None or len(question[: found.start()].split()) < FEWEST_BEFORE:
        return question
    if lexicon.roles_of(found.group()) or lexicon.named_places(found.group()):
        return question
    return f"{question[: found.start()]}?"


def parts_of(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The questions that ``question`` puts, each standing alone; one alone where it can't be cut."""
    sentences = [question[start:end] for start, end in sentence_spans(question)]
    if not all(sentence.endswith("?") for sentence in sentences[:-1]):
        return (question,)
    pieces = [piece for sentence in sentences for piece in _pieces(sentence)]
    if not 1 < len(pieces) <= MOST_PARTS or not all(_CLAUSE.search(_LEADING.sub("", piece)) for piece in pieces):
        return (question,)
    if any(_of_the_same(piece) for piece in pieces[1:]):
        return (question,)
    first = _asked(pieces[0])
    rest = [_alone(_asked(piece), first, lexicon) for piece in pieces[1:]]
    compared = set(lexicon.roles_of(first))
    if compared and all(compared.isdisjoint(lexicon.roles_of(part)) for part in rest):
        return (question,)  # the same is asked of several roles: a comparison
    return (first, *rest)


def _of_the_same(piece: str) -> bool:
    """Whether ``piece`` only asks how what was just said is: "is that normal?", "was this a mistake?"."""
    bare = _LEADING.sub("", piece)
    return bool(_YES_NO.match(bare)) and pointer_of(bare) is Pointer.THIS and len(content_words(bare)) <= 1


def _alone(part: str, first: str, lexicon: Lexicon) -> str:
    """``part`` with what it needs of the ``first`` one: the role that this asks about, or else all of it.

    "They" are the people in the role, "it" is a thing, so a part with an "it" needs the whole question before.
    """
    role = focus(first, lexicon)
    if role and pointer_of(part) is not Pointer.IT:
        return with_role(part, role, lexicon)
    return f"{part} ({first.rstrip('?')})" if pointing(part) else part


def _pieces(sentence: str) -> list[str]:
    """A sentence, cut at every further question of its own: "and when a VP?" is none, and stays with the one before."""
    pieces, start = [], 0
    cuts = list(islice(_CUT.finditer(sentence), MOST_CUTS + 1))
    for found in cuts if len(cuts) <= MOST_CUTS else ():
        before, after = sentence[start : found.start()], sentence[found.end() :]
        if _CLAUSE.search(before) and _CLAUSE.search(after):
            pieces.append(before)
            start = found.end()
    return [*pieces, sentence[start:]]


def _asked(piece: str) -> str:
    bare = _LEADING.sub("", piece).rstrip(" ?.!,;")
    return f"{bare[:1].upper()}{bare[1:]}?"


def joined(question: str, parts: Sequence[str], answers: Sequence[Answer]) -> Answer | None:
    """The answers to ``parts`` as one, a paragraph each; ``None`` where none is answered, or one asks back.

    A part that points back at one that isn't answered is none either: "who leads Monzo, and what does she earn?" Where
    none is and a person put into words that the guides don't say one, each is said to be left open.
    """
    answered = [answer for answer in answers if answer.statements]
    if any(answer.status is Status.CLARIFY for answer in answers):
        return None
    in_words = next((answer for answer in answers if answer.curated), None)
    if not answered and in_words is not None:
        return _all_left_open(question, parts, answers, in_words)
    leant_on_nothing = not answers[0].statements and any(pointing(part) for part in parts[1:])
    if not answered or leant_on_nothing:
        return None
    statements: list[Statement] = []
    citations: list[Citation] = []
    paragraphs = []
    missing = False
    for part, answer in zip(parts, answers, strict=True):
        if not answer.statements:
            paragraphs.append(_left_open(part, answer))
            missing = True
            continue
        missing = missing or answer.status is not Status.ANSWERED
        paragraphs.append(_added(answer, statements, citations))
    return replace(
        answered[0],
        status=Status.PARTIAL if missing else Status.ANSWERED,
        text="\n\n".join(filter(None, paragraphs)),
        standalone_question=question,
        confidence=min(answer.confidence for answer in answered),
        statements=tuple(statements),
        citations=tuple(citations),
        sides=(),
        mode=Mode.GENERATED if any(one.mode is Mode.GENERATED for one in answered) else Mode.EXTRACTIVE,
        doubtful=any(one.doubtful for one in answered),
    )


def _added(answer: Answer, statements: list[Statement], citations: list[Citation]) -> str:
    """The text of what ``answer`` says beside ``statements``, numbered after ``citations``; both are added to."""
    said = {one.text for one in statements}
    fresh = tuple(one for one in answer.statements if one.text not in said)
    if len(fresh) < len(answer.statements):
        cited = {n for one in fresh for n in one.citations}
        kept = tuple(one for one in answer.citations if one.n in cited)
        text = markdown(fresh, kept, as_list=False) if fresh else ""
        answer = replace(answer, statements=fresh, citations=kept, text=text)
    numbers = _numbered(answer, citations)
    statements += [replace(one, citations=tuple(numbers[n] for n in one.citations)) for one in fresh]
    return _renumbered(answer.text, numbers)


def _all_left_open(question: str, parts: Sequence[str], answers: Sequence[Answer], in_words: Answer) -> Answer:
    """That none of ``parts`` is answered, each in a person's words where there are some, with what these cite."""
    cited: list[Citation] = []
    left = [
        _renumbered(answer.text, _numbered(answer, cited)) if answer.curated else _left_open(part, answer)
        for part, answer in zip(parts, answers, strict=True)
    ]
    text = "\n\n".join(dict.fromkeys(left))
    return replace(in_words, text=text, standalone_question=question, citations=tuple(cited))


def _left_open(part: str, answer: Answer) -> str:
    """That the guides don't answer ``part``, in a person's words where there are some, without what these cite."""
    return (
        without_marks(answer.text)
        if answer.curated
        else f"The guides don't answer “{part.partition('? (')[0].rstrip(' ?.!')}?”."
    )


def _numbered(answer: Answer, citations: list[Citation]) -> dict[int, int]:
    """The numbers of an answer's citations among all ``citations``, to which new ones are added."""
    numbers = {}
    for one in answer.citations:
        same = next((n for n, cited in enumerate(citations, 1) if replace(cited, n=one.n) == one), None)
        if same is None:
            same = len(citations) + 1
            citations.append(replace(one, n=same))
        numbers[one.n] = same
    return numbers


def _renumbered(text: str, numbers: dict[int, int]) -> str:
    return _MARK.sub(lambda mark: f"[{numbers.get(int(mark[1]), mark[1])}]", text)
