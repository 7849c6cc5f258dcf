"""Changes since the last meeting, kind by kind; a kind without any says so."""

from __future__ import annotations

from toolkit.board_pack.movements import (
    CLOSED,
    COMPLETED,
    GONE,
    IMPROVED,
    KINDS,
    MOVED,
    NEW,
    REOPENED,
    WORSENED,
    Before,
)
from toolkit.board_pack.phrases import day, ended, grouped, heading
from toolkit.board_pack.position import Position
from toolkit.model.english import counted, listed
from toolkit.model.identity import ref_key
from toolkit.model.pack import Content, Line, PackColumn, PackSheet
from toolkit.register.corrections import corrected_since_sign_off
from toolkit.register.logs import of_period

NAME = "Changes since last meeting"
COLUMNS = (
    PackColumn("Ref", "code"),
    PackColumn("Action", "wrap"),
    PackColumn("Lead body", "wrap"),
    PackColumn("Lead", "wrap"),
    PackColumn("Was", "wrap"),
    PackColumn("Now", "wrap"),
    PackColumn("Why", "wrap"),
)
WIDTHS = (8, 52, 17, 20, 22, 22, 44)
TITLES = {
    NEW: "New actions",
    COMPLETED: "Completed",
    CLOSED: "Closed elsewhere: superseded, merged, transferred or withdrawn",
    REOPENED: "Reopened",
    MOVED: "Dates moved",
    WORSENED: "Ratings that have worsened",
    IMPROVED: "Ratings that have improved",
    GONE: "No longer in the register",
}
SAID = {
    NEW: "new", COMPLETED: "completed", CLOSED: "closed elsewhere", REOPENED: "reopened", MOVED: "with a new date",
    WORSENED: "worsened", IMPROVED: "improved", GONE: "no longer in the register",
}  # fmt: skip
NOTHING_BEFORE = "There is no earlier sign-off to compare with. Changes will be shown from the next period on."


def changes_sheet(at: Position) -> PackSheet:
    """What is new, closed, reopened, moved, worsened or improved."""
    wrong = _corrections(at)
    groups = [(f"Corrections of figures that were signed off: {len(wrong)}", wrong)] if wrong else []
    if at.before is None:
        blocks = [*heading(NAME, at, NOTHING_BEFORE), *([grouped(COLUMNS, WIDTHS, groups)] if groups else [])]
        return PackSheet(NAME, blocks, WIDTHS, tab="worked out")
    for kind in KINDS:
        found = at.changes[at.changes["kind"] == kind]
        if kind == GONE and found.empty:
            continue
        rows = found[["ref", "action", "lead_body", "lead", "was", "now", "note"]].to_numpy(dtype=object).tolist()
        groups.append((f"{TITLES[kind]}: {len(rows) or 'none'}", rows))
    blocks = [*heading(NAME, at, _in_words(at, at.before)), *_notes(at, at.before), grouped(COLUMNS, WIDTHS, groups)]
    return PackSheet(NAME, blocks, WIDTHS, tab="worked out")


def _in_words(at: Position, before: Before) -> str:
    counts = at.changes["kind"].value_counts()
    said = [f"{counts[kind]} {SAID[kind]}" for kind in KINDS if kind in counts.index]
    found = f"{listed(said)}. An action may be counted under more than one" if said else "nothing has changed"
    return f"Compared with {before.name}: {found}."


def _corrections(at: Position) -> list[list[Content]]:
    """What was found wrong, since the last sign-off, in a period that is signed off."""
    known = {row["key"]: row for row in (*at.parts.to_dict("records"), *at.records())}
    rows: list[list[Content]] = []
    for line in corrected_since_sign_off(at.plan).to_dict("records"):
        row = known.get(ref_key(line["ref"]), {})
        on = f", {day(line['on'])}" if line["on"] else ""
        why = f"{ended(line['reason'])} Agreed by {line['agreed_by']}{on}."
        was, now = (f"{line['field']} of {line['period']}: {line[c] or 'blank'}" for c in ("old", "new"))
        rows.append([line["ref"], row.get("action"), row.get("lead_body"), row.get("lead"), was, now, why])
    return rows


def _notes(at: Position, before: Before) -> list[Line]:
    notes = []
    if before.scheme not in (None, at.scheme):
        notes.append(Line("The rating scheme has changed since, so ratings are not compared.", "note"))
    log = at.plan["Changes"]
    made = log[of_period(log, at.period)]
    if len(made):
        refs = made["ref"].nunique()
        said = f"Returns made {counted(len(made), 'change')} under {counted(refs, 'reference')} this period"
        kept = "each is on the register's Changes sheet, with the file and row it came from"
        notes.append(Line(f"{said}; {kept}.", "note"))
    return notes
