"""What signed-off periods left behind: the ratings and dates that the next period is compared with."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from toolkit.model.identity import ref_keys
from toolkit.model.plan import Plan


def earlier(plan: Plan) -> pd.DataFrame:
    """The snapshots of the periods before the one reported on, of every register of a batch."""
    snapshots = plan["Snapshots"]
    return snapshots[snapshots["period"] != plan.setting("period", snapshots.index)]


def last_of(snapshots: pd.DataFrame) -> pd.DataFrame:
    """The rows of one register's last signed-off period, indexed by ref as refs are compared."""
    last = (_periods(snapshots) or [snapshots])[-1]
    last = last.set_axis(pd.Index(ref_keys(last["ref"]), name="key"))
    return last[~last.index.duplicated(keep="last")]


def tbc_periods(snapshots: pd.DataFrame) -> dict[str, int]:
    """By ref, as refs are compared: for how many signed-off periods running, the last among them, its date was TBC."""
    running: dict[str, int] = {}
    for period in _periods(snapshots):
        before, running = running, {}
        for key, due in zip(ref_keys(period["ref"]), period["due"], strict=True):
            if str(due).upper() == "TBC":
                running[key] = before.get(key, 0) + 1
    return running


def _periods(snapshots: pd.DataFrame) -> list[pd.DataFrame]:
    """One frame a signed-off period, oldest first; those that do not say when come first, as they stand."""
    frames = [own for _, own in snapshots.groupby("period", sort=False, dropna=False)]
    return sorted(frames, key=lambda own: max((d for d in own["as_at"] if isinstance(d, dt.date)), default=dt.date.min))
