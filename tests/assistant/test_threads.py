"""An assistant that is open has as many threads for arithmetic as its settings say."""

from __future__ import annotations

from threadpoolctl import threadpool_info

from assistant.bootstrap import open_assistant
from assistant.settings import Settings


def test_matrix_products_take_the_threads_of_the_settings(shipped: Settings) -> None:
    with open_assistant(shipped.model_copy(update={"threads": 1})):
        assert {pool["num_threads"] for pool in threadpool_info()} == {1}
