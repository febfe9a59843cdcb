"""A run over many governments as a page: its counts in, bars and tables out."""
