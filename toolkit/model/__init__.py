"""The nouns: grids, plans, findings, plan dates, ratings and packs. Nothing here opens a file."""
