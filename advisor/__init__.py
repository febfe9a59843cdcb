"""Organization advisor for local governments in digital transformation."""

from advisor.knowledge.reader import load_rules

__all__ = ["load_rules"]
