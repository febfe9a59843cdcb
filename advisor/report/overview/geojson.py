"""Where governments lie, from a GeoJSON file: outlines or points, each with the names that it tells."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.errors import CaseError, Place, Problem
from advisor.files.refusals import explained
from advisor.text import one_line

MOST_BYTES = 1 << 27
"""How large a file may be: 128 MiB."""

Points = tuple[tuple[float, float], ...]
"""Pairs of degrees: east, north."""


@dataclass(frozen=True)
class Shape:
    """A place on the map: rings of an outline, or one point. `names` are its properties' texts in small letters."""

    names: frozenset[str]
    rings: tuple[Points, ...]

    @property
    def is_point(self) -> bool:
        """Whether it is a place without an outline."""
        return len(self.rings) == 1 and len(self.rings[0]) == 1


def read_shapes(file: str) -> tuple[Shape, ...]:
    """Read the features of a GeoJSON file that have a place. Raises CaseError and OutputError."""
    path = Path(file)
    with explained(path, "read"):
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    if size > MOST_BYTES:
        message = f"it has {size >> 20:,} MiB, and at most {MOST_BYTES >> 20} are read"
        raise CaseError(Problem(Place(file), message, "simplify its outlines"))
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        message = f"this is no JSON: {one_line(str(error), 100)}"
        raise CaseError(Problem(Place(file), message)) from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        message = "this is no GeoJSON: it has no 'features'"
        hint = "give a FeatureCollection in degrees (WGS 84)"
        raise CaseError(Problem(Place(file), message, hint))
    shapes = tuple(_shapes(features))
    if not shapes:
        message = "none of its features has an outline or a point in degrees"
        raise CaseError(Problem(Place(file), message, "give them in WGS 84, as GeoJSON asks"))
    return shapes


def _shapes(features: list[Any]) -> Iterator[Shape]:
    for feature in features:
        if not isinstance(feature, dict):
            continue
        properties = feature.get("properties")
        texts = [feature.get("id"), *(properties.values() if isinstance(properties, dict) else ())]
        names = {str(one).strip().casefold() for one in texts if isinstance(one, str | int)}
        rings = tuple(_rings(feature.get("geometry")))
        if rings:
            yield Shape(frozenset(names), rings)


def _rings(geometry: Any) -> Iterator[Points]:
    """Yield the outer rings of an outline, or the point."""
    if not isinstance(geometry, dict):
        return
    kind, given = geometry.get("type"), geometry.get("coordinates")
    polygons = {"Polygon": [given], "MultiPolygon": given}.get(str(kind), [])
    for polygon in polygons if isinstance(polygons, list) else []:
        ring = polygon[0] if isinstance(polygon, list) and polygon else None
        points = tuple(_points(ring))
        if len(points) >= 3:
            yield points
    if kind == "Point":
        yield from ((point,) for point in _points([given]))


def _points(given: Any) -> Iterator[tuple[float, float]]:
    for one in given if isinstance(given, list) else []:
        if isinstance(one, list) and len(one) >= 2:
            east, north = one[0], one[1]
            if not isinstance(east, int | float) or not isinstance(north, int | float):
                continue
            if (
                math.isfinite(east)
                and math.isfinite(north)
                and abs(east) <= 180
                and abs(north) <= 90
            ):
                yield float(east), float(north)
