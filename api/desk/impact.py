"""What a change of guides means, from the desk to the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import AliasPath, BaseModel, Field, StringConstraints

from api.schemas.fields import Shown, Strict
from assistant.desk.changes import edited
from assistant.desk.desk import Desk
from assistant.desk.impact import MOST
from assistant.desk.impact_types import Impact
from assistant.types import InvalidRequest
from corpus.read import SUFFIXES, CorpusError
from index.errors import IndexingError

EffectName = Literal["refused", "changed", "lost", "answered"]
MOST_ALLOWED = 1000
COLUMNS = ("effect", "asked", "status_before", "status_after", "guides_before", "guides_after")
TEXTS = ("question", "before", "after")

_NAME = re.compile(r"[\w][\w .-]{0,119}")

FileName = Annotated[str, StringConstraints(max_length=120)]


class ImpactRequest(Strict):
    """A file of the guides with its new text; without both, the guides' folder as it stands is looked at."""

    name: FileName = ""
    text: str = ""
    most: int = Field(
        default=MOST,
        ge=0,
        le=MOST_ALLOWED,
        description="Questions that are asked again at most; with 0 only what becomes of citations is looked up.",
    )


WANTED = "write the name of a guide's file, such as director.md, without a folder"


def impact(desk: Desk, request: ImpactRequest) -> ImpactResponse:
    """What the change would do. Raises ``InvalidRequest`` where the guides can't be read or indexed."""
    try:
        if not request.name and not request.text:
            return impact_response(desk.impact.of(desk.corpus, request.most))
        if not is_file_name(request.name):
            raise InvalidRequest("name", WANTED)
        with edited(desk.corpus, request.name, request.text.replace("\r\n", "\n")) as corpus:
            return impact_response(desk.impact.of(corpus, request.most))
    except (CorpusError, OSError):
        raise InvalidRequest("name", "the guides' files can't be read on this server") from None
    except IndexingError as error:
        raise InvalidRequest("text", f"the guides can't be indexed like this: {error}") from error


class QuoteOut(BaseModel):
    """Exact text of the guide with that slug, as it is, or as it would be."""

    guide: str
    quote: str


class AnswerSideOut(BaseModel):
    """An answer."""

    status: str
    text: str
    quotes: list[QuoteOut]


class AffectedOut(BaseModel):
    """A question whose answer changes, and both answers; `after` is null where it wasn't asked again."""

    effect: EffectName
    question: str
    guides: list[str]
    asked: int
    before: AnswerSideOut
    after: AnswerSideOut | None


class AffectedCuratedOut(BaseModel):
    """A curated question that changes."""

    effect: Literal["new", "changed", "gone"]
    guide: str
    id: str
    question: str
    before: list[str]
    after: list[str]


class CaseOut(Shown):
    """A case of an evaluation that changes: the quotes that are lost, and both answers, null where it wasn't asked."""

    effect: EffectName
    id: str = Field(validation_alias=AliasPath("case", "id"))
    file: str = Field(validation_alias=AliasPath("case", "file"))
    question: str = Field(validation_alias=AliasPath("case", "question"))
    lost: list[QuoteOut]
    before: AnswerSideOut | None
    after: AnswerSideOut | None


class LostQuoteOut(BaseModel):
    """A quote of past answers that is gone, and how many of them cite it."""

    guide: str
    quote: str
    answers: int


class GuideChangesOut(BaseModel):
    """Guides by slug, and how many passages come and go, null where nothing was asked again."""

    new: list[str]
    changed: list[str]
    gone: list[str]
    passages_added: int | None
    passages_removed: int | None


class ImpactResponse(BaseModel):
    """What publishing would do. Of the `spans` that past answers cite `lost` are gone, which `answers` answers to
    `questions` different questions cite."""

    guides: GuideChangesOut
    spans: int
    lost: int
    answers: int
    questions: int
    lost_quotes: list[LostQuoteOut] = Field(description="Those that most answers cite.")
    affected: list[AffectedOut]
    curated: list[AffectedCuratedOut]
    cases: list[CaseOut] = Field(description="Cases of an evaluation that change; `guides impact --cases` names them.")
    asked_again: int
    left_out: int = Field(description="Questions that could change and weren't asked again.")
    unlisted: int = Field(description="Questions that lose a quote and aren't in `affected`, which holds only so many.")
    cases_left_out: int = Field(description="Cases that could change and weren't asked.")
    findings: list[str] = Field(description="What is wrong with the new files.")
    seconds: float


def impact_response(impact: Impact) -> ImpactResponse:
    """What publishing would do."""
    return ImpactResponse.model_validate(impact, from_attributes=True)


def table(response: ImpactResponse, texts: bool) -> tuple[Sequence[str], Iterator[list[object]]]:
    """The heads of the columns, ``TEXTS`` among them where they are wanted, and a row a question."""
    return (*COLUMNS, *(TEXTS if texts else ())), _rows(response, texts)


def _rows(response: ImpactResponse, texts: bool) -> Iterator[list[object]]:
    for one in response.affected:
        after = one.after or AnswerSideOut(status="", text="", quotes=[])
        row: list[object] = [one.effect, one.asked, one.before.status, after.status, _of(one.before), _of(after)]
        yield [*row, one.question, one.before.text, after.text] if texts else row


def is_file_name(name: str) -> bool:
    """Whether ``name`` is that of a guide's file or of its curated questions, in no folder."""
    return _NAME.fullmatch(name) is not None and name.endswith((*SUFFIXES, ".questions.yaml"))


def _of(side: AnswerSideOut) -> str:
    return " ".join(dict.fromkeys(one.guide for one in side.quotes))
