"""How a report draws what is advised: the part that a decision plays in the organization chart."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DrawnRole(StrEnum):
    """What a decision tells about the chart."""

    # Where digital staff sits.
    OFFICE = "office"
    # Who leads.
    LEADER = "leader"
    # To whom the leader reports.
    SUPERIOR = "superior"
    # Who outside runs the services, if anybody.
    PROVIDER = "provider"
    # Who decides on one matter.
    RIGHTS = "rights"


DRAWN_SHAPES = {
    DrawnRole.OFFICE: ("one office", "office and units", "units"),
    DrawnRole.LEADER: ("one post", "two posts", "shared post"),
    DrawnRole.SUPERIOR: ("head", "chief", "board", "officer"),
    DrawnRole.PROVIDER: ("nobody", "partner", "above", "contract"),
    DrawnRole.RIGHTS: ("by the office", "together", "by each"),
}
"""The shapes that the options of a decision in each role can have."""


@dataclass(frozen=True)
class Drawing:
    """The role of a decision, and pairs of an option and the shape in which it is drawn."""

    role: DrawnRole
    shapes: tuple[tuple[str, str], ...]

    def shape(self, option: str) -> str:
        """Return the shape of an option."""
        return dict(self.shapes)[option]
