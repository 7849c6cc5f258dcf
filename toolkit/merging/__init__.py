"""Merging the signed returns of a period into the next register: see ``docs/merging.md``."""
