"""Study: what the notebooks know of a trial."""

import datetime
import re
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.study import readers
from analysis.study.cohort.received import Received
from analysis.study.cohort.standing import matching, of_subjects, standing_for
from analysis.study.declaration import Declaration
from analysis.study.problems import NotInData, near
from analysis.study.tables import SCHEMAS, empty, lacking
from analysis.vocabulary import ARM, DAYS_PER_UNIT, EVERYONE, study_time

ONE_DAY = pd.Timedelta(days=1)


class UnknownName(KeyError):
    """A name that the study does not have; unlike KeyError's, its message prints as it is written."""

    __str__ = Exception.__str__


class UnknownEndpoint(NotInData, UnknownName):
    """An endpoint that the study's data do not have."""

    __str__ = Exception.__str__


def _declared(key, what):
    return property(attrgetter(f"declaration.{key}"), doc=what)


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """A checked study. Made by `cohort.read`; frames that it hands out are copies."""

    folder: Path
    declaration: Declaration
    frames: dict
    notes: tuple = ()
    received: Received | None = None  # what `read` found in the files; None for a Study made otherwise

    def __repr__(self):
        return f"Study({self.id}: {len(self.subjects)} subjects; {', '.join(self.declaration.tables)})"

    id = _declared("id", "The study's short name.")
    title = _declared("title", "The study's title.")
    reference = _declared("reference", "A citation or DOI, or None.")
    registration = _declared("registration", "The registration number, or None.")
    synthetic = _declared("synthetic", "Whether the rows are SYNTHETIC.")
    data_cutoff = _declared("data_cutoff", "The date up to which the data are complete, or None.")
    earlier_cutoff = _declared("earlier_cutoff", "The date of an earlier report, or None.")
    groupings = _declared("groupings", "The Groupings by name: label, levels, reference, known_day, section or table.")
    arms = _declared("arms", "The declared Arms, which are the grouping `arm` too; None without.")
    numbers = _declared("numbers", "The Numbers by name: label, table, column, where, per, known_day.")
    covariates = _declared("covariates", "{endpoint: names of the groupings and numbers of one model of it}.")
    causes = _declared("causes", "The Causes by endpoint: label, column, competing.")
    censoring = _declared("censoring", "The Censoring by endpoint: rules of a sensitivity analysis.")
    design = _declared("design", "The declared Design: simon, bayes or survival; None without one.")
    comparators = _declared("comparators", "The Comparators by name: other trials and what was printed of their arms.")
    reproduction = _declared("reproduction", "The methods of the published report to be shown beside the default ones.")
    horizons = _declared("horizons", "{endpoint: time within which mean survival of groups is compared, report units}.")
    figures = _declared("figures", "What the study says of figures, by their names: title, colors, width_mm.")
    response = _declared("response", "The protocol's settings of response: confirmed, confirm_days, stable_days.")
    report_unit = _declared("report_unit", "The unit of every time that an endpoint or the report gives.")

    @property
    def time_unit(self):
        """The unit of AVAL in rows without AVALU; days where study.yml does not say."""
        return self.declaration.time_unit or "days"

    @property
    def arm(self):
        """The name of the grouping of the declared arms; "" without."""
        return ARM if self.arms else ""

    @property
    def populations(self):
        """The labels of all populations by name, everyone first."""
        declared = {name: found.label or name for name, found in self.declaration.populations.items()}
        return {EVERYONE: "All subjects"} | declared

    @property
    def endpoints(self):
        """The endpoints of adtte, in order of appearance."""
        return list(self.frames["adtte"]["PARAMCD"].unique())

    @property
    def endpoint_words(self):
        """The study's own words for its endpoints (PARAM of adtte), {PARAMCD: words}."""
        rows = self.frames["adtte"].reindex(columns=["PARAMCD", "PARAM"]).dropna().drop_duplicates("PARAMCD")
        return dict(rows.itertuples(index=False, name=None))

    @property
    def subjects(self):
        """USUBJID of every subject, in the order of adsl."""
        return pd.Index(self.frames["adsl"]["USUBJID"], name="USUBJID")

    def has(self, name):
        """Whether the study has a table."""
        return name in self.declaration.tables

    def table(self, name, *columns):
        """The rows of a table, typed: USUBJID text, numbers float, dates datetime64, missing NaN.

        NotInData where it lacks a column that is needed, or one of `columns`, without which what follows cannot be. A
        table that the study lacks gives no rows, with its columns. Raises UnknownName for a name that is no table, or
        one that only its own reader can read.
        """
        if name in SCHEMAS and not self.has(name):
            return empty(name)
        self._known(name, self.declaration.tables, "table")
        if name not in self.frames:
            raise UnknownName(f'{self.id}: the table "{name}" is read from its path by its own reader (Study.path)')
        if why := self.lack(name, *columns):
            raise NotInData(why)
        return self.frames[name].copy()

    def lack(self, name, *columns):
        """Which needed columns, or `columns`, a table that was read lacks, in words; "" where it lacks none."""
        there = self.frames.get(name, {})
        absent = [*lacking(name, there), *(own for own in columns if own not in there)] if name in self.frames else []
        hints = ", ".join(f"{column} ({near(column, there)})" for column in absent)
        return f"{self.file(name)} has no column {hints}" if absent else ""

    def file(self, name):
        """The file or files of a table, in words."""
        return " and ".join(dict.fromkeys(source.file for source in readers.sources(self, name)))

    def path(self, name):
        """The file or folder of a table (the first file where several are declared)."""
        self._known(name, self.declaration.tables, "table")
        return self.folder / readers.sources(self, name)[0].file

    def _known(self, name, known, what):
        if name not in known:
            raise UnknownName(f'{self.id}: unknown {what} "{name}"; {near(name, known)} (known: {", ".join(known)})')
        return known[name] if isinstance(known, dict) else name

    def endpoint(self, name, population=EVERYONE, cutoff=None):
        """Time to an endpoint, indexed by USUBJID in the order of adsl: `time` in report units, `event` bool.

        Where any subject came under observation later (ENTRY of adtte above 0) there is a column `entry`, in report
        units, 0 for the others. Subjects without a row are absent. `cutoff` (ISO text or date) gives the data as known
        at the end of that day: later events are censored there, later starters absent; it needs STARTDT, and an event's
        date is ADT, or STARTDT + AVAL where ADT is blank. Raises UnknownEndpoint, UnknownName for a population,
        ValueError for a wrong cutoff, NotInData for one that cannot be applied.
        """
        if name not in self.endpoints:
            raise UnknownEndpoint(f"{self.file('adtte')} has no {name}; {near(name, self.endpoints)}")
        rows = self.frames["adtte"]
        rows = rows[rows["PARAMCD"] == name].set_index("USUBJID")
        late = "ENTRY" in rows and (rows["ENTRY"] > 0).any()
        rows = rows.loc[[subject for subject in self.population(population) if subject in rows.index]]
        tte = pd.DataFrame({"time": self.in_units(rows, self.report_unit), "event": rows["CNSR"] == 0})
        tte = tte.assign(entry=self.in_units(rows, self.report_unit, "ENTRY").fillna(0.0)) if late else tte
        tte = tte if cutoff is None else self._known_by(tte, rows, self._day(cutoff))
        return tte.astype({"time": float, "event": bool}).rename_axis("USUBJID")

    def in_units(self, rows, unit, column="AVAL"):
        """AVAL (or ENTRY) of rows of adtte in a unit of time, each from its own AVALU; unchanged where they agree."""
        units = rows.get("AVALU", pd.Series(None, rows.index, dtype=object))
        scale = {own: days / DAYS_PER_UNIT[unit] for own, days in DAYS_PER_UNIT.items()}
        return rows[column] * units.fillna(self.time_unit).map(scale)

    def _day(self, cutoff):
        try:
            day = pd.Timestamp(datetime.date.fromisoformat(str(cutoff)))
        except ValueError:
            raise ValueError(f'{self.id}: cutoff "{cutoff}" is no date as YYYY-MM-DD') from None
        if self.data_cutoff and day > pd.Timestamp(self.data_cutoff):
            raise ValueError(f"{self.id}: cutoff {cutoff} is after the data cutoff {self.data_cutoff}")
        return day

    def _known_by(self, tte, rows, day):
        start, stated = (rows.get(name, pd.Series(pd.NaT, rows.index)) for name in ("STARTDT", "ADT"))
        if start.isna().any():
            blank = ", ".join(start.index[start.isna()])
            raise NotInData(f"{self.id}: a cutoff needs STARTDT in adtte; blank for {blank}")
        days = self.in_units(rows, "days")
        # AVAL counts the first day as 1 in some trials (ADT - STARTDT + 1) and as 0 in others
        first = (days - (stated - start) / ONE_DAY).round().clip(0, 1).fillna(0)
        limit = (day - start) / ONE_DAY + first
        # half a day of grace: months with two decimals do not give whole days back
        later = (stated > day) | (stated.isna() & (days > limit + 0.5))
        time = tte["time"].where(~later, limit / DAYS_PER_UNIT[self.report_unit])
        entry = tte.get("entry", pd.Series(0.0, tte.index))
        there = (start <= day) & ((entry <= 0) | (entry < time))  # who had not come by then is absent too
        return tte.assign(time=time, event=tte["event"] & ~later)[there]

    def group(self, name, values=None, *, actual=False):
        """The group of each subject: an ordered categorical over all subjects, the reference first, missing as NaN.

        `values`: what a section made (Series by USUBJID), for a grouping that a section makes; actual: of arms those
        received. Raises KeyError for an unknown grouping, ValueError when values are missing or hold no declared level.
        """
        grouping = self._known(name, self.groupings, "grouping")
        grouping = grouping.received if actual else grouping
        if grouping.section and values is None:
            made = f"is made by section {grouping.section}: give its values="
            raise ValueError(f'{self.id}: the grouping "{name}" {made}')
        if values is None:
            values = of_subjects(grouping, self.frames[grouping.table]).drop_duplicates("USUBJID")
            values = values.set_index("USUBJID")["level"]
        values = values.set_axis(values.index.map(str)).astype(object).map(str, na_action="ignore")
        self._check_values(name, grouping, values)
        labels = values.reindex(self.subjects)
        return pd.Series(pd.Categorical(labels, grouping.ordered, ordered=True), self.subjects, name=name)

    def number(self, name):
        """The number of each subject, a Series by USUBJID (float, NaN where missing). KeyError for an unknown name."""
        declared = self._known(name, self.numbers, "number")
        rows = matching(self.frames[declared.table], declared.where).dropna(subset=[declared.column])
        values = pd.to_numeric(rows.set_index("USUBJID")[declared.column]).astype(float)
        return values[~values.index.duplicated()].reindex(self.subjects).rename(name)

    def _check_values(self, name, grouping, values):
        strange = sorted(set(values.dropna()) - set(grouping.levels))
        unknown = sorted(set(values.index) - set(self.subjects))
        twice = sorted(values.index[values.index.duplicated()].unique())
        if strange:
            known = ", ".join(grouping.levels)
            raise ValueError(f'{self.id}: the grouping "{name}" has levels {known}, not {", ".join(strange)}')
        if unknown or twice:
            wrong = ", ".join([*(f"{subject} is not in adsl" for subject in unknown), *(f"{s} twice" for s in twice)])
            raise ValueError(f'{self.id}: values of "{name}" need one row for each USUBJID: {wrong}')

    def known_at(self, name):
        """The time from which a grouping or a number is known, in report units; None where its section must say.

        A Series by USUBJID where rows of its table have a day of their own (ADY); the declared day stands in elsewhere.
        """
        grouping = self._known(name, {**self.numbers, **self.groupings}, "grouping")
        stated = np.nan if grouping.known_day == "varies" else grouping.known_day / DAYS_PER_UNIT[self.report_unit]
        rows = self.frames.get(grouping.table, {})
        if grouping.known_day != 0 and "ADY" in rows:
            rows = rows.loc[standing_for(grouping, rows)].drop_duplicates("USUBJID")
            days = rows.set_index("USUBJID")["ADY"].reindex(self.subjects)
            if days.notna().any():
                return study_time(days, self.report_unit).clip(lower=0).fillna(stated)
        return None if np.isnan(stated) else stated

    def landmark(self, name):
        """The landmark declared for a grouping, in report units; None without one."""
        day = self._known(name, self.groupings, "grouping").landmark_day
        return None if day is None else day / DAYS_PER_UNIT[self.report_unit]

    def population(self, name):
        """USUBJID of the subjects in a population, in the order of adsl."""
        if name == EVERYONE:
            return self.subjects
        found = self._known(name, {EVERYONE: None} | self.declaration.populations, "population")
        parts = [part for condition in (found, *found.conditions) for part in self._meeting(condition)]
        return self.subjects[np.all([self.subjects.isin(part) for part in parts], axis=0)]

    def _meeting(self, condition):
        """The subjects who meet each part of a condition that is given."""
        yield self.subjects if condition.subjects is None else condition.subjects
        if condition.population is not None:
            yield self.population(condition.population)
        if condition.endpoint is not None:
            event = self.endpoint(condition.endpoint)["event"]
            yield event.index[event == condition.event]
        if condition.table in self.frames:
            where = dict(condition.where) | ({condition.column: condition.levels} if condition.column else {})
            yield matching(self.frames[condition.table], where)["USUBJID"]
        elif condition.table is not None:
            yield _in_folder(self.subjects, self.path(condition.table))

    def time_to_cutoff(self, cutoff=None):
        """Each subject's time from consent (adsl RFICDT) to the data cutoff in report units, NaN without RFICDT.

        Those who consented after an earlier `cutoff` are absent. ValueError without data cutoff or RFICDT.
        """
        adsl = self.frames["adsl"].set_index("USUBJID")
        cutoff = cutoff or self.data_cutoff
        if cutoff is None or "RFICDT" not in adsl:
            raise ValueError(f"{self.id}: time to cutoff needs data_cutoff in study.yml and RFICDT in adsl")
        days = (self._day(cutoff) - adsl["RFICDT"]) / ONE_DAY
        return (days[~(days < 0)] / DAYS_PER_UNIT[self.report_unit]).rename("time")


def _in_folder(subjects, folder):
    """The subjects whose USUBJID stands, between other signs, in the name of a file or folder inside `folder`."""
    names = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    patterns = [re.compile(rf"(?<![A-Za-z0-9]){re.escape(subject)}(?![A-Za-z0-9])") for subject in subjects]
    return subjects[[any(map(pattern.search, names)) for pattern in patterns]]
