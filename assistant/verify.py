"""The support gate: is a statement held up by the quotes that it cites?

No language model is asked. Rules look for what a quote can't hold up: a figure, name, role or place that stands in
none, something turned, exchanged or said more strongly. A small model then tells from token vectors whether the quotes
say all that the statement says. How both were made, and how well they do: docs/evaluation.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.alignment import Reader, Reading, blended, joined, similarities
from assistant.amounts import wrong_figures, wrong_rates
from assistant.bindings import misplaced, misreported
from assistant.changes import changed
from assistant.coherence import coherence, coherent
from assistant.contradict import denials, invented, opposites, strangers, strengthened
from assistant.edits import edits, pieces
from assistant.figures import figures
from assistant.named import places_in, roles_in, unnamed
from assistant.order import (
    defined_otherwise,
    exchanged,
    mixed,
    other_subject,
    reversed_roles,
)
from assistant.person import in_third_person, role_of_reader, speaks_to_reader
from assistant.support import THRESHOLD, coverage, likelihood
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans
from index.types import Encoder

_SENTENCES = 12
"""Of the quotes that are looked at; the nearest ones."""
_ADDS = 0.04
"""By how much a further sentence must raise the mean coverage of the statement's words to be judged by as well."""
_COPIED, _FRAGMENT = 0.8, 3
"""Share of a statement's words, and their number, from which it is a sentence of the quote's wording: then it may state
something with light words alone ("A Head is not the same as a CTO")."""
_FALLEN = 0.5
"""What is left of the likelihood where a rule speaks against the statement."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a statement may be shown, how well it is held up (0 to 1), and in plain words what speaks against it."""

    supported: bool
    score: float
    reasons: tuple[str, ...]


class Gate:
    """Built once; thread-safe."""

    def __init__(self, encoder: Encoder, lexicon: Lexicon) -> None:
        self._reader = Reader(encoder)
        self._lexicon = lexicon

    def judge(self, statement: str, quotes: Sequence[str], roles: Sequence[str] = ()) -> Verdict:
        """Whether ``statement`` is held up by ``quotes`` together.

        ``roles`` has the role that each quote's guide is about, which is whom it means by "you"; without them that is
        whom the statement takes it for.
        """
        statement, quotes, role = self._alike(_bare(statement), quotes, roles)
        sentences = [sentence for quote in quotes for sentence in _sentences(quote)]
        if not any(character.isalnum() for character in statement) or not sentences:
            return Verdict(False, 0.0, ("nothing is quoted" if statement and not sentences else "nothing is stated",))
        verbatim = {_plain(_bare(quote[a:b])) for quote in quotes for a, b in sentence_spans(quote)}
        said = [statement[a:b] for a, b in sentence_spans(statement)]
        read = self._reader.read([*said, *sentences])
        verdicts = [
            Verdict(True, 1.0, ()) if _plain(one.text) in verbatim else self._judged(one, read[len(said) :], role)
            for one in read[: len(said)]
        ]
        return Verdict(
            all(verdict.supported for verdict in verdicts),
            min(verdict.score for verdict in verdicts),
            tuple(dict.fromkeys(reason for verdict in verdicts for reason in verdict.reasons)),
        )

    def _alike(
        self, statement: str, quotes: Sequence[str], roles: Sequence[str]
    ) -> tuple[str, Sequence[str], str | None]:
        """Both speak of the role where one of them speaks to the reader; and the role that the quotes leave unnamed."""
        role = role_of_reader(statement, quotes, self._lexicon, alone=not roles)
        if role is None:
            return statement, quotes, None
        if roles and role not in roles:
            role = roles[0]
        if speaks_to_reader(statement) and any(map(speaks_to_reader, quotes)):
            return statement, quotes, role
        of = roles or [role] * len(quotes)
        told = [in_third_person(quote, its) for quote, its in zip(quotes, of, strict=True)]
        return in_third_person(statement, role), told, role

    def _judged(self, said: Reading, sentences: Sequence[Reading], role: str | None = None) -> Verdict:
        statement, quote = said.text, joined(sentences).text
        held = joined(_with_figures(said, _nearest(said, sentences), sentences))
        roles, roles_ = roles_in(statement, self._lexicon), roles_in(quote, self._lexicon)
        places, places_ = places_in(statement, self._lexicon), places_in(quote, self._lexicon)
        ours, theirs = pieces(said, roles), pieces(held, roles_in(held.text, self._lexicon))
        found = edits(ours, theirs)
        context, plain = similarities(said, held)
        reasons = (
            *wrong_figures(statement, held.text),
            *wrong_rates(statement, quote),
            *(f"{name} stands in no quote" for name in unnamed(roles, roles_) if name != role),
            *(f"{name} stands in no quote" for name in unnamed(places, places_)),
            *misplaced(statement, quote, places, places_),
            *misplaced(statement, quote, roles, roles_),
            *strangers(said, joined(sentences), (*roles, *places)),
            *misreported(statement, quote, roles, roles_),
            *changed(said, held, found),
            *opposites(said, held),
            *denials(said, held, plain),
            *strengthened(said, held),
            *exchanged(said, held),
            *reversed_roles(said, held),
            *mixed(said, held),
            *other_subject(said, sentences),
            *defined_otherwise(said, sentences),
            *invented(said, held),
        )
        features, weakest = coverage(said, held, (context, plain), ours, theirs, found, role)
        likely, holds = likelihood(features), coherence(said, held, (context, plain), ours, theirs, features.fresh)
        if not reasons and likely < THRESHOLD:
            reasons = (f'the quotes don\'t say all of it; least of all "{weakest}"',)
        copied = found.kept >= _COPIED and len(ours) > _FRAGMENT
        if not reasons and (holds is None or not (holds.full or copied)):
            reasons = ("it states nothing that could be checked",)
        if not reasons and holds is not None and coherent(holds) < THRESHOLD:
            reasons = ("its words stand together otherwise in the quotes",)
        likely = min(likely, coherent(holds)) if holds is not None else 0.0
        return Verdict(not reasons, likely * _FALLEN if reasons else likely, tuple(dict.fromkeys(reasons)))

    def nearness(self, statement: str, texts: Sequence[str]) -> list[float]:
        """How much each of ``texts`` speaks of what ``statement`` speaks of, whether it holds it up or not.

        The cosine of their vectors, from -1 to 1.
        """
        said, *read = self._reader.read([_bare(statement), *texts])
        return [float(said.pooled @ one.pooled) for one in read]


