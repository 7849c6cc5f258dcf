"""L: leads. Is there one person to ask, and is it still that person?"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from toolkit.model.english import counted, quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import person_key
from toolkit.model.plan import Book
from toolkit.rules import names
from toolkit.rules.case import Case
from toolkit.rules.related import people
from toolkit.rules.rule import NOTHING, Example, broken, rule, said
from toolkit.rules.schema import Fault
from toolkit.rules.whole_columns import days, each, holds, places_of, sources_of, true_at

MANY_ACTIONS = 10
MANY_SHARE = 0.2
_FEW = 10
"""In a plan of fewer open actions than this, a fifth of them is no load."""
_PEOPLE = [{"name": "Head of Early Help", "role": "Head of Early Help", "body": "Exampleshire Council"}]
_CLOSE = 82


@rule(
    "L-01",
    column="Accountable lead",
    severity=Severity.ERROR,
    message="{ref} has no lead.",
    fix="Name in {cell} the one person answerable, by role.",
    bad={"lead": None},
    good={"lead": "Head of Early Help"},
    several="{count} {rows} have no lead",
)
def no_lead(case: Case) -> pd.Series:
    """Where nobody is answerable, the board has nobody to ask."""
    return case.faults("Actions", Fault.BLANK, "lead") & ~case.elsewhere & case["Actions"]["action"].notna()


@rule(
    "L-02",
    column="Accountable lead",
    severity=Severity.ERROR,
    message='{ref} has no lead yet: "{words}".',
    fix="Name one in {cell}, or show the director as holding it until there is one.",
    bad={"lead": "TBC"},
    good={"lead": "Director of Children's Services"},
    several="{count} {rows} have no lead yet",
)
def lead_to_be_confirmed(case: Case) -> pd.DataFrame:
    """Until a lead is found the work is the director's, and the plan should say so."""
    leads = case.text("Actions", "lead")
    return broken(holds(leads, names.is_unnamed) & ~case.elsewhere, words=said(leads, quoted))


@rule(
    "L-03",
    column="Accountable lead",
    severity=Severity.WARNING,
    message="{ref} has {leads}.",
    fix="Keep in {cell} the one who is answerable, and put the others under Supporting leads.",
    bad={"lead": "Head of Early Help / Head of Safeguarding"},
    good={"lead": "Head of Early Help", "supporting_leads": "Head of Safeguarding"},
    several="{count} {rows} have more than one lead",
)
def more_than_one_lead(case: Case) -> pd.DataFrame:
    """Two people answerable is nobody answerable."""
    number = each(case.text("Actions", "lead"), lambda text: len(names.leads_in(text)))
    return broken(number > 1, leads=said(number, lambda n: counted(n, "lead")))


@rule(
    "L-04",
    column="Accountable lead",
    severity=Severity.WARNING,
    message='"{words}" {what}.',
    fix="{how}",
    bad={"lead": "Service Manager Head of Safeguarding"},
    good={"lead": "Service Manager, Safeguarding"},
    several="{count} {rows} seem to have two leads in one",
    several_fix="Where there are two, keep the one who is answerable and put the other under Supporting leads.",
)
def two_leads_run_together(case: Case) -> pd.DataFrame:
    """Read as one name, two leads become a person who does not exist."""
    leads = case.text("Actions", "lead")
    together = holds(leads, names.two_run_together)
    return broken(
        together, words=said(leads, quoted), what=said(leads, _what_runs_together), how=said(leads, _how_to_part)
    )


def _what_runs_together(lead: str) -> str:
    return "is a post and a name run together" if names.post_before_name(lead) else "looks like two leads"


def _how_to_part(lead: str) -> str:
    if name := names.post_before_name(lead):
        return f"If {name} holds the post, put a comma between; if not, put one of them under Supporting leads."
    return "If it is, keep the one who is answerable and put the other under Supporting leads."


