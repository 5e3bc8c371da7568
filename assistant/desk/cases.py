"""Cases of an evaluation as files hold them: a question, and where its answer stands.

Any list of entries in YAML with ``id``, ``ask`` and ``gold`` (``guide`` and ``quote``) is read, whatever else the
entries say; so is a folder of such files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from assistant.desk.impact_types import Case, GuideQuote
from assistant.types import InvalidRequest
from corpus.quotes import span_of
from corpus.types import Guide


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
