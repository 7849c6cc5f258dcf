"""Rating: dates, milestones, overrides and the decision tables, worked out for every row of a plan at once."""
