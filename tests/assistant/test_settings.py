"""Settings come from the environment or .env; a bad one is named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.settings import SHIPPED_GUIDES, SettingsError, load_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_defaults_are_the_shipped_guides() -> None:
    settings = load_settings()
    assert settings.corpus == SHIPPED_GUIDES
    assert settings.chroma_url is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_LIMIT", "many"),
        ("RATE_LIMIT", "-1"),
        ("KEEP_GENERATIONS", "0"),
        ("KEEP_TURNS", "1"),
        ("CHROMA_URL", "not an address"),
        ("LISTINGS_URL", "javascript:alert(1)"),
        ("KEEP_DAYS", "-1"),
        ("ALLOWED_ORIGINS", "jobs.example"),
        ("ALLOWED_ORIGINS", "https://jobs.example/"),
        ("ALLOWED_ORIGINS", "https://jobs.example/guides"),
        ("ALLOWED_ORIGINS", "https://*.example"),
        ("ALLOWED_HOSTS", "https://guides.example"),
        ("ALLOWED_HOSTS", "guides.example:8000"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("TRUSTED_PROXIES", "10.0.0.0/99"),
        ("QUEUE_SECONDS", "0"),
        ("ANSWERS", "0"),
        ("INDEX_SOURCE_SECONDS", "0"),
    ],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"GUIDES_{name}", value)
    with pytest.raises(SettingsError, match=f"GUIDES_{name}.*{re.escape(value)}"):
        load_settings()


def test_all_bad_values_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_RATE_LIMIT", "x")
    monkeypatch.setenv("GUIDES_KEEP_TURNS", "y")
    with pytest.raises(SettingsError, match=r"(?s)GUIDES_RATE_LIMIT.*GUIDES_KEEP_TURNS"):
        load_settings()


def test_env_file_environment_and_overrides_in_that_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("GUIDES_RATE_LIMIT=1\nGUIDES_KEEP_TURNS=7\nGUIDES_INDEX=from-file\nOTHER=1\n")
    monkeypatch.setenv("GUIDES_RATE_LIMIT", "2")
    monkeypatch.setenv("GUIDES_KEEP_TURNS", "8")
    settings = load_settings(keep_turns=9, corpus=None)
    assert (settings.index, settings.rate_limit, settings.keep_turns) == (Path("from-file"), 2, 9)
    assert settings.corpus == SHIPPED_GUIDES


def test_an_empty_value_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_CHROMA_URL", "")
    monkeypatch.setenv("GUIDES_RATE_LIMIT", "")
    assert load_settings().chroma_url is None
    assert load_settings().rate_limit == 600


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("https://a.example, https://b.example,", ("https://a.example", "https://b.example")),
        ("*", ("*",)),
        ("HTTP://LocalHost:8000", ("http://localhost:8000",)),
    ],
)
def test_origins_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch, value: str, origins: tuple[str, ...]) -> None:
    monkeypatch.setenv("GUIDES_ALLOWED_ORIGINS", value)
    assert load_settings().allowed_origins == origins


def test_hosts_and_proxies_are_separated_by_commas() -> None:
    settings = load_settings(allowed_hosts="Guides.Example, [::1],", trusted_proxies="127.0.0.1, 10.0.0.0/8")
    assert settings.allowed_hosts == ("guides.example", "::1")
    assert settings.trusted_proxies == ("127.0.0.1", "10.0.0.0/8")


def test_vectors_on_a_chroma_server_and_a_source_to_fetch_from_exclude_each_other() -> None:
    with pytest.raises(SettingsError, match=r"GUIDES_CHROMA_URL.*GUIDES_INDEX_SOURCE"):
        load_settings(index_source="s3://bucket/guides", chroma_url="http://chroma.internal:8000")


def test_keys_of_coaches_are_names_with_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_COACH_KEYS", f"Ada L={'a' * 64}, bea={'0' * 64}")
    assert load_settings().coach_keys == (f"Ada L={'a' * 64}", f"bea={'0' * 64}")


@pytest.mark.parametrize("value", ["rgk_secret", "ada=rgk_secret", f"={'a' * 64}", f"a={'0' * 64},a={'1' * 64}"])
def test_a_key_where_its_hash_belongs_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GUIDES_COACH_KEYS", value)
    with pytest.raises(SettingsError, match="GUIDES_COACH_KEYS") as refused:
        load_settings()
    assert value not in str(refused.value)
    assert refused.value.__cause__ is None
