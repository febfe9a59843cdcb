"""What the organization chart says, in words: the outline that is drawn, told and printed as a tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.knowledge.drawing import DrawnRole
from advisor.text import capital

_DECIDING = {
    "by the office": "The centre decides on",
    "together": "Decided together",
    "by each": "Departments decide on",
}
_BONDS = {
    "one office": "One office serves every department.",
    "office and units": "Common rules join all digital units.",
    "units": "Loose agreement joins the digital units.",
}
_PROVIDERS = {
    "partner": "joint service of several governments",
    "above": "provides the services",
    "contract": "provides the services under contract",
}
Advised = tuple[str, str]


class Outline(NamedTuple):
    """What the chart shows, by role: the advised option and the shape that it is drawn in."""

    office_shape: str
    leader: str
    leader_shape: str
    superior: str
    superior_shape: str
    provider: str
    provider_shape: str
    deciding: tuple[tuple[str, tuple[str, ...]], ...]
    title: str
    chief: str

    @property
    def has_office(self) -> bool:
        """Whether there is a central digital office."""
        return self.office_shape != "units"

    @property
    def has_units(self) -> bool:
        """Whether departments have digital staff of their own."""
        return self.office_shape != "one office"

    @property
    def has_leader_line(self) -> bool:
        """Whether the bond between departments starts at the leader or the office."""
        return self.has_office or bool(self.leader)

    @property
    def bond(self) -> str:
        """What joins the departments in digital matters."""
        return _BONDS[self.office_shape]

    @property
    def leader_note(self) -> str:
        """What else is to be said of the leader."""
        notes = {"shared post": "shared by several governments", "two posts": "two posts"}
        return notes.get(self.leader_shape, "" if self.leader else "not advised yet")

    @property
    def office_texts(self) -> tuple[str, ...]:
        """The name of the office, and its task where services come from outside."""
        name = "Central digital office" if self.has_units else "Digital office"
        return (name, "steers what comes from outside") if self.provider_texts else (name,)

    @property
    def provider_texts(self) -> tuple[str, ...]:
        """The name of who outside runs the services, and how; empty where nobody does."""
        note = _PROVIDERS.get(self.provider_shape)
        return (capital(self.provider), note) if note else ()

    @property
    def _above(self) -> str:
        """Who stands over the leader."""
        names = {"head": "the head of government", "chief": f"the {self.chief}"}
        if not self.superior_shape:
            return "the one who is still to be decided"
        return names.get(self.superior_shape, f"the {self.superior}")

    @property
    def sentences(self) -> tuple[str, ...]:
        """The chart in sentences."""
        leader = self.leader or "digital leader (none is advised yet)"
        article = "an" if leader[:1].lower() in "aeio" else "a"
        heads = " and heads the digital office" if self.has_office else ""
        staff = (
            "with a digital unit each" if self.has_units else "without digital experts of their own"
        )
        said = [
            f"The head of government stands over the {self.chief}, who stands over the departments.",
            f"{capital(article)} {leader}{self._shared} reports to {self._above}{heads}.",
            f"There are departments {staff}. {self.bond}",
        ]
        if self.provider_texts:
            said.append(f"{self.provider_texts[0]}: {self.provider_texts[1]}.")
        elif self.provider_shape:
            said.append("The government's own people run the services.")
        said += [f"{who}: {', '.join(areas)}." for who, areas in self.deciding]
        return tuple(said)

    @property
    def _shared(self) -> str:
        return f" ({self.leader_note})" if self.leader and self.leader_note else ""

    @property
    def short(self) -> str:
        """The chart in one line: who stands over whom, down to the digital office; and departments."""
        if self.superior_shape == "head":
            down = [text for _, text in self.tree if text != capital(self.chief)]
        else:
            down = [text for _, text in self.tree]
        return f"{' > '.join(down[:-1])}. {down[-1]}."

    @property
    def tree(self) -> tuple[tuple[int, str], ...]:
        """The chart as lines of a tree, each with its depth."""
        leader = capital(self.leader) or "Digital leader, not advised yet"
        under = [f"{leader}{self._shared}"]
        if self.has_office:
            name = self.office_texts[0]
            under.append(name + (f", served by {self.provider}" if self.provider_texts else ""))
        elif self.provider_texts:
            under[0] += f"; services from {self.provider}"
        staff = "each with a digital unit" if self.has_units else "without digital experts"
        rows = [(0, "Head of government"), (1, capital(self.chief))]
        depth = 2
        if self.superior_shape == "head":
            rows = [(0, "Head of government")]
            depth = 1
        elif self.superior_shape == "board":
            rows[1] = (1, f"{capital(self.superior)} with the {self.chief}")
        elif self.superior_shape == "officer":
            rows.append((2, capital(self.superior)))
            depth = 3
        rows += [(depth + number, text) for number, text in enumerate(under)]
        if self.superior_shape == "head":
            rows.append((1, capital(self.chief)))
        rows.append((2, f"Departments, {staff}"))
        return tuple(rows)


def outline_of(
    advised: Mapping[DrawnRole, Advised],
    rights: tuple[tuple[str, tuple[str, ...]], ...],
    chief: str = "",
) -> Outline | None:
    """Return what the chart shows; None where nothing tells where digital staff sits."""
    structure, office = advised.get(DrawnRole.OFFICE, ("", ""))
    if not office:
        return None
    leader = advised.get(DrawnRole.LEADER, ("", ""))
    superior = advised.get(DrawnRole.SUPERIOR, ("", ""))
    provider = advised.get(DrawnRole.PROVIDER, ("", ""))
    article = "An" if structure[:1].lower() in "aeio" else "A"
    return Outline(
        office,
        *leader,
        *superior,
        *provider,
        tuple((_DECIDING[shape], areas) for shape, areas in rights),
        f"{article} {structure} digital organization",
        chief or "head of administration",
    )
