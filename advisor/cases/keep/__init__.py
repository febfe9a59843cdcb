"""Keeping a case file while it is being answered: locked, edited in place, replaced whole."""
