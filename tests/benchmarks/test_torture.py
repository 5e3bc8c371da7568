"""The order of cases is the seed's, what fails is counted and said, and what is checked would be noticed."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import httpx

from assistant.settings import load_settings
from benchmarks.tables import console, show_torture
from benchmarks.torture.asking import Asking, wrong_quotes
from benchmarks.torture.cases import CASES
from benchmarks.torture.publishes import Held
from benchmarks.torture.run import order, tortured
from benchmarks.torture.world import TortureError, World
from tests.api.fakes import FakeAssistant
from tests.api.served import served


def world(tmp_path: Path) -> World:
    return World(tmp_path, tmp_path / "encoders", random.Random(1))


def test_a_seed_decides_the_order_and_every_case_comes_in_each_round() -> None:
    first, again, other = (list(islice(order(seed), 3 * len(CASES))) for seed in (1, 1, 2))
    assert first == again != other
    for begin in range(0, len(first), len(CASES)):
        assert set(first[begin : begin + len(CASES)]) == set(CASES)


def test_failures_are_counted_said_and_never_end_the_run(tmp_path: Path) -> None:
    def breaks(_: World) -> list[str]:
        raise TortureError("it can't be set up")

    said: list[str] = []
    cases = {"holds": lambda _: [], "fails": lambda _: ["wrong", "more"], "breaks": breaks}
    outcomes = {one.name: one for one in tortured(world(tmp_path), 1, 0.05, said.append, cases)}
    assert outcomes["holds"].tried > 1
    assert outcomes["holds"].failed == 0
    assert outcomes["fails"].failed == outcomes["fails"].tried
    assert outcomes["breaks"].faults[0] == "it can't be set up"
    assert "fails: wrong; more" in said


def test_a_wrong_quote_and_a_dead_server_are_noticed() -> None:
    with served(load_settings(rate_limit=0), FakeAssistant()) as address, httpx.Client() as client:
        answer = client.post(f"{address}/v1/chat", json={"message": "m"}).json()
        assert wrong_quotes(client, address, answer) == []
        answer["citations"][0]["quote"] = "changed"
        assert wrong_quotes(client, address, answer) == ["a wrong quote: 'changed'"]
        assert wrong_quotes(client, address, answer | {"citations": []}) == ["no citation: answered"]
        asking = Asking(["http://127.0.0.1:9", address])
        asking._once(client)
        assert (asking.failed, dict(asking.statuses)) == ([], {200: 1})
    alone = Asking(["http://127.0.0.1:9"])
    with httpx.Client() as client:
        alone._once(client)
    assert alone.failed == ["nobody answers: ConnectError"]


def test_what_a_server_holds_more_or_less_of_than_before_is_a_fault() -> None:
    before = Held(33, 300_000_000)
    assert Held(38, 315_000_000).faults(before) == Held(28, 285_000_000).faults(before) == []
    assert Held(39, 316_000_000).faults(before) == ["39 descriptors, 33 before", "316 MB, 300 MB before"]
    assert Held(27, 284_000_000).faults(before) == ["27 descriptors, 33 before", "284 MB, 300 MB before"]


def test_the_table_ends_with_all(tmp_path: Path) -> None:
    out = console()
    with out.capture() as capture:
        show_torture(7, tortured(world(tmp_path), 7, 0.01, print, {"holds": lambda _: []}), out)
    assert "Torture, seed 7" in capture.get()
    assert "all" in capture.get().splitlines()[-2]
