"""The study of a staff list as a page, a document, a workbook, Markdown or JSON."""
