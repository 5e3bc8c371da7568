"""How the service is, and what is wrong with a request."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """``degraded`` where a part isn't as it should be: an earlier generation is served, because the published one can't
    be; the index's source can't be followed; answers aren't kept; limits hold for each process alone."""

    status: Literal["ready", "degraded"]
    generation: str | None = Field(default=None, description="The generation of the index that is served.")
    reason: str | None = None


class FieldError(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457; ``field`` and ``errors`` only where a field is at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    field: str | None = None
    errors: list[FieldError] | None = None
