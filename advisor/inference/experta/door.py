"""The one place that imports experta, which needs some help on the Pythons of today.

experta 1.9.4 pins frozendict 1.2, which looks for the abstract classes where Python 3.9 had them
(`collections.Mapping`), and it configures the root logger as it is imported. The names are lent
for the import only, and the logger is left as it was.
"""

from __future__ import annotations

import collections
import collections.abc
import logging

_NAMES = ("Mapping", "MutableMapping", "Iterable", "Callable", "Hashable", "Sequence", "Set")

_lent = [name for name in _NAMES if not hasattr(collections, name)]
for _name in _lent:
    setattr(collections, _name, getattr(collections.abc, _name))
_handlers = list(logging.root.handlers)
try:
    from experta import AND, NOT, OR, Fact, InitialFact, KnowledgeEngine, P, Rule, unwatch
    from experta.abstract import Strategy
    from experta.activation import Activation
    from experta.agenda import Agenda
    from experta.matchers import ReteMatcher
    from experta.matchers.rete.check import FeatureCheck, SameContextCheck, TypeCheck
    from experta.matchers.rete.nodes import (
        ConflictSetNode,
        FeatureTesterNode,
        OrdinaryMatchNode,
    )
    from experta.strategies import DepthStrategy
finally:
    for _name in _lent:
        delattr(collections, _name)
    for _handler in list(logging.root.handlers):
        if _handler not in _handlers:
            logging.root.removeHandler(_handler)

# Its loggers would be asked about every single check of every fact.
unwatch()

__all__ = [
    "AND",
    "NOT",
    "OR",
    "Activation",
    "Agenda",
    "ConflictSetNode",
    "DepthStrategy",
    "Fact",
    "FeatureCheck",
    "FeatureTesterNode",
    "InitialFact",
    "KnowledgeEngine",
    "OrdinaryMatchNode",
    "P",
    "ReteMatcher",
    "Rule",
    "SameContextCheck",
    "Strategy",
    "TypeCheck",
]
