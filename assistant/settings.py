"""Every setting, read once at start-up from the environment or ``.env``; a bad one is named there and then."""

from __future__ import annotations

import json
import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import corpus

_ORIGIN = re.compile(r"https?://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_HOST = re.compile(r"[a-z0-9._-]+|\[?[0-9a-f:.]+\]?")
_MODEL = re.compile(r"\A[a-z][a-z0-9_-]*:\S+\Z"), "provider:model, such as openai:gpt-4.1-mini or ollama:llama3.2"
_PRICES = (
    re.compile(r"\A\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?\Z"),
    "two prices of a million tokens, read and written, such as 0.15,0.60",
)
_FORMS = {
    "shared_url": (
        re.compile(r"(?:redis|rediss|valkey|valkeys|unix)://.*"),
        "the address of a Valkey or Redis server, such as redis://127.0.0.1:6379/0",
    ),
    "otlp_endpoint": (re.compile(r"https?://.*"), "the address of a collector, such as http://127.0.0.1:4317"),
    "model": _MODEL,
    "verify_model": _MODEL,
    "model_prices": _PRICES,
    "verify_model_prices": _PRICES,
}
"""Of settings that are empty or have a form: what they must match, and what to write."""
_KEY = re.compile(r"[^=,]{1,60}=[0-9a-f]{64}")
_SECRET = frozenset({"coach_keys"})
"""Settings whose values no message repeats: somebody may have written a key where its hash belongs."""
SHIPPED_GUIDES = Path(corpus.__file__).parent / "guides"


class SettingsError(Exception):
    """One or more settings are unusable; the message names each by its environment variable."""


class Settings(BaseSettings):
    """See ``docs/settings.md`` for what each is for."""

    model_config = SettingsConfigDict(
        env_prefix="GUIDES_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    corpus: Path = SHIPPED_GUIDES
    """Folder of guides (.md, .txt, .html)."""
    most_mb: float = Field(default=5.0, gt=0, le=1024)
    """Size of a guide's file, in MB; a larger one is a finding, and isn't read."""
    index: Path = Path(".guides/index")
    """Folder of the index's generations."""
    index_source: str = ""
    """Address (of fsspec) that generations are fetched from, to the folder of the index; empty for none."""
    index_source_seconds: float = Field(default=10.0, gt=0, le=86_400)
    """Seconds between two looks at that address."""
    encoder: str = ""
    """A sentence-transformers model name or folder; empty for the packaged all-MiniLM-L6-v2."""
    chroma_url: HttpUrl | None = None
    """Address of a Chroma server; unset for Chroma embedded in the index folder."""
    database_url: str = "sqlite:///.guides/conversations.db"
    """SQLAlchemy address of the conversations."""
    shared_url: str = ""
    """Address of a Valkey or Redis server that processes share limits and streams in; empty for none."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated origins whose pages may call the API from a browser; ``*`` for any."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated names under which the server's own pages may call it, beside the loopback's and its address."""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated addresses and networks of proxies whose ``X-Forwarded-For`` is believed."""
    coach_keys: Annotated[tuple[str, ...], NoDecode] = ()
    """Comma-separated keys of coaches, ``name=hash`` each, beside those of ``guides key new``."""
    rate_limit: int = Field(default=600, ge=0)
    """Requests a minute that one client may make; 0 for no limit."""
    answers: int = Field(default=2, ge=1)
    """Answers that are made at a time, about as many as there are cores."""
    threads: int = Field(default=1, ge=1, le=256)
    """Threads of one answer: of the encoder's forward and of matrix products."""
    queue: int = Field(default=32, ge=0)
    """Questions that may wait while as many are answered; more are refused with 503."""
    queue_seconds: float | None = Field(default=None, gt=0, le=600)
    """Seconds that a question may wait; unset for 0.5, or 10 where a model writes."""
    connections: int = Field(default=1000, ge=1)
    """Connections at a time; more are refused with 503."""
    keep_generations: int = Field(default=3, ge=1)
    """Published generations kept for roll-back."""
    lock_seconds: float = Field(default=600, ge=0, le=86_400)
    """Seconds that another process that writes the index is waited for."""
    keep_turns: int = Field(default=20, ge=2)
    """Turns of a conversation that are read back for a follow-up."""
    keep_days: int = Field(default=90, ge=0, le=36500)
    """Days that a conversation is kept after its last message; 0 for ever."""
    log_json: bool = False
    """Whether ``guides serve`` logs JSON, a line an event and a line a request."""
    otlp_endpoint: str = ""
    """Address of an OpenTelemetry collector (OTLP over gRPC) that traces are sent to; empty for none."""
    listings_url: HttpUrl | None = None
    """Address of the site's open roles, linked from the pages."""
    model: str = ""
    """A LangChain ``provider:model`` that writes the answers; empty for none: answers are quotes."""
    verify_model: str = ""
    """A ``provider:model`` that judges statements after the support gate; empty for none."""
    model_options: str = ""
    """A JSON object of further options of the model, as its LangChain class takes them."""
    model_silence: float = Field(default=10, gt=0, le=600)
    """Seconds that a model may be silent, before its first word or between two."""
    model_timeout: float = Field(default=30, gt=0, le=3600)
    """Seconds that a model may take for a whole answer."""
    model_retries: int = Field(default=2, ge=0, le=10)
    """Further attempts where a model's provider fails before its first word."""
    model_concurrency: int = Field(default=8, ge=1)
    """Requests to a model at a time."""
    model_passages: int = Field(default=6, ge=1, le=20)
    """Passages that a model is given to answer from."""
    model_prices: str = ""
    """Prices of a million tokens, read and written: ``0.15,0.60``; empty where they aren't known."""
    verify_model_prices: str = ""
    """Those of the model that judges; empty where they aren't known, or where it is the model that writes."""
    max_output_tokens: int = Field(default=400, ge=16)
    """Tokens that a model may write for an answer."""
    history_tokens: int = Field(default=600, ge=0)
    """Tokens of the conversation that a model is shown; 0 for none of it."""

    @property
    def most_bytes(self) -> int:
        """The size of a guide's file, in bytes."""
        return int(self.most_mb * 1024**2)

    @field_validator("allowed_origins", "allowed_hosts", "trusted_proxies", "coach_keys", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("chroma_url")
    @classmethod
    def _demand_no_source(cls, value: HttpUrl | None, info: ValidationInfo) -> HttpUrl | None:
        if value is not None and info.data.get("index_source"):
            raise ValueError("vectors on a Chroma server can't be fetched; unset it or GUIDES_INDEX_SOURCE")
        return value

    @field_validator(*_FORMS)
    @classmethod
    def _demand_form(cls, value: str, info: ValidationInfo) -> str:
        form, hint = _FORMS[str(info.field_name)]
        if value and not form.fullmatch(value):
            raise ValueError(f"write {hint}")
        return value

    @field_validator("model_options")
    @classmethod
    def _demand_object(cls, value: str) -> str:
        try:
            options = json.loads(value or "{}")
        except json.JSONDecodeError as error:
            raise ValueError(f"is no JSON: {error}") from error
        if not isinstance(options, dict):
            raise ValueError('write a JSON object, such as {"temperature": 1}')
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _demand_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        origins = tuple(origin.lower() for origin in value)
        for origin in origins:
            if origin != "*" and not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin; write scheme and host only, such as https://jobs.example")
        return origins

    @field_validator("allowed_hosts")
    @classmethod
    def _demand_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not _HOST.fullmatch(host.lower()):
                raise ValueError(f"{host!r} is no host; write a name or an address only, such as guides.jobs.example")
        return tuple(host.lower().strip("[]") for host in value)

    @field_validator("coach_keys")
    @classmethod
    def _demand_hashes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(_KEY.fullmatch(key) for key in value):
            raise ValueError("write name=hash pairs, the hash of 64 hexadecimal digits: guides key new NAME --unstored")
        names = [key.partition("=")[0] for key in value]
        if len(set(names)) < len(names):
            raise ValueError("a name is there twice")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _demand_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in value:
            ip_network(proxy, strict=False)
        return value


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment, ``overrides`` first. Raises ``SettingsError`` naming every bad one."""
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = [_problem(str(item["loc"][0]), item["msg"], item["input"]) for item in error.errors()]
        # What pydantic itself says would repeat a secret.
        raise SettingsError("; ".join(problems)) from None


def _problem(name: str, message: str, given: object) -> str:
    shown = "" if name in _SECRET else f" (got {given!r})"
    return f"GUIDES_{name.upper()}: {message}{shown}"
