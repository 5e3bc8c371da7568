"""What coaches wait for is measured on as few turns as make sense; its figures mean nothing."""

from __future__ import annotations

from pathlib import Path

from assistant.settings import Settings
from benchmarks.visits import visited


def test_gaps_and_impact_of_a_few_turns(shipped: Settings, tmp_path: Path) -> None:
    settings = shipped.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'talk.db'}"})
    found = visited(settings, turns=150, distinct=20, in_vain=0.5)
    assert found.turns == 150
    assert 0 < found.gaps <= found.distinct <= 20 < found.in_vain < 150
    assert found.asked_again >= found.affected > 0
    assert found.left_out == 0
    assert min(took.waited for took in (found.cold, found.again, found.grouped, found.cited, found.impact)) > 0
