"""Endpoints of a study with competing causes as result rows: incidence of each cause, and groups compared."""

import numpy as np
import pandas as pd

from analysis.estimates import facts, survival
from analysis.estimates.competing.aalen_johansen import cumulative_incidence, incidence_at
from analysis.estimates.competing.fine_gray import subdistribution_ratio
from analysis.estimates.competing.gray import gray_test
from analysis.estimates.efficacy.rows import ratios
from analysis.estimates.survival.checks import BEFORE, settled
from analysis.estimates.survival.curve import entered, to_come
from analysis.study.cohort.causes import causes
from analysis.vocabulary import AALEN_JOHANSEN, CAUSE_SPECIFIC, DESCRIPTIVE, EVERYONE, PRIMARY, RESULT_COLUMNS, Method


def curves(study, endpoint):
    """The cumulative incidence of each cause of an endpoint, as `aalen_johansen.cumulative_incidence`."""
    return cumulative_incidence(causes(study, endpoint))


def at_risk(study, endpoint, at):
    """As `risk_table` of an endpoint of a study."""
    return risk_table(causes(study, endpoint), at)


def risk_table(frame, at):
    """Who is at risk (time >= at), and who left before each time: group (the cause), at, n_risk, n_event, n_censor.

    frame: as `inputs.causes` takes it; with `entry` n_entry counts who is still to come.
    """
    time, at, *entry = settled(frame["time"], np.asarray(at, float), *([frame["entry"]] if "entry" in frame else []))
    before = time < at[:, None]
    late = {"n_entry": to_come(np.where(entry[0] > 0, entry[0], BEFORE), at)} if entry else {}
    gone = (before & frame["cause"].isna().to_numpy()).sum(1)
    parts = {name: (before & frame["cause"].eq(name).to_numpy()).sum(1) for name in frame["cause"].cat.categories}
    tables = [pd.DataFrame({"group": name, "at": at, "n_risk": (~before).sum(1) - late.get("n_entry", 0),
                            "n_event": own, "n_censor": gone, **late})
              for name, own in parts.items()]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def incidences(study, endpoint, at, group=None):
    """Result rows of the cumulative incidence of each cause at each time, of everyone or of each level of a group.

    The endpoint of a row is `TTP: Relapse`; its group the level. No rows without times.
    """
    frame = causes(study, endpoint)
    if not len(at):
        return pd.DataFrame(columns=RESULT_COLUMNS)
    parts = {"": frame} if group is None else _levels(frame, group)
    tables = [incidence_at(own, at).assign(group=level) for level, own in parts.items()]
    rows = pd.concat(tables, ignore_index=True)
    told = {"estimand": "cumulative_incidence", "unit": "proportion", "method": AALEN_JOHANSEN}
    rows = rows.assign(**told, note=[facts.note(reason) for reason in rows["reason"]])
    rows = facts.remarked(rows, entered(frame.assign(event=frame["cause"].notna()).drop(columns="cause")))
    return _rows(rows, endpoint, "" if group is None else group.name)


def by_group(study, endpoint, group, *, reference, strata=None, known_at=0, landmark=None):
    """Result rows that compare the levels of a group (a Series), for each cause of an endpoint.

    Gray's test of its cumulative incidence (with `strata`, a Series, a stratified one beside it), the cause-specific
    hazard ratio (Cox, others censored) and the ratio of subdistribution hazards (Fine-Gray). With `landmark`, of a
    group known at `known_at` (as `survival.landmark`), of those at risk then, by the group as known then, time from
    then on. No rows for fewer than two levels.
    """
    frame, remark = causes(study, endpoint), ""
    if landmark is not None:
        frame, group = _at_landmark(frame, group, reference, known_at, landmark)
        remark = f"from the landmark at {landmark:g} on, {len(frame)} subjects then at risk"
    if len(_levels(frame, group)) < 2:
        return pd.DataFrame(columns=RESULT_COLUMNS)
    tables = []
    for cause in frame["cause"].cat.categories:
        specific = ratios(
            frame.drop(columns="cause").assign(event=frame["cause"].eq(cause).to_numpy(bool)),
            group,
            reference=reference,
        )
        specific = specific[specific["role"] == PRIMARY]
        specific = specific.assign(method=[Method(one, CAUSE_SPECIFIC) for one in specific["method"]])
        tested = [gray_test(frame, group, cause=cause)]
        if strata is not None:
            stratified = gray_test(frame, group, cause=cause, strata=strata)
            tested.append(facts.remarked(stratified, f"strata: {strata.name}" if strata.name else "", first=True))
        tested = pd.concat(tested).assign(estimand="gray_test")
        ratio = subdistribution_ratio(frame, group, cause=cause, reference=reference)
        both = [specific.assign(estimand="hazard_ratio"), ratio.assign(estimand="subdistribution_ratio")]
        tables.append(pd.concat([tested, *both]).assign(cause=cause))
    rows = facts.remarked(pd.concat(tables, ignore_index=True), remark)
    return _rows(rows if landmark is None else rows.assign(at=landmark), endpoint, group.name)


def _at_landmark(frame, group, reference, known_at, at):
    """The causes of those at risk at a landmark, times from then on, and their group as known then."""
    tte = frame.drop(columns="cause").assign(event=frame["cause"].notna())
    kept = survival.landmark(tte, group, known_at=known_at, at=at, reference=reference)
    labels = pd.Series(pd.Categorical(kept["group"], group.cat.categories, ordered=True), kept.index, name=group.name)
    return kept.drop(columns=["event", "group"]).assign(cause=frame["cause"].loc[kept.index]), labels


def _levels(frame, group):
    labels = group.reindex(frame.index)
    return {level: frame[(labels == level).to_numpy()] for level in labels.cat.categories if (labels == level).any()}


def _rows(rows, endpoint, grouping):
    named = [f"{endpoint}: {cause}" for cause in rows["cause"]]
    own = rows.assign(endpoint=named, population=EVERYONE, grouping=grouping, role=DESCRIPTIVE)
    return own.reindex(columns=[name for name in RESULT_COLUMNS if name in own])