_MARKUP = re.compile(r"\*\*|__|`|^\s*(?:[-*•]|\d{1,2}[.)])\s+|\s*\[\d[\d,\s–-]*\]")
_OPENING = re.compile(
    r"^(?:(?:yes|no|in short|overall|in summary|in general|also|additionally|however|moreover|in addition)\s*[,:—–-]\s*"
    r"|according to (?:the|this) (?:role )?guides?,\s*|(?:the|this) (?:role )?guide (?:says|states|notes) that\s+)+",
    re.I,
)


def _sentences(quote: str) -> list[str]:
    """The sentences of a quote; a question and its answer are one."""
    found: list[str] = []
    for start, end in sentence_spans(quote):
        if found and found[-1].endswith("?"):
            found[-1] += f" {quote[start:end]}"
        else:
            found.append(quote[start:end])
    return found


def _bare(statement: str) -> str:
    """``statement`` without markup, marks of citations, and words that only open a reply."""
    text = _MARKUP.sub("", statement).strip()
    rest = _OPENING.sub("", text)
    return rest[:1].upper() + rest[1:] if rest != text else text


def _plain(text: str) -> str:
    """``text`` without what makes no difference: case is kept, white space, quotation marks and the last stop not."""
    return " ".join(text.translate(_MARKS).split()).rstrip(".")


_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def _best(said: Reading, held: Reading) -> np.ndarray:
    """For each content word of the statement, the nearest of a sentence."""
    both = blended(*similarities(said, held))
    return both.max(axis=1) if both.size else np.zeros(len(said.content))


def _with_figures(said: Reading, near: Sequence[Reading], sentences: Sequence[Reading]) -> list[Reading]:
    """``near``, and for each figure of the statement that stands in none of it the sentences that have it."""
    known = [other for reading in near for other in figures(reading.text)]
    lacking = [figure for figure in figures(said.text) if not any(figure.agrees(other) for other in known)]
    return [
        one
        for one in sentences
        if any(one is other for other in near)
        or any(figure.agrees(other) for figure in lacking for other in figures(one.text))
    ]


def _nearest(said: Reading, sentences: Sequence[Reading]) -> list[Reading]:
    """The sentences that say something of the statement, in their order: the nearest and what adds to it."""
    if len(sentences) == 1 or not said.content:
        return list(sentences)
    best = [_best(said, sentence) for sentence in sentences]
    first = int(np.argmax([value.mean() for value in best]))
    chosen, reached = [first], best[first]
    while len(chosen) < min(len(sentences), _SENTENCES):
        gains = [np.maximum(reached, value).mean() - reached.mean() for value in best]
        further = int(np.argmax(gains))
        if gains[further] < _ADDS:
            break
        chosen.append(further)
        reached = np.maximum(reached, best[further])
    return [sentences[i] for i in sorted(chosen)]
