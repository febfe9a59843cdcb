"""Explanations beside the engine: why something is asked, what an answer would do, why a rule did not fire."""
