"""One case: how firm its decisions are, what is open, what an answer would change."""
