"""The changes of the tables, one a module, applied in order when the server starts."""
