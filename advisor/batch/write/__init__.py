"""From evaluated portions to an output that appears whole or not at all."""
