"""The cases: questions, where their answers stand, and what a right answer must say.

A case file is YAML that a career coach can read and extend (docs/evaluation.md). Loading checks its form; ``resolve``
looks every gold quote up in the guides, because a guide may have changed since the case was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.types import Status
from corpus.types import Guide
from evals.answers.facts import holds

CASES = Path(__file__).parents[1] / "cases"
PARTS = ("dev", "test")
"""Tuning may look at ``dev`` only; the gates are judged on ``test``."""


class CaseError(Exception):
    """A case file that can't be read; the message names the file and the case."""


class CaseKind(StrEnum):
    """What a case tries."""

    DIRECT = "direct"
    PARAPHRASE = "paraphrase"
    NUMERIC = "numeric"
    LIST = "list"
    DEFINITION = "definition"
    YES_NO = "yes_no"
    COMPARISON = "comparison"
    FOLLOW_UP = "follow_up"
    TOPIC_SWITCH = "topic_switch"
    NOISY = "noisy"
    EVERYDAY = "everyday"
    WHY_HOW = "why_how"
    TWO_IN_ONE = "two_in_one"
    STORY = "story"
    UNDERSPECIFIED = "underspecified"
    UNANSWERABLE_NEAR = "unanswerable_near"
    UNANSWERABLE_FAR = "unanswerable_far"
    SMALL_TALK = "small_talk"
    INJECTION = "injection"


UNANSWERABLE = frozenset({CaseKind.UNANSWERABLE_NEAR, CaseKind.UNANSWERABLE_FAR})
"""Abstention is scored on these: small talk wants a reply, an underspecified question a clarifying one."""
CONVERSATIONAL = frozenset({CaseKind.FOLLOW_UP, CaseKind.TOPIC_SWITCH})

_EXPECTED: dict[CaseKind, tuple[Status, ...]] = {
    CaseKind.UNDERSPECIFIED: (Status.CLARIFY,),
    CaseKind.SMALL_TALK: (Status.CHITCHAT,),
    CaseKind.INJECTION: (Status.NO_ANSWER, Status.CHITCHAT),
    **dict.fromkeys(UNANSWERABLE, (Status.NO_ANSWER,)),
}
"""What counts where a case names no status; all others want an answer."""


@dataclass(frozen=True, slots=True)
class Gold:
    """A place that answers: ``quote`` as the case has it, and every span of the guide's text that holds it."""

    guide: str
    quote: str
    spans: tuple[tuple[int, int], ...] = ()

    def shares(self, guide: str, start: int, end: int) -> bool:
        """Whether the quote and ``[start, end)`` of ``guide`` have at least half of the shorter one in common."""
        both = ((min(end, right) - max(start, left), min(end - start, right - left)) for left, right in self.spans)
        return guide == self.guide and any(2 * common >= shorter for common, shorter in both)


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what came before it. ``facts`` holds alternatives side by side; all facts must be said."""

    id: str
    kind: CaseKind
    ask: str
    after: tuple[str, ...]
    guide: str
    gold: tuple[Gold, ...]
    facts: tuple[tuple[str, ...], ...]
    status: tuple[Status, ...]
    file: str
    category: str = ""
    """Why no guide answers a labelled question (evals/questions.py); empty where one does."""
    means: str = ""
    """What a message asks, put by a reader of its conversation so that it stands alone; empty where nobody did."""

    @property
    def part(self) -> str:
        """``dev`` or ``test``."""
        return self.file.split("/")[0]

    @property
    def answerable(self) -> bool:
        """Whether the guides answer it, and should: the question beside an injected order may as well be refused."""
        return self.kind not in _EXPECTED and not self.category

    @property
    def unanswerable(self) -> bool:
        """Whether it should be refused: small talk wants a reply, an underspecified question a clarifying one."""
        return self.kind in UNANSWERABLE or bool(self.category)


@dataclass(frozen=True, slots=True)
class Stale:
    """What the guides no longer hold of a case."""

    case: str
    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.case}: {self.message}"


class _GoldForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    guide: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class _CaseForm(BaseModel):
    """What a file may say of a case."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: CaseKind
    ask: str = Field(min_length=1)
    after: list[str] = []
    means: str = ""
    guide: str = ""
    gold: list[_GoldForm] = []
    facts: list[list[str]] = []
    status: Status | list[Status] = []


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANY_LIST = TypeAdapter(list[dict[str, object]])


