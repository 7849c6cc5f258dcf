"""The logs of a register: what came in, what changed, what waits, what must agree, and what was signed off."""

from __future__ import annotations

from dataclasses import replace

from toolkit.sheets.columns import CODE, DATE, LONG, REGISTER, UNSEEN, WHOLE, Column, P, SheetSpec, T

RETURNS = SheetSpec(
    "Returns",
    "Returns",
    "Every file that came in, and what became of it.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("service", "Service", "The service.", owner=T, width=26),
        Column("file", "File", "The file.", owner=T, width=34),
        Column("state", "State", "Read, Nil, Late, Duplicate, Set aside, Missing, or why not read.", owner=T, width=20),
        Column("reason", "Reason", "In words.", LONG, T, width=60),
        Column("issued", "Issued", "Actions sent out.", WHOLE, T, width=9),
        Column("rows_read", "Rows read", "Action rows read.", WHOLE, T, width=10),
        Column("rows_merged", "Rows merged", "Of those, merged.", WHOLE, T, width=12),
        Column("rows_set_aside", "Rows set aside", "Of those, set aside.", WHOLE, T, width=13),
        Column("register_issue", "Register issue", "The issue it was made from.", WHOLE, T, width=10),
        Column("signed_off_by", "Signed off by", "Who signed.", owner=T, width=24),
        Column("signed_off_on", "Signed off on", "When.", DATE, T, width=13),
        Column("sha256", "SHA-256", "The file's fingerprint.", owner=T, width=24),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

CHANGES = SheetSpec(
    "Changes",
    "Changes",
    "Every change a return made to the register.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("issue", "Register issue", "The issue it went into.", WHOLE, T, width=9),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=14),
        Column("ref", "Ref", "The row's key.", CODE, T, width=10),
        Column("field", "Field", "The column.", owner=T, width=22),
        Column("old", "Before", "As it was.", LONG, T, width=38),
        Column("new", "After", "As it is now.", LONG, T, width=38),
        Column("kind", "Kind", "New, Changed, Closed, Reopened, Moved or Cleared.", owner=T, width=12),
        Column("file", "File", "The return.", owner=T, width=30),
        Column("row", "Row", "Its row.", WHOLE, T, width=7),
        Column("who", "Who", "Updated by.", owner=T, width=20),
        Column("on", "On", "Updated on.", DATE, T, width=13),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

PROPOSED = SheetSpec(
    "Proposed changes and conflicts",
    "Proposed",
    "What was not applied, and who must choose.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("kind", "Kind", "Proposed, Conflict, Held or Question.", owner=T, width=12),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=14),
        Column("ref", "Ref", "The row's key.", CODE, T, width=10),
        Column("field", "Field", "The column.", owner=T, width=22),
        Column("issued", "As issued", "What was sent out.", LONG, T, width=32),
        Column("register", "Register", "What the register says.", LONG, T, width=32),
        Column("returned", "Return", "What the return says.", LONG, T, width=32),
        Column("why", "Why not applied", "The reason.", LONG, T, width=44),
        Column("file", "File", "The return.", owner=T, width=30),
        Column("row", "Row", "Its row.", WHOLE, T, width=7),
        Column("who", "Who", "Updated by.", owner=T, width=20),
        Column("decision", "Decision", "Accept or Reject; Settle carries it out.", LONG, P, False, "Decision", 18),
        Column("note", "Note", "Who agreed it, or why not.", LONG, P, width=30),
        Column("now", "Value now", "What the register says today.", LONG, T, width=26),
        Column("wanted", "Value wanted", "What Accept writes. Another value may be typed over it.", LONG, P, width=26),
        Column("asked_by", "Asked by", "Every service that asks.", owner=T, width=20),
        Column("since", "Open since", "The period it was first asked in.", owner=T, width=11),
        Column("age", "Age in periods", "How many periods ago that was.", WHOLE, T, width=9),
        Column("answer", "What came of it", "What Settle or a merge did, or why it could not.", LONG, T, width=40),
        Column("cells", "Row as sent", "The row that Accept writes; leave it alone.", CODE, T, width=UNSEEN),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

CONTROL_TOTALS = SheetSpec(
    "Control totals",
    "ControlTotals",
    "Sums that must agree before a pack is made.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("total", "Total", "What is counted.", owner=T, width=48),
        Column("service", "Service", "For which service.", owner=T, width=26),
        Column("left", "Left", "One side.", WHOLE, T, width=9),
        Column("right", "Right", "The other.", WHOLE, T, width=9),
        Column("agrees", "Agrees", "Yes or No.", owner=T, width=9),
        Column("working", "Working", "The sum in words.", LONG, T, width=64),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

SET_ASIDE = SheetSpec(
    "Set aside",
    "SetAside",
    "What was read and not merged: nothing is dropped in silence.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("file", "File", "The file.", owner=T, width=34),
        Column("sheet", "Sheet", "The sheet.", owner=T, width=16),
        Column("row", "Row", "Its row.", WHOLE, T, width=8),
        Column("ref", "Ref", "The row's key.", CODE, T, width=10),
        Column("column", "Column", "The heading.", owner=T, width=22),
        Column("value", "Value", "What stood there.", LONG, T, width=60),
        Column("why", "Why", "Why it was set aside.", LONG, T, width=50),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

SNAPSHOTS = SheetSpec(
    "Snapshots",
    "Snapshots",
    "Each period's ratings as signed off: the history behind direction and trend.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("as_at", "As at", "The report date.", DATE, T, width=13),
        Column("ref", "Ref", "The action.", CODE, T, width=10),
        Column("theme", "Theme", "Its theme then.", owner=T, width=32),
        Column("rating", "Rating", "Its rating then.", owner=T, width=12),
        Column("status", "Status", "Its status then.", owner=T, width=14),
        Column("due", "Due", "Its date then, or TBC.", owner=T, width=19),
        Column("completed_on", "Completed on", "When it was completed.", DATE, T, width=15),
        Column("scheme", "Rating scheme", "The scheme then.", owner=T, width=12),
        Column("times_moved", "Times moved", "How often its date had moved.", WHOLE, T, width=9),
        Column("parent_ref", "Part of", "The action it was a part of, and counted with.", CODE, T, width=10),
    ),
    ("period", "ref"),
    REGISTER,
    written_by_toolkit=True,
)

SIGN_OFFS = SheetSpec(
    "Sign-offs",
    "SignOffs",
    "Each period signed off: who, when, and the sums that were frozen.",
    (
        Column("period", "Period", "The period.", owner=T, width=11),
        Column("as_at", "As at", "The report date.", DATE, T, width=13),
        Column("by", "Signed off by", "The role.", owner=T, width=30),
        Column("on", "Signed off on", "The day.", DATE, T, width=13),
        Column("rows", "Actions", "How many actions.", WHOLE, T, width=9),
        Column("counts", "Ratings", "How many of each rating.", owner=T, width=48),
        Column("checksum", "Checksum", "SHA-256 of the frozen rows.", owner=T, width=40),
    ),
    ("period",),
    REGISTER,
    written_by_toolkit=True,
)

CORRECTIONS = SheetSpec(
    "Corrections",
    "Corrections",
    "What was wrong in a period that is signed off. The period stays as it was signed; this says what it should be.",
    (
        Column("period", "Period", "The period that was signed.", owner=T, width=11),
        Column("ref", "Ref", "The action.", CODE, T, width=10),
        Column("field", "Field", "Rating, Status, Due or Completed on.", owner=T, width=16),
        Column("old", "Before", "As it was signed, or last corrected.", owner=T, width=22),
        Column("new", "After", "As it should have been.", owner=T, width=22),
        Column("reason", "Reason", "Why it was wrong.", LONG, T, width=50),
        Column("agreed_by", "Agreed by", "Who agreed the correction.", owner=T, width=28),
        Column("on", "On", "The day of the correction.", DATE, T, width=13),
        Column("issue", "Register issue", "The issue it was made in.", WHOLE, T, width=9),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
)

CARRIED = SheetSpec(
    "Carry-forward",
    "CarryForward",
    "What went from this plan into the next when it ended. It is not completion, and never counts as it.",
    (
        Column("sheet", "Sheet", "The sheet.", owner=T, width=13),
        Column("ref", "Ref", "The action, or the row's key.", CODE, T, width=10),
        Column("what", "What", "The action, or the row's first words.", LONG, T, width=60),
        Column("was", "Status when the plan ended", "Its status until then.", owner=T, width=16),
        Column("rating", "Rating then", "Its last rating.", owner=T, width=12),
        Column("went_to", "Went to", "The next plan, and the ref there.", owner=T, width=18),
        Column("why", "Why carried", "Why it went along.", LONG, T, width=36),
        Column("look", "To look at", "What somebody must put right in the next plan.", LONG, T, width=60),
    ),
    (),
    REGISTER,
    written_by_toolkit=True,
    only_when_filled=True,
)


def _archive(log: SheetSpec, name: str) -> SheetSpec:
    """The sheet to which a log's older lines go: the same columns, at the end of the book."""
    help = f"Older lines of {log.name}: those of the last three periods stand there. Nothing is lost."
    return replace(log, name=name, table=f"{log.table}Archive", help=help, only_when_filled=True)


ARCHIVES = {
    RETURNS.name: _archive(RETURNS, "Returns archive"),
    CHANGES.name: _archive(CHANGES, "Changes archive"),
    # A sheet's name has 31 characters at most.
    PROPOSED.name: _archive(PROPOSED, "Proposed archive"),
    CONTROL_TOTALS.name: _archive(CONTROL_TOTALS, "Control totals archive"),
    SET_ASIDE.name: _archive(SET_ASIDE, "Set aside archive"),
}
"""Each log that is archived, by name, and its archive."""
