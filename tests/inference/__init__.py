"""The engines against each other and against a naive evaluator."""
