"""P: the period. Is the return whole, current, changed and signed?"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from toolkit.model.english import counted, listed, quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import Services, ref_key, ref_keys, text_key
from toolkit.model.plan import Book, Seen
from toolkit.rules.case import Case
from toolkit.rules.files import bulleted
from toolkit.rules.rule import ISSUED, NOTHING, REGISTER, Example, rule
from toolkit.rules.whole_columns import each, holds, true_at
from toolkit.sheets.compared import same_period, shown
from toolkit.sheets.services import services_of

_RETURNS = frozenset({Book.RETURN})
_MANY = 12
"""More refs than this are counted, not all named."""


@rule(
    "P-01",
    severity=Severity.ERROR,
    message="{actions} gone: {refs}.",
    fix="Put each row back and choose Superseded, Merged, Transferred or Withdrawn: actions are closed, never deleted.",
    bad=Example(
        issued={"Actions": [{"ref": "EX1", "notes": "As it was"}, {"ref": "EX2"}]},
        rows={"Actions": [{"where_now": "Guide printed"}]},
    ),
    good=Example(
        issued={"Actions": [{"ref": "EX1", "notes": "As it was"}]}, rows={"Actions": [{"where_now": "Guide printed"}]}
    ),
    needs=("ref", ISSUED),
    books=_RETURNS,
)
def action_gone(case: Case) -> pd.DataFrame:
    """An action that disappears between two reports is one that nobody had to explain."""
    records = case.plan.issued["Actions"]
    here = set(zip(case.keys.index.get_level_values("source"), case.keys, strict=True))
    found: dict[str, list[str]] = {}
    for source, ref in records.index:
        if (source, ref_key(ref)) not in here:
            found.setdefault(source, []).append(str(ref))
    rows = [
        {
            "source": source,
            "refs": _named(refs),
            "actions": counted(len(refs), "action") + (" has" if len(refs) == 1 else " have"),
        }
        for source, refs in found.items()
    ]
    return pd.DataFrame(rows, columns=["source", "refs", "actions"])


def _named(refs: list[str]) -> str:
    return listed(refs) if len(refs) <= _MANY else f"{', '.join(refs[:_MANY])} and {len(refs) - _MANY} more"


@rule(
    "P-02",
    sheet="Settings",
    column="Register issue",
    severity=Severity.ERROR,
    message="This copy was made from issue {old} of the register; issue {new} is the current one.",
    fix="Ask the performance team for a copy made from issue {new}, or go on: what you type is compared with issue "
    "{old}, so nothing is lost.",
    bad=Example(settings={"register_issue": 2}, register=Example(settings={"register_issue": 3})),
    good=Example(settings={"register_issue": 3}, register=Example(settings={"register_issue": 3})),
    needs=(REGISTER, "Settings.register_issue"),
    books=_RETURNS,
)
def older_register(case: Case) -> pd.DataFrame:
    """An old copy can bring back what has since been corrected."""
    assert case.last is not None
    current = pd.to_numeric(case.last.settings["register_issue"], errors="coerce").iloc[0]
    made_from = pd.to_numeric(case.plan.settings["register_issue"], errors="coerce")
    old = made_from[made_from < current].astype(int)
    return pd.DataFrame({"old": old, "new": int(current) if current == current else 0})


@rule(
    "P-03",
    column="Status",
    severity=Severity.ERROR,
    message="{ref} is {here} in this return, and {there} in the return of {other}.",
    fix="Agree with {other} which is right, change the other one, and say why in Notes.",
    bad=Example(
        rows={"Actions": [{"status": "In progress"}]},
        other=Example(
            settings={"service": "Safeguarding"},
            rows={"Actions": [{"status": "On hold", "notes": "Waiting for the new law"}]},
        ),
    ),
    good=Example(
        rows={"Actions": [{"status": "In progress"}]},
        other=Example(settings={"service": "Safeguarding"}, rows={"Actions": [{"status": "In progress"}]}),
    ),
    needs=("ref", "status"),
    books=_RETURNS,
    several="{count} {rows} are told otherwise in another return",
    several_fix="Agree with the other service which is right, change the other one, and say why in Notes.",
    each="{ref} ({other})",
)
def two_returns_disagree(case: Case) -> pd.DataFrame:
    """The board cannot be told that one action is both on hold and in progress."""
    if len(case.plan.sources) == 1:
        return NOTHING
    actions, keys = case["Actions"], case.keys
    rows = pd.DataFrame(
        {
            "key": keys,
            "plan": ref_keys(case.setting("plan_code")),
            "status": actions["status"],
            "service": case.setting("service"),
        }
    ).reset_index()
    rows = rows[(rows["key"] != "") & rows["status"].notna()]
    pairs = rows.merge(rows, on=["plan", "key"], suffixes=("", "_other"))
    # Two files of one service are joined cell by cell when they are merged.
    services = Services() if case.last is None else services_of(case.last)
    apart = (pairs["source"] != pairs["source_other"]) & ~_same_service(pairs, services)
    # In another case it is the same word: S-02 asks for the one of the list.
    other_status = each(pairs["status"], text_key) != each(pairs["status_other"], text_key)
    found = pairs[apart & other_status].drop_duplicates(["source", "row"])
    other = found["service_other"].where(found["service_other"].notna(), found["source_other"])
    return found[["source", "row"]].assign(here=found["status"], there=found["status_other"], other=other)


def _same_service(pairs: pd.DataFrame, services: Services) -> pd.Series:
    both = zip(pairs["service"], pairs["service_other"], strict=True)
    return true_at(pairs.index, (services.key(one) == services.key(other) for one, other in both))


@rule(
    "P-04",
    sheet="Settings",
    column="Nil return",
    severity=Severity.ERROR,
    message="Nothing in this return has changed since it was sent out.",
    fix="Bring the rows up to date, or choose Yes beside Nil return on Settings if nothing has changed.",
    bad=Example(issued={"Actions": [{"ref": "EX1"}]}),
    good=Example(issued={"Actions": [{"ref": "EX1"}]}, settings={"nil_return": "Yes"}),
    needs=(ISSUED,),
    books=_RETURNS,
    stops_merge=True,
)
def nothing_changed(case: Case) -> pd.DataFrame:
    """A return nobody opened and a quiet month look alike, until somebody says which it is."""
    nil = holds(case.plan.settings["nil_return"], lambda said: str(said).strip().casefold() == "yes")
    same = case.plan.settings.index.isin(case.unchanged) & ~nil.to_numpy()
    return pd.DataFrame(index=case.plan.settings.index[same])


@rule(
    "P-05",
    sheet="Settings",
    column="Signed off by",
    severity=Severity.ERROR,
    message="This return is not signed: {what}.",
    fix="Whoever answers for {service} signs on Settings, with role and date, before the return is merged.",
    bad=Example(settings={"signed_off_by": None, "signed_off_on": None}),
    good=Example(settings={"signed_off_by": "Head of Early Help", "signed_off_on": dt.date(2026, 9, 29)}),
    books=_RETURNS,
    stops_merge=True,
)
def not_signed(case: Case) -> pd.DataFrame:
    """The board is entitled to know who says so."""
    settings = case.plan.settings
    nobody, no_day = settings["signed_off_by"].isna(), settings["signed_off_on"].isna()
    what = pd.Series("it does not say when", index=settings.index).mask(nobody, "it does not say by whom")
    what = what.mask(nobody & no_day, "it does not say by whom or when")
    column = pd.Series("signed_off_on", index=settings.index).mask(nobody, "signed_off_by")
    service = settings["service"].where(settings["service"].notna(), "the service")
    return pd.DataFrame({"what": what, "service": service, "column": column})[nobody | no_day]


@rule(
    "P-06",
    severity=Severity.WARNING,
    message='{n} listed outside the table with no reference, lead or date, from "{first}" in {cell}.',
    fix="Give each a row of the table, or say in the cover report that they are not part of the plan.",
    bad=Example(
        facts=[
            {"kind": Seen.OUTSIDE_TABLE, "table": "Actions", "row": 9, "cell": "A9", "text": "• Fostering"},
            {"kind": Seen.OUTSIDE_TABLE, "table": "Actions", "row": 10, "cell": "A10", "text": "• Leaving care"},
        ]
    ),
    good=Example(),
    where=(Seen.OUTSIDE_TABLE,),
    several="{count} lists of work stand outside the table, with no reference, lead or date",
    each="{cell}",
)
def work_outside_the_table(case: Case) -> pd.DataFrame:
    """Work that is listed and not planned is work the board thinks is planned."""
    facts = case.facts(Seen.OUTSIDE_TABLE)
    facts = facts[bulleted(facts)]
    found = []
    for _, own in facts.groupby(["source", "table", "sheet"], sort=False):
        top = own.iloc[0]
        n = counted(len(own), "further area") + (" is" if len(own) == 1 else " are")
        place = {name: top[name] for name in ("source", "table", "sheet", "row", "cell")}
        found.append({**place, "n": n, "first": quoted(str(top["text"]).strip(" •*-–"))})
    return pd.DataFrame(found, columns=["source", "table", "sheet", "row", "cell", "n", "first"])


@rule(
    "P-07",
    sheet="Settings",
    column="Reporting period",
    severity=Severity.ERROR,
    message="This return says {said}; {expected}.",
    fix="Type {period} beside Reporting period on Settings, or tell the performance team: a return for another period "
    "is not merged.",
    bad=Example(settings={"period": "August 2026"}, issued={"Settings": [{"period": "2026-09"}]}),
    good=Example(settings={"period": "September 2026"}, issued={"Settings": [{"period": "2026-09"}]}),
    books=_RETURNS,
    stops_merge=True,
)
def another_period(case: Case) -> pd.DataFrame:
    """Last month's figures under this month's heading are a wrong report, and nobody sees it on the page."""
    records = case.plan.issued.get("Settings", pd.DataFrame({"period": []}, dtype=object))
    issued_for = dict(zip(records.index.get_level_values(0), records["period"], strict=True))
    now = None if case.last is None else case.last.settings["period"].iloc[0]
    rows = []
    for source, said in case.plan.settings["period"].items():
        period, why = issued_for.get(source), "it was issued for"
        if shown(period) is None:
            period, why = now, "the register stands at"
        if shown(said) and shown(period) and not same_period(said, period):
            expected = f"{why} {shown(period)}"
            rows.append({"source": source, "said": shown(said), "expected": expected, "period": shown(period)})
    return pd.DataFrame(rows, columns=["source", "said", "expected", "period"])
