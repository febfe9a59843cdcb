"""The rule base for other programs: as JSON with its schema, as tables, as a workbook that comes back, as a graph."""
