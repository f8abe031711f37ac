"""Subjects' times and events from a published Kaplan-Meier curve and the numbers at risk printed under it.

Source: Guyot, Ades, Ouwens & Welton 2012, BMC Med Res Methodol 12:9, the algorithm of its additional file 2, but that a
reading at the very time of a printed number belongs to the interval before it.
"""

import numpy as np
import pandas as pd

ROUNDS = 1000  # within an interval; the search for its censored subjects ends after a few


def reconstructed(curve, n=None, *, n_event=None):
    """Times and events that give a published curve back, a tte frame with a row per subject (index from 1).

    curve: `time` rising from 0, `survival` (0–1, never rising), and `n_risk` where it is printed, else NaN; without a
    printed number at time 0 give `n`, the number of subjects. n_event: all events, where they are printed, so that the
    censored of the last interval are found from them. Times of events are those at which the curve was read; the
    censored are spread evenly over each interval between printed numbers. ValueError for a curve that is none, and
    without a number at risk at the start.
    """
    time, survival, at, n_risk = _checked(curve, n)
    found = _Intervals(time, survival, at, n_risk)
    for interval in range(len(at) - 1):
        found.fit(interval)
    found.finish(n_event)
    return found.subjects()


def _checked(curve, n):
    """Times and survival from time 0 on, the places of printed numbers at risk among them, and these numbers."""
    rows = curve[["time", "survival"]].astype(float).assign(n_risk=curve.get("n_risk", np.nan)).reset_index(drop=True)
    if not len(rows) or rows["time"].iloc[0] > 0:
        rows = pd.concat([pd.DataFrame({"time": [0.0], "survival": [1.0], "n_risk": [np.nan]}), rows])
    rows = rows.reset_index(drop=True)
    if n is not None:
        rows.loc[0, "n_risk"] = n
    falls = rows["time"].diff().iloc[1:].ge(0).all() and rows["survival"].diff().iloc[1:].le(1e-12).all()
    if not falls or not rows["survival"].between(0, 1).all():
        raise ValueError("curve: expected times that rise and survival from 0 to 1 that never rises")
    if np.isnan(rows["n_risk"].iloc[0]):
        raise ValueError("curve: no number at risk at time 0; expected n_risk there, or n")
    at = rows.index[rows["n_risk"].notna()].to_numpy()
    return rows["time"].to_numpy(), rows["survival"].to_numpy(), at, rows["n_risk"].to_numpy()[at].astype(int)


class _Intervals:
    """The search for events and censored subjects at each reading of the curve, one interval after another.

    What fell between two readings is placed at the later one, so a reading at the time of a printed number at risk
    tells of events before it: the interval of a number begins with the next reading.
    """

    def __init__(self, time, survival, at, n_risk):
        self.time, self.survival, self.at, self.n_risk = time, survival, [*(at + 1), len(time)], list(n_risk)
        self.event, self.censored = np.zeros(len(time), int), np.zeros(len(time), int)  # censored: after each reading
        self.fitted = np.ones(len(time))  # Kaplan-Meier of the events found so far
        self.last, self.left = 0, n_risk[0]  # the last reading with an event; who is left

    def fit(self, interval):
        """Find the censored between two printed numbers at risk, so that the second is met, and the events."""
        start, end = self.at[interval : interval + 2]
        first, wanted = self.n_risk[interval : interval + 2]
        before = self.survival[start - 1]
        count = round(first * (self.survival[end - 1] / before if before > 0 else 0) - wanted)
        for _ in range(ROUNDS):
            last, left = self._count(start, end, max(count, 0), first)
            if left == wanted or (left < wanted and count <= 0):
                break
            count = max(count, 0) + left - wanted
        self.n_risk[interval + 1], self.last = left, last

    def finish(self, n_event):
        """Find the censored after the last printed number at risk: by all events, or as often as before."""
        start, end, at_risk = self.at[-2], self.at[-1], self.n_risk[-1]
        before, since = self.censored[: start - 1].sum(), self.time[start - 1]
        count = round(before * (self.time[-1] - since) / since) if since > 0 else 0
        if n_event is not None:
            tried = [(self._count(start, end, one, at_risk), self.event.sum()) for one in range(at_risk + 1)]
            count = min(range(at_risk + 1), key=lambda one: abs(tried[one][1] - n_event))
        _, self.left = self._count(start, end, min(count, at_risk), at_risk)

    def _count(self, start, end, count, left):
        """Events from `start` up to `end`, so many censored spread between: the last reading with any, who is left."""
        since, until = self.time[start - 1], self.time[end - 1]
        spread = since + (until - since) * np.arange(1, count + 1) / (count + 1)
        places = np.searchsorted(self.time[start - 1 : end - 1], spread, side="right") - 1
        last, self.censored[start - 1 : end - 1] = self.last, np.bincount(places, minlength=end - start)
        for k in range(start, end):
            known = self.fitted[last]
            self.censored[k - 1] = min(self.censored[k - 1], left)
            left -= self.censored[k - 1]
            self.event[k] = min(round(left * (1 - self.survival[k] / known)) if known > 0 else 0, left)
            self.fitted[k] = known * (1 - self.event[k] / left) if left else known
            left -= self.event[k]
            last = k if self.event[k] else last
        return last, left

    def subjects(self):
        """The tte frame: events at their readings, the censored between two, who is left at the last one."""
        between = np.append((self.time[:-1] + self.time[1:]) / 2, self.time[-1])
        censored = np.append(self.censored[:-1], self.left)
        time = np.concatenate([np.repeat(self.time, self.event), np.repeat(between, censored)])
        event = np.arange(len(time)) < self.event.sum()
        order = np.argsort(time, kind="stable")
        index = pd.RangeIndex(1, len(time) + 1, name="subject")
        return pd.DataFrame({"time": time[order], "event": event[order]}, index=index)
