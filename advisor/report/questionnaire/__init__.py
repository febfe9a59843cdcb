"""The questionnaire: all questions of a rule base, to be answered on paper, in a workbook or in a browser."""
