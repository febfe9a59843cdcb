"""The links of the handbook: where each entry stands, and who reads, serves, carries or cites it."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.model import (
    Citation,
    Item,
    Law,
    Rule,
    RuleBase,
    Statement,
)
from advisor.report.book.model import LinkedText, Pieces
from advisor.text import slug


class Links:
    """Knows for every name of the books where its entry stands and which entries point to it."""

    def __init__(self, rules: RuleBase) -> None:
        # The books keep ids of rules and names of items apart, but not those of goals and
        # competencies: what can be read by a condition goes before what can't.
        self._anchors = {
            one.key.casefold(): competency_anchor(one.key) for one in rules.competencies
        }
        self._anchors |= {goal.key.casefold(): goal_anchor(goal.key) for goal in rules.goals}
        self._anchors |= {law.id.casefold(): law_anchor(law) for law in rules.laws}
        self._anchors |= {rule.id.casefold(): rule_anchor(rule) for rule in rules.rules}
        self._anchors |= {item.name.casefold(): item_anchor(item) for item in rules.items.values()}
        self._sources = {one.key.casefold(): source_anchor(one.key) for one in rules.sources}
        self._statements = {
            one.key.casefold(): statement_anchor(one.key) for one in rules.statements
        }
        self._titles = {one.id: one.title for one in (*rules.laws, *rules.rules)}
        self._readers: dict[str, list[str]] = {}
        self._speakers: dict[str, list[str]] = {}
        self._serving: dict[str, list[str]] = {}
        self._carried: dict[str, list[Statement]] = {}
        self._citing: dict[str, list[LinkedText]] = {}
        self._waivers: dict[str, list[tuple[str, str]]] = {}
        self._read(rules)
        self._cite(rules)
        for statement in rules.statements:
            for name in dict.fromkeys(statement.carried_by):
                self._carried.setdefault(name, []).append(statement)
        for waiver in rules.waivers:
            self._waivers.setdefault(waiver.about.casefold(), []).append(
                (waiver.finding, waiver.reason)
            )

    def _read(self, rules: RuleBase) -> None:
        for rule in rules.rules:
            for name in rule.reads:
                self._readers.setdefault(name, []).append(rule.id)
            for name in dict.fromkeys(effect.target for effect in rule.effects):
                self._speakers.setdefault(name, []).append(rule.id)
            for goal in dict.fromkeys(rule.advice.serves if rule.advice else ()):
                self._serving.setdefault(goal, []).append(rule.id)
        for item in rules.assessments:
            for name in item.inputs:
                self._readers.setdefault(name, []).append(item.name)
        for law in rules.laws:
            for name in law.reads:
                self._readers.setdefault(name, []).append(law.id)

    def _cite(self, rules: RuleBase) -> None:
        named: list[tuple[str, tuple[Citation, ...]]] = [
            (one.id, one.sources) for one in (*rules.rules, *rules.laws)
        ]
        named += [(item.name, item.sources) for item in rules.items.values()]
        named += [(goal.key, goal.sources) for goal in rules.goals]
        linked = [(LinkedText(name, self.anchor(name)), sources) for name, sources in named]
        linked += [(_statement(one), one.sources) for one in rules.statements]
        for link, sources in linked:
            for key in dict.fromkeys(citation.key for citation in sources):
                self._citing.setdefault(key, []).append(link)

    def anchor(self, name: str) -> str:
        """Return the anchor of what conditions, statements and waivers call so, or nothing."""
        key = name.casefold()
        return self._anchors.get(key) or self._statements.get(key) or self._sources.get(key) or ""

    def named(self, names: Iterable[str]) -> Pieces:
        """Return the names with their links, with commas between them."""
        return _joined(", ", ((LinkedText(name, self.anchor(name)),) for name in names))

    def titled(self, names: Iterable[str]) -> Pieces:
        """Return the names with their links, each followed by its title if it has one."""
        return _joined("; ", (self._titled(name) for name in names))

    def _titled(self, name: str) -> Pieces:
        title = self._titles.get(name, "")
        link = LinkedText(name, self.anchor(name))
        return (link, LinkedText(f" {title}")) if title else (link,)

    def cited(self, citations: Iterable[Citation]) -> Pieces:
        """Return the works that are cited, each with the place in it."""
        return _joined(
            "; ",
            (
                (
                    LinkedText(f"[{one.key}]", self._sources.get(one.key.casefold(), "")),
                    *([LinkedText(f" {one.where}")] if one.where else []),
                )
                for one in citations
            ),
        )

    def citing(self, key: str) -> Pieces:
        """Return all that cites a work."""
        return _joined(", ", ((link,) for link in self._citing.get(key, ())))

    def readers(self, name: str) -> Pieces:
        """Return the rules, assessments and laws that read a fact, an assessment or a decision."""
        return self.named(self._readers.get(name, ()))

    def speakers(self, name: str) -> Pieces:
        """Return the rules that conclude an assessment or argue about a decision."""
        return self.named(self._speakers.get(name, ()))

    def serving(self, goal: str) -> Pieces:
        """Return the actions that serve a goal, with their titles."""
        return self.titled(self._serving.get(goal, ()))

    def carries(self, name: str) -> Pieces:
        """Return the statements that something carries, with their titles."""
        return _joined(
            "; ",
            ((_statement(one), LinkedText(f" {one.title}")) for one in self._carried.get(name, ())),
        )

    def waived(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return the findings about a block that are waived, each with its reason."""
        return tuple(self._waivers.get(name.casefold(), ()))


def _joined(between: str, parts: Iterable[Iterable[LinkedText]]) -> Pieces:
    pieces: list[LinkedText] = []
    for part in parts:
        pieces += [LinkedText(between)] if pieces else []
        pieces += part
    return tuple(pieces)


def _statement(statement: Statement) -> LinkedText:
    return LinkedText(statement.key, statement_anchor(statement.key))


def item_anchor(item: Item) -> str:
    """Return where a fact, an assessment or a decision stands."""
    return f"item-{slug(item.name)}"


def rule_anchor(rule: Rule) -> str:
    """Return where a rule stands."""
    return f"rule-{slug(rule.id)}"


def law_anchor(law: Law) -> str:
    """Return where a law stands."""
    return f"law-{slug(law.id)}"


def goal_anchor(key: str) -> str:
    """Return where a goal stands."""
    return f"goal-{slug(key)}"


def competency_anchor(key: str) -> str:
    """Return where a competency stands."""
    return f"competency-{slug(key)}"


def statement_anchor(key: str) -> str:
    """Return where a statement stands."""
    return f"statement-{slug(key)}"


def source_anchor(key: str) -> str:
    """Return where a work stands in the bibliography."""
    return f"source-{slug(key)}"
