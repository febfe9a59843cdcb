"""From every statement and every source to what carries it: rules, facts, actions and the rest."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.knowledge.links import links_of
from advisor.knowledge.model import RuleBase


@dataclass(frozen=True)
class Carried:
    """Names by kind, in the order of the books."""

    rules: tuple[str, ...] = ()
    misfits: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    assessments: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether something carries it that can change an advice."""
        return bool(
            self.rules or self.misfits or self.actions or self.assessments or self.decisions
        )

    @property
    def kinds(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each kind that has names."""
        return tuple((kind, names) for kind, names in vars(self).items() if names)


@dataclass(frozen=True)
class TraceRow:
    """A statement or a source, and what carries it. `waived` is why a source may stay without."""

    key: str
    title: str
    carried: Carried
    waived: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that is not covered, and why it matters."""

    about: str
    text: str


@dataclass(frozen=True)
class Tracing:
    """The whole table."""

    statements: tuple[TraceRow, ...]
    sources: tuple[TraceRow, ...]
    gaps: tuple[Gap, ...]


def trace(rules: RuleBase) -> Tracing:
    """Return the table, and what no rule carries."""
    statements = tuple(
        TraceRow(one.key, one.title, _sorted(rules, one.carried_by)) for one in rules.statements
    )
    waived = {
        waiver.about.casefold(): waiver.reason
        for waiver in rules.waivers
        if waiver.finding == "never cited"
    }
    cited = links_of(rules).cited_by
    sources = tuple(
        TraceRow(
            source.key,
            f"{source.author} ({source.year}) {source.title}",
            _sorted(rules, cited.get(source.key, ())),
            waived.get(source.key.casefold(), ""),
        )
        for source in rules.sources
    )
    return Tracing(statements, sources, tuple(_gaps(statements, sources)))


def _gaps(statements: tuple[TraceRow, ...], sources: tuple[TraceRow, ...]) -> list[Gap]:
    gaps = [
        Gap(
            row.key, f"The statement {row.key} · {row.title} is carried by nothing that can advise."
        )
        for row in statements
        if not row.carried.speaks
    ]
    gaps += [
        Gap(row.key, f"Nothing cites [{row.key}] {row.title}.")
        for row in sources
        if not row.carried.kinds and not row.waived
    ]
    return gaps


def _sorted(rules: RuleBase, names: tuple[str, ...]) -> Carried:
    """Sort names by kind; statements, which cite works too, carry nothing."""
    wanted = set(names)
    held = [rule for rule in rules.rules if rule.id in wanted]
    return Carried(
        tuple(rule.id for rule in held if not rule.warning and rule.advice is None),
        tuple(rule.id for rule in held if rule.warning),
        tuple(rule.id for rule in held if rule.advice is not None and not rule.warning),
        tuple(item.name for item in rules.facts if item.name in wanted),
        tuple(item.name for item in rules.assessments if item.name in wanted),
        tuple(item.name for item in rules.decisions if item.name in wanted),
        tuple(law.id for law in rules.laws if law.id in wanted),
        tuple(goal.key for goal in rules.goals if goal.key in wanted),
        tuple(one.key for one in rules.competencies if one.key in wanted),
    )
