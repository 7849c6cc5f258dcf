"""A workbook that is open in Excel, in and out: read as a Grid, edited as the patcher edits a closed one, undone."""

from __future__ import annotations

from toolkit.excel.live.editing import Overwritten, apply_edits, put_back
from toolkit.excel.live.open_book import read_book

__all__ = ["Overwritten", "apply_edits", "put_back", "read_book"]
