"""What the commands print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.first_statement import First
from benchmarks.machine import MB, described
from benchmarks.scale import Scale
from benchmarks.speed import Inside, Report, SpeedRatios
from benchmarks.tokens import MEASURES, Quality
from benchmarks.torture.run import CaseResult
from benchmarks.visits import Visited

WIDE_ENOUGH = 150


def console() -> Console:
    """Standard output; as wide as the tables where it is no terminal."""
    found = Console()
    return found if found.is_terminal else Console(width=WIDE_ENOUGH)


def show_machine(out: Console) -> None:
    """The line that belongs to every figure."""
    out.print(described(), markup=False, soft_wrap=True)


def show_table(out: Console, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table whose first column is words, the others figures."""
    table = Table(title=title, title_justify="left")
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", no_wrap=not place)
    for row in rows:
        table.add_row(*row)
    out.print(table)


def show_torture(seed: int, outcomes: Sequence[CaseResult], out: Console) -> None:
    """Cases and failures."""
    rows = [[one.name, str(one.tried), str(one.failed)] for one in outcomes]
    total = ["all", str(sum(one.tried for one in outcomes)), str(sum(one.failed for one in outcomes))]
    show_table(out, f"Torture, seed {seed}", ("case", "tried", "failed"), [*rows, total])


def show_visited(found: Visited, out: Console) -> None:
    """How long coaches wait for gaps and for the impact of a change."""
    counts = (found.turns, "turns kept,", found.in_vain, "asked in vain,", found.distinct, "different,", found.gaps)
    impact = f"impact: {found.affected} affected, {found.asked_again} asked again, {found.left_out} left out"
    rows = (
        ("gaps, no question seen before", found.cold),
        ("gaps, no new question", found.again),
        ("all put together anew from kept vectors", found.grouped),
        ("impact on citations, nothing asked again", found.cited),
        (impact, found.impact),
    )
    table = [[name, f"{took.waited:.2f} s", f"{took.cpu:.2f} s"] for name, took in rows]
    show_table(out, " ".join(map(str, (*counts, "gaps"))), ("what is waited for", "waited", "processor"), table)


def show_verdict(found: SpeedRatios | None, out: Console) -> None:
    """What the ratios come to; ``None`` where the machine was too busy to tell."""
    said = "No verdict: more wants to run than this machine has cores; measure again when it is idle."
    if found is not None:
        said = (
            f"SpeedRatios: with 1 client an answer takes {found.one_client:.2f} of the other pipeline's time; "
            f"with 16, {found.many_clients:.2f} times as many are answered."
        )
    out.print(said, markup=False, soft_wrap=True)


def show_firsts(firsts: Sequence[First], out: Console) -> None:
    """How long the first statement takes, beside the model's own first sentence."""
    show_table(
        out,
        "the first statement; ratio = its time to that of the model's own first sentence",
        ("the model", "its sentence", "the statement", "ratio", "largest", "the model's own words"),
        [
            (
                f"{one.pace.first:g} s, then {one.pace.tokens:g} tokens/s",
                f"{one.sentence * 1000:.0f} ms",
                f"{one.statement * 1000:.0f} ms",
                f"{one.ratio:.2f}",
                f"{one.worst:.2f}",
                f"{one.generated} of {one.asked}",
            )
            for one in firsts
        ],
    )


def show_report(report: Report, out: Console) -> None:
    """Both systems, and the ratios of the product to the peer."""
    _show_starts(report, out)
    _show_speeds(report, out)


def _show_starts(report: Report, out: Console) -> None:
    peer_start = report.starts[-1]
    show_table(
        out,
        "starting",
        ("server", "ready after", "ratio", "resident", "anonymous", "ratio of resident"),
        [
            (
                start.name,
                f"{start.ready_after:.1f} s",
                f"{start.ready_after / peer_start.ready_after:.2f}",
                megabytes(start.memory.resident) if start.memory else "–",
                megabytes(start.memory.anonymous) if start.memory else "–",
                f"{start.memory.resident / peer_start.memory.resident:.2f}"
                if start.memory and peer_start.memory
                else "–",
            )
            for start in report.starts
        ],
    )


def _show_speeds(report: Report, out: Console) -> None:
    peers = {speed.clients: speed for speed in report.peer}
    show_table(
        out,
        "answering; ratio = the product's to the peer's",
        ("route", "clients", "requests/s", "ratio", "p50", "ratio", "p95", "ratio", "answers"),
        [
            (
                speed.target,
                str(speed.clients),
                f"{speed.per_second:.1f}",
                f"{speed.per_second / peers[speed.clients].per_second:.2f}",
                f"{speed.p50:.1f} ms",
                f"{speed.p50 / peers[speed.clients].p50:.2f}",
                f"{speed.p95:.1f} ms",
                f"{speed.p95 / peers[speed.clients].p95:.2f}",
                ", ".join(f"{count} {status}" for status, count in speed.statuses.most_common()),
            )
            for speed in (*report.product, *report.peer)
        ],
    )


