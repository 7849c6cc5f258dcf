"""Who is chased for a return, why, and in which words. Nothing is sent: the messages are for a person to send."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.model.dates.answer import show_date
from toolkit.model.english import counted, listed
from toolkit.model.finding import Finding
from toolkit.model.identity import canonical, text_key, words_key
from toolkit.model.plan import Plan
from toolkit.register.logs import of_period
from toolkit.register.standing import CANNOT_TELL, DUPLICATE, LATE, MISSING, NOT_SIGNED, RECEIVED, UNCONFIRMED, Standing
from toolkit.sheets.columns import CHASE_SUBJECT, CHASE_TEXT
from toolkit.sheets.compared import same_period
from toolkit.sheets.services import Service, service_of

NOT_RETURNED, UNREADABLE, WRONG_PERIOD, ERRORS = "Not returned", "Cannot be read", "Wrong period", "Errors"
SAID_OTHERWISE = ("P-02", "P-04", "P-05")
"""Rules of which the message speaks in words of its own; P-02 is the team's to answer, who moved the register on."""
MOST_ERRORS = 3
_BLANK = re.compile(r"\{([^{}\n]*)\}")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Chased:
    """One service that is asked for something."""

    service: Service
    why: tuple[str, ...]
    """In a word or two each: Not returned, Not signed, Late, Wrong period, Cannot be read, Errors..."""
    said: tuple[str, ...]
    """The same as sentences, to the service."""
    files: tuple[str, ...] = ()
    """What came from it, of which something is asked."""
    errors: int = 0
    due: dt.date | None = None


@dataclass
class _Reasons:
    why: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def add(self, why: str, said: str, file: str = "") -> None:
        if said not in self.said:
            self.why += [why] if why not in self.why else []
            self.said.append(said)
            self.files += [file] if file and file not in self.files else []


def who_is_chased(
    log: pd.DataFrame, returns: Plan, standing: Standing, register: Plan, findings: Iterable[Finding]
) -> tuple[list[Chased], list[tuple[str, str]]]:
    """The services something is asked of, in the register's order, and the files nobody can be asked about.

    ``log``: the lines of Returns for the period, once everything that came was looked at. ``findings``: of a check of
    ``returns``. A file no service can be told of is given with the reason.
    """
    log = log[of_period(log, standing.period)]
    services = list(dict.fromkeys(o.service for o in standing.opening if o.service and not o.closed_elsewhere))
    lines: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    unknown: list[tuple[str, str]] = []
    for line in log.astype(object).where(log.notna(), None).to_dict("records"):
        service = line["service"] or _service_in(str(line["file"]), services, standing)
        if service:
            lines[standing.key(service)].append({str(k): v for k, v in line.items()})
        elif line["state"] != DUPLICATE:
            unknown.append((str(line["file"]), str(line["reason"])))
    errors = _errors(findings)
    chased = [
        one
        for name in {standing.key(s): standing.service(s) for s in services}.values()
        if (one := _chased(service_of(register, name), lines[standing.key(name)], returns, standing, errors))
    ]
    return chased, unknown


def _service_in(file: str, services: Sequence[str], standing: Standing) -> str | None:
    """The one service whose name stands in a file's; what cannot be read says no more."""
    name = f" {words_key(file.rpartition('.')[0])} "
    found = [s for s in services if f" {words_key(s)} " in name]
    # Of Health and Health Visitors, "Health Visitors v2.xlsx" names the second.
    whole = [s for s in found if not any(s != o and f" {words_key(s)} " in f" {words_key(o)} " for o in found)]
    return whole[0] if len({standing.key(s) for s in whole}) == 1 else None


