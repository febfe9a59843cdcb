"""From a rule base and a case to advice: the reference engine, and what could still change it."""
