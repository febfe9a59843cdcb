"""Proving laws: a rule base in, a proof for every case or a case that breaks the law out."""
