"""The workbook most tests of this folder write to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.excel.stuffed import stuffed_workbook


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """An officer's own workbook, full of what must not be lost."""
    path = tmp_path / "Officer's plan.xlsx"
    path.write_bytes(stuffed_workbook())
    return path
