"""The reference engine: a case in, what holds so far and what fired out, by experta."""
