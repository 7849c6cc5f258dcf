"""What each button of the tab does. The work is that of the command line: the same steps, on the open workbook."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import __version__, tasks
from toolkit.errors import NotIssued, ToolkitError
from toolkit.excel.live.editing import Overwritten, put_back
from toolkit.excel.live.trouble import PartlyWritten, in_words
from toolkit.model.dates.answer import show_date
from toolkit.model.english import counted
from toolkit.model.plan import Book, Plan
from toolkit.rating.work_out import work_out
from toolkit.register.refresh_register import rating_edits, register_refresh
from toolkit.register.sign_off import sign_off as freeze
from toolkit.returns.alike import Group, groups_of
from toolkit.returns.check_results import sentence
from toolkit.returns.issue import file_name, table_edits
from toolkit.returns.refresh import refresh_edits, results_edits
from toolkit.returns.sign import before_signing, nil_edits, signing_edits
from toolkit.ribbon.desk import Desk, kind_of
from toolkit.ribbon.undo import forget, recalled
from toolkit.rules.set_differently import in_words as rules_in_words
from toolkit.sheets.columns import OLDEST_TEMPLATE, TEMPLATE_VERSION
from toolkit.sheets.parts import counted as whole

if TYPE_CHECKING:
    from toolkit.mending.mend import Mend

__all__ = ["BUTTONS", "Button", "Desk", "versions_differ"]

MOST_SAID = 20
"""Lines in a message box."""
MOST_NAMED = 8
"""Names in one of them."""
_PERIOD_IN_NAME = re.compile(r"( Q[1-4])?( \d{4}-\d{2,4})?( \(\d+\))?$")
WIDEST_SAID = 40
"""Characters of a cell in a message box."""
NO_RESULTS = "This workbook has no Check results sheet, so nothing could be marked."


@dataclass(frozen=True)
class Button:
    """One button: what the status bar says meanwhile, and what it does."""

    doing: str
    press: Callable[[Desk], str]
    """Gives what the officer is told; nothing where the sheet in front says it."""

    def __call__(self, desk: Desk) -> str:
        """Press it."""
        return self.press(desk)


def check(desk: Desk) -> str:
    """Mark every cell with a finding, list them on Check results, and sum up in a sentence."""
    plan = desk.plan()
    report = desk.check(plan)
    said = [sentence(report, len(whole(plan["Actions"]))), *rules_in_words(plan)]
    edits = results_edits(plan, plan.sources[0], report, on=desk.today)
    if edits:
        desk.make(edits)
    else:
        said += [NO_RESULTS, *_first([_in_a_line(group) for group in groups_of(report.findings)])]
    return "\n".join(said)


def fix(desk: Desk) -> str:
    """Put right what is certain to be a slip, once somebody has seen the list; what is only likely is named."""
    from toolkit.mending.find import find_mends
    from toolkit.mending.log import mending_edits

    mending = find_mends(desk.grid())
    certain, likely = mending.certain, [mend for mend in mending.mends if not mend.certain]
    perhaps = ["Likely, and yours to decide:", *_first(_as_lines(likely))] if likely else []
    if not certain:
        return "\n".join(["Nothing here is certain enough to be fixed.", *perhaps])
    question = "\n".join(_first(_as_lines(certain)))
    if not desk.agrees(f"{question}\n\nFix {'this' if len(certain) == 1 else 'all of these'}?"):
        return "Nothing was fixed."
    plan, report = mending.after(certain)
    edits = mending_edits(mending.grid, mending.plan, certain)
    desk.make([*edits, *results_edits(plan, plan.sources[0], report)])
    said = f"{counted(len(certain), 'cell')} fixed. The sheet Mended lists what stood there before."
    said = " ".join(filter(None, (said, mending.to_sign_again)))
    return "\n".join([said, sentence(report.for_officers(), len(whole(plan["Actions"]))), *perhaps])


def _as_lines(mends: Sequence[Mend]) -> list[str]:
    """Cells with what stands there and what would, and the rule."""
    from toolkit.mending.mend import both_in_words

    return [f"{mend.sheet} {mend.cell} ({mend.rule}): {both_in_words(mend, WIDEST_SAID)}" for mend in mends]


def _in_a_line(group: Group) -> str:
    where = f", {group.first.sheet} {group.first.cell}" if len(group.findings) == 1 else ""
    return f"{group.severity.capitalize()} {group.first.rule}{where}: {group.message(MOST_NAMED)}"


def refresh(desk: Desk) -> str:
    """Work out dates, ratings and the summary, and bring the check's results up to date with them."""
    plan = desk.plan()
    worked = work_out(plan)
    report = desk.check(plan, worked)
    register = kind_of(plan) is Book.REGISTER
    today = desk.today
    done = register_refresh(plan, report, on=today) if register else refresh_edits(plan, report, worked, on=today)
    desk.make(done.edits)
    return f"{done.sentence} {sentence(report, len(whole(plan['Actions'])))}"


