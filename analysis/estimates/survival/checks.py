"""What a time-to-event frame, a grouping and a setting must look like before anything is computed from them."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis.study.problems import NotInData

NAMED_AT_MOST = 5  # subjects quoted in one message
TIE = np.finfo(float).eps ** 0.5  # gap, as a share of the mean time, up to which neighbours are ties (R's timefix)


BEFORE = -1.0  # of who is under observation from the start, so that an event at time 0 has them at risk


def checked_tte(tte):
    """The same frame, with one row per subject, `time` >= 0 and bool `event`; else ValueError lists every problem.

    A column `entry`, where there is one, is when each subject comes under observation: 0 (from the start), or a time
    above 0 and before `time`.
    """
    problems = [f"tte has no column {name!r}; expected time and event" for name in ("time", "event") if name not in tte]
    if not problems:
        problems = [*_index_problems(tte.index, "tte"), *_time_problems(tte["time"]), *_event_problems(tte["event"])]
        problems += _entry_problems(tte) if "entry" in tte and not problems else []
        problems += [] if len(tte) else ["tte has no subjects; expected at least one"]
    if problems:
        raise ValueError("\n".join(problems))
    return tte


def arrays(tte):
    """Times (float) and events (bool) of a checked frame, each of shape (n,)."""
    time, event, _ = observed(tte)
    return time, event


def observed(tte):
    """Times, events and entries of a checked frame, each (n,): at risk at t is who has entry < t <= time.

    The entries are None without a column `entry`, BEFORE for those who are there from the start.
    """
    checked_tte(tte)
    time, *entry = settled(tte["time"], *([tte["entry"]] if "entry" in tte else []))
    start = np.where(entry[0] > 0, entry[0], BEFORE) if entry else None
    return time, tte["event"].to_numpy(bool), start


def settled(*times):
    """The same times as float arrays, those that differ by float noise alone made equal; NaN and infinite ones stay.

    All are sorted together; a gap of at most 1.5e-8 of their mean does not part them, and a run of such neighbours
    takes its first. So 366 days in months tie with 366 / 30.4375 months, a switch with an outcome (R's timefix).
    """
    arrays = [np.asarray(time, dtype=float) for time in times]
    values = np.unique(np.concatenate([array[np.isfinite(array)] for array in arrays]))
    values = values[np.diff(values, prepend=-np.inf) > TIE * np.abs(values).mean()] if len(values) else np.zeros(1)
    places = [np.searchsorted(values, array, side="right") - 1 for array in arrays]
    return [np.where(np.isfinite(array), values[place], array) for array, place in zip(arrays, places, strict=True)]


def one_of(value, allowed, name):
    """The value itself, or a ValueError that names the setting, the value and what is allowed."""
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}; expected one of {', '.join(map(repr, allowed))}")
    return value


class Grouped(namedtuple("Grouped", "index time event start codes levels strata")):
    """Subjects with an outcome and a group: arrays (n,), `levels` in order, `codes` their positions, strata or 0.

    `start`: as of `observed`, None where no one enters late.
    """

    @property
    def n(self):
        """Number of subjects compared."""
        return len(self.time)

    @property
    def n_event(self):
        """Number of events among them."""
        return int(self.event.sum())

    def by_level(self):
        """Each level with the times, the events and the entries (or None) of its subjects, in order."""
        parts = [self.codes == code for code in range(len(self.levels))]
        return [(level, *self.rows(part)) for level, part in zip(self.levels, parts, strict=True)]

    def rows(self, chosen):
        """Times, events and entries (or None) of the chosen subjects (n,)."""
        return self.time[chosen], self.event[chosen], None if self.start is None else self.start[chosen]


def grouped(tte, group, *, reference=None, strata=None, at_least=2):
    """Subjects of `tte` with a non-missing group (and stratum), the levels in order, the reference level first.

    Levels keep the order of a categorical, else are sorted; those without subjects are left out. strata: a Series, or a
    frame with a column for each of several factors. ValueError for
    duplicated subjects and an unknown reference, NotInData for fewer than `at_least` levels.
    """
    checked_tte(tte)
    labels = _aligned(tte, group, "group")
    blocks = pd.Series(0, index=tte.index) if strata is None else _aligned(tte, combined(strata), "strata")
    keep = labels.notna() & blocks.notna()
    tte, labels = tte[keep], labels[keep]
    levels = levels_in(labels)
    if len(levels) < at_least:
        found = f"group has {len(levels)} level(s) {levels} among {len(tte)} subjects"
        raise NotInData(f"{found}; expected at least {at_least} levels")
    codes = np.array([levels.index(label) for label in labels], dtype=int)
    if reference is not None:
        levels, codes = _reference_first(levels, codes, reference)
    return Grouped(tte.index, *observed(tte), codes, levels, pd.factorize(blocks[keep])[0])


def combined(strata):
    """One stratum for each combination of several factors (a frame), missing where one is; a Series or None stays."""
    if not isinstance(strata, pd.DataFrame):
        return strata
    joined = strata.astype(str).agg(", ".join, axis=1).where(strata.notna().all(axis=1))
    return joined.rename(" and ".join(map(str, strata.columns)))


def numbers(tte, values, name):
    """The frame of those with a number, and their numbers; ValueError for values that are no numbers, or infinite."""
    checked_tte(tte)
    aligned = _aligned(tte, values, name)
    if not pd.api.types.is_numeric_dtype(aligned):
        raise ValueError(f"{name} has type {aligned.dtype}; expected numbers")
    aligned = aligned.astype(float)
    if np.isinf(aligned).any():
        raise ValueError(f"{name} is infinite for {_named(aligned.index[np.isinf(aligned)])}; expected finite numbers")
    keep = aligned.notna()
    return tte[keep], aligned[keep].to_numpy()


def _aligned(tte, series, name):
    if not isinstance(series, pd.Series):
        raise ValueError(f"{name} is a {type(series).__name__}; expected a Series indexed by subject")
    problems = _index_problems(series.index, name)
    if problems:
        raise ValueError("\n".join(problems))
    return series.reindex(tte.index)


def levels_in(labels):
    """The levels that labels without missing ones have: in the order of a categorical, else sorted."""
    if isinstance(labels.dtype, pd.CategoricalDtype):
        present = set(labels)
        return [level for level in labels.cat.categories if level in present]
    return sorted(labels.unique())


def _reference_first(levels, codes, reference):
    if reference not in levels:
        raise ValueError(f"reference is {reference!r}; expected one of the levels {levels}")
    first = levels.index(reference)
    order = [first, *(i for i in range(len(levels)) if i != first)]
    return [levels[i] for i in order], np.argsort(order)[codes]


def _index_problems(index, name):
    repeated = index[index.duplicated()].unique()
    message = f"{name} has more than one row for {_named(repeated)}; expected one row per subject"
    return [message] if len(repeated) else []


def _time_problems(time):
    if not pd.api.types.is_numeric_dtype(time) or pd.api.types.is_bool_dtype(time):
        return [f"time has type {time.dtype}; expected numbers"]
    values = time.to_numpy(float)
    bad = time[~(values >= 0) | np.isinf(values)][:NAMED_AT_MOST]
    return [f"time of {subject!r} is {value}; expected a number of 0 or more" for subject, value in bad.items()]


def _entry_problems(tte):
    if not pd.api.types.is_numeric_dtype(tte["entry"]) or pd.api.types.is_bool_dtype(tte["entry"]):
        return [f"entry has type {tte['entry'].dtype}; expected numbers"]
    time, entry = settled(tte["time"], tte["entry"])
    bad = tte["entry"][~((entry == 0) | ((entry > 0) & (entry < time)))][:NAMED_AT_MOST]
    return [f"entry of {subject!r} is {value}; expected 0, or a time before its end ({tte.loc[subject, 'time']})"
            for subject, value in bad.items()]  # fmt: skip


def _event_problems(event):
    if pd.api.types.is_bool_dtype(event) and not event.isna().any():
        return []
    bad = event[event.map(lambda value: not isinstance(value, (bool, np.bool_)))][:NAMED_AT_MOST]
    return [f"event of {subject!r} is {value!r}; expected True or False" for subject, value in bad.items()]


def _named(subjects):
    shown = ", ".join(repr(subject) for subject in list(subjects)[:NAMED_AT_MOST])
    return shown + (f" and {len(subjects) - NAMED_AT_MOST} more" if len(subjects) > NAMED_AT_MOST else "")
