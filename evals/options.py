"""The options that commands of the evaluation suite share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Corpus = Annotated[Path | None, typer.Option("--corpus", help="Folder of guides; the shipped ones by default.")]
Index = Annotated[Path | None, typer.Option("--index", help="Folder to keep the index in; else a temporary one.")]
Cases = Annotated[
    Path, typer.Option("--cases", help="Folder of cases: dev/*.yaml and test/*.yaml.", show_default="shipped")
]


class Part(StrEnum):
    """Which cases."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


class Pairs(StrEnum):
    """Which labelled pairs."""

    DEV = "dev"
    TEST = "test"
    FLUENT = "fluent"
    TRADES = "trades"
    HANDBOOKS = "handbooks"
    FIGURES = "figures"
    TOLD = "told"
    RETOLD = "retold"
    LIES = "lies"
    ASIDE = "aside"
    WORDS = "words"
    ALL = "all"


class SystemChoice(StrEnum):
    """Which systems."""

    PRODUCT = "product"
    PEER = "peer"
    BOTH = "both"


class Without(StrEnum):
    """A part of the product that can be switched off."""

    LEXICAL = "lexical"
    ABSTENTION = "abstention"
    CURATED = "curated"
