"""The rule base as data: reading, writing, errors."""
