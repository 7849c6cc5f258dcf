"""The pictures in README and docs/officers.md, rendered from what the demo made: ``make pictures``.

Needs LibreOffice and poppler. Run the demo first.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from examples.demo import FOLDER
from toolkit.excel.pdf import as_pdf

PICTURES = Path(__file__).parent.parent / "docs" / "images"
RESOLUTION = 110


def picture(workbook: Path, words: str, name: str, *, top: float = 0, bottom: float = 1) -> Path:
    """The first page of a workbook that holds some words, between two heights of it, as a PNG."""
    with tempfile.TemporaryDirectory() as scratch:
        pdf = as_pdf(workbook, Path(scratch) / "pages.pdf")
        text = _said("pdftotext", "-layout", str(pdf), "-")
        page = next(number for number, page in enumerate(text.split("\f"), start=1) if words in page)
        size = _said("pdfinfo", "-f", str(page), "-l", str(page), str(pdf))
        points = next(line.split() for line in size.splitlines() if "size:" in line)
        width, height = (float(points[i]) * RESOLUTION / 72 for i in (3, 5))
        target = PICTURES / name
        target.parent.mkdir(parents=True, exist_ok=True)
        options = {"-r": RESOLUTION, "-f": page, "-l": page, "-x": 0, "-y": round(height * top)}
        options |= {"-W": round(width), "-H": round(height * (bottom - top))}
        said = [str(part) for option in options.items() for part in option]
        _said("pdftoppm", "-png", "-singlefile", *said, str(pdf), str(target.with_suffix("")))
    return target


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Make every picture."""
    checked = FOLDER / "refreshed" / "Children in Care.xlsx"
    made = [
        picture(FOLDER / "Board pack 2026-09.xlsx", "Ratings by theme", "board-summary.png"),
        picture(checked, "Grey columns are worked out", "checked-return.png", top=0.04, bottom=0.5),
        picture(checked, "The marks on the other sheets", "check-results.png", top=0.04, bottom=0.75),
    ]
    for path in made:
        print(f"Written: {path}")


if __name__ == "__main__":
    main()