def _errors(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.severity == "error" and finding.rule not in SAID_OTHERWISE:
            found[finding.source].append(finding)
    return found


def _chased(
    service: Service,
    lines: Sequence[Mapping[str, object]],
    returns: Plan,
    standing: Standing,
    errors: Mapping[str, list[Finding]],
) -> Chased | None:
    """What is asked of one service; None where nothing is."""
    reasons = _Reasons()
    received = [line for line in lines if line["state"] in RECEIVED]
    for line in received or lines:
        _of_line(line, returns, standing, reasons)
    if not received and not reasons.said:
        reasons.add(NOT_RETURNED, f"We have no return from {service.name} for {standing.period} yet.")
    files = [str(line["file"]) for line in received or lines if line["file"]]
    wrong = [finding for file in files for finding in errors.get(file, ()) if not _is_said(finding, reasons)]
    if wrong:
        reasons.add(ERRORS, _errors_said(wrong))
        reasons.files += [file for file in files if errors.get(file) and file not in reasons.files]
    if not reasons.said:
        return None
    last_day = standing.last_day(service.name)
    return Chased(service, tuple(reasons.why), tuple(reasons.said), tuple(reasons.files), len(wrong), last_day)


def _of_line(line: Mapping[str, object], returns: Plan, standing: Standing, reasons: _Reasons) -> None:
    """What one line of the returns log asks of its service."""
    file, state, reason = str(line["file"] or ""), str(line["state"]), str(line["reason"] or "")
    period = canonical(returns.settings.at[file, "period"]) if file in returns.sources else standing.period
    if period and not same_period(period, standing.period):
        to_do = f"It says {period or 'no period'}. Fill in the return for {standing.period}, or put the period right."
        reasons.add(WRONG_PERIOD, f"{file} is not the return for {standing.period}. {to_do}", file)
    elif state == UNCONFIRMED:
        why = "nothing in it has changed since it was sent out, and nobody has said that this is so"
        to_do = "Choose Yes beside Nil return on Settings and sign, or bring the rows up to date."
        reasons.add("Not confirmed", f"{file}: {why}. {to_do}", file)
    elif state == NOT_SIGNED:
        to_do = "Fill in Signed off by and Signed off on, on its Settings, and send it again."
        reasons.add(NOT_SIGNED, f"{file} is not signed. {to_do}", file)
    elif state == LATE:
        reasons.add(LATE, f"{file} came late. {_late(line, standing)}", file)
    elif state == CANNOT_TELL:
        reasons.add(CANNOT_TELL, f"{file}: {_first(reason)} Tell us which one counts.", file)
    elif state not in (*RECEIVED, MISSING, DUPLICATE):
        unread = file not in returns.sources
        reasons.add(UNREADABLE if unread else state, reason if reason.startswith(file) else f"{file}: {reason}", file)


def _late(line: Mapping[str, object], standing: Standing) -> str:
    on, due = line["signed_off_on"], standing.last_day(str(line["service"] or ""))
    signed = f"It was signed on {show_date(on)}" if isinstance(on, dt.date) else "It was signed after the last day"
    after = f"; the last day was {show_date(due)}" if due and not standing.signed_off else ""
    return f"{signed}{after}. Until we hear from you, the board sees your actions as not returned."


def _first(reason: str) -> str:
    return f"{reason.partition('. ')[0].rstrip('.')}."


def _is_said(finding: Finding, reasons: _Reasons) -> bool:
    """Whether the reasons speak of it already: the wrong period is one of Settings' cells, too."""
    return WRONG_PERIOD in reasons.why and finding.sheet == "Settings"


def _errors_said(wrong: Sequence[Finding]) -> str:
    first = [f"{f.cell + ' on ' if f.cell else ''}{f.sheet}: {f.message} {f.fix}" for f in wrong[:MOST_ERRORS]]
    more = f"The first {len(first)}:" if len(wrong) > len(first) else "It is this:" if len(first) == 1 else "They are:"
    said = "\n".join(f"- {one}" for one in first)
    return f"A check found {counted(len(wrong), 'error')} to put right. {more}\n{said}"


def message_of(chased: Chased, register: Plan, attached: str) -> tuple[str, str]:
    """Subject and text of the message to one service, from the words in the register's Settings.

    ``attached``: what goes with it, as a sentence. Raises ToolkitError where those words have a blank nobody knows.
    """
    settings = register.settings.iloc[0]
    due, to = chased.due, canonical(settings["send_to"])
    blanks = {
        "service": chased.service.name,
        "contact": chased.service.contact or "colleague",
        "period": canonical(settings["period"]) or "this period",
        "plan": canonical(settings["plan_title"]) or "Improvement plan",
        "organisation": canonical(settings["organisation"]) or "",
        "due": show_date(due) if due else "as soon as you can",
        "send_to": to or "us",
        "what": "\n\n".join(chased.said),
        "attached": attached,
        "how": f"Send it to {to or 'us'}." + (f" The last day for this period is {show_date(due)}." if due else ""),
    }
    subject = _filled(settings["chase_subject"] or CHASE_SUBJECT, blanks, "Chasing subject")
    text = _filled(settings["chase_text"] or CHASE_TEXT, blanks, "Chasing text")
    return " ".join(subject.split()), f"{_EMPTY_LINES.sub(chr(10) * 2, text).strip()}\n"


def _filled(template: object, blanks: Mapping[str, str], setting: str) -> str:
    def fill(found: re.Match[str]) -> str:
        name = text_key(found[1]).replace(" ", "_")
        if name not in blanks:
            known = listed([f"{{{blank}}}" for blank in blanks])
            raise ToolkitError(
                f"The register's Settings, {setting}: there is no blank {found[0]}. There are {known}. "
                "Put it right, or empty the cell for the toolkit's own words."
            )
        return blanks[name]

    return _BLANK.sub(fill, str(template))
