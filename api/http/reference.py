"""What the API takes, read from its OpenAPI description, for a page without scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a request: ``place`` is ``path``, ``query``, ``header`` or ``body``."""

    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path."""

    method: str
    path: str
    description: str
    fields: tuple[Field, ...]


def routes_of(description: Mapping[str, Any]) -> list[Route]:
    """The routes of an OpenAPI ``description``, in its order."""
    return [
        Route(method.upper(), path, operation.get("description", ""), _fields(operation, description))
        for path, operations in description["paths"].items()
        for method, operation in operations.items()
    ]


def _fields(operation: Mapping[str, Any], description: Mapping[str, Any]) -> tuple[Field, ...]:
    parameters = [
        Field(one["name"], one["in"], one.get("required", False), one.get("description", ""))
        for one in operation.get("parameters", ())
    ]
    return (*parameters, *_body_fields(operation, description))


def _body_fields(operation: Mapping[str, Any], description: Mapping[str, Any]) -> list[Field]:
    content = operation.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    schema = description.get("components", {}).get("schemas", {}).get(name, {})
    required = schema.get("required", ())
    return [
        Field(field, "body", field in required, told.get("description", ""))
        for field, told in schema.get("properties", {}).items()
    ]
