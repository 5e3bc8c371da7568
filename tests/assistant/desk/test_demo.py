"""The demo data is marked, and gone by one command."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.terminal import cli
from assistant.bootstrap import open_gaps
from assistant.desk.gap_types import GapView
from assistant.settings import Settings
from assistant.storage.conversations import Conversations
from assistant.storage.demo import DemoStore
from assistant.storage.votes import Votes, VoteView
from assistant.types import Answer, Status

OWN = "Is there a company car for a CTO?"


def test_demo_data_fills_the_desk_is_marked_and_is_taken_out_without_touching_anything_else(
    shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'talk.db'}"
    for name, value in (("CORPUS", shipped.corpus), ("INDEX", shipped.index), ("DATABASE_URL", url)):
        monkeypatch.setenv(f"GUIDES_{name}", str(value))
    run = CliRunner().invoke
    with closing(Conversations(url)) as kept:
        own = kept.store(OWN, Answer(Status.NO_ANSWER, "text", OWN, 0.1))
        loaded = run(cli.app, ["demo"])
        assert loaded.exit_code == 0, loaded.output
        store, votes = DemoStore(kept.database), Votes(kept.database)
        assert loaded.stdout.startswith(f"Kept {store.count()} conversations, marked as demo data.")
        assert store.count() > 200
        assert run(cli.app, ["demo"]).exit_code == 2
        page = votes.page(VoteView(limit=100))
        assert page.total > 10
        assert all(vote.demo for vote in page.votes)
        with open_gaps(shipped.model_copy(update={"database_url": url})) as gaps:
            found = gaps.report(GapView(limit=100)).gaps
        assert [gap.title for gap in found if not gap.demo] == [OWN]
        assert len(found) > 8
        assert len({gap.place.cause for gap in found if gap.place is not None}) > 2
        removed = run(cli.app, ["demo", "--remove"])
        assert removed.stdout == f"Took out {loaded.stdout.split()[1]} conversations of demo data.\n"
        assert (store.count(), votes.page(VoteView()).total) == (0, 0)
        assert kept.turns(own.conversation_id, 2)[0].content == OWN