def sign_off(desk: Desk) -> str:
    """Sign a return once no error stands, or freeze the ratings of a register's period."""
    plan = desk.plan()
    return _sign_register(desk, plan) if kind_of(plan) is Book.REGISTER else _sign_return(desk, plan)


def _sign_return(desk: Desk, plan: Plan) -> str:
    report = before_signing(desk.check(plan))
    listed = results_edits(plan, plan.sources[0], report, on=desk.today)
    said = sentence(report, len(whole(plan["Actions"])))
    try:
        signed = signing_edits(plan, report, on=desk.today)
    except ToolkitError as refused:
        desk.make(listed)
        raise ToolkitError(
            f"{refused}\n{said} Next problem goes there." if report.has_errors else str(refused)
        ) from refused
    desk.make([*listed, *signed])
    by = plan.settings["signed_off_by"].iloc[0]
    # Nothing that is left stands in the way, so there is nothing to start with.
    left, _, _ = said.partition(" Start with ")
    return f"Signed off by {by} on {show_date(desk.today)}. {left} Save the return and send it back."


def _sign_register(desk: Desk, plan: Plan) -> str:
    by = plan.settings["signed_off_by"].iloc[0]
    if by is None:
        raise ToolkitError(
            "The register does not say who signs the period off. Put 'Signed off by' and the role beside it on "
            "Settings, then press Sign off again."
        )
    done = freeze(plan, by=str(by), on=desk.today)
    frozen = table_edits(plan, done.register.tables, ("Snapshots", "Sign-offs"))
    desk.make([*frozen, *rating_edits(plan, done.rated)])
    row = done.register["Sign-offs"].iloc[-1]
    said = f"{row['period']} is signed off by {row['by']}: {row['rows']} actions, {row['counts']}."
    return "\n".join(filter(None, (said, done.rated.differences)))


def nil_return(desk: Desk) -> str:
    """Mark the return as having nothing to report, once it is certain that nothing has changed."""
    changed = desk.make(nil_edits(desk.plan(Book.RETURN)))
    said = "This is a nil return" if changed else "This is a nil return already"
    return f"{said}: nothing has changed since it was sent out. Press Sign off to sign it."


def undo(desk: Desk) -> str:
    """Put back what the last button wrote over."""
    kept = recalled(desk.kept, desk.book.name)
    if kept is None:
        return "There is nothing to undo in this workbook."
    task, done = kept
    left = _put_back(desk, done)
    forget(desk.kept, desk.book.name)
    if left:
        return (
            f"Undone: {LABELS[task]}. What has been changed since then was left as it is (on {', '.join(left)}). "
            "Press Validate to see how things stand."
        )
    return f"Undone: {LABELS[task]}."


def _put_back(desk: Desk, done: Sequence[Overwritten]) -> list[str]:
    try:
        with desk.progress.waiting():
            return put_back(desk.book, done)
    except Exception as error:
        why = in_words(error)
        if why is None:
            raise
        raise PartlyWritten(f"{why}\n\nNot everything is put back yet: press Undo last once more.") from error


def issue(desk: Desk) -> str:
    """Write one return for each service of the open register."""
    folder, register = _folder(desk), desk.plan(Book.REGISTER)
    try:
        done = tasks.issue(register, folder, watch=desk.progress.watch)
    except NotIssued as stopped:
        if not desk.agrees(f"{_without_last(str(stopped))}\n\nIssue the returns as it stands?"):
            return "Nothing was issued. Press Validate for all that a check finds in the register."
        done = tasks.issue(register, folder, anyway=True, watch=desk.progress.watch)
    lines = [f"{path.name}: {counted(actions, 'action')}" for path, actions in done.made]
    none = [*(reason for _, reason in done.refused), *done.nobody]
    wrong = ["Errors in the register that did not stop this:", *_first(done.errors)] if done.errors else []
    ours = ["Yours to answer, for no officer is asked:", *_first(done.ours)] if done.ours else []
    return "\n".join([f"{counted(len(done.made), 'return')} issued into {folder}", *none, *lines, *wrong, *ours])


