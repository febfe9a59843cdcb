"""What experta's own matcher and strategy do wrong or need not do, mended for rules that are flat."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from advisor.inference.experta.door import (
    Activation,
    Agenda,
    ConflictSetNode,
    DepthStrategy,
    FeatureCheck,
    FeatureTesterNode,
    InitialFact,
    KnowledgeEngine,
    OrdinaryMatchNode,
    ReteMatcher,
    SameContextCheck,
    TypeCheck,
)


class SteadyStrategy(DepthStrategy):  # type: ignore[misc]  # experta is untyped
    """Depth first, with a total order, and removing just the activation that was retracted.

    experta's own strategy looks at three neighbours of equal key for the one to remove and can
    take a wrong one; and among equals it fires in an order that differs between runs.
    """

    def get_key(self, activation: Activation) -> tuple[Any, ...]:
        """Salience first, then the order of the books (earlier is better), then recency."""
        recency = sorted((fact["__factid__"] for fact in activation.facts), reverse=True)
        return (activation.rule.salience, getattr(activation.rule, "rank", 0), recency)

    def _update_agenda(
        self, agenda: Agenda, added: Iterable[Activation], removed: Iterable[Activation]
    ) -> None:
        activations = agenda.activations
        for activation in removed:
            activation.key = self.get_key(activation)
            index = bisect_left(activations, activation)
            while index < len(activations) and activations[index].key == activation.key:
                if activations[index] == activation:
                    del activations[index]
                    break
                index += 1
        for activation in added:
            activation.key = self.get_key(activation)
            insort(activations, activation)


class RuleNode(ConflictSetNode):  # type: ignore[misc]  # experta is untyped
    """The end of a rule's chain, which tells when the rule may have been activated."""

    def __init__(self, rule: Any, touched: list[RuleNode]) -> None:
        self._touched = touched
        super().__init__(rule)

    def _activate(self, token: Any) -> None:
        super()._activate(token)
        self._touched.append(self)


class SteadyMatcher(ReteMatcher):  # type: ignore[misc]  # experta is untyped
    """experta's Rete matcher, spared work that is not needed here.

    The rules are compiled flat already, so they need no normal form and no general wiring; no rule
    asks which fact it was that met a condition, so none is kept for it; and only rules that a
    change of working memory has reached are asked for activations.
    """

    @staticmethod
    def prepare_ruleset(engine: Any) -> Sequence[Any]:
        """Return the rules as they are; one without conditions waits for the initial fact."""
        return [rule or rule.new_conditions(InitialFact()) for rule in engine.get_rules()]

    @staticmethod
    def build_alpha_part(ruleset: Sequence[Any], root_node: Any) -> dict[Any, Any]:
        """Return the node behind which each condition is met: the kind of fact, then its attributes."""
        kinds: dict[type[Any], Any] = {}
        ends: dict[Any, Any] = {}
        for rule in ruleset:
            for condition in rule:
                if condition in ends:
                    continue
                node = kinds.get(type(condition))
                if node is None:
                    node = kinds[type(condition)] = _tested(root_node, TypeCheck(type(condition)))
                for name, wanted in condition.items():
                    node = _tested(node, FeatureCheck(name, wanted))
                ends[condition] = node
        return ends

    def build_beta_part(self, ruleset: Sequence[Any], alpha_terminals: Mapping[Any, Any]) -> None:
        """Wire the rules up: all are flat conjunctions, so each is one chain of joins."""
        self._touched: list[RuleNode] = []
        for rule in ruleset:
            node = alpha_terminals[rule[0]]
            for condition in rule[1:]:
                join = OrdinaryMatchNode(SameContextCheck())
                node.add_child(join, join.activate_left)
                alpha_terminals[condition].add_child(join, join.activate_right)
                node = join
            end = RuleNode(rule, self._touched)
            node.add_child(end, end.activate)

    def changes(self, adding: Any = None, deleting: Any = None) -> tuple[list[Any], list[Any]]:
        """Pass changes of working memory on; return the activations that they bring and take away."""
        for fact in deleting or ():
            self.root_node.remove(fact)
        for fact in adding or ():
            self.root_node.add(fact)
        added: list[Any] = []
        removed: list[Any] = []
        for node in self._touched:
            more, fewer = node.get_activations()
            added.extend(more)
            removed.extend(fewer)
        self._touched.clear()
        return added, removed


def _tested(node: Any, check: Any) -> Any:
    """Return a new node that lets through what passes a check."""
    tester = FeatureTesterNode(check)
    node.add_child(tester, tester.activate)
    return tester


class RuleBaseEngine(KnowledgeEngine):  # type: ignore[misc]  # experta is untyped
    """An experta engine with the rules that it is given, where experta looks for them in its class."""

    __matcher__ = SteadyMatcher
    __strategy__ = SteadyStrategy

    def __init__(self, rules: Sequence[Any]) -> None:
        self._rules = rules
        self._initial: Sequence[Any] = KnowledgeEngine.get_deffacts(self)
        super().__init__()

    def get_rules(self) -> Sequence[Any]:
        """Return the rules."""
        return self._rules

    def get_deffacts(self) -> Sequence[Any]:
        """Return what makes the initial fact; experta would look through all members each time."""
        return self._initial
