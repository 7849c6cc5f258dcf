"""Which rows go along with actions that are carried forward, and which of them somebody must look at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.model.answers import NO_CHANGE, answer_meant
from toolkit.model.english import counted, quoted
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, ref_key
from toolkit.model.plan import Plan
from toolkit.register.logs import Line
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.register_logs import CARRIED
from toolkit.sheets.return_sheets import ANSWERED

STILL_OPEN, LEFT_TO_DO = "Still open", "Complete, but there is work left to do"
FOLLOWS = {
    "Milestones": "milestone",
    "Evidence": "what",
    "Links": "as_written",
    "Timeline": "activity",
}
"""Sheets of which only the rows of actions that stay behind stay, too; and the column that says what a row is."""
_CITED = re.compile(r"[;,/&\n]|\band\b")


@dataclass(frozen=True)
class Carrying:
    """What is carried, why, and under which refs."""

    carried: pd.Series
    """True for each action of the old plan that goes along."""
    why: Sequence[str | None]
    ratings: Sequence[object]
    refs: Mapping[str, str]
    """Folded old ref to new ref."""
    new_code: str

    def moved(self, ref: Value) -> Value:
        """A ref in the new plan; None where its action stays behind."""
        return self.refs.get(ref_key(ref))

    def place(self, ref: Value) -> str:
        """Where an action goes, as Went to says it."""
        return f"{self.new_code} {self.moved(ref) or ''}".strip()


def answers_carried(register: Plan, carrying: Carrying) -> pd.DataFrame:
    """What was answered about actions that go along; that nothing had changed was said of a period of the old plan."""
    table = register[ANSWERED.name]
    goes = [
        carrying.moved(ref) is not None and answer_meant(answer) != NO_CHANGE
        for ref, answer in zip(table["ref"], table["answer"], strict=True)
    ]
    rows = table.loc[pd.Series(goes, index=table.index, dtype=bool)]
    return rows.assign(ref=pd.Series(map(carrying.moved, rows["ref"]), index=rows.index, dtype=object))


def follow(register: Plan, sheet: str, carrying: Carrying) -> pd.DataFrame:
    """The rows of a sheet that go along: all but those of actions that stay behind and that nobody cites."""
    table = register[sheet]
    staying = _staying(register, carrying)
    cited = _cited(register, carrying) if sheet == "Evidence" else {}
    goes = [
        ref_key(row["action_ref"]) not in staying or ref_key(row.get("no")) in cited for row in table.to_dict("records")
    ]
    rows = table[goes].copy() if len(table) else table
    if len(rows):
        refs = (None if ref_key(ref) in staying else carrying.moved(ref) or ref for ref in rows["action_ref"])
        rows["action_ref"] = pd.Series(refs, index=rows.index, dtype=object)
    return rows


def carried_sheet(register: Plan, carrying: Carrying) -> list[Line]:
    """Every action that is carried, and every other row that goes along and needs a look."""
    actions = register["Actions"]
    lines: list[Line] = []
    twice = set(actions["ref"].map(ref_key)[actions["ref"].map(ref_key).duplicated()])
    rows = zip(actions.to_dict("records"), carrying.why, carrying.ratings, strict=True)
    for row, why, rating in rows:
        if why is not None:
            lines.append(
                {
                    "sheet": "Actions", "ref": row["ref"], "what": row["action"], "was": row["status"],
                    "rating": rating, "went_to": carrying.place(row["ref"]), "why": why,
                    "look": " ".join(_of_action(row, why, carrying, twice)) or None,
                }
            )  # fmt: skip
    for sheet in FOLLOWS:
        lines += _to_look_at(register, sheet, carrying)
    return lines


def _of_action(row: Mapping[object, Value], why: str, carrying: Carrying, twice: set[str]) -> Iterator[str]:
    if why == LEFT_TO_DO:
        yield f"It goes along as {row['status']}, with work left to do. Say in the next plan how far it is."
    if not ref_key(row["ref"]):
        yield "It has no ref. Give it one in the next plan."
    elif ref_key(row["ref"]) in twice:
        yield "Another action has the same ref. Give one of them another."
    if ref_key(row["parent_ref"]) and carrying.moved(row["parent_ref"]) is None:
        yield f"It was a part of {row['parent_ref']}, which stays behind; in the next plan it stands alone."


def _to_look_at(register: Plan, sheet: str, carrying: Carrying) -> Iterator[Line]:
    """Rows that go along though no action that is carried is theirs."""
    staying, known = _staying(register, carrying), {ref_key(ref) for ref in register["Actions"]["ref"]}
    cited = _cited(register, carrying)
    spec = spec_of(sheet)
    for (_, number), row in zip(register[sheet].index, register[sheet].to_dict("records"), strict=True):
        ref = ref_key(row["action_ref"])
        if ref in staying and sheet == "Evidence" and (by := cited.get(ref_key(row["no"]))):
            why = f"Cited by {by}"
            look = f"It is of {row['action_ref']}, which stays behind; its Action ref is blank in the next plan."
        elif not ref:
            why, look = "It names no action", "Say which action it belongs to, or that it belongs to none."
        elif ref not in known:
            why, look = "Its action is not in the register", f"There is no action {row['action_ref']}."
        else:
            continue
        said = canonical(row[FOLLOWS[sheet]])
        yield {
            "sheet": sheet, "ref": "|".join(filter(None, (canonical(row[key]) for key in spec.key))) or None,
            "what": quoted(said, 200) if said else f"Row {number}", "went_to": carrying.new_code,
            "why": why, "look": look,
        }  # fmt: skip


def _staying(register: Plan, carrying: Carrying) -> set[str]:
    """Folded refs of actions that stay behind."""
    return {ref_key(ref) for ref in register["Actions"]["ref"][~carrying.carried]} - carrying.refs.keys() - {""}


def _cited(register: Plan, carrying: Carrying) -> dict[str, str]:
    """Numbers of evidence that carried actions cite, and the first that does."""
    actions = register["Actions"][carrying.carried]
    cited: dict[str, str] = {}
    for ref, cites in zip(actions["ref"], actions["evidence_refs"], strict=True):
        for number in _CITED.split(str(cites or "")):
            if number.strip():
                cited.setdefault(ref_key(number), str(ref))
    return cited


def in_words(closed: Plan) -> list[str]:
    """What to tell whoever carried a plan forward: the sum, and each row to look at. ``closed``: the old plan."""
    listed, total = closed[CARRIED.name], str(closed["Control totals"]["working"].iloc[-1])
    looks = [
        f"To look at: {line['sheet']} {line['ref'] or ''} ({quoted(line['what'])}). {line['look']}".replace("  ", " ")
        for line in listed[listed["look"].notna()].to_dict("records")
    ]
    if not looks:
        return [total]
    return [
        total,
        f"{counted(len(looks), 'row')} to look at in the next plan, listed on the sheet Carry-forward:",
        *looks,
    ]
