"""What several tests need: random rule bases, random cases, and a naive evaluator."""
