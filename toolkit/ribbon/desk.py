"""The workbook that is open in front of an officer, and what every button does with it: read, change, go to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import CannotWrite, ToolkitError
from toolkit.excel.live.editing import apply_edits
from toolkit.excel.live.open_book import read_book
from toolkit.excel.live.trouble import in_words
from toolkit.excel.live.xl import is_read_only, xw
from toolkit.files import refuse_long_path
from toolkit.model.edits import Edit
from toolkit.model.finding import Report
from toolkit.model.grid import Grid
from toolkit.model.plan import Book, Plan
from toolkit.rating.work_out import Worked
from toolkit.reading.parse import parse
from toolkit.ribbon.call import Call
from toolkit.ribbon.progress import Progress
from toolkit.ribbon.undo import keeping
from toolkit.rules import catalogue
from toolkit.rules.ask import validate

TITLE = "Improvement plan toolkit"
"""What stands above everything that is said."""


@dataclass(frozen=True)
class Desk:
    """An open workbook, the call it is for, the person's profile folder, the day, and whom to tell how far it is."""

    book: xw.Book
    call: Call
    profile: Path
    today: dt.date
    progress: Progress = field(default_factory=Progress)

    @property
    def kept(self) -> Path:
        """The folder of what can be undone."""
        return self.profile / "undo"

    def plan(self, only: Book | None = None) -> Plan:
        """The workbook as it is now, unsaved changes included.

        Raises NotAPlan, or where the button is for the other kind of workbook ToolkitError.
        """
        plan, not_plans = parse([self.grid()])
        if not_plans:
            raise not_plans[0][1]
        kind = kind_of(plan)
        if only is not None and kind is not only:
            raise ToolkitError(
                f"{self.book.name} is a {kind}, and this button is for a {only}. "
                f"Open the {only}, and press the button there."
            )
        return plan

    def grid(self) -> Grid:
        """The same as plain values."""
        with self.progress.waiting():
            grid = read_book(self.book, tell=self.progress.tell)
            self.progress.counted()
        return grid

    def check(self, plan: Plan, worked: Worked | None = None) -> Report:
        """What the rules find that is for whoever fills the workbook in; they are counted for the status bar."""
        rules = list(catalogue())
        asked = self.progress.watch(rules, "asking rule", len(rules))
        return validate(plan, worked=worked, rules=asked).for_officers()

    def make(self, edits: Sequence[Edit]) -> bool:
        """Make the edits, so that Undo last can take them back; whether anything had to be changed."""
        with self.progress.waiting(), keeping(self.kept, self.book.name, self.call.task) as keep:
            done = apply_edits(self.book, edits, keep=keep, tell=self.progress.tell)
        self.progress.wrote |= bool(done)
        return bool(done)

    def agrees(self, question: str) -> bool:
        """Ask whether to go on."""
        # Not watched: a person may take as long as they like.
        return self.book.app.alert(question, title=TITLE, buttons="yes_no", mode="critical") == "yes"

    @property
    def saving(self) -> str:
        """What to know before saving; nothing for most workbooks."""
        if not is_read_only(self.book):
            return ""
        return f"{self.book.name} is open read-only: to keep what has been written, save it under another name."

    def open_made(self, name: str, make: Callable[[Path], object], folder: Path) -> tuple[Path, bool]:
        """Make a file in a folder and open it; gives its path, and whether it is new.

        It is made beside its place first. Where the same file is there already, from an earlier press, that one is
        opened; where another is, it is left alone and the new one gets a number.
        """
        refuse_long_path(folder / name)
        # As long as the name it will have, so that one path is as good for Excel as the other.
        half = folder / f"~{name[1:]}"
        try:
            half.unlink(missing_ok=True)
            make(half)
            path, new = self._place(half, folder / name)
        except OSError as error:
            raise CannotWrite(f"{folder} cannot be written to: {error.strerror}. Choose another folder.") from error
        finally:
            half.unlink(missing_ok=True)
        self._show(path)
        return path, new

    def _show(self, path: Path) -> None:
        """Bring the file to the front. Raises CannotWrite, and says where it lies, where Excel does not open it."""
        books = self.book.app.books
        # Excel holds one workbook of a name. Opened from the web, it cannot be asked where it lies.
        there = next((book for book in books if book.name.casefold() == path.name.casefold()), None)
        try:
            with self.progress.waiting():
                if there is None:
                    books.open(path)
                else:
                    there.activate()
        except Exception as error:
            why = in_words(error)
            if why is None:
                raise
            raise CannotWrite(f"It is made and lies here: {path}\nExcel did not open it, though. {why}") from error

    def _place(self, half: Path, wanted: Path) -> tuple[Path, bool]:
        # Excel cannot hold two workbooks of one name, wherever they lie.
        taken = {book.name.casefold() for book in self.book.app.books}
        path, number = wanted, 1
        while path.exists() or path.name.casefold() in taken:
            if path.exists() and path.read_bytes() == half.read_bytes():
                return path, False
            number += 1
            path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
            refuse_long_path(path)
        half.replace(path)
        return path, True


def kind_of(plan: Plan) -> Book:
    """Whether the one workbook of a plan is a return or a register."""
    return plan.books[plan.sources[0]]
