"""Databases to keep conversations in. ``GUIDES_TEST_POSTGRES`` names an empty PostgreSQL database to test with too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import create_engine

POSTGRES = os.environ.get("GUIDES_TEST_POSTGRES", "")
WITHOUT = pytest.mark.skipif(not POSTGRES, reason="GUIDES_TEST_POSTGRES names no database")


ON_POSTGRES = pytest.param("postgres", marks=WITHOUT)


@pytest.fixture(params=["file", "memory", ON_POSTGRES])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, shared: Path) -> Iterator[str]:
    """The address of an empty database of each kind."""
    with _empty(request.param, tmp_path, shared) as url:
        yield url


@pytest.fixture(params=["file", ON_POSTGRES])
def lasting_url(request: pytest.FixtureRequest, tmp_path: Path, shared: Path) -> Iterator[str]:
    """The address of an empty database of each kind that outlives its connections."""
    with _empty(request.param, tmp_path, shared) as url:
        yield url


@contextmanager
def _empty(kind: str, folder: Path, shared: Path) -> Iterator[str]:
    if kind == "memory":
        yield "sqlite://"
    elif kind == "file":
        yield f"sqlite:///{folder / 'talk.db'}"
    else:
        with FileLock(shared / "postgres.lock"):
            engine = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql("DROP SCHEMA IF EXISTS public CASCADE")
                connection.exec_driver_sql("CREATE SCHEMA public")
            engine.dispose()
            yield POSTGRES
