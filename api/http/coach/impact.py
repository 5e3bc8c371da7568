"""What a change of guides means for past answers: POST /v1/coach/impact, and the page /coach/impact."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from api.desk import gaps as gap_view
from api.desk import impact as impact_view
from api.desk.impact import ImpactRequest, ImpactResponse
from api.http.coach.gaps import Texts
from api.http.coach.page import desk_page
from api.http.coach.sign_in import TheCoach
from api.http.coach.tables import csv_response
from api.http.dependencies import TheAssistant
from api.ports import AssistantPort
from assistant.desk.impact import MOST
from assistant.types import InvalidRequest

QUESTIONS = ".questions.yaml"

router = APIRouter()
pages = APIRouter(include_in_schema=False)


@router.post("/v1/coach/impact")
def impact(request: ImpactRequest, assistant: TheAssistant) -> ImpactResponse:
    """Which past answers a change of the guides would change, before it is published. For coaches."""
    return impact_view.impact(assistant.desk, request)


@router.post("/v1/coach/impact.csv", response_class=Response)
def impact_csv(
    sent: Request, request: ImpactRequest, assistant: TheAssistant, texts: Annotated[Texts, Query()] = False
) -> Response:
    """The same as CSV, without words of visitors and guides unless they are asked for. For coaches."""
    return csv_response(sent, "impact.csv", *impact_view.table(impact_view.impact(assistant.desk, request), texts))


@pages.get("/coach/impact")
def impact_page(
    request: Request,
    assistant: TheAssistant,
    coach: TheCoach,
    name: Annotated[str, Query(max_length=120)] = "",
    gap: Annotated[
        str, Query(max_length=12, description="A gap whose entry, or what it asks, is put into the file.")
    ] = "",
) -> HTMLResponse:
    """The form; with the text of the guides' file ``name`` to edit, where there is one."""
    text = _text_of(assistant, name)
    if gap and name.endswith(QUESTIONS):
        entry = assistant.desk.entries(assistant.desk.gaps.askings(gap))
        text = "\n".join(one for one in (text.rstrip(), entry) if one)
    elif gap and text:
        text = gap_view.noted(text, gap_view.gap_out(assistant.desk.gaps.gap(gap)))
    return _page(request, assistant, coach, {"name": name if text else "", "text": text})


@pages.post("/coach/impact")
def impact_on_page(
    request: Request,
    assistant: TheAssistant,
    coach: TheCoach,
    name: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    again: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """What the change would do, below the form that it was sent with: at once what becomes of citations; what comes of
    asking ``again`` when that is asked for."""
    sent: dict[str, object] = {"name": name, "text": text, "again": again}
    try:
        found = impact_view.impact(assistant.desk, ImpactRequest(name=name[:120], text=text, most=MOST if again else 0))
    except InvalidRequest as error:
        return _page(request, assistant, coach, sent | {"wrong": str(error)}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _page(request, assistant, coach, sent | {"found": found})


@pages.post("/coach/impact/file")
def draft(name: Annotated[str, Form(max_length=120)] = "", text: Annotated[str, Form()] = "") -> Response:
    """The text of the form as a file, to be saved where the guides are."""
    if not impact_view.is_file_name(name):
        raise InvalidRequest("name", impact_view.WANTED)
    kept = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(
        text.replace("\r\n", "\n"), media_type="text/plain; charset=utf-8", headers={"Content-Disposition": kept}
    )


def _text_of(assistant: AssistantPort, name: str) -> str:
    """What a file of the guides says; empty where there is none of that name."""
    if not impact_view.is_file_name(name):
        return ""
    found = next(iter(sorted(assistant.desk.corpus.rglob(name))), None)
    try:
        return found.read_text(encoding="utf-8") if found is not None else ""
    except (OSError, UnicodeDecodeError):
        return ""


def _page(
    request: Request, assistant: AssistantPort, coach: TheCoach, values: dict[str, object], status: int = HTTPStatus.OK
) -> HTMLResponse:
    corpus = assistant.desk.corpus
    names = sorted({path.name for path in corpus.rglob("*") if impact_view.is_file_name(path.name)})
    titles = {one.guide.slug: one.guide.title for one in assistant.guides()}
    frame: dict[str, object] = {
        "titles": titles,
        "names": names,
        "name": "",
        "text": "",
        "wrong": "",
        "found": None,
        "most": MOST,
    }
    return desk_page(request, assistant, coach, "impact.html", frame | values, status)
