"""The support gate: is a claim held up by the evidence that it cites?

No language model is asked. Rules look for what evidence can't hold up (`rules/registry.py`), and a fitted model weighs
what they object together with how the words of both go together (`entailment.py`). How well both do:
docs/evaluation.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.gate.entailment import entailed, shipped_threshold
from assistant.gate.pair import Pair
from assistant.gate.reading import Reader
from assistant.gate.rules.registry import CERTAIN, objections
from assistant.gate.same_quantities import in_words_of
from assistant.gate.second_person import in_third_person, role_of_reader, speaks_to_reader
from assistant.verdict import Code, Objection, Verdict
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans
from index.types import Encoder

_FALLEN = 0.5
"""What is left of the likelihood where a rule that is certain objects."""
_NOTHING = Objection("nothing", Code.NOTHING, "nothing is stated")
_NO_EVIDENCE = Objection("nothing", Code.NOTHING, "nothing is quoted")
_NOT_ENTAILED = Objection("entailment", Code.NOT_ENTAILED, "the quotes don't say all of it")


class Gate:
    """Built once; thread-safe."""

    def __init__(self, encoder: Encoder, lexicon: Lexicon, without: Set[str] = frozenset()) -> None:
        """``without`` names rules that aren't asked, for evaluations."""
        self._reader = Reader(encoder)
        self._lexicon, self._without = lexicon, without

    def judge(self, claim: str, evidence: Sequence[str], roles: Sequence[str] = ()) -> Verdict:
        """Whether ``claim`` is held up by the quotes of ``evidence`` together.

        ``roles`` has the role that each quote's guide is about, which is whom it means by "you"; without them that is
        whom the claim takes it for.
        """
        if not any(character.isalnum() for character in claim):
            return Verdict(False, 0.0, (_NOTHING,))
        if not any(map(_sentences, evidence)):
            return Verdict(False, 0.0, (_NO_EVIDENCE,))
        verdicts = [
            Verdict(True, 1.0, ()) if pair is None else self._judged(pair)
            for pair in self.pairs(claim, evidence, roles)
        ]
        return Verdict(
            all(verdict.supported for verdict in verdicts),
            min((verdict.score for verdict in verdicts), default=0.0),
            tuple(dict.fromkeys(one for verdict in verdicts for one in verdict.objections)),
        )

    def pairs(self, claim: str, evidence: Sequence[str], roles: Sequence[str] = ()) -> list[Pair | None]:
        """Each sentence of ``claim`` beside ``evidence``, read; ``None`` for one that stands there word for word."""
        claim, evidence, role = self._alike(_bare(claim), evidence, roles)
        sentences = [sentence for quote in evidence for sentence in _sentences(quote)]
        verbatim = {_plain(_bare(quote[a:b])) for quote in evidence for a, b in sentence_spans(quote)}
        claims = [in_words_of(sentences, claim[a:b]) for a, b in sentence_spans(claim)]
        read = self._reader.read([*claims, *sentences])
        return [
            None if _plain(one.text) in verbatim else Pair.of(one, read[len(claims) :], self._lexicon, role)
            for one in read[: len(claims)]
        ]

    def objections(self, pair: Pair) -> tuple[Objection, ...]:
        """What the rules that are asked object."""
        return objections(pair, self._without)

    def _alike(
        self, claim: str, evidence: Sequence[str], roles: Sequence[str]
    ) -> tuple[str, Sequence[str], str | None]:
        """Both speak of the role where one of them speaks to the reader; and the role that the quotes leave unnamed."""
        role = role_of_reader(claim, evidence, self._lexicon, alone=not roles)
        if role is None:
            return claim, evidence, None
        if roles and role not in roles:
            role = roles[0]
        if speaks_to_reader(claim) and any(map(speaks_to_reader, evidence)):
            return claim, evidence, role
        of = roles or [role] * len(evidence)
        told = [in_third_person(quote, its) for quote, its in zip(evidence, of, strict=True)]
        return in_third_person(claim, role), told, role

    def _judged(self, pair: Pair) -> Verdict:
        objected = self.objections(pair)
        likely = entailed(pair, objected)
        certain = tuple(one for one in objected if one.rule in CERTAIN)
        if certain:
            return Verdict(False, likely * _FALLEN, certain)
        if likely >= shipped_threshold():
            return Verdict(True, likely, ())
        return Verdict(False, likely, objected or (_NOT_ENTAILED,))

    def nearness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """How much each of ``texts`` speaks of what ``claim`` speaks of, whether it holds it up or not.

        The cosine of their vectors, from -1 to 1.
        """
        first, *others = self._reader.pooled([_bare(claim), *texts])
        return [float(first @ one) for one in others]


_MARKUP = re.compile(r"\*\*|__|`|^\s*(?:[-*•]|\d{1,2}[.)])\s+|(?:(?<!\s)\s++)?\[\d[\d,\s–-]*\]")
_OPENING = re.compile(
    r"^(?:(?:yes|no|in short|overall|in summary|in general|also|additionally|however|moreover|in addition)\s*[,:—–-]\s*"
    r"|according to (?:the|this) (?:role )?guides?,\s*|(?:the|this) (?:role )?guide (?:says|states|notes) that\s+)+",
    re.I,
)
"""E.g. "*In short, *the captain decides.", "*According to the role guide, *it pays well.",
"*The guide says that *it pays well".
"""


def _sentences(quote: str) -> list[str]:
    """The sentences of a quote; a question and its answer are one."""
    found: list[str] = []
    for start, end in sentence_spans(quote):
        if found and found[-1].endswith("?"):
            found[-1] += f" {quote[start:end]}"
        else:
            found.append(quote[start:end])
    return found


def _bare(claim: str) -> str:
    """``claim`` without markup, marks of citations, and words that only open a reply."""
    text = _MARKUP.sub("", claim).strip()
    rest = _OPENING.sub("", text)
    return rest[:1].upper() + rest[1:] if rest != text else text


def _plain(text: str) -> str:
    """``text`` without what makes no difference: case is kept, white space, quotation marks and the last stop not."""
    return " ".join(text.translate(_MARKS).split()).rstrip(".")


_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})
