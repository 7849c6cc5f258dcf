"""Merging the signed returns of a period into the next register: see ``docs/merging.md``."""

from toolkit.merging.merge_returns import merge
from toolkit.merging.receipt import Merged
from toolkit.register.next_register import carry_missing

__all__ = ["Merged", "carry_missing", "merge"]
