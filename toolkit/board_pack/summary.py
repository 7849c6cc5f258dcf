"""Themes: what each is rated and why, as a table and as the chart drawn from it."""

from __future__ import annotations

from collections.abc import Sequence

from toolkit.board_pack.movements import COMPLETED, IMPROVED, WORSENED
from toolkit.board_pack.phrases import actions, ended, heading, shortened
from toolkit.board_pack.position import Position, Row, worst_first
from toolkit.model.english import counted
from toolkit.model.identity import ref_order
from toolkit.model.pack import Block, Chart, Content, Gap, Line, PackColumn, PackSheet, Panel, Panels, Table, depth
from toolkit.model.schemes import RATED, SEVERITY, Rating
from toolkit.rating.summarise import drafted
from toolkit.register.logs import of_period
from toolkit.register.standing import LATE, NOT_SIGNED, WRONG_PERIOD
from toolkit.register.to_settle import LIST, REVISED, for_the_board
from toolkit.sheets.services import services_of

MOST_THEMES = 18
"""More than this do not fit the Summary: it shows the worst, and a sheet of their own shows all."""
NAME, ON_SUMMARY, ALL = "Themes", "ByTheme", "AllThemes"
SPANS = (3, 2, 2)
"""Of theme, rating and why on the Summary, whose columns are narrow."""
WIDTHS = (46, 12, 56, 12, 14, 9)
COUNT_WIDTH = 8.5


def meanings(at: Position) -> dict[str, str]:
    """The key of this plan's scheme, and any rating that was typed in although the scheme has no such word."""
    strange = {r.value: "Not a rating of this scheme" for r in Rating if at.summary.counts[r]}
    return strange | at.summary.meanings


def ratings_shown(at: Position) -> list[str]:
    """Ratings as columns of a table and bars of a chart, in the order in which boards print them."""
    return [rating.value for rating in Rating if rating.value in meanings(at)]


def on_summary(at: Position) -> Table:
    """Every theme in the plan's order or, where they are too many for a page, the worst of them."""
    themes = at.summary.themes
    if len(themes) <= MOST_THEMES:
        return _table(at, range(len(themes)), ON_SUMMARY, SPANS)
    worst = sorted(range(len(themes)), key=lambda n: (SEVERITY.index(themes["rating"].iloc[n]), n))[:MOST_THEMES]
    more = counted(len(themes) - MOST_THEMES, "other theme")
    return _table(at, sorted(worst), ON_SUMMARY, SPANS, last=f"The worst rated are shown; {more} on {NAME}.")


def chart(at: Position, table: str, rows: int) -> Chart:
    """The themes of a table of this module, a bar each."""
    return Chart("Ratings by theme", table, "Theme", ratings_shown(at), rows=rows)


def themes_sheet(at: Position) -> PackSheet:
    """All themes of a plan that has too many for its Summary."""
    themes = at.summary.themes
    said = f"{counted(len(themes), 'theme')} in the order of the plan, and {counted(at.summary.actions, 'action')}."
    blocks = (
        *heading(NAME, at, said),
        _table(at, range(len(themes)), ALL, (1, 1, 1)),
        Gap(),
        chart(at, ALL, len(themes) * 2),
    )
    widths = (*WIDTHS, *(COUNT_WIDTH for _ in ratings_shown(at)))
    return PackSheet(NAME, blocks, widths, tab=at.summary.rating)


def no_chart() -> Line:
    """What stands in the chart's place where there is nothing to draw."""
    return Line("There is nothing to draw yet: the plan holds no actions.", "note")


def _table(at: Position, places: range | list[int], name: str, spans: tuple[int, int, int], last: str = "") -> Table:
    shown = ratings_shown(at)
    columns = (
        PackColumn("Theme", "wrap", span=spans[0]),
        PackColumn("Rating", "rating", span=spans[1]),
        PackColumn("Why", "wrap", span=spans[2]),
        PackColumn("Last period", "centre"),
        PackColumn("Direction", "centre"),
        PackColumn("Actions", "whole"),
        *(PackColumn(rating, "whole") for rating in shown),
    )
    rows: list[list[Content]] = []
    for theme, r in at.summary.themes.iloc[list(places)].iterrows():
        before = r["previous"] if isinstance(r["previous"], str) else "–"
        counts = [int(r[rating]) for rating in shown]
        rows.append([str(theme), r["rating"], r["why"], before, r["direction"], int(r["actions"]), *counts])
    styles = {}
    if last:
        styles[len(rows)] = "note"
        rows.append([last])
    return Table(columns, rows, name=name, row_styles=styles, empty="The plan holds no actions yet.")


