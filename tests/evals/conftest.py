"""A corpus of two guides, cases on them, and an index: small enough to be counted by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from evals.__main__ import app

DIRECTOR = """---
title: Director of Engineering
role: Director of Engineering
---
# Director of Engineering

## What the work is

A Director leads several teams through their managers. Three to six Engineering Managers report to a Director.

The Director writes the “headcount plan” and defends it.

## Pay

A Director of Engineering in the US earns a base salary of $180,000 to $240,000.
"""
LEAD = """---
title: Tech Lead
role: Tech Lead
---
# Tech Lead

## What the work is

A Tech Lead decides the technical direction of one team and writes code on most days.
"""
CASES = """
- id: director-em-count
  kind: numeric
  ask: How many Engineering Managers report to a Director?
  guide: director
  gold:
    - guide: director
      quote: Three to six Engineering Managers report to a Director
  facts:
    - [three to six, 3-6]
- id: director-plan
  kind: direct
  ask: Who writes the headcount plan?
  gold:
    - guide: director
      quote: The Director writes the "headcount plan" and defends it
  facts:
    - [headcount plan]
- id: lead-direction
  kind: follow_up
  after:
    - What does a Tech Lead do?
  ask: And who decides the technical direction of the team?
  gold:
    - guide: lead
      quote: decides the technical direction of one team
  facts:
    - [technical direction]
- id: far-capital
  kind: unanswerable_far
  ask: What is the capital of France?
- id: hello
  kind: small_talk
  ask: hello
"""
GATES = "floors:\n  exact_quotes: 1.0\n  right: 0.6\nlosses:\n  right: 0.01\n"


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder to run the suite in."""

    folder: Path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, *options: str) -> Result:
        """``python -m evals run`` over this folder."""
        named = [f"--{name}={self.folder / name}" for name in ("corpus", "index", "cases")]
        return invoke(
            "run", *named, f"--gates={self.folder / 'gates.yaml'}", f"--baseline={self.folder / 'base.json'}", *options
        )


def invoke(*arguments: str | Path) -> Result:
    """``python -m evals`` in this process."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def make_bench(folder: Path, encoders: Path, guides: Sequence[tuple[str, str]] = ()) -> Bench:
    bench = Bench(folder)
    for name, text in guides or (("director", DIRECTOR), ("lead", LEAD)):
        bench.write(f"corpus/{name}.md", text)
    bench.write("cases/test/all.yaml", CASES)
    bench.write("gates.yaml", GATES)
    (folder / "index").mkdir()
    (folder / "index" / "encoders").symlink_to(encoders)
    return bench


@pytest.fixture
def bench(tmp_path: Path, encoders: Path) -> Bench:
    return make_bench(tmp_path, encoders)
