"""The support gate as a command and on its labelled pairs; the pairs themselves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from assistant.gate.gate import Gate
from corpus.lexicon import Lexicon
from corpus.read import read_corpus
from evals.answers.cases import CaseError
from evals.support.pairs import FIGURES_AND_ROLES, LabelledPair, PairKind, read_pairs
from evals.support.verify import figures_of, gate_figures
from index.encode import OnnxEncoder
from tests.evals.conftest import Bench, invoke

GUIDES = Path(__file__).parents[2] / "corpus" / "guides"
QUOTE = "The most common range for a Director of Engineering is three to six EMs."
RECORDS = [
    {"id": "right", "statement": "A Director most commonly has 3-6 EMs.", "quotes": [QUOTE], "kind": "ignored"},
    {"id": 2, "statement": "A Director has eight EMs.", "quotes": [QUOTE]},
    {"id": "bare", "statement": "A Director has EMs.", "quotes": []},
]


def lines(*records: object) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def verify(bench: Bench, text: str) -> tuple[int, str]:
    pairs = bench.write("pairs.jsonl", text)
    result = invoke(
        "verify", f"--pairs={pairs}", f"--out={bench.folder / 'out.jsonl'}", f"--index={bench.folder / 'index'}"
    )
    return result.exit_code, result.output


def test_each_line_comes_back_with_its_verdict(bench: Bench) -> None:
    code, output = verify(bench, lines(*RECORDS))
    assert code == 0, output
    judged = [json.loads(line) for line in (bench.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in judged] == ["right", "2", "bare"]
    assert [one["supported"] for one in judged] == [True, False, False]
    assert all(0 <= one["score"] <= 1 for one in judged)
    assert judged[0]["reasons"] == []
    assert judged[1]["reasons"] == ["figure eight stands in no quote"]
    assert judged[2]["reasons"] == ["nothing is quoted"]
    assert judged[0]["quotes"] == [QUOTE]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "a", "statement": "x", "quotes": []}\n{"id": 3\n', "pairs.jsonl:2: Invalid JSON"),
        ('{"id": "a", "quotes": []}\n', "pairs.jsonl:1: statement: Field required"),
        ('{"id": "a", "statement": "x", "quotes": "x"}\n', "pairs.jsonl:1: quotes: Input should be a valid"),
        (lines(RECORDS[0], RECORDS[0]), "pairs.jsonl:2: the id 'right' is taken in line 1"),
        ("", "pairs.jsonl: holds no records"),
    ],
)
def test_bad_lines_are_named(bench: Bench, text: str, message: str) -> None:
    code, output = verify(bench, text)
    assert code == 2
    assert output.startswith(f"{bench.folder}/{message}")
    assert len(output.strip().splitlines()) == 1
    assert not (bench.folder / "out.jsonl").exists()


def test_a_missing_file_folder_or_option_is_named(bench: Bench) -> None:
    pairs, out = bench.folder / "none.jsonl", bench.folder / "out.jsonl"
    missing = invoke("verify", f"--pairs={pairs}", f"--out={out}")
    assert (missing.exit_code, missing.output.strip()) == (2, f"{pairs}: can't be read (No such file or directory)")
    nowhere = invoke("verify", f"--pairs={pairs}", f"--out={bench.folder / 'none' / 'out.jsonl'}")
    assert nowhere.exit_code == 2
    assert nowhere.output.strip().endswith("out.jsonl: its folder does not exist")
    assert invoke("verify", f"--pairs={pairs}").exit_code == 2


@pytest.fixture(scope="module")
def shipped() -> dict[str, tuple[LabelledPair, ...]]:
    return {part: read_pairs(part) for part in ("dev", "test")}


def test_the_quotes_of_the_pairs_are_exact_text_of_their_guides(
    shipped: dict[str, tuple[LabelledPair, ...]], lexicon: Lexicon
) -> None:
    texts = {guide.slug: guide.text for guide in read_corpus(GUIDES, lexicon).guides}
    stale = [pair.id for pairs in shipped.values() for pair in pairs for q in pair.quotes if q not in texts[pair.guide]]
    assert stale == []


def test_the_two_parts_share_no_pair_and_no_quotes_and_hold_every_kind(
    shipped: dict[str, tuple[LabelledPair, ...]],
) -> None:
    dev, test = shipped["dev"], shipped["test"]
    assert len(dev) + len(test) >= 400
    assert not {pair.quotes for pair in dev} & {pair.quotes for pair in test}
    assert not {pair.id for pair in dev} & {pair.id for pair in test}
    for pairs in (dev, test):
        assert min(Counter(pair.kind for pair in pairs)[kind] for kind in PairKind) >= 6


def test_the_gate_holds_what_it_promises_on_the_test_pairs(
    shipped: dict[str, tuple[LabelledPair, ...]], encoder: OnnxEncoder, lexicon: Lexicon
) -> None:
    figures = gate_figures(Gate(encoder, lexicon), "test", shipped["test"], lambda *_: None)
    value = {share.label: share.value for share in (*figures.overall, *figures.kinds)}
    assert value["figure, unit, place or role changed: rejected"] >= 0.95
    assert value["unsupported: rejected (recall)"] >= 0.92
    assert value["supported: kept (recall)"] >= 0.64
    assert value["verbatim"] == 1


def test_figures_are_shares_of_the_right_pairs() -> None:
    kinds = (PairKind.VERBATIM, PairKind.PARAPHRASE, PairKind.FIGURE_CHANGED, PairKind.WRONG_CITATION)
    pairs = [LabelledPair(str(kind), "c", kind, "g", "s", ("q",)) for kind in kinds]
    figures = figures_of("dev", pairs, [True, False, False, True])
    value = {share.label: (share.value, share.pairs) for share in (*figures.overall, *figures.kinds)}
    assert value["supported: kept (recall)"] == (0.5, 2)
    assert value["kept: supported (precision)"] == (0.5, 2)
    assert value["unsupported: rejected (recall)"] == (0.5, 2)
    assert value["rejected: unsupported (precision)"] == (0.5, 2)
    assert value["figure, unit, place or role changed: rejected"] == (1.0, 1)
    assert value["paraphrase"] == (0.0, 1)
    assert value["wrong_citation"] == (0.0, 1)
    assert frozenset(kinds) & FIGURES_AND_ROLES == {PairKind.FIGURE_CHANGED}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- guide: [", r"a\.yaml"),
        ("- guide: g\n  quotes: []\n  pairs: []\n", "0.quotes"),
        ("- guide: g\n  quotes: [q]\n  pairs:\n  - {id: a, kind: odd, statement: s}\n", "0.pairs.0.kind"),
        ("- guide: g\n  quotes: [q]\n  pairs:\n" + "  - {id: a, kind: verbatim, statement: s}\n" * 2, "taken twice"),
    ],
)
def test_what_is_wrong_with_a_file_of_pairs_is_named(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=message):
        read_pairs("dev", tmp_path)


def test_a_folder_without_pairs_is_named(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="holds no pairs"):
        read_pairs("test", tmp_path)
