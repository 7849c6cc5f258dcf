"""A workbook as PDF, page for page as it prints, through LibreOffice where that is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from toolkit.errors import CannotWrite
from toolkit.excel.saving import replace

PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
SECONDS = 180


def as_pdf(workbook: Path, target: Path) -> Path:
    """Write a workbook's visible sheets as a PDF. Raises CannotWrite where LibreOffice is not there or fails."""
    office = _office()
    if office is None:
        raise CannotWrite(
            f"{target.name} was not made: a PDF needs LibreOffice, which is not on this computer. "
            f"Open {workbook.name} in Excel and use Save as PDF, or install LibreOffice."
        )
    with tempfile.TemporaryDirectory() as scratch:
        # A profile of its own: a LibreOffice that is already open would otherwise swallow the request.
        profile = (Path(scratch) / "profile").as_uri()
        command = [
            office,
            "--headless",
            "--norestore",
            f"-env:UserInstallation={profile}",
            "--convert-to",
            "pdf",
            "--outdir",
            scratch,
            str(workbook.absolute()),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise CannotWrite(f"{target.name} was not made: LibreOffice took over {SECONDS} seconds.") from error
        made = Path(scratch) / f"{workbook.stem}.pdf"
        if not made.exists():
            raise CannotWrite(f"{target.name} was not made: LibreOffice could not open {workbook.name}.")
        replace(target, made.read_bytes())
    return target


def _office() -> str | None:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in PLACES if Path(place).exists()), None)
