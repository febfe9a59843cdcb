"""What a measure, changed answers for some or changed rules, would do to many governments; and whole spaces of scenarios."""
