"""Facts, rules and decision tables as sheets of cells, and a changed cell back in the line of its book."""