LEFT = (13, 11, 9.5, 9.5, 9.5, 63)
BETWEEN = 1.5
RIGHT = (11, 13, 9)
COUNTS_WIDTH = 63
"""One grid for the whole page: words and figures to the left, a gap, three columns, and one for each rating."""
MOST_LISTED, MOST_DECISIONS, MOST_MISSING = 5, 4, 4
MANY_THEMES, FEW_LISTED, WIDER = 8, 3, 1.35
"""With more themes than this the lists are shorter and the columns wider, so that the page fills and can be read."""
LONGEST = 95
WAITING = {LATE: "Late return", NOT_SIGNED: "Unsigned return", WRONG_PERIOD: "Return for another period"}
"""States of a return that came and was not merged."""
GLAD = (Rating.GREEN, Rating.BLUE)
REF_AND_RATING = (PackColumn("Ref", "code"), PackColumn("Rating", "rating"))

COUNTS = (
    PackColumn("Rating", "rating"),
    PackColumn("Actions", "whole"),
    PackColumn("% of rated", "percent"),
    PackColumn("Last period", "whole"),
    PackColumn("Change", "centre"),
    PackColumn("What it means in this plan", "wrap"),
)


def summary_sheet(at: Position) -> PackSheet:
    """Counts, themes, a chart, what goes well, what worries, whose returns are missing and what is asked."""
    ratings = ratings_shown(at)
    left, right = (0, len(LEFT) - 1), (len(LEFT) + 1, len(LEFT) + len(RIGHT) + len(ratings))
    many = len(at.summary.themes) > MANY_THEMES
    most = FEW_LISTED if many else MOST_LISTED
    facts: list[Table | Gap] = [_counts(at), Gap(), _decisions(at), Gap(), _missing(at)]
    blocks: list[Block] = [
        Line(str(at.setting("plan_title") or "Improvement plan"), "title"),
        Line(_subtitle(at), "subtitle"),
        Line(drafted(at.summary, before=at.before.at if at.before else "")),
        Gap(),
        Panels((Panel(*left, facts), Panel(*right, (_drawn(at, sum(map(depth, facts))),)))),
        Gap(),
        on_summary(at),
        Gap(),
        Panels((Panel(*left, (_worrying(at, most),)), Panel(*right, (_going_well(at, most, len(ratings)),)))),
    ]
    widths = [*LEFT, BETWEEN, *RIGHT, *(COUNTS_WIDTH / len(ratings) for _ in ratings)]
    if many:
        widths = [width * WIDER for width in widths]
    return PackSheet("Summary", blocks, widths, one_page=True, tab=at.summary.rating)


def _drawn(at: Position, rows: int) -> Chart | Line:
    """The chart, as tall as what stands beside it, or taller where there are many themes."""
    themes = min(len(at.summary.themes), MOST_THEMES)
    return chart(at, ON_SUMMARY, max(rows, themes + 5)) if themes else no_chart()


def _subtitle(at: Position) -> str:
    parts = (
        at.line.removeprefix(f"{at.setting('plan_title')}  ·  "),
        f"Period {at.period}" if at.period else "",
        f"{at.scheme} rating scheme",
        f"The plan as a whole: {at.summary.rating}. {at.summary.why}",
    )
    return "  ·  ".join(part for part in parts if part)


def _counts(at: Position) -> Table:
    s = at.summary
    rows: list[list[Content]] = []
    means = meanings(at)
    for rating in ratings_shown(at):
        share = s.percent[rating] if rating in RATED and s.rated else None
        before = None if s.before is None else s.before.get(rating, 0)
        rows.append([rating, s.counts[rating], share, before, _change(s.change(rating)), means[rating]])
    outside = "" if s.rated == s.actions else "; percentages are of these alone"
    before = None if s.before is None else sum(s.before.values())
    change = None if before is None else s.actions - before
    said = f"{s.rated:,} of them rated in a colour{outside}"
    rows.append(["All actions", s.actions, None, before, _change(change), said])
    return Table(COUNTS, rows, total=True)


def _change(more: int | None) -> Content:
    """How many more or fewer, with a sign that cannot be mistaken."""
    if more is None:
        return "–"
    return f"+{more}" if more > 0 else f"−{-more}" if more else "0"


def _worrying(at: Position, most: int) -> Table:
    """Escalated actions with the reason, then those that have worsened."""
    worse = at.changes[at.changes["kind"] == WORSENED]
    was = dict(zip(worse["key"], worse["was"], strict=True))
    found = [r for r in at.records() if r["escalated"] or (r["key"] in was and r["is_open"])]
    found.sort(key=lambda r: (not r["escalated"], *worst_first(r)))
    rows = [_listed(r, _worry(r, was.get(r["key"]))) for r in found]
    columns = (*REF_AND_RATING, PackColumn("What is worrying", "wrap", span=4))
    return _bounded(columns, rows, most, "Exceptions", "No action is escalated or has worsened.")


def _worry(r: Row, was: str | None) -> str:
    late = f"{counted(r['days_late'], 'day')} overdue. " if r["days_late"] else ""
    fell = f"Worsened from {was}. " if was else ""
    escalated = f"Escalated: {ended(r['escalated_why'])}" if r["escalated"] else ""
    return f"{late}{fell}{escalated}".strip()


