"""Review of the rule base: its laws, its reviewers' expectations, and its evidence from real cases."""
