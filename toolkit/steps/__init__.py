"""The verbs: parse, validate, rate, summarise, issue, merge, board. No files, no clock, no Excel."""