def load_cases(folder: Path = CASES) -> tuple[Case, ...]:
    """The cases of all parts, in the order of files. Raises ``CaseError``."""
    cases: dict[str, Case] = {}
    for case in (case for part in PARTS for path in sorted((folder / part).glob("*.yaml")) for case in read_file(path)):
        if case.id in cases:
            raise CaseError(f"{case.file}: {case.id}: the id is taken in {cases[case.id].file}")
        cases[case.id] = case
    return tuple(cases.values())


def of_part(cases: Sequence[Case], part: str) -> tuple[Case, ...]:
    """The cases of one part, or of ``all``. Raises ``CaseError`` where there is none."""
    kept = tuple(case for case in cases if part in ("all", case.part))
    if not kept:
        raise CaseError(f"there are no cases of part {part!r}")
    return kept


def read_file(path: Path) -> Iterator[Case]:
    """The cases of one file. Raises ``CaseError``."""
    name = f"{path.parent.name}/{path.name}"
    try:
        rows = _ANY_LIST.validate_python(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CaseError(f"{name}: can't be read ({' '.join(str(error).split())})") from error
    except ValidationError as error:
        raise CaseError(f"{name}: not a list of cases") from error
    for place, row in enumerate(rows, start=1):
        try:
            yield _case(_CaseForm.model_validate(row), name)
        except ValidationError as error:
            problems = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
            raise CaseError(f"{name}: {row.get('id', f'case {place}')}: {problems}") from error


def _case(form: _CaseForm, file: str) -> Case:
    """Raises ``CaseError`` where fields don't fit the kind."""
    given = form.status if isinstance(form.status, list) else [form.status]
    silent, wrong = form.kind in _EXPECTED, ""
    if silent and form.gold and form.kind is not CaseKind.INJECTION:
        wrong = f"a case of kind {form.kind} has no gold"
    elif not silent and not form.gold:
        wrong = f"a case of kind {form.kind} needs gold"
    elif form.kind is CaseKind.FOLLOW_UP and not form.after:
        wrong = "a follow_up needs after"
    elif not all(form.facts) or not all(text.strip() for fact in form.facts for text in fact):
        wrong = "an empty fact"
    if wrong:
        raise CaseError(f"{file}: {form.id}: {wrong}")
    return Case(
        id=form.id,
        kind=form.kind,
        ask=form.ask,
        after=tuple(form.after),
        guide=form.guide,
        gold=tuple(Gold(gold.guide, gold.quote) for gold in form.gold),
        facts=tuple(tuple(fact) for fact in form.facts),
        status=tuple(given) or _EXPECTED.get(form.kind, (Status.ANSWERED, Status.PARTIAL)),
        file=file,
        means=form.means,
    )


def resolve(cases: Sequence[Case], guides: Sequence[Guide]) -> tuple[tuple[Case, ...], tuple[Stale, ...]]:
    """The cases with the spans of their gold quotes, and what no guide holds any more."""
    by_slug = {guide.slug: guide for guide in guides}
    resolved, stale = list[Case](), list[Stale]()
    for case in cases:
        gold = tuple(_located(entry, by_slug) for entry in case.gold)
        resolved.append(replace(case, gold=gold))
        stale += [Stale(case.id, case.file, message) for message in _problems(case, gold, by_slug)]
    return tuple(resolved), tuple(stale)


def _located(gold: Gold, guides: dict[str, Guide]) -> Gold:
    guide = guides.get(gold.guide)
    found = _pattern(gold.quote).finditer(guide.text) if guide else ()
    return replace(gold, spans=tuple(match.span() for match in found))


def _problems(case: Case, gold: Sequence[Gold], guides: dict[str, Guide]) -> Iterator[str]:
    for slug in {case.guide, *(entry.guide for entry in gold)} - {"", *guides}:
        yield f"no guide {slug!r}"
    for entry in gold:
        if not entry.spans and entry.guide in guides:
            yield f"the guide {entry.guide!r} doesn't say “{entry.quote}”"
    texts = [guides[entry.guide].text for entry in gold if entry.guide in guides]
    for fact in case.facts if texts else ():
        if not any(holds(text, fact) for text in texts):
            yield f"the gold's guides don't say {fact[0]!r}, nor any other wording of it"


def _pattern(quote: str) -> re.Pattern[str]:
    """The quote; white space and straight or curly quotation marks may differ."""
    pattern = re.sub(r"['‘’]", "['‘’]", r"\s+".join(map(re.escape, quote.split())))
    return re.compile(re.sub(r'["“”]', '["“”]', pattern))
