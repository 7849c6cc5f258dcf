"""I: references. An action is its plan's code and its ref; history, ratings and merges all hang on them."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
from rapidfuzz import fuzz

from toolkit.model.dates import read_plan_date
from toolkit.model.english import quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import ref_key, ref_keys
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Book, Seen
from toolkit.rules.case import Case
from toolkit.rules.rule import ISSUED, NOTHING, Example, broken, rule, said
from toolkit.rules.schema import KEY, Fault
from toolkit.rules.whole_columns import as_compared, by_place, each, holds, nowhere, true_at
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.parts import new_or_part, parts_of

ALIKE = 60
"""Below this, out of 100, the words under a ref are not the words they were."""
_WITHIN = 85
"""Words that were added to, or cut, still hold the old ones almost whole."""
_TAIL = pattern_of(r"(.*?)(\d+)([a-z]?)", re.IGNORECASE | re.DOTALL)
_FIGURES = pattern_of(r"-?[\d.]+(?:e[+-]?\d+)?")
_PART_OF = spec_of("Actions")["parent_ref"].heading
_USUAL_SHARE = 0.6
_LETTERED = pattern_of(r"([A-Z]{1,4}?)([\dIlO]+)")
_NOT_A_ONE = str.maketrans("IlLO", "1110")


@rule(
    "I-01",
    column="Ref",
    severity=Severity.ERROR,
    message="Row {row} has no ref: {question}",
    fix="Fill in Ref{or_part}.",
    bad={"ref": None},
    good={"ref": "EX1"},
    several="{count} rows have no ref",
    several_fix="Fill in Ref of each: is it a new action, or part of the one above?",
    each="{row}",
)
def no_reference(case: Case) -> pd.DataFrame:
    """Without its reference an action cannot be followed from one report to the next."""
    actions = case["Actions"]
    wrong = case.faults("Actions", Fault.BLANK, "ref") & actions["action"].notna() & ~case.part
    # In a return the merge gives a part its ref.
    parts = parts_of(actions)
    wrong &= ~(parts & case.of_book("Actions", Book.RETURN))
    above = actions["ref"].where(~parts).groupby(level="source").ffill().fillna("")
    # Returns of template 1.0 have no column for it.
    sayable = case.in_file("Actions", "parent_ref") & (above != "")
    or_part = said(sayable, lambda can: f" or {_PART_OF}" if can else "")
    return broken(wrong, question=said(above, new_or_part), or_part=or_part)


@rule(
    "I-02",
    column="Ref",
    severity=Severity.ERROR,
    message="{ref} is used on rows {rows}.",
    fix="Give the action on row {row} the next free ref, {suggested}.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1"},
                {
                    "ref": "ex1",
                    "action": "Train every duty manager to record decisions the same day",
                    "lead": "Head of Safeguarding",
                    "due_as_written": "30 June 2027",
                },
            ]
        }
    ),
    good=Example(
        rows={
            "Actions": [
                {"ref": "EX1"},
                {
                    "ref": "EX2",
                    "action": "Train every duty manager to record decisions the same day",
                    "lead": "Head of Safeguarding",
                    "due_as_written": "30 June 2027",
                },
            ]
        }
    ),
    stops_issue=True,
    several="{count} refs are used on more than one row",
    several_fix="Give the later action of each the next free ref.",
)
def reference_used_twice(case: Case) -> pd.DataFrame:
    """Two actions under one reference share one history: each board paper then tells half of each."""
    wrong = case.faults("Actions", Fault.TWICE, KEY) & ~case.part
    if not wrong.any():
        return NOTHING
    keys = case.keys
    twice = keys.isin(keys[wrong]) & ~case.part
    rows = pd.Series(keys.index.get_level_values("row").astype(str), index=keys.index)
    sources = keys.index.get_level_values("source")
    together = rows[twice].groupby([sources[twice], keys[twice]]).agg(" and ".join)
    at = pd.MultiIndex.from_arrays([sources, keys])
    named = pd.Series(together.reindex(at).to_numpy(), index=keys.index)
    return broken(wrong, rows=named, suggested=_next_free(case, wrong))


@rule(
    "I-03",
    column="Ref",
    severity=Severity.WARNING,
    message='"{ref}" does not fit this plan\'s numbering. Did you mean {suggested}?',
    fix="Type {suggested} in {cell}, or leave it if the plan really numbers it so.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": f"1.{n}", "action": words}
                for n, words in enumerate(
                    ("Write one threshold guide", "Train duty managers", "Audit twenty assessments a month"), 1
                )
            ]
            + [{"ref": "I.4", "action": "Tell every school who to ring"}]
        }
    ),
    good=Example(
        rows={
            "Actions": [
                {"ref": f"1.{n}", "action": words}
                for n, words in enumerate(
                    (
                        "Write one threshold guide",
                        "Train duty managers",
                        "Audit twenty assessments a month",
                        "Tell every school who to ring",
                    ),
                    1,
                )
            ]
        }
    ),
    several="{count} refs do not fit this plan's numbering",
    several_fix="Type the one that is meant, or leave it if the plan really numbers it so.",
    each="{ref} ({suggested}?)",
)
def reference_out_of_pattern(case: Case) -> pd.DataFrame:
    """I.4 and 1.4 look alike on paper and are two actions to a computer."""
    refs = case.text("Actions", "ref")
    fixes = each(refs, _tidied)
    odd = (refs != "") & (refs != fixes)
    usual = pd.Series(False, index=refs.index)
    if odd.any():
        for _, own in refs[refs != ""].groupby(level="source"):
            shapes = each(own, _shape)
            common, count = Counter(shapes).most_common(1)[0]
            usual[own.index] = (
                (shapes != common) & (each(fixes[own.index], _shape) == common) & (count >= _USUAL_SHARE * len(own))
            )
    return broken(odd & usual, suggested=fixes)


@rule(
    "I-04",
    column="Action",
    severity=Severity.ERROR,
    message='{ref} used to be "{old}".',
    fix="Put {ref} back as it was and give a new action a ref of its own; if the plan was renumbered, tell the "
    "performance team.",
    bad=Example(
        rows={"Actions": [{"where_now": "Guide printed"}]},
        issued={"Actions": [{"ref": "EX1", "action": "Recruit six social workers to the duty team"}]},
    ),
    good=Example(rows={"Actions": [{"where_now": "Guide printed"}]}, issued={"Actions": [{"ref": "EX1"}]}),
    needs=("action", "ref", ISSUED),
    several="{count} refs used to stand for other actions",
    several_fix="Give new actions new refs, and put the old ones back. If all was renumbered, ask the team.",
)
def reference_now_means_something_else(case: Case) -> pd.DataFrame:
    """When a reference changes its meaning, the board compares this action's rating with another one's past."""
    actions, sent = case["Actions"], case.issued("Actions")
    both = case.was_issued() & actions["action"].notna() & sent["action"].notna()
    both &= ~case.faults("Actions", Fault.TWICE, KEY)
    pairs = zip(both, as_compared(actions["action"]), as_compared(sent["action"]), strict=True)
    wrong = true_at(actions.index, (known and _unlike(now, then) for known, now, then in pairs))
    return broken(wrong, old=said(sent["action"], quoted))


@rule(
    "I-06",
    column="Ref",
    severity=Severity.ERROR,
    message="{cell} is the {kind} {text}.",
    fix="{what_next}",
    bad=Example(facts=[{"kind": Seen.NOT_TEXT, "table": "Actions", "row": 5, "column": "ref", "text": "1.1"}]),
    good=Example(facts=[{"kind": Seen.NOT_TEXT, "table": "Evidence", "row": 5, "column": "no", "text": "3"}]),
    needs=(),
    where=(Seen.NOT_TEXT,),
    several="{count} refs are now a number or a date",
    several_fix="Format the cells as Text (Home, Number) and type the refs again.",
    each='{cell} ("{text}")',
)
def reference_held_as_a_number_or_a_date(case: Case) -> pd.DataFrame:
    """1.1 and 1.10 are two actions, until Excel holds them as numbers: then one of them is gone."""
    facts = case.facts(Seen.NOT_TEXT)
    # A whole number loses nothing where rows are numbered 1, 2, 3, as evidence, risks and some plans are.
    whole = holds(facts["text"], lambda text: str(text).isdigit())
    elsewhere = ~((facts["table"] == "Actions") & (facts["column"] == "ref") & facts["source"].isin(_not_counted(case)))
    lost = facts.loc[~(whole & elsewhere), ["source", "table", "sheet", "row", "column", "cell", "text"]]
    kind = each(lost["text"], lambda text: "number" if _FIGURES.fullmatch(text) else "date")
    return lost.assign(kind=kind, what_next=each(lost["text"], _typed_perhaps))


def _typed_perhaps(text: str) -> str:
    """What Excel makes such a number or date of: 1.10 becomes 1.1, 3.0 becomes 3, and 2-12 the second of December."""
    if not _FIGURES.fullmatch(text):
        day = read_plan_date(text, plan_start=None).date
        return f"If you meant {day.day}-{day.month}, type it as text." if day else "Type it again as text."
    return f"If you meant {f'{text}0' if '.' in text else f'{text}.0 or {text}.10'}, type it as text."


def _not_counted(case: Case) -> set[str]:
    """Files whose actions are not simply numbered 1, 2, 3: there a whole number is what Excel has left of a ref."""
    keys = case.keys[case.keys != ""]
    plain = holds(keys, str.isdigit).groupby(level="source").mean()
    return set(plain.index[plain < _USUAL_SHARE])


@rule(
    "I-07",
    sheet="Themes",
    column="Title",
    severity=Severity.WARNING,
    message="Heading {ref} has no title, so the board cannot tell what it is about.",
    fix="Type its title on the Themes sheet.",
    bad=Example(rows={"Themes": [{"ref": "Front door", "title": None}]}, book=Book.REGISTER),
    good=Example(rows={"Themes": [{"ref": "Front door", "title": "Front door"}]}, book=Book.REGISTER),
    where=("Themes",),
    several="{count} headings have no title, so the board cannot tell what they are about",
)
def heading_without_a_title(case: Case) -> pd.Series:
    """A page of the pack headed by a number tells a board member nothing."""
    themes, actions = case["Themes"], case["Actions"]
    untitled = themes["ref"].notna() & themes["title"].isna()
    used = pd.Series(False, index=themes.index)
    for place, ref in by_place(themes["ref"][untitled]):
        own = actions.index.get_level_values("source") == place[0]
        under = case.keys.str.startswith(ref_key(f"{ref}.")) | (case.text("Actions", "theme") == ref)
        used[place] = bool((own & under).any())
    return used


def next_free(ref: str, taken: set[str]) -> str:
    """The next reference after this one that is free: EX9 after EX8; without a number at its end, the same plus a."""
    found = _TAIL.fullmatch(ref.strip())
    if found is None:
        return f"{ref}a" if ref else "the next free reference"
    head, number, _ = found.groups()
    while True:
        number = str(int(number) + 1).zfill(len(number))
        if ref_key(f"{head}{number}") not in taken:
            return f"{head}{number}"


def _next_free(case: Case, rows: pd.Series) -> pd.Series:
    """The next free reference for each of some rows, after the last one used above it."""
    refs = case["Actions"]["ref"]
    if not rows.any():
        return nowhere(refs.index)
    # A row that repeats a ref counts on from that ref, one without from the ref above it.
    above = refs.groupby(level="source").ffill()
    suggested = pd.Series("", index=refs.index, dtype=object)
    taken: dict[str, set[str]] = {}
    for place in refs.index[rows]:
        source = place[0]
        used = taken.setdefault(source, _used(case, source))
        ref = above[place]
        offered = next_free("" if ref is None or ref != ref else str(ref), used)
        used.add(ref_key(offered))
        suggested[place] = offered
    return suggested


def _used(case: Case, source: str) -> set[str]:
    """The refs a new action cannot have: those of its file, and those of actions that have gone from it."""
    tables = [case["Actions"].loc[[source]]]
    if source in case.issued_sources:
        tables.append(case.plan.issued["Actions"].loc[[source]])
    if case.last is not None:
        tables.append(case.last["Actions"])
    return {key for table in tables for key in ref_keys(table["ref"])} - {""}


def _unlike(now: str, then: str) -> bool:
    now, then = now.casefold(), then.casefold()
    return fuzz.ratio(now, then) < ALIKE and fuzz.partial_ratio(now, then) < _WITHIN


def _shape(ref: str) -> str:
    """What a ref looks like: A9 for LG10, 9.9 for 1.10; depth does not count."""
    shape = re.sub(r"\d+", "9", re.sub(r"[A-Z]+", "A", re.sub(r"[a-z]+", "a", ref)))
    return re.sub(r"9(\.9)+", "9.9", shape)


def _tidied(ref: str) -> str:
    """A ref less what slips in: inner spaces, a trailing dot, letters that look like figures."""
    plain = re.sub(r"\s+", "", ref).strip(".,;:")
    if lettered := _LETTERED.fullmatch(plain):
        return lettered[1] + lettered[2].translate(_NOT_A_ONE)
    parts = re.split(r"([.\-/])", plain)
    return "".join(
        part.translate(_NOT_A_ONE) if re.fullmatch(r"[\dIlLO]+", part) and len(parts) > 1 else part for part in parts
    )
