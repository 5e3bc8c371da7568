"""Checksums of what decides answers and is no code: parameters, word lists, shipped guides, weights.

``python -m api.release`` prints them as ``sha256sum`` does, for a release; ``python -m api.release --check FILE`` says
what of an installed copy differs from them, and exits with 1 where anything does.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path

from index.digest import sha256
from index.encoder_facts import PACKAGE, PACKAGED_DIGESTS, packaged_model
from index.errors import EncoderError

ROOMS = ("assistant", "corpus", "index")
DATA = frozenset({".gz", ".json", ".md", ".npy", ".txt", ".yaml"})


def shipped_data() -> Mapping[str, Path]:
    """The files by what they are called, which is the same wherever they are installed. Raises ``EncoderError``."""
    return dict(sorted(_named()))


def checksums() -> str:
    """A line a file. Raises ``EncoderError``."""
    return "".join(f"{sha256(path)}  {name}\n" for name, path in shipped_data().items())


def differences(manifest: str) -> list[str]:
    """What isn't as ``manifest`` says, a line each. Raises ``ValueError`` where that is none, or ``EncoderError``."""
    wanted = dict(_pair(line) for line in manifest.splitlines() if line.strip())
    here = shipped_data()
    return [
        *(f"{name}: missing" for name in sorted(wanted.keys() - here.keys())),
        *(f"{name}: not in the manifest" for name in sorted(here.keys() - wanted.keys())),
        *(f"{name}: changed" for name in sorted(wanted.keys() & here.keys()) if sha256(here[name]) != wanted[name]),
    ]


def main(arguments: list[str] | None = None) -> int:
    """Print, or check; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m api.release", description=__doc__)
    parser.add_argument("--check", type=Path, metavar="FILE", help="a release's SHA256SUMS")
    given = parser.parse_args(arguments)
    try:
        if given.check is None:
            sys.stdout.write(checksums())
            return 0
        wrong = differences(given.check.read_text(encoding="utf-8"))
    except (EncoderError, OSError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{one}\n" for one in wrong or ["all is as it was released"]))
    return 1 if wrong else 0


def _named() -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        with resources.as_file(resources.files(room)) as folder:
            for path in folder.rglob("*"):
                if path.suffix in DATA and path.is_file():
                    yield f"{room}/{path.relative_to(folder).as_posix()}", path
    for name in PACKAGED_DIGESTS:
        yield f"{PACKAGE}/model/{name}", packaged_model() / name


def _pair(line: str) -> tuple[str, str]:
    digest, gap, name = line.partition("  ")
    if len(digest) != 64 or not gap:
        raise ValueError(f"not a line of checksums: {line[:80]!r}")
    return name, digest


if __name__ == "__main__":
    raise SystemExit(main())
