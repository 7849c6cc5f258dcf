"""Merging the signed returns of a period into the next register: see ``docs/merging.md``."""

from toolkit.merge.merge import merge
from toolkit.merge.receipt import Merged
from toolkit.register.next_register import carry_missing

__all__ = ["Merged", "carry_missing", "merge"]
