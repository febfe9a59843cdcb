"""From tables and YAML to people, courses and parameters; all that is wrong is told at once."""
