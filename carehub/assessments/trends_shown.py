"""How a score went over time: a line to look at, and its points to read."""

from typing import TypedDict

from carehub.assessments.reading import Trend
from carehub.assessments.wording import spoken_points
from carehub.core import clock
from carehub.core.dates import written_date

# A trend is drawn on a field of this size, in the units of its picture.
_WIDE, _HIGH, _EDGE = 240, 60, 6


class PointRow(TypedDict):
    day: str
    points: str
    band: str


class TrendRow(TypedDict):
    """``path`` are the points of the line, ``last_x`` and ``last_y`` where it ends."""

    title: str
    path: str
    last_x: str
    last_y: str
    said: str
    points: list[PointRow]


def trend_row(trend: Trend, zone: str) -> TrendRow:
    places = _places([float(point.points) for point in trend.points])
    days = [written_date(clock.local(point.at, zone)) for point in trend.points]
    said = [spoken_points(point.points) for point in trend.points]
    return TrendRow(
        title=f"{trend.form_title}: {trend.title}",
        path=" ".join(f"{x:.1f},{y:.1f}" for x, y in places),
        last_x=f"{places[-1][0]:.1f}",
        last_y=f"{places[-1][1]:.1f}",
        said=f"From {said[0]} on {days[0]} to {said[-1]} on {days[-1]}",
        points=[
            PointRow(day=day, points=points, band=point.band)
            for day, points, point in zip(days, said, trend.points, strict=True)
        ][::-1],
    )


def _places(values: list[float]) -> list[tuple[float, float]]:
    low, high = min(0.0, *values), max(*values, 1.0)
    step = (_WIDE - 2 * _EDGE) / (len(values) - 1)
    room = _HIGH - 2 * _EDGE
    return [
        (_EDGE + n * step, _EDGE + room * (1 - (value - low) / (high - low)))
        for n, value in enumerate(values)
    ]