def merge(desk: Desk) -> str:
    """Bring a folder of returns into the next register, which is written beside the folder and opened."""
    folder = _folder(desk)
    if folder.parent == folder or not folder.is_dir():
        raise ToolkitError(f"Put the returns into a folder of their own; {folder} is not one.")
    register = desk.plan(Book.REGISTER)
    receipts: list[tasks.MergeDone] = []
    stem = _PERIOD_IN_NAME.sub("", Path(desk.book.name).stem)
    name = f"{stem} {file_name(str(register.settings['period'].iloc[0] or 'next'))}.xlsx"

    def write(half: Path) -> None:
        receipts.append(tasks.merge(register, folder, half, watch=desk.progress.watch))

    path, new = desk.open_made(name, write, folder.parent)
    done = receipts[0]
    opened = "Written and opened" if new else "The same register was there already, and was opened"
    doubts = [] if done.reconciles else ["The control totals do not agree: see the sheet Control totals."]
    # The last line names the file as it was called while it was made.
    receipt = _first(done.lines[:-1])
    return "\n".join([*receipt, *doubts, f"{opened}: {path}", "Its sheets Returns and Changes are the receipt."])


def settle(desk: Desk) -> str:
    """Carry out what was decided on the open register's list, and rate it again."""
    from toolkit.tasks.deciding import settling_edits

    edits, said = settling_edits(desk.plan(Book.REGISTER))
    desk.make(edits)
    return "\n".join(_first(said[:-1]) + said[-1:])


def board(desk: Desk) -> str:
    """Make the board's pack from the open register, and open it."""
    folder, register = _folder(desk), desk.plan(Book.REGISTER)
    name = f"Board pack {file_name(str(register.settings['period'].iloc[0] or ''))}.xlsx"
    differ: list[str] = []
    make = partial(tasks.board, register, watch=desk.progress.watch, tell=differ.append)
    path, new = desk.open_made(name, make, folder)
    said = f"The board pack is made and open: {path}" if new else f"The same board pack was there already: {path}"
    return "\n".join([said, *differ])


def about(desk: Desk) -> str:
    """Say the versions of the add-in, the Python part and the template, and whether they match."""
    addin = desk.call.addin or "none (started without it)"
    differ = versions_differ(desk.call.addin) or "They match."
    said = f"Add-in: {addin}\nPython part: {__version__}\n{differ}"
    return f"{said}\n\n{_template(desk)}"


def versions_differ(addin: str) -> str:
    """What to do where add-in and Python part are of different versions; nothing where they are not."""
    if addin in ("", __version__):
        return ""
    return (
        f"The add-in is version {addin} and the Python part is version {__version__}. They should be the same: ask "
        "your IT help desk to run 'plan-toolkit addin install'."
    )


def _template(desk: Desk) -> str:
    try:
        version = desk.plan().settings["template_version"].iloc[0]
    except ToolkitError:
        return "This workbook is not an improvement plan."
    if version is None:
        return "This workbook was not made from one of the templates."
    if str(version) == TEMPLATE_VERSION:
        return f"This workbook was made from template {version}, which matches."
    if _number(version) > _number(TEMPLATE_VERSION):
        what = "newer than this toolkit knows: ask your IT help desk to update the toolkit"
    elif _number(version) >= _number(OLDEST_TEMPLATE):
        what = f"older than this toolkit's, {TEMPLATE_VERSION}, and works as it is"
    else:
        what = "too old for this toolkit: ask the performance team for a new workbook"
    return f"This workbook was made from template {version}, which is {what}."


def _number(version: object) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", str(version))]


def _folder(desk: Desk) -> Path:
    if desk.call.folder is None:
        raise ToolkitError(
            "No folder was chosen. Press the button on the tab; or where IT has put it into the Start menu, ask them "
            "to add --folder= and the folder's path to the shortcut."
        )
    return desk.call.folder


def _without_last(words: str) -> str:
    """A refusal less its last line, which speaks to whoever types commands."""
    return "\n".join(words.split("\n")[:-1])


def _first(lines: Sequence[str]) -> list[str]:
    """As much as fits a message box."""
    more = len(lines) - MOST_SAID
    return [*lines[:MOST_SAID], *([f"And {more} more."] if more > 0 else [])]


BUTTONS = {
    "validate": Button("checking", check),
    "fix": Button("looking for what can be fixed", fix),
    "refresh": Button("working out the ratings", refresh),
    "sign-off": Button("checking before signing", sign_off),
    "nil-return": Button("comparing with what was sent out", nil_return),
    "undo": Button("putting back", undo),
    "issue": Button("issuing returns", issue),
    "merge": Button("merging returns", merge),
    "settle": Button("carrying out decisions", settle),
    "board": Button("making the board pack", board),
    "about": Button("looking up versions", about),
}
"""Task word to button; the words are those of the add-in's macros."""
LABELS = {
    "validate": "Validate", "fix": "Fix", "refresh": "Refresh RAG", "sign-off": "Sign off",
    "nil-return": "Nil return", "settle": "Settle",
}  # fmt: skip
"""Buttons that write into the workbook, as the tab calls them."""
