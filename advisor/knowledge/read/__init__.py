"""Reading the books: Markdown text in, one frozen RuleBase out, or all problems at once."""
