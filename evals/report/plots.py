"""The report's plots as inline SVG; colours are the page's own, so that they follow its light and dark."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from evals.systems import PEER, PRODUCT

Floats = NDArray[np.float64]

# Matplotlib wants real colours: these stand for the page's variables, and are replaced by them in the SVG.
INK, GRID = "#010101", "#020202"
COLOURS = {PRODUCT: "#030303", PEER: "#040404"}
_VARIABLES = {
    INK: "currentColor",
    GRID: "var(--grid)",
    COLOURS[PRODUCT]: "var(--product)",
    COLOURS[PEER]: "var(--peer)",
}
_STYLE: dict[Any, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "evals",
    "font.family": "sans-serif",
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": GRID,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": GRID,
    "axes.axisbelow": True,
    "legend.frameon": False,
}


def recall_curves(curves: Mapping[str, Sequence[float]]) -> str:
    """Recall at 1, 2, ... by system."""
    with matplotlib.rc_context(_STYLE):
        figure, axes = _blank(4.6, 2.9, "passages looked at", "gold passage found")
        for name, recalls in curves.items():
            at = range(1, len(recalls) + 1)
            axes.plot(at, recalls, color=COLOURS[name], marker="o", markersize=3, linewidth=1.8, label=name)
        axes.set_ylim(0, 1.02)
        axes.set_xticks(range(1, max(map(len, curves.values()), default=1) + 1))
        axes.legend(loc="lower right")
        return _svg(figure, "Recall by number of passages looked at")


def risk_coverage_curve(coverage: Floats, risk: Floats, threshold_at: float) -> str:
    """Share of wrong answers as more are let through; ``threshold_at`` is the coverage that the product chooses."""
    with matplotlib.rc_context(_STYLE):
        figure, axes = _blank(4.6, 2.9, "share of questions answered, most confident first", "share answered wrongly")
        axes.plot(coverage, risk, color=COLOURS[PRODUCT], linewidth=1.8)
        axes.axvline(threshold_at, color=INK, linewidth=0.9, linestyle=(0, (4, 3)))
        axes.annotate(
            "threshold", (threshold_at, 0.98), xycoords=("data", "axes fraction"), ha="right", va="top", fontsize=8,
            xytext=(-4, 0), textcoords="offset points",
        )  # fmt: skip
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, max(0.1, float(risk.max(initial=0)) * 1.08))
        return _svg(figure, "Risk by coverage")


def bars_by_kind(shares: Mapping[str, Mapping[str, float]], counts: Mapping[str, int]) -> str:
    """Share answered as it should be, by kind of case and system. ``shares`` is by system, then kind."""
    kinds = list(counts)
    with matplotlib.rc_context(_STYLE):
        figure, axes = _blank(9.4, 0.42 * len(kinds) + 0.7, "answered as it should be", "")
        height = 0.8 / max(len(shares), 1)
        for place, (name, by_kind) in enumerate(shares.items()):
            at = [row + (place - (len(shares) - 1) / 2) * height for row in range(len(kinds))]
            values = [by_kind[kind] for kind in kinds]
            bars = axes.barh(at, values, height=height * 0.92, color=COLOURS[name], label=name)
            axes.bar_label(bars, [f"{value:.2f}" for value in values], padding=3, fontsize=8)
        labels = [f"{kind.replace('_', ' ')} ({counts[kind]})" for kind in kinds]
        axes.set_yticks(range(len(kinds)), labels)
        axes.invert_yaxis()
        axes.set_xlim(0, 1.09)
        axes.grid(visible=False, axis="y")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.0 + 0.45 / figure.get_figheight()), ncols=2)
        return _svg(figure, "Share answered as it should be, by kind")


def stage_latency(stages: Mapping[str, tuple[float, float]]) -> str:
    """Median and 95th percentile in milliseconds, by stage."""
    with matplotlib.rc_context(_STYLE):
        figure, axes = _blank(
            9.4, 0.36 * len(stages) + 0.7, "milliseconds: bar to the median, line to the 95th percentile", ""
        )
        rows = range(len(stages))
        medians = [median for median, _ in stages.values()]
        tails = [tail for _, tail in stages.values()]
        axes.barh(rows, medians, height=0.55, color=COLOURS[PRODUCT])
        axes.hlines(rows, medians, tails, color=INK, linewidth=1.2)
        for row, (median, tail) in enumerate(stages.values()):
            axes.annotate(
                f"{median:.1f} / {tail:.1f}", (tail, row), va="center", fontsize=8, xytext=(5, 0),
                textcoords="offset points",
            )  # fmt: skip
        axes.set_yticks(list(rows), list(stages))
        axes.invert_yaxis()
        axes.set_xlim(0, max(tails, default=1) * 1.15)
        axes.grid(visible=False, axis="y")
        return _svg(figure, "Latency by stage")


def _blank(width: float, height: float, x: str, y: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(visible=True, linewidth=0.6)
    axes.tick_params(length=0)
    return figure, axes


def _svg(figure: Figure, label: str) -> str:
    """The figure as an ``svg`` element without a document around it."""
    out = StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = re.sub(r"<metadata>.*?</metadata>", "", out.getvalue(), flags=re.DOTALL)
    text = text[text.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, variable)
    return text
