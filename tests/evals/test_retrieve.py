"""Public sets: rankings as the contract has them, and bad lines named."""

from __future__ import annotations

import json

import pytest

from tests.evals.conftest import Bench, invoke

PASSAGES: list[dict[str, object]] = [
    {"id": "p1", "title": "Pay", "text": "A director earns a base salary of $180,000."},
    {"id": "p2", "title": "Strikethrough", "text": "Use tildes around the words.", "thread": 4},
    {"id": "p3", "title": "", "text": "Normandy is a region of France. " * 100},
    {"id": "p4", "title": None, "text": ""},
]
QUERIES: list[dict[str, object]] = [
    {"id": "q<::>1", "history": [], "question": "In what country is Normandy?", "rewritten": "x", "answerable": True},
    {
        "id": "q2",
        "history": [
            {"role": "user", "content": "What does a director earn?"},
            {"role": "assistant", "content": "A lot."},
        ],
        "question": "and a lead?",
        "rewritten": "How do I strike a word through?",
    },
    {"id": "q3", "question": "tildes around words", "rewritten": None},
]
QRELS = "query-id\tcorpus-id\tscore\nq<::>1\tp3\t1\nq3\tp2\t1\nunasked\tp1\t1\n"


def lines(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


@pytest.fixture
def public(bench: Bench) -> Bench:
    bench.write("passages.jsonl", lines(PASSAGES))
    bench.write("queries.jsonl", lines(QUERIES) + "\n")
    bench.write("qrels.tsv", QRELS)
    return bench


def retrieve(bench: Bench, *options: str) -> tuple[int, str]:
    named = [f"--{name}={bench.folder / f'{name}.jsonl'}" for name in ("passages", "queries")]
    run, index = bench.folder / "out.tsv", bench.folder / "index"
    result = invoke("retrieve", *named, f"--run={run}", f"--index={index}", *options)
    return result.exit_code, result.output


def ranked(bench: Bench) -> dict[str, list[tuple[str, int, float]]]:
    found: dict[str, list[tuple[str, int, float]]] = {}
    for line in (bench.folder / "out.tsv").read_text(encoding="utf-8").splitlines():
        query, passage, rank, score = line.split("\t")
        found.setdefault(query, []).append((passage, int(rank), float(score)))
    return found


def test_every_query_is_ranked_best_first(public: Bench) -> None:
    code, output = retrieve(public, "-k", "3", f"--qrels={public.folder / 'qrels.tsv'}")
    assert code == 0, output
    rankings = ranked(public)
    assert list(rankings) == ["q<::>1", "q2", "q3"]
    for hits in rankings.values():
        assert [rank for _, rank, _ in hits] == [1, 2, 3]
        assert [score for *_, score in hits] == sorted((score for *_, score in hits), reverse=True)
    assert rankings["q<::>1"][0][0] == "p3"
    assert rankings["q3"][0][0] == "p2"
    assert "3 judged queries" in output
    assert "0.667" in output  # two of three are found; the one that was never asked scores 0


def test_forms_and_a_kept_index(public: Bench) -> None:
    retrieve(public)
    generations = sorted(path.name for path in (public.folder / "index" / "generations").iterdir())
    retrieve(public, "--form=rewritten")
    assert ranked(public)["q2"][0][0] == "p2"
    assert ranked(public)["q3"][0][0] == "p2"  # nobody rewrote it: searched as it is
    retrieve(public, "--form=standalone")
    assert ranked(public)["q2"][0][0] == "p1"
    assert sorted(path.name for path in (public.folder / "index" / "generations").iterdir()) == generations
    public.write("passages.jsonl", lines(PASSAGES[:2]))
    retrieve(public)
    assert {passage for hits in ranked(public).values() for passage, *_ in hits} == {"p1", "p2"}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("passages.jsonl", '{"id": "p1", "text": "a"}\n{"id": 3\n', "passages.jsonl:2: Invalid JSON"),
        ("passages.jsonl", '{"id": "p1"}\n', "passages.jsonl:1: text: Field required"),
        ("passages.jsonl", '{"id": "a\\tb", "text": ""}\n', "passages.jsonl:1: id: String should match pattern"),
        ("passages.jsonl", lines(PASSAGES[:1] * 2), "passages.jsonl:2: the id 'p1' is taken in line 1"),
        ("passages.jsonl", "", "passages.jsonl: holds no records"),
        (
            "queries.jsonl",
            '{"id": "q", "question": "a", "history": [{"role": "bot"}]}\n',
            "queries.jsonl:1: history.0.role",
        ),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq p 1\n", "qrels.tsv:2: not query-id<TAB>corpus-id<TAB>score"),
    ],
)
def test_bad_lines_are_named(public: Bench, name: str, text: str, message: str) -> None:
    public.write(name, text)
    code, output = retrieve(public, f"--qrels={public.folder / 'qrels.tsv'}")
    assert code == 2
    assert output.startswith(f"{public.folder}/{message}")
    assert len(output.strip().splitlines()) == 1
    assert not (public.folder / "out.tsv").exists()


def test_a_missing_file_and_bad_bytes_are_named(public: Bench) -> None:
    (public.folder / "passages.jsonl").write_bytes(b'{"id": "p", "text": "\xff"}\n')
    assert "passages.jsonl:1: not UTF-8" in retrieve(public)[1]
    (public.folder / "passages.jsonl").unlink()
    code, output = retrieve(public)
    assert code == 2
    assert "passages.jsonl: can't be read (No such file or directory)" in output


def test_a_place_that_cannot_be_written_is_said_before_the_work(public: Bench) -> None:
    result = invoke("retrieve", "--passages=p", "--queries=q", f"--run={public.folder / 'none' / 'out.tsv'}")
    assert result.exit_code == 2
    assert result.output.strip().endswith("out.tsv: its folder does not exist")
