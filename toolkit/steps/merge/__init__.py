"""Merging the signed returns of a period into the next register: see ``docs/merging.md``."""

from toolkit.steps.merge.merged import Merged
from toolkit.steps.merge.merging import merge
from toolkit.steps.merge.states import carry_missing

__all__ = ["Merged", "carry_missing", "merge"]
