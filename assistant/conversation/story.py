"""A message that tells a story beside what it asks: what is read is the question, and the story counts less.

A city, a firm or a relative's job in the story is part of the asker's life and nothing that the guides must speak of.
What the question leans on in the story ("is *that set-up* a bad sign?") stays with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.conversation.antecedents import Rarity
from assistant.conversation.follow_up import pointing
from assistant.conversation.phrases import read
from assistant.conversation.slots import with_role
from assistant.language.asker import ONESELF, SOMEBODY_IS
from corpus.asking import asking
from corpus.english import spoken_function_words
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans

FEWEST_SENTENCES = 3
"""Of a story with its question; with fewer, what comes before is mostly part of a question that names no role."""
FEWEST_OWN = 2
"""Content words of a question that says by itself what it is about."""
_LIKE_THAT = re.compile(r"\b(?:this|that|these|those|such)\b(?!\s+(?:is|are|was|were|do|does|can|will)\b)", re.I)
"""E.g. "How do I answer *such* a question?", "Is *that* offer fair?"."""


def question_told(message: str, described: Set[str], lexicon: Lexicon, rarity: Rarity) -> str | None:
    """The question that ``message`` asks beside a story, with what it leans on there; ``None`` where it tells none.

    ``described`` are the roles that have a guide; ``rarity`` tells how rare a lower-case word is in the corpus.
    """
    start, end = asking(message)
    spans = sentence_spans(message)
    told = [message[slice(*span)] for span in spans if not start <= span[0] < end]
    if not told:
        return None
    question = message[start:end]
    leans = _leans(question)
    if len(spans) < FEWEST_SENTENCES and (leans or described.isdisjoint(lexicon.roles_of(message))):
        return None
    if leans or ONESELF.search(question):
        question = with_role(question, _role_told(question, told, described, lexicon), lexicon)
    leant_on = _without_names(_nearest(told, rarity), described, lexicon, rarity) if leans else ""
    return f"{question} ({leant_on})" if leant_on else question


def _role_told(question: str, told: Sequence[str], described: Set[str], lexicon: Lexicon) -> str:
    """The role that a story is about, as it is written there: for a question of the asker's own the last one that the
    asker speaks of as their own, else the last one that somebody is, is to be or is offered, else that is named."""
    named = [
        (bool(SOMEBODY_IS.search(sentence[:start])), bool(ONESELF.search(sentence)), sentence[start:end])
        for sentence in told
        for role, start, end in lexicon.role_mentions(sentence)
        if role in described
    ]
    taken = [name for of_somebody, _, name in named if of_somebody]
    own = [name for _, of_the_asker, name in named if of_the_asker and not name.endswith("s")]
    likeliest = (own, taken) if ONESELF.search(question) else (taken, own)
    return next((names[-1] for names in (*likeliest, [name for _, _, name in named]) if names), "")


def _leans(question: str) -> bool:
    """Whether a question points at something that it doesn't name, or says too little by itself."""
    content = {word.stem for word in read(question) if word.folded not in spoken_function_words()}
    return bool(pointing(question)) or _LIKE_THAT.search(question) is not None or len(content) < FEWEST_OWN


def _nearest(told: Sequence[str], rarity: Rarity) -> str:
    """The sentence of a story that says most in the corpus's words."""

    def says(sentence: str) -> float:
        words = {
            word.stem: rarity(word.folded) for word in read(sentence) if word.folded not in spoken_function_words()
        }
        return sum(rare if rare < 1 else -1 for rare in words.values())

    return max(told, key=says)


def _without_names(sentence: str, described: Set[str], lexicon: Lexicon, rarity: Rarity) -> str:
    """``sentence`` as part of another one, without what the guides needn't speak of: people, firms, places, roles that
    have no guide."""
    unknown = [
        (word.start, word.end)
        for word in read(sentence)
        if word.capital and not word.opens and word.folded not in spoken_function_words() and rarity(word.folded) == 1
    ]
    others = [(start, end) for role, start, end in lexicon.role_mentions(sentence) if role not in described]
    for start, end in sorted({*unknown, *others}, reverse=True):
        sentence = sentence[:start] + sentence[end:]
    sentence = re.sub(r"(?<!\s)\s++([,.;:])", r"\1", " ".join(lexicon.without_places(sentence).split())).rstrip(" .!?")
    opening = sentence.partition(" ")[0]
    return sentence[:1].lower() + sentence[1:] if opening[1:].islower() and opening[0] != "I" else sentence
