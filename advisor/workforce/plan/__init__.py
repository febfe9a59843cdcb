"""From gaps and courses to a calendar: who takes which course in which quarter, within seats, absences and budget."""
