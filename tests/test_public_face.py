"""What the packages offer to a program of one's own, as their docstrings show it."""

from __future__ import annotations

import doctest
from importlib import import_module, resources

import pytest

from assistant.settings import Settings


@pytest.mark.parametrize("package", ["assistant", "index"])
def test_the_examples_of_the_packages_run(package: str, shipped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_INDEX", str(shipped.index))
    monkeypatch.setenv("GUIDES_CORPUS", str(shipped.corpus))
    monkeypatch.setenv("GUIDES_DATABASE_URL", "sqlite://")
    results = doctest.testmod(import_module(package))
    assert results.attempted
    assert not results.failed


@pytest.mark.parametrize("package", ["api", "assistant", "corpus", "evals", "index"])
def test_the_packages_are_typed_for_whoever_uses_them(package: str) -> None:
    assert resources.files(package).joinpath("py.typed").is_file()


def test_what_isnt_offered_is_a_plain_error() -> None:
    for package in ("assistant", "index"):
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            import_module(package).nothing  # noqa: B018
