"""The files that come with the toolkit: the templates, the add-in and the Mac script."""

from __future__ import annotations

from pathlib import Path

from toolkit.errors import CannotRead

PACKAGE = Path(__file__).parent

# The package's own folders first: beside an installed package, `macros` may be somebody else's.
FOLDERS = (
    PACKAGE / "_workbook_templates",
    PACKAGE / "_macros",
    PACKAGE.parent / "workbook_templates",
    PACKAGE.parent / "macros",
)

ADDIN = "Improvement Toolkit.xlam"
MAC_SCRIPT = "ImprovementPlanToolkit.applescript"


def shipped(name: str) -> Path:
    """Where a file that comes with the toolkit is, in an installed copy and in a checkout alike.

    Raises CannotRead when this copy of the toolkit came without it.
    """
    for folder in FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise CannotRead(
        f"'{name}' did not come with this copy of the toolkit. "
        "Install the toolkit again, or build the file in a checkout with 'make templates'."
    )
