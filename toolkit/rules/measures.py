"""Q: measures. Is there a figure, does it count one thing, and which way is better?"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit.model.english import counted, quoted
from toolkit.model.finding import Severity
from toolkit.model.identity import ref_keys, theme_key
from toolkit.model.patterns import pattern_of
from toolkit.model.plan import Seen
from toolkit.rules.case import Case
from toolkit.rules.measures_in_words import measures_in
from toolkit.rules.rule import Example, broken, many, rule, said
from toolkit.rules.schema import Fault
from toolkit.rules.whole_columns import by_place, each, holds, nowhere, sources_of, true_at

_TO_BE_SET = pattern_of(r"\b(?:to be (?:set|agreed|confirmed|determined|decided)|t\.?b\.?[acd])\b", re.IGNORECASE)
_WORD = pattern_of(r"[a-z]{4,}")
_COMMON_LIST = """
    been child children from have improve improving number people percent percentage plan plans practice
    proportion quality rate service services that their with within young
"""
_COMMON = frozenset(_COMMON_LIST.split())
_PERIOD_OF_MONTHS = pattern_of(
    r"\bto\b|\s[-–]\s|\bq[1-4]\b|\bquarter\b|\byear\b|\bhalf\b|\d{4}\s*[/-]\s*\d{2}", re.IGNORECASE
)
_FEWEST_MONTHS = 3


@rule(
    "Q-01",
    sheet="Measures",
    column="Baseline",
    severity=Severity.WARNING,
    message='"{words}" has no {what}, so it cannot be rated.',
    fix="Give its {wanted}, or say in Source when it will have {one}.",
    bad=Example(rows={"Measures": [{"baseline": None}]}),
    good=Example(rows={"Measures": [{"baseline": 61}]}),
    needs=("baseline", "target"),
    where=("Measures",),
    several="{count} measures have no {what}, without which they cannot be rated",
)
def measure_without_baseline_or_target(case: Case) -> pd.DataFrame:
    """A figure without a start and an end says nothing about the way between."""
    measures = case["Measures"]
    counts = measures["measure"].notna() & _in_figures(case)
    blank = {c: measures[c].isna() & ~case.unreadable("Measures", c) & counts for c in ("baseline", "target")}
    both = blank["baseline"] & blank["target"]
    words = said(case.text("Measures", "measure"), quoted)
    return many(
        [
            broken(
                both,
                column="baseline",
                words=words,
                what="baseline and no target",
                wanted="baseline and target",
                one="them",
            ),
            broken(
                blank["baseline"] & ~both, column="baseline", words=words, what="baseline", wanted="baseline", one="one"
            ),
            broken(blank["target"] & ~both, column="target", words=words, what="target", wanted="target", one="one"),
        ]
    )


@rule(
    "Q-02",
    sheet="Measures",
    column="Measure",
    severity=Severity.WARNING,
    message='"{words}" holds {n}.',
    fix="Give each a row, a baseline and a target of its own.",
    bad=Example(rows={"Measures": [{"measure": "Assessments done in time; children seen alone"}]}),
    good=Example(rows={"Measures": [{"measure": "Assessments done within 45 working days"}]}),
    where=("Measures",),
    several="{count} cells hold several measures",
)
def several_measures_in_one_cell(case: Case) -> pd.DataFrame:
    """One figure cannot be the measure of two things."""
    texts = case.text("Measures", "measure")
    number = each(texts, measures_in)
    return broken(number > 1, words=said(texts, quoted), n=said(number, lambda n: counted(n, "measure")))


@rule(
    "Q-03",
    sheet="Measures",
    column="Good is",
    severity=Severity.ERROR,
    message='Is a high figure good or bad for "{words}"?',
    fix="Choose High, Low or Neither in {cell}.",
    bad=Example(rows={"Measures": [{"good_is": None}]}),
    good=Example(rows={"Measures": [{"good_is": "High"}]}),
    where=("Measures",),
    several="It does not say of {count} measures whether a high figure is good",
)
def no_word_on_which_way_is_better(case: Case) -> pd.DataFrame:
    """More children in care may be better or worse; the arrow on the scorecard must know."""
    measures = case["Measures"]
    wrong = case.faults("Measures", Fault.BLANK, "good_is") & measures["measure"].notna() & _in_figures(case)
    return broken(wrong, words=said(case.text("Measures", "measure"), quoted))


@rule(
    "Q-04",
    sheet="Measure values",
    column="Value",
    severity=Severity.ERROR,
    message="The figure for {period}, {value}, is the mean of other figures of {ref}{true}.",
    fix="Type the figure for the whole period from the source; percentages of months cannot be averaged.",
    bad=Example(
        rows={
            "Measures": [{"ref": "P1"}],
            "Measure values": [
                {"period": "January 2026", "value": 62.0},
                {"period": "February 2026", "value": 70.0},
                {"period": "March 2026", "value": 75.0},
                {"period": "January to March 2026", "value": 69.0},
            ],
        }
    ),
    good=Example(
        rows={
            "Measures": [{"ref": "P1"}],
            "Measure values": [
                {"period": "January 2026", "value": 62.0},
                {"period": "February 2026", "value": 70.0},
                {"period": "March 2026", "value": 75.0},
                {"period": "January to March 2026", "value": 69.8},
            ],
        }
    ),
    needs=("measure_ref", "period", "value"),
    where=("Measure values",),
    several="{count} figures are the mean of other figures",
    each="{ref} ({period})",
)
def mean_of_percentages(case: Case) -> pd.DataFrame:
    """A quiet month weighs as much as a busy one in a mean of percentages, and the true figure is another."""
    values = case["Measure values"]
    wrong, true = pd.Series(False, index=values.index), pd.Series("", index=values.index, dtype=object)
    if values.empty:
        return broken(wrong)
    figures = pd.to_numeric(values["value"], errors="coerce")
    share = (
        100
        * pd.to_numeric(values["numerator"], errors="coerce")
        / pd.to_numeric(values["denominator"], errors="coerce")
    )
    long = holds(case.text("Measure values", "period"), lambda text: bool(_PERIOD_OF_MONTHS.search(text)))
    sources = values.index.get_level_values("source")
    for _, own in figures.groupby([sources, ref_keys(values["measure_ref"])]):
        months = own[~long[own.index]].dropna()
        if len(months) < _FEWEST_MONTHS or months.nunique() == 1:
            continue
        for place, figure in by_place(own[long[own.index]].dropna()):
            counts = share[place]
            agrees = counts == counts and abs(counts - figure) < 0.06
            if abs(round(months.mean(), 1) - figure) < 0.005 and not agrees:
                wrong[place] = True
                true[place] = (
                    f"; the counts beside it make {counts:.1f}" if counts == counts and np.isfinite(counts) else ""
                )
    return broken(wrong, period=values["period"], value=values["value"], true=true)


@rule(
    "Q-05",
    sheet="Measure values",
    column="Value",
    severity=Severity.WARNING,
    message="{ref} has {value} beside figures such as {other}, which looks like another unit.",
    fix="Use one unit throughout: type 69.8 for 69.8%.",
    bad=Example(
        rows={
            "Measures": [{"ref": "P1"}],
            "Measure values": [
                {"period": "January 2026", "value": 62.3},
                {"period": "February 2026", "value": 63.9},
                {"period": "March 2026", "value": 0.698},
            ],
        }
    ),
    good=Example(
        rows={
            "Measures": [{"ref": "P1"}],
            "Measure values": [
                {"period": "January 2026", "value": 62.3},
                {"period": "February 2026", "value": 63.9},
                {"period": "March 2026", "value": 69.8},
            ],
        }
    ),
    needs=("measure_ref", "value"),
    where=("Measure values",),
    several="{count} figures are in another unit than others of the same measure",
    several_fix="Use one unit in a series: type 69.8 for 69.8%.",
    each="{ref} ({value})",
)
def two_units_in_one_series(case: Case) -> pd.DataFrame:
    """A line that falls from 63.9 to 0.698 has lost its unit, not its children."""
    values = case["Measure values"]
    figures = pd.to_numeric(values["value"], errors="coerce").dropna()
    refs = ref_keys(values["measure_ref"])[figures.index]
    percent = _typed_with_percent(case, figures.index)
    wrong, other = nowhere(values.index), pd.Series("", index=values.index, dtype=object)
    for _, own in figures.groupby([sources_of(figures), refs]):
        odd, usual = _in_another_unit(own, percent[own.index])
        wrong[odd] = True
        other[odd] = f"{usual:g}"
    return broken(wrong, value=values["value"], other=other)


def _typed_with_percent(case: Case, index: pd.Index) -> pd.Series:
    """Figures that were typed, or are shown, with a percent sign."""
    facts = case.facts(Seen.READ_AS, table="Measure values")
    facts = facts[(facts["column"] == "value") & holds(facts["text"], lambda text: str(text).strip().endswith("%"))]
    places = set(zip(facts["source"], facts["row"], strict=True))
    return true_at(index, (place in places for place in index))


def _in_another_unit(series: pd.Series, percent: pd.Series) -> tuple[pd.Index, float]:
    """The figures of one series that are in another unit than most, and one of the others."""
    plain = series[~percent]
    if percent.any() and len(plain):
        few, most = (plain, series[percent]) if len(plain) < percent.sum() else (series[percent], plain)
        return few.index, float(most.iloc[0])
    parts, wholes = series[(series > 0) & (series < 1)], series[series > 1.5]
    if len(parts) and len(wholes) > len(parts):
        near = parts[(parts * 100).between(wholes.min() / 2, wholes.max() * 2)]
        return near.index, float(wholes.iloc[0])
    return series.index[:0], 0.0


@rule(
    "Q-06",
    sheet="Measures",
    column="Target",
    severity=Severity.WARNING,
    message='The target of "{words}" is still to be set.',
    fix="Set a target, or say by when there will be one.",
    bad=Example(
        rows={"Measures": [{"target": None}]},
        facts=[{"kind": Seen.UNREADABLE, "table": "Measures", "row": 5, "column": "target", "text": "To be set"}],
    ),
    good=Example(rows={"Measures": [{"target": 80}]}),
    needs=(),
    several="{count} targets are still to be set",
    several_fix="Set each, or say by when there will be one.",
)
def target_still_to_be_set(case: Case) -> pd.DataFrame:
    """Without a target any figure will do."""
    unread = case.unreadable("Measures", "target")
    texts = case.text("Measures", "measure")
    found = [broken(unread | holds(texts, _is_unset), words=said(texts, quoted))]
    # Plans as published often name their measures under the outcome.
    for column in ("outcome", "evidence_refs"):
        words = case.text("Actions", column)
        found.append(broken(holds(words, _is_unset), table="Actions", column=column, words=said(words, quoted)))
    return many(found)


def _in_figures(case: Case) -> pd.Series:
    """Measures that are counted; what is judged has no figure, and none that is better."""
    return ~case.text("Measures", "kind").str.strip().str.casefold().str.startswith("qualitative")


def _is_unset(text: str) -> bool:
    return "target" in text.casefold() and _TO_BE_SET.search(text) is not None


@rule(
    "Q-07",
    sheet="Measures",
    column="Measure",
    severity=Severity.ADVICE,
    message='"{words}" stands under "{theme}", but speaks of "{other}".',
    fix="Move it to the area it belongs to, or leave it if it is in the right one.",
    bad=Example(
        rows={
            "Actions": [
                {"ref": "EX1", "theme": "Front door referrals"},
                {"ref": "EX2", "theme": "Foster carers recruitment", "action": "Recruit ten carers"},
            ],
            "Measures": [{"theme": "Foster carers recruitment", "measure": "Front door referrals sent back"}],
        }
    ),
    good=Example(
        rows={
            "Actions": [{"theme": "Front door referrals"}],
            "Measures": [{"theme": "Front door referrals", "measure": "Front door referrals sent back"}],
        }
    ),
    needs=("measure", "theme", "Actions.theme"),
    where=("Measures",),
    several="{count} measures may stand under the wrong theme",
    several_fix="Move each to the area it belongs to, or leave it if it is in the right one.",
)
def measure_in_the_wrong_area(case: Case) -> pd.DataFrame:
    """A measure printed under the wrong heading answers a question nobody asked there."""
    measures = case["Measures"]
    themes = _areas(case)
    other = pd.Series(None, index=measures.index, dtype=object)
    for place, text in by_place(case.text("Measures", "measure")):
        areas, own, words = themes.get(place[0], {}), theme_key(measures["theme"][place]), _words(text)
        # What is no area of this file may be a practice standard, and what its actions speak of is in its place.
        if own in areas and not words & areas[own].words:
            near = [t for t in sorted(areas) if t != own and len(words & _words(areas[t].title)) >= 2]
            other[place] = areas[near[0]].title if near else None
    texts = {"words": case.text("Measures", "measure"), "theme": measures["theme"], "other": other}
    return broken(other.notna(), **{name: said(values, _short) for name, values in texts.items()})


def _short(text: object) -> str:
    """As long as one of three texts in a sentence may be."""
    return quoted(text, 40)


class _Area(NamedTuple):
    title: str
    words: set[str]
    """Of its title and of its actions."""


def _areas(case: Case) -> dict[str, dict[str, _Area]]:
    """By file, the areas of its actions, each by its title as themes are compared."""
    found: dict[str, dict[str, _Area]] = {}
    actions = case["Actions"]
    cells = zip(sources_of(actions), case.text("Actions", "theme"), case.text("Actions", "action"), strict=True)
    for source, theme, action in cells:
        if theme:
            area = found.setdefault(source, {}).setdefault(theme_key(theme), _Area(theme, _words(theme)))
            area.words.update(_words(action))
    return found


def _words(text: str) -> set[str]:
    return {word[:5] for word in _WORD.findall(text.casefold()) if word not in _COMMON}