def show_inside(inside: Inside, out: Console) -> None:
    """Stages, and the same weights in torch."""
    for title, stages in (("an answer, by stage", inside.answer), ("a search, by part", inside.search)):
        show_table(out, title, ("stage", "median"), [*_stages(stages)])
    torch, question = inside.original, inside.search["question encoded"]
    rows = [
        (
            "question encoded",
            f"{question:.1f} ms",
            f"{torch.question_ms:.1f} ms",
            f"{question / torch.question_ms:.2f}",
        ),
        (
            "passages encoded a second",
            f"{inside.passages_a_second:.0f}",
            f"{torch.passages_a_second:.0f}",
            f"{inside.passages_a_second / torch.passages_a_second:.2f}",
        ),
    ]
    show_table(out, "the same weights", ("", "product (ONNX Runtime)", "sentence-transformers (torch)", "ratio"), rows)
    cold = inside.cold
    out.print(
        f"Cold start of one question: imported {cold.imported:.1f} s, index opened {cold.opened:.1f} s, answered "
        f"{cold.answered:.1f} s, {megabytes(cold.resident)} resident, torch {'' if cold.torch else 'not '}imported; "
        f"importing sentence-transformers alone takes {torch.import_seconds:.1f} s.",
        markup=False,
        soft_wrap=True,
    )


def show_qualities(name: str, questions: int, qualities: Sequence[Quality], out: Console) -> None:
    """Every form with its bytes and its measures; a star where the difference from the first is no chance."""
    first = qualities[0].form.bytes_a_token
    rows = []
    for quality in qualities:
        cells = []
        for measure in MEASURES:
            gain = quality.differences[measure]
            sure = "*" if gain.p < 0.05 else ""
            cells.append(f"{quality.means[measure]:.3f} ({gain.value:+.3f}{sure})")
        surely = quality.differences[MEASURES[-1]].interval
        cells.append(f"{surely.low:+.3f}, {surely.high:+.3f}")
        size = quality.form.bytes_a_token
        rows.append(
            (
                *(quality.form.name, f"{size:.0f}", f"{size / first:.2f}", f"{quality.bytes_a_passage:,.0f}"),
                *(*cells, f"{quality.shift:.3f}"),
            )
        )
    columns = (
        "token vectors",
        "bytes a token",
        "ratio",
        "bytes a passage",
        *MEASURES,
        "its 95% interval",
        "score moves",
    )
    show_table(out, f"{name}: {questions} questions (difference from the first; * p < .05)", columns, rows)


def show_scale(scale: Scale, limit: int | None, out: Console) -> None:
    """Disk, memory, what building and opening take, and latency."""
    answering = scale.answering
    rows = [(name, megabytes(count), f"{count / scale.passages:,.0f}") for name, count in scale.disk.items()]
    rows.append(("all", megabytes(sum(scale.disk.values())), f"{sum(scale.disk.values()) / scale.passages:,.0f}"))
    title = f"{scale.passages:,} passages of {scale.guides:,} guides: disk"
    show_table(out, title, ("part", "bytes", "a passage"), rows)
    runs = (*scale.runs.items(), ("opened, the files not in memory", answering.opening))
    run_rows = [(name, f"{one.seconds:.1f} s", f"{one.processor:.1f} s", megabytes(one.resident)) for name, one in runs]
    show_table(out, "what is done", ("", "waited", "processor", "most resident"), run_rows)
    latency_rows = [
        (name, f"{one.p50:.1f} ms", f"{one.p95:.1f} ms", f"{one.processor:.1f} ms", megabytes(one.read))
        for name, one in answering.latencies.items()
    ]
    columns = ("", "p50", "p95", "processor, p50", "read from disk a question")
    show_table(out, "one search, its question encoded", columns, latency_rows)
    limited = f", within {megabytes(limit)} of memory" if limit else ""
    peak = f"; the most at once, pages of files included: {megabytes(answering.peak)}" if answering.peak else ""
    out.print(
        f"After the questions {megabytes(answering.anonymous)} anonymous, {megabytes(answering.resident)} resident"
        f"{limited}{peak}.",
        markup=False,
        soft_wrap=True,
    )


def _stages(stages: dict[str, float]) -> Iterable[tuple[str, str]]:
    return ((name, f"{value:.2f} ms") for name, value in stages.items())


def megabytes(count: float) -> str:
    """Bytes in words."""
    return f"{count / MB:,.{0 if count >= 10 * MB else 1}f} MB"
