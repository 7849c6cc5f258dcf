"""Reading: from a workbook's plain values to a plan, and what was noticed on the way."""
