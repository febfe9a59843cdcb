"""Each module is one change of the tables; what was published is never edited."""