@rule(
    "L-05",
    column="Accountable lead",
    severity=Severity.WARNING,
    message='"{words}" is {what}.',
    fix="{how}",
    bad={"lead": "Improvement Board"},
    good={"lead": "Chair of the Improvement Board"},
    several="{count} {rows} have a lead that is {what}",
    each='{ref} ("{words}")',
)
def group_or_unheld_role(case: Case) -> pd.DataFrame:
    """A group cannot be rung up, and a role that nobody is known to hold may be empty."""
    leads = case.text("Actions", "lead")
    groups = holds(leads, names.is_group)
    roles = holds(leads, lambda text: names.is_role(text) and len(names.leads_in(text)) == 1) & ~groups
    roles &= ~holds(leads, names.named_in) & ~holds(leads, names.two_run_together)
    unheld = roles & (_unlisted(case, leads) | _nobody_listed(case)) & ~holds(leads, names.is_unnamed)
    what = said(
        groups,
        lambda group: "a group, not somebody who can be asked" if group else "a role that nobody is shown to hold",
    )
    how = said(
        groups,
        lambda group: (
            "Name the one person who answers for the group, such as its chair."
            if group
            else "Add who holds it on the register's People sheet."
        ),
    )
    return broken(groups | unheld, words=said(leads, quoted), what=what, how=how)


@rule(
    "L-06",
    column="Accountable lead",
    severity=Severity.WARNING,
    message='"{words}" is not on the People sheet.{suggest}',
    fix="{how}",
    bad=Example(
        rows={
            "Actions": [{"lead": "Alex Exampel"}],
            "People": [*_PEOPLE, {"name": "Alex Example", "role": "Head of Early Help"}],
        },
        book=Book.REGISTER,
    ),
    good=Example(
        rows={
            "Actions": [{"lead": "Alex Example"}],
            "People": [*_PEOPLE, {"name": "Alex Example", "role": "Head of Early Help"}],
        },
        book=Book.REGISTER,
    ),
    several="{count} {rows} have a lead who is not on the People sheet",
    several_fix="Type each name as the People sheet has it, or add it there.",
    each='{ref} ("{words}")',
)
def name_not_on_the_people_sheet(case: Case) -> pd.DataFrame:
    """One person under two spellings is two people, each with half the load."""
    leads, known = case.text("Actions", "lead"), people(case)
    both = holds(leads, names.named_in) & ~holds(leads, names.two_run_together)
    leads = each(leads, lambda lead: names.named_in(lead) or lead).where(both & _unlisted(case, leads), leads)
    wrong = (holds(leads, names.is_person) | both) & _unlisted(case, leads)
    near: dict[tuple[str, str], Any] = {
        (source, lead): process.extractOne(
            lead,
            [person["name"] for (file, _), person in known.items() if file == source],
            scorer=fuzz.ratio,
            score_cutoff=_CLOSE,
        )
        for source, lead in set(places_of(leads[wrong]))
    }
    places = pd.Series(places_of(leads), index=leads.index, dtype=object)
    suggest = said(places, lambda place: f" Is it {near[place][0]}?" if near.get(place) else "")
    how = said(
        places,
        lambda place: (
            f"Type {near[place][0]}, or add the name to the People sheet."
            if near.get(place)
            else "Add the name to the register's People sheet, or give the role."
        ),
    )
    return broken(wrong, words=said(leads, quoted), suggest=suggest, how=how)


def _nobody_listed(case: Case) -> pd.Series:
    """Actions of registers whose People sheet is there, and empty: whoever holds a post, nobody can look it up."""
    empty = {s for s, book in case.books.items() if book is Book.REGISTER and (s, "People") in case.plan.layouts}
    empty -= set(sources_of(case["People"]))
    actions = case["Actions"]
    return true_at(actions.index, (source in empty for source in sources_of(actions)))


def _unlisted(case: Case, leads: pd.Series) -> pd.Series:
    """Leads that are not among the people their file knows, where it knows any."""
    known = people(case)
    knowing = {source for source, _ in known}
    named = places_of(each(leads, person_key))
    return true_at(leads.index, (place[0] in knowing and place not in known for place in named))


