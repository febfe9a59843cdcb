"""The meaning of the rules, once, on anything that knows `&`, `|` and `^`: one bit a case."""
