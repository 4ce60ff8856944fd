"""Draws docs/images/performance-*.svg from what the benchmarks kept: ``python -m benchmarks._plots``."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot
from matplotlib.axes import Axes

from benchmarks._kept import kept

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDE, LINE, FRAME = 7.2, 0.28, 1.1
OURS, FLOOR, WANTED = "#0f766e", "#94a3b8", "#b45309"
MARKS = ("o", "s", "D")
KB = 1_024
Draw = Callable[[Axes, Any], None]

# The same figures make the same file.
mpl.rcParams["svg.hashsalt"] = "carehub"
mpl.rcParams["font.size"] = 9


def main() -> None:
    for name, draw in {"desk_reads": _growth, "floors": _floors, "page_weight": _weights}.items():
        if made := kept(name):
            _draw(name, made, draw)


def _draw(name: str, made: Mapping[str, Any], draw: Draw) -> None:
    figures = made["figures"]
    figure, axes = pyplot.subplots(figsize=(WIDE, FRAME + LINE * len(figures)), layout="constrained")
    draw(axes, figures)
    axes.invert_yaxis()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#e2e8f0")
    axes.legend(frameon=False, fontsize=8, loc="lower left", bbox_to_anchor=(0, 1), ncols=4)
    axes.set_axisbelow(True)
    figure.supxlabel(f"{made['day']}, {made['cores']} cores", fontsize=7, color="#64748b", x=0.99, ha="right")
    IMAGES.mkdir(exist_ok=True)
    figure.savefig(IMAGES / f"performance-{name.replace('_', '-')}.svg", metadata={"Date": None})
    pyplot.close(figure)


def _growth(axes: Axes, figures: Mapping[str, Mapping[str, float]]) -> None:
    """What each read takes in centers of three sizes."""
    names = list(figures)
    axes.hlines(range(len(names)), 0, [max(each.values()) for each in figures.values()], color="#e2e8f0")
    sizes = list(next(iter(figures.values())))
    for size, mark, shade in zip(sizes, MARKS, ("#99d5cf", "#3a9a92", OURS), strict=False):
        times = [figures[name][size] for name in names]
        axes.plot(times, range(len(names)), mark, color=shade, label=f"{int(size):,} patients")
    axes.axvline(50, color=WANTED, linewidth=1, linestyle="--", label="wanted")
    axes.set_yticks(range(len(names)), names)
    axes.set_xlabel("95th percentile in ms")
    axes.set_xlim(0)


def _floors(axes: Axes, figures: Mapping[str, Mapping[str, float]]) -> None:
    """CareHub beside the least that the same costs."""
    places = range(len(figures))
    for shift, side, shade, label in ((-0.2, "ours", OURS, "CareHub"), (0.2, "floor", FLOOR, "floor")):
        times = [each[side] for each in figures.values()]
        bars = axes.barh([place + shift for place in places], times, 0.36, color=shade, label=label)
        axes.bar_label(bars, [f"{time:.3g} ms" for time in times], padding=3, fontsize=8)
    axes.set_yticks(places, [_in_lines(name) for name in figures])
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("median in ms, each step of the scale is ten times")
    axes.margins(x=0.15)


def _weights(axes: Axes, figures: Mapping[str, Mapping[str, float]]) -> None:
    """Script of each page, and how much of it every Reflex page brings."""
    blank = figures["a blank page"]["script"] / KB
    scripts = [each["script"] / KB for each in figures.values()]
    places = range(len(figures))
    axes.barh(places, [min(each, blank) for each in scripts], color=FLOOR, label="a blank Reflex page")
    above = [max(each - blank, 0) for each in scripts]
    bars = axes.barh(places, above, left=blank, color=OURS, label="ours")
    axes.bar_label(bars, [f"+{each:.0f}" if each >= 1 else "" for each in above], padding=3, fontsize=8)
    axes.set_yticks(places, list(figures))
    axes.set_xlabel("KB of script, packed")


def _in_lines(name: str) -> str:
    return name.replace(", ", ",\n")


if __name__ == "__main__":
    main()
