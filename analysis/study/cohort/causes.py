"""Time and cause of the event of each subject, for an endpoint with which other events compete."""

import pandas as pd

from analysis.study.declaration import FILE
from analysis.study.problems import Problem, near
from analysis.vocabulary import EVERYONE


def causes(study, endpoint, population=EVERYONE):
    """Time to the first event of any cause, by USUBJID: `time` (and `entry`) as in `Study.endpoint`, `cause` an
    ordered categorical.

    Causes are those of `causes:` in study.yml, the endpoint's own first; missing for the censored. KeyError for an
    endpoint without causes; else as `Study.endpoint`.
    """
    said, tte = study.causes[endpoint], study.endpoint(endpoint, population)
    rows = study.table("adtte", said.column)
    values = _words(rows[rows["PARAMCD"] == endpoint].set_index("USUBJID")[said.column]).reindex(tte.index)
    cause = pd.Series(None, tte.index, dtype=object).mask(tte["event"], said.label)
    for name, own in said.competing.items():
        cause = cause.mask(values.isin(own), name)
    return tte.drop(columns="event").assign(cause=pd.Categorical(cause, said.names, ordered=True))


def censored(study, endpoint):
    """Which other events count as censored where an endpoint is taken alone, as a remark; "" where none is declared."""
    said = study.causes.get(endpoint)
    return f"{' and '.join(said.competing)} counted as censored" if said else ""


def any_cause(study, endpoint, tte):
    """A time-to-event frame of an endpoint whose event is any of its causes, as follow-up takes it."""
    if endpoint not in study.causes:
        return tte
    return tte.assign(event=causes(study, endpoint)["cause"].notna().reindex(tte.index) & ~tte["event"] | tte["event"])


def competing(study, rows):
    """Which rows of adtte (bool by row) had another event that study.yml declares, and so are no mere censoring."""
    found = pd.Series(False, rows.index)
    for endpoint, said in study.causes.items():
        values = [value for own in said.competing.values() for value in own]
        found |= rows["PARAMCD"].eq(endpoint) & _words(rows[said.column]).isin(values)
    return found


def problems(read):
    """The problems of the causes of a `crosschecks.Read`: endpoints, the column, values that no row has."""
    rows = read.frames.get("adtte")
    for endpoint, said in read.declaration.causes.items() if rows is not None and "PARAMCD" in rows else ():
        own, place = rows[rows["PARAMCD"] == endpoint], f"causes.{endpoint}"
        if own.empty:
            expected = f"an endpoint of adtte; {near(endpoint, rows['PARAMCD'].dropna().unique())}"
            yield Problem(FILE, "", place, endpoint, expected)
        elif said.column not in rows:
            yield Problem(FILE, "", f"{place}.column", said.column, f"a column of adtte; {near(said.column, rows)}")
        else:
            known = set(_words(own[said.column]).dropna())
            for value in (value for values in said.competing.values() for value in values if value not in known):
                expected = f"a value of {said.column} in a row of {endpoint}; {near(value, sorted(known))}"
                yield Problem(FILE, "", f"{place}.competing", value, expected)


def _words(values):
    """The cells as words: 2 for a code 2.0."""
    return values.map(lambda one: f"{one:g}" if isinstance(one, (int, float)) else one, na_action="ignore")
