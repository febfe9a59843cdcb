"""Advice turned into documents that people and programs read: text, Markdown, HTML and JSON."""
