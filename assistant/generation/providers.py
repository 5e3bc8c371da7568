"""Opens the language model that the settings name: any that LangChain knows, its provider package an optional extra."""

from __future__ import annotations

import json
import os
from contextlib import AsyncExitStack
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from dotenv import dotenv_values

from assistant.generation.client import Limits, Model
from assistant.generation.types import Prices
from assistant.settings import Settings, SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = ("openai", "anthropic", "ollama")
"""Providers with an extra of that name: the package ``langchain-NAME``."""
_OWN_NAMES = ("OPENAI_", "ANTHROPIC_", "OLLAMA_", "LANGSMITH_", "LANGCHAIN_")
_LIMIT_OF_OUTPUT = {"ollama": "num_predict"}
_NO_KEY = "none"
_SAYING_WHY = ("openai", "anthropic")
"""Providers that always tell why they stopped, so that an end without a reason is a cut stream."""


def open_model(settings: Settings) -> Model:
    """The model that ``GUIDES_MODEL`` names. Raises ``SettingsError``."""
    return _opened("model", settings.model, settings.model_prices, settings)


def open_judge(settings: Settings) -> Model | None:
    """The model that judges statements, ``None`` where none is set. Raises ``SettingsError``."""
    name, prices = settings.verify_model, settings.verify_model_prices
    if not prices and name == settings.model:
        prices = settings.model_prices
    return _opened("verify_model", name, prices, settings) if name else None


def _opened(setting: str, name: str, prices: str, settings: Settings) -> Model:
    _read_provider_settings()
    limits = Limits(
        silence=settings.model_silence,
        whole=settings.model_timeout,
        retries=settings.model_retries,
        concurrency=settings.model_concurrency,
    )
    provider, _, model = name.partition(":")
    provider = provider.replace("-", "_")
    _demand_extra(f"GUIDES_{setting.upper()}", provider)
    resources = AsyncExitStack()
    chat = _chat_model(f"GUIDES_{setting.upper()}: {name!r}", provider, model, settings, resources)
    priced = Prices(*map(float, prices.split(","))) if prices else None
    return Model(name, chat, limits, priced, provider in _SAYING_WHY, resources.aclose)


def _chat_model(named: str, provider: str, model: str, settings: Settings, resources: AsyncExitStack) -> BaseChatModel:
    """``resources`` are what it holds until it is closed."""
    options: dict[str, Any] = {
        "temperature": 0,
        _LIMIT_OF_OUTPUT.get(provider, "max_tokens"): settings.max_output_tokens,
    }
    if provider in _SAYING_WHY:
        options |= {"timeout": settings.model_timeout, "max_retries": 0}  # attempts are counted in generation/client.py
    if provider == "openai":
        options |= _openai_options(settings, resources)
    options |= json.loads(settings.model_options or "{}")
    from langchain.chat_models import init_chat_model

    try:
        chat: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        raise SettingsError(f"{named} needs a package that is not installed: {error}") from error
    except Exception as error:  # every provider's package has errors of its own
        raise SettingsError(f"{named} can't be opened: {str(error).splitlines()[0]}") from error
    return chat


def _openai_options(settings: Settings, resources: AsyncExitStack) -> dict[str, Any]:
    """A client of our own: LangChain's is shared by all event loops of a process, and outlives them."""
    openai = import_module("openai")
    client = openai.DefaultAsyncHttpxClient(timeout=settings.model_timeout)
    resources.push_async_callback(client.aclose)
    options: dict[str, Any] = {"http_async_client": client, "stream_usage": True}
    if os.environ.get("OPENAI_BASE_URL") and not os.environ.get("OPENAI_API_KEY"):
        options["api_key"] = _NO_KEY  # servers of one's own mostly ask for none, but the client does
    return options


def _demand_extra(setting: str, provider: str) -> None:
    if provider in EXTRAS and find_spec(f"langchain_{provider}") is None:
        raise SettingsError(
            f"{setting}: {provider} needs the package langchain-{provider}; "
            f"install the extra: pip install 'role-guide-assistant[{provider}]'"
        )


def _read_provider_settings() -> None:
    """Providers read their own settings (``OPENAI_API_KEY``) from the environment only; ``.env`` may hold them too."""
    for name, value in dotenv_values(".env").items():
        if value and name.startswith(_OWN_NAMES):
            os.environ.setdefault(name, value)
