"""What is asked before a file is published: does anything in it tell who a child is?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from toolkit.errors import CannotRead
from toolkit.excel.outgoing import outgoing_of
from toolkit.excel.probe import bytes_of
from toolkit.excel.read import source_names
from toolkit.files import Paths, find, nothing_in, paths_of
from toolkit.model.publication import Disclosure, disclosures, not_yet
from toolkit.tasks.opening import Unread, Watch, unread_json, unwatched

_COLUMNS = ["file", "severity", "where", "message", "fix"]


@dataclass(frozen=True)
class Publishable:
    """What stands in the way of publishing files, and what must be known before."""

    files: tuple[str, ...] = ()
    """The files that were looked at."""
    disclosures: tuple[Disclosure, ...] = ()
    """File by file, the worst first. Advice is only to know."""
    unread: Unread = field(default_factory=list)
    """Files that could not be looked at, each with the reason."""
    passed: Unread = field(default_factory=list)
    """What else lies in the folders, each with the reason why it was passed over."""

    @property
    def findings(self) -> pd.DataFrame:
        """What was found, a row a finding: file, severity, where, message, fix."""
        return pd.DataFrame([one.as_json() for one in self.disclosures], columns=_COLUMNS)

    @property
    def exit_code(self) -> int:
        """2 where a file could not be looked at, 1 where something stands in the way, else 0."""
        return 2 if self.unread else int(any(one.stands_in_the_way for one in self.disclosures))

    def of(self, file: str) -> list[Disclosure]:
        """What was found in one file."""
        return [one for one in self.disclosures if one.source == file]

    def sentence(self, file: str) -> str:
        """Whether a file may be published as it is, in one sentence."""
        return not_yet(self.of(file)) or "Nothing found that stands in the way of publishing it."

    def as_json(self) -> dict[str, object]:
        """The same as the command line gives it out."""
        return {
            "files": list(self.files),
            "findings": [one.as_json() for one in self.disclosures],
            "unread": unread_json(self.unread),
        }


def publishable(paths: Paths, *, password: str | None = None, watch: Watch = unwatched) -> Publishable:
    """Look through packs, returns, registers or any workbooks for what must not be published; none is changed.

    Cells, notes and comments, document properties, hidden sheets, rows and columns, alt text, headers and footers,
    charts, defined names and copies of data are looked at; what is not is said. One file that cannot be read never
    stops the rest. Raises ToolkitError where a path is not there or nothing was found.
    """
    given = paths_of(paths, "the files")
    found = find(given)
    if not found.files:
        raise nothing_in(given, found.passed)
    named = source_names(found.files)
    files: list[str] = []
    seen: list[Disclosure] = []
    unread: Unread = []
    for source, path in watch(named.items(), "Looking through", len(named)):
        try:
            seen += _looked_through(path, source, password)
            files.append(source)
        except CannotRead as error:
            unread.append((source, error))
    return Publishable(tuple(files), tuple(seen), unread, list(found.passed))


def why_not_yet(data: bytes, source: str) -> str:
    """Why a workbook of these bytes is not to be published yet, in one sentence; nothing where it may be."""
    return not_yet(disclosures(outgoing_of(data, source=source)))


def _looked_through(path: Path, source: str, password: str | None) -> Sequence[Disclosure]:
    data = bytes_of(path, source)
    if data.startswith(b"%PDF"):
        raise CannotRead(
            f"{source} is a PDF, and was not looked into. Look through the workbook it was made from, and at the PDF's "
            "own properties.",
            state="Not a workbook",
        )
    return disclosures(outgoing_of(data, source=source, password=password))
