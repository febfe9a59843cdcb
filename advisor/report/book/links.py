"""The links of the handbook: where each entry stands, and who reads, serves, carries or cites it."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.knowledge.conditions import Citation
from advisor.knowledge.laws import Law
from advisor.knowledge.links import links_of
from advisor.knowledge.model import Item, Rule, RuleBase
from advisor.knowledge.works import Statement
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
        self._links = links_of(rules)
        self._statement_of = {one.key: one for one in rules.statements}
        self._waivers: dict[str, list[tuple[str, str]]] = {}
        for waiver in rules.waivers:
            self._waivers.setdefault(waiver.about.casefold(), []).append(
                (waiver.finding, waiver.reason)
            )

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
        return _joined(", ", ((self._citer(name),) for name in self._links.cited_by.get(key, ())))

    def _citer(self, name: str) -> LinkedText:
        statement = self._statement_of.get(name)
        return _statement(statement) if statement else LinkedText(name, self.anchor(name))

    def readers(self, name: str) -> Pieces:
        """Return the rules, assessments and laws that read a fact, an assessment or a decision."""
        return self.named(self._links.read_by.get(name, ()))

    def speakers(self, name: str) -> Pieces:
        """Return the rules that conclude an assessment or argue about a decision."""
        return self.named(self._links.written_by.get(name, ()))

    def serving(self, goal: str) -> Pieces:
        """Return the actions that serve a goal, with their titles."""
        return self.titled(self._links.served_by.get(goal, ()))

    def carries(self, name: str) -> Pieces:
        """Return the statements that something carries, with their titles."""
        return _joined(
            "; ",
            (
                (
                    _statement(self._statement_of[key]),
                    LinkedText(f" {self._statement_of[key].title}"),
                )
                for key in self._links.carries.get(name, ())
            ),
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
