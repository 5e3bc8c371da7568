"""Cases of an evaluation before guides are published: which lose a quote, and which are answered otherwise.

Any list of entries in YAML with ``id``, ``ask`` and ``gold`` (``guide`` and ``quote``) is read, whatever else the
entries say; so is a folder of such files.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.desk.changes import effect_of, learn, side_of
from assistant.desk.gap_types import Ask
from assistant.desk.impact_types import AffectedCase, Case, Effect, GuideChanges, GuideQuote
from assistant.types import InvalidRequest
from corpus.quotes import span_of
from corpus.types import Guide
from index.search import Searcher


class _Gold(BaseModel):
    guide: str
    quote: str


class _Entry(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    ask: str
    after: list[str] = []
    guide: str = ""
    gold: list[_Gold] = []


_ENTRIES = TypeAdapter(list[_Entry])
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file, or of all YAML files in a folder, in the order of their names. Raises ``InvalidRequest``."""
    files = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
    if not files:
        raise InvalidRequest("cases", f"there is no YAML file in {path.name}")
    return tuple(case for file in files for case in _read(file))


def _read(file: Path) -> list[Case]:
    try:
        entries = _ENTRIES.validate_python(yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER) or [])
    except OSError as error:
        raise InvalidRequest("cases", f"{file.name} can't be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise InvalidRequest("cases", f"{file.name} is no YAML") from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"]))
        raise InvalidRequest("cases", f"{file.name}: {place}: {error.errors()[0]['msg']}") from error
    return [
        Case(
            id=one.id,
            file=file.name,
            question=one.ask,
            guides=(one.guide,) if one.guide else (),
            gold=tuple(GuideQuote(gold.guide, gold.quote) for gold in one.gold),
            alone=not one.after,
        )
        for one in entries
    ]


def lost_of(case: Case, live: Mapping[str, Guide], new: Mapping[str, Guide]) -> tuple[GuideQuote, ...]:
    """The quotes of ``case`` that the live guides hold and the new ones don't."""
    return tuple(gold for gold in case.gold if _holds(live, *gold) and not _holds(new, *gold))


def _holds(guides: Mapping[str, Guide], slug: str, quote: str) -> bool:
    return slug in guides and span_of(guides[slug].text, quote) is not None


def cases_losing_quotes(
    cases: Iterable[Case], live: Mapping[str, Guide], new: Mapping[str, Guide]
) -> tuple[AffectedCase, ...]:
    """The cases that lose a quote, without asking any."""
    found = ((case, lost_of(case, live, new)) for case in cases)
    return tuple(AffectedCase(Effect.LOST, case, lost, None, None) for case, lost in found if lost)


def ask_cases(
    lost: Sequence[AffectedCase],
    cases: Iterable[Case],
    changes: GuideChanges,
    most: int,
    ask: Ask,
    live: Searcher,
    new: Searcher,
) -> tuple[tuple[AffectedCase, ...], int]:
    """The cases that change, and how many could and weren't asked: those of ``lost`` are asked first, then others of
    guides that change. What needs a conversation isn't asked."""
    known = {one.case: one for one in lost}
    touched = {*changes.new, *changes.changed, *changes.gone}
    others = [case for case in cases if case not in known and touched & _guides_of(case, touched)]
    due = [case for case in (*known, *others) if case.alone]
    learn(new, [case.question for case in due[:most]])
    for case in due[:most]:
        before, after = (side_of(ask(case.question, case.guides, one)) for one in (live, new))
        gone = known[case].lost if case in known else ()
        effect = effect_of(before, after, lost=False) or (Effect.LOST if gone else None)
        if effect is not None:
            known[case] = AffectedCase(effect, case, gone, before, after)
    return tuple(known.values()), max(len(due) - most, 0)


def _guides_of(case: Case, touched: Collection[str]) -> set[str]:
    """Those that a case's answer may come from; one without quotes could be answered by any that is touched."""
    return {guide for guide, _ in case.gold} or set(touched)
