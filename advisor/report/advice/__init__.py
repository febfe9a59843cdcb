"""The advice as a report: Advice in, what the templates show and other programs read out."""
