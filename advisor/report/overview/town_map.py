"""A map of what is advised, as a drawing in the page: points or outlines in the colour of an option."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from advisor.batch.town_lines import TownLine
from advisor.report.overview.geojson import Points, Shape

SIZE = 360
"""How wide and how high the drawing is at most, in units of about a point of a phone's screen."""

_MARGIN = 8
_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
"""Colours that people who see few of them can tell apart (M. Okabe and K. Ito)."""

_NONE, _UNNAMED = "#7f8c8d", "#e5e8e8"


@dataclass(frozen=True)
class MapMark:
    """A government on the map: a path of an outline, or a point; its colour and what it is."""

    path: str
    x: float
    y: float
    colour: str
    text: str
    address: str


@dataclass(frozen=True)
class TownMap:
    """The drawing: its size, its marks, what the colours mean, and how many governments it lacks."""

    width: int
    height: int
    marks: tuple[MapMark, ...]
    legend: tuple[tuple[str, str], ...]
    missing: int


def town_map(
    towns: Sequence[TownLine], options: Sequence[str], links: str, shapes: Sequence[Shape]
) -> TownMap | None:
    """Return the map of the first of the main decisions, None where no government has a place.

    A government stands where the table says, or where a shape has one of its names. Shapes of
    nobody are drawn pale.
    """
    by_name = {name: place for place, shape in enumerate(shapes) for name in shape.names}
    placed: list[tuple[TownLine | None, Shape]] = []
    taken: set[int] = set()
    for town in towns:
        own = next(
            (by_name[key] for key in (town.town.casefold(), *town.keys) if key in by_name), None
        )
        if own is not None:
            taken.add(own)
            placed.append((town, shapes[own]))
        elif town.at:
            north, east = town.at
            placed.append((town, Shape(frozenset(), (((east, north),),))))
    if not placed:
        return None
    count = len(placed)
    rest = [
        (None, one) for place, one in enumerate(shapes) if place not in taken and not one.is_point
    ]
    placed = [*rest, *placed]
    onto, width, height = _projection(
        point for _, shape in placed for ring in shape.rings for point in ring
    )
    colours = dict(zip(options, (*_COLOURS, *[_NONE] * len(options)), strict=False))
    marks = [_mark(town, shape, onto, colours, links) for town, shape in placed]
    # Points lie over outlines, whoever comes first.
    marks.sort(key=lambda mark: not mark.path)
    used = {town.advised[0] for town, _ in placed if town}
    legend = [(option, colours[option]) for option in options if option in used]
    if "" in used:
        legend.append(("no recommendation", _NONE))
    return TownMap(width, height, tuple(marks), tuple(legend), len(towns) - count)


Projection = Callable[[tuple[float, float]], tuple[float, float]]


def _projection(points: Iterable[tuple[float, float]]) -> tuple[Projection, int, int]:
    """Return what puts degrees on the drawing, at the scale of the middle latitude, and its size."""
    every = list(points)
    west, east = min(one[0] for one in every), max(one[0] for one in every)
    south, north = min(one[1] for one in every), max(one[1] for one in every)
    narrow = max(math.cos(math.radians((south + north) / 2)), 0.01)
    span = max((east - west) * narrow, north - south, 1e-6)
    scale = (SIZE - 2 * _MARGIN) / span

    def onto(point: tuple[float, float]) -> tuple[float, float]:
        x = _MARGIN + (point[0] - west) * narrow * scale
        y = _MARGIN + (north - point[1]) * scale
        return round(x, 1), round(y, 1)

    right, bottom = onto((east, south))
    return onto, math.ceil(right + _MARGIN), math.ceil(bottom + _MARGIN)


def _mark(
    town: TownLine | None,
    shape: Shape,
    onto: Projection,
    colours: Mapping[str, str],
    links: str,
) -> MapMark:
    colour, text, address = _UNNAMED, "", ""
    if town is not None:
        colour = colours.get(town.advised[0], _NONE)
        text = f"{town.town}: {town.advised[0] or 'no recommendation'}"
        address = f"{links}{quote(town.report)}" if town.report else ""
    if shape.is_point:
        x, y = onto(shape.rings[0][0])
        return MapMark("", x, y, colour, text, address)
    return MapMark(" ".join(_paths(shape.rings, onto)), 0, 0, colour, text, address)


def _paths(rings: Sequence[Points], onto: Projection) -> Iterator[str]:
    """Yield outlines as paths, without corners that fall on the one before."""
    for ring in rings:
        corners = list(dict.fromkeys(map(onto, ring)))
        yield "M" + "L".join(f"{x:g},{y:g}" for x, y in corners) + "Z"