def _going_well(at: Position, most: int, ratings: int) -> Table:
    """What is newly completed, newly Green or Blue, or otherwise improved."""
    good = at.changes[at.changes["kind"].isin([COMPLETED, IMPROVED])]
    known = {r["key"]: r for r in at.records(at.actions["key"].isin(good["key"]))}
    changes: dict[str, list[Row]] = {}
    for change in good.to_dict("records"):
        # What is said to be complete and is still rated Red or Amber is no good news yet.
        if change["kind"] == IMPROVED or known[change["key"]]["rating"] in GLAD:
            changes.setdefault(change["key"], []).append(change)
    glad = sorted(changes, key=lambda ref: (changes[ref][0]["kind"] != COMPLETED, -_height(known[ref]), ref_order(ref)))
    rows = [_listed(known[ref], _gladly(changes[ref])) for ref in glad]
    columns = (*REF_AND_RATING, PackColumn("What is going well", "wrap", span=1 + ratings))
    nothing = "There is no earlier sign-off to compare with."
    if at.before is not None:
        nothing = f"Nothing has been completed or has improved since {at.before.name}."
    return _bounded(columns, rows, most, "Changes since last meeting", nothing)


def _height(r: Row) -> int:
    """How good a rating is: Blue best."""
    return RATED.index(r["rating"]) if r["rating"] in RATED else -1


def _gladly(changes: Sequence[Row]) -> str:
    said = []
    for change in changes:
        if change["kind"] == COMPLETED:
            said.append(ended(change["note"] or "Completed"))
        else:
            better = change["now"] in GLAD and change["was"] not in GLAD
            said.append(f"{'Newly ' + change['now'] if better else 'Improved'}, from {change['was']}.")
    return " ".join(said)


def _listed(r: Row, said: str) -> list[Content]:
    return [r["ref"], r["rating"], f"{shortened(r['action'], LONGEST)}\n{said}"]


def _bounded(columns: Sequence[PackColumn], rows: list[list[Content]], most: int, sheet: str, nothing: str) -> Table:
    """A short list; what does not fit is counted, and where to find it is said."""
    shown: list[list[Content]] = rows[:most]
    styles = {}
    if len(rows) > most:
        styles[len(shown)] = "note"
        shown = [*shown, [f"and {len(rows) - most} more, see {sheet}."]]
    return Table(columns, shown, row_styles=styles, empty=nothing)


def _missing(at: Position) -> Table:
    """Services whose return did not come, or waits; their actions are counted in words that cannot be missed."""
    log = at.plan["Returns"]
    log = log[of_period(log, at.period) & log["service"].notna() & log["state"].isin(list(WAITING))]
    key_of = services_of(at.plan).key
    waits = {key_of(service): WAITING[state] for service, state in zip(log["service"], log["state"], strict=True)}
    rows: list[list[Content]] = [
        [service, f"{waits.get(key_of(service), 'Missing return')}: {actions(n)}"]
        for service, n in at.summary.not_returned.items()
    ]
    columns = (PackColumn("Service", "wrap", span=3), PackColumn("Returns not merged", "wrap", span=3))
    merged = at.actions["return_state"].notna().any()
    nothing = "None: every service has returned." if merged else "No returns have been merged for this period."
    return _bounded(columns, rows, MOST_MISSING, "Reconciliation", nothing)


def _decisions(at: Position) -> Table:
    """Decisions the register asks of the board and that have no outcome yet, then what only the board can settle."""
    asked = at.plan["Decisions"]
    open_ = asked[asked["outcome"].isna() & asked["decision"].notna()].to_dict("records")
    rows: list[list[Content]] = [[str(d["no"] or ""), _asked(d)] for d in open_]
    rows += [[d["ref"], _to_settle(d)] for d in for_the_board(at.plan[LIST]).to_dict("records")]
    columns = (PackColumn("No or ref", "code"), PackColumn("Decisions asked of the board", "wrap", span=5))
    return _bounded(columns, rows, MOST_DECISIONS, "the register's Decisions sheet", "None this time.")


def _to_settle(line: Row) -> str:
    """A line of the register's list of what waits, as the board is asked."""
    by = f", asked for by {line['asked_by']}" if line["asked_by"] else ""
    since = f" since {line['since']}" if line["since"] and line["age"] else ""
    if line["field"] == REVISED:
        return f"A new date, {line['returned']} in place of {line['register'] or 'none'}{by}{since}."
    return f"Status: the register says {line['register']}, {line['asked_by'] or 'a service'} {line['returned']}{since}."


def _asked(decision: Row) -> str:
    words = ended(shortened(decision["decision"], 2 * LONGEST))
    return f"{words} ({decision['asked_of']})" if decision["asked_of"] else words
