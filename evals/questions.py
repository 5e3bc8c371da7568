"""The labelled questions that models are fitted on: thousands, over several corpora, in the form of the cases.

They were written by reading the texts (docs/evaluation.md). ``questions/NAME/*.yaml`` belongs to the corpus ``NAME``.
A question that no text answers has a ``category``, which says why. Texts that aren't ours aren't copied: their gold is
``file`` and ``span``, half-open, of the file's own characters, looked up in the text that the reader makes of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath

from pydantic import BaseModel, ConfigDict, TypeAdapter

from assistant.types import Status
from corpus.identity import path_slug
from corpus.types import Guide
from evals.answers.cases import Case, CaseError, CaseKind, Gold
from evals.labelled import QUESTIONS, Id, Text, read_rows

TRADES = Path(__file__).parent / "corpora" / "trades"
"""Made-up guides of other trades."""
SHARED = Path(__file__).parents[2] / "shared"
"""Public texts beside the project, which not every machine has."""

_LINK_TARGET = re.compile(r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|<[^>\n]*>|\{[%{].*?[%}]\}")


class Category(StrEnum):
    """Why no text answers a question."""

    ATTRIBUTE = "attribute"
    """Its subject is spoken of, what is asked of it is not."""
    OTHER_ROLE = "other_role"
    OTHER_PLACE = "other_place"
    OTHER_TIME = "other_time"
    PRESUPPOSITION = "presupposition"
    """It takes for granted what the text contradicts or never says."""
    MODALITY = "modality"
    """It needs a picture, a file, an action or a decision."""
    NONSENSE = "nonsense"
    OUT_OF_DOMAIN = "out_of_domain"


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus with labelled questions: its folder of guides, and the folder that ``file`` of a gold is below."""

    name: str
    corpus: Path

    @property
    def present(self) -> bool:
        return self.corpus.is_dir()


SOURCES = (
    Source("shipped", Path(__file__).parents[1] / "corpus" / "guides"),
    Source("trades", TRADES),
    Source("site", SHARED / "guides"),
    Source("handbooks", SHARED / "training" / "handbooks"),
)


class _GoldForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: Text
    quote: str = ""
    span: tuple[int, int] | None = None


class _QuestionForm(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    id: Id
    kind: CaseKind
    ask: Text
    page: str = ""
    """The file of the guide on whose page it was asked; empty where of all guides."""
    after: list[str] = []
    means: str = ""
    category: Category | None = None
    gold: list[_GoldForm] = []
    facts: list[list[str]] = []


_ROWS = TypeAdapter(list[_QuestionForm])


def load_questions(source: Source, guides: Sequence[Guide]) -> tuple[Case, ...]:
    """The questions over ``source`` as cases, gold resolved in ``guides``; those whose gold isn't there are left out.

    ``Case.file`` is the path below ``QUESTIONS``: one file of questions is one group that can be left out of a fit.
    Raises ``CaseError``.
    """
    texts = {guide.slug: _Letters(guide.text) for guide in guides}
    cases = []
    for path in sorted((QUESTIONS / source.name).glob("*.yaml")):
        for form in read_rows(path, _ROWS):
            gold = tuple(_gold(entry, source, texts) for entry in form.gold)
            if all(entry.spans for entry in gold):
                cases.append(_case(form, gold, f"{source.name}/{path.name}"))
    return tuple(cases)


def _case(form: _QuestionForm, gold: tuple[Gold, ...], file: str) -> Case:
    if bool(form.category) == bool(gold):
        raise CaseError(f"{file}: {form.id}: a question has either gold or a category")
    return Case(
        id=form.id,
        kind=form.kind,
        ask=form.ask,
        after=tuple(form.after),
        guide=path_slug(PurePath(form.page)) if form.page else "",
        gold=gold,
        facts=tuple(tuple(fact) for fact in form.facts),
        status=(Status.NO_ANSWER,) if form.category else (Status.ANSWERED, Status.PARTIAL),
        file=file,
        category=form.category or "",
        means=form.means,
    )


def _gold(entry: _GoldForm, source: Source, texts: dict[str, _Letters]) -> Gold:
    slug = path_slug(PurePath(entry.file))
    quote = entry.quote
    if entry.span is not None:
        raw = (source.corpus / entry.file).read_text(encoding="utf-8", errors="replace")
        quote = raw[slice(*entry.span)]
    return Gold(slug, quote, tuple(texts[slug].find(quote)) if slug in texts else ())


class _Letters:
    """A text's letters and digits with their places, so that markup and white space don't hinder finding a quote."""

    def __init__(self, text: str) -> None:
        self._places = [i for i, character in enumerate(text) if character.isalnum()]
        self._letters = "".join(text[i] for i in self._places)

    def find(self, quote: str) -> Iterator[tuple[int, int]]:
        """Every span, half-open, of the text that has the letters of ``quote``."""
        wanted = "".join(filter(str.isalnum, _LINK_TARGET.sub("]", quote)))
        start = self._letters.find(wanted) if wanted else -1
        while start >= 0:
            yield self._places[start], self._places[start + len(wanted) - 1] + 1
            start = self._letters.find(wanted, start + 1)
