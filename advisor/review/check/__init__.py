"""Checking the rules themselves: a rule base in, findings out, each shown by a case or proved."""
