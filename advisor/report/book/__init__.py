"""The rule base as a book: RuleBase in, the handbook or one of its entries out."""