@rule(
    "L-07",
    column="Accountable lead",
    severity=Severity.ADVICE,
    message="{lead} leads {n} of {total} open actions.",
    fix="Ask whether one person can carry them, and who might take some over.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": f"EX{n}", "action": what, "lead": lead}
                for n, (what, lead) in enumerate(
                    zip(
                        (
                            "Train every duty manager in recording",
                            "Audit twenty referrals a month",
                            "Write to all head teachers",
                            "Open a new hub in the north",
                            "Look again at long-running plans",
                            "Visit both colleges",
                            "Map what voluntary bodies offer",
                            "Test a shorter form",
                            "Ask families how they were heard",
                            "Move telephones to one number",
                        ),
                        ["Head of Early Help"] * 3 + [f"Service Manager {letter}" for letter in "BCDEFGH"],
                        strict=True,
                    ),
                    1,
                )
            ]
        }
    ),
    good={"lead": "Head of Early Help"},
    needs=("lead", "status"),
    several="{count} people lead much of the plan",
    several_fix="Ask whether each can carry so many, and who might take some over.",
    each="{lead} ({n} of {total})",
)
def one_lead_for_too_much(case: Case) -> pd.DataFrame:
    """When one person is away, a fifth of the plan stops."""
    found = []
    open_leads = case.text("Actions", "lead")[case.open & case["Actions"]["lead"].notna()]
    open_leads = open_leads[~holds(open_leads, names.is_unnamed)]
    for source, own in open_leads.groupby(level="source"):
        for lead, n in Counter(own).items():
            if n > MANY_ACTIONS or (len(own) >= _FEW and n > MANY_SHARE * len(own)):
                row = own.index[own == lead][0][1]
                found.append({"source": source, "row": row, "lead": lead, "n": n, "total": len(own)})
    return pd.DataFrame(found, columns=["source", "row", "lead", "n", "total"])


@rule(
    "L-08",
    column="Accountable lead",
    severity=Severity.WARNING,
    message="{lead} left on {day}, and {actions} to be handed over.",
    fix="Name in {cell} who has taken the action over.",
    bad=Example(rows={"People": [{**_PEOPLE[0], "left_on": dt.date(2026, 8, 31)}]}, book=Book.REGISTER),
    good=Example(rows={"People": _PEOPLE}, book=Book.REGISTER),
    needs=("lead", "Settings.report_date"),
    several="{count} {rows} are led by somebody who has left",
    each="{ref} ({lead})",
)
def lead_has_left(case: Case) -> pd.DataFrame:
    """An action whose lead has gone is an action without a lead that does not look like one."""
    leads = case.text("Actions", "lead")
    left = {at: person["left_on"] for at, person in people(case).items() if isinstance(person["left_on"], dt.date)}
    if not left:
        return NOTHING
    who = each(leads, person_key)
    left_on = pd.Series([left.get(place) for place in places_of(who)], index=leads.index, dtype=object)
    gone = case.open & left_on.notna() & (days(left_on) <= case.setting_days("report_date"))
    number = who.groupby([sources_of(leads), who]).transform("size")
    actions = said(number, lambda n: f"{counted(n, 'action')} {'has' if n == 1 else 'have'}")
    return broken(gone, lead=leads, day=left_on, actions=actions)


@rule(
    "L-09",
    column="Accountable lead",
    severity=Severity.WARNING,
    message='"{words}" {what}.',
    fix="Name who answers for it there, by role.",
    bad={"lead": "Exampleshire Police"},
    good={"lead": "Detective Superintendent, Exampleshire Police"},
    several="{count} {rows} are led by an organisation in which nobody is named",
    each='{ref} ("{words}")',
)
def organisation_without_a_name(case: Case) -> pd.DataFrame:
    """A partner is only held to account through somebody."""
    leads = case.text("Actions", "lead")
    bodies = holds(leads, names.is_body)
    own_body = (leads != "") & (each(leads, person_key) == each(case.text("Actions", "lead_body"), person_key))
    one, several = "is an organisation; nobody in it is named", "names organisations, and nobody in them"
    what = said(leads, lambda lead: several if len(names.bodies_in(lead)) > 1 else one)
    return broken((bodies | own_body) & ~holds(leads, names.is_group), words=said(leads, quoted), what=what)
