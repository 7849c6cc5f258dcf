"""Returns: issued, checked against what was sent, refreshed, signed; and what their sheets look like."""
