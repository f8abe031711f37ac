"""The blood draws of a study and what was found in them: what every part of the ctDNA section stands on."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from analysis import vocabulary
from analysis.estimates import response as recist
from analysis.estimates.ctdna.lanes import lanes
from analysis.estimates.ctdna.overview import mutation, overview
from analysis.estimates.ctdna.quantities import by_sample, by_visit
from analysis.estimates.ctdna.response import RESPONSE_VISIT, delta, ever_clearance, group
from analysis.estimates.ctdna.rows import agreement, counts, crosstab, last_draw
from analysis.estimates.ctdna.samples import BASELINE, keyed
from analysis.study import variants
from analysis.study.cohort import Study

DIRECTIONS = ["increased", "decreased"]  # equal values belong to neither
CLEARED = {True: "cleared", False: "not cleared"}


@dataclass(frozen=True, eq=False, repr=False)
class Draws:
    """The draws of a study, made by `ctdna.draws`, with the visits between which they are compared.

    found: variants as they were read; keyed: those with subject and visit; by_sample: a row per draw, as `by_sample`.
    """

    found: pd.DataFrame
    keyed: pd.DataFrame
    by_sample: pd.DataFrame
    baseline: str = BASELINE
    visit: str = RESPONSE_VISIT
    study: Study | None = None

    agreement, mutation, overview = agreement, mutation, overview
    counts, lanes, last_draw = property(counts), property(lanes), property(last_draw)

    @property
    def visits(self):
        """What each visit holds, as `by_visit`."""
        return by_visit(self.by_sample)

    @cached_property
    def change(self):
        """Change of the amount from baseline to the visit, as `delta`; ValueError for a visit that nobody had."""
        return delta(self.by_sample, visit=self.visit, baseline=self.baseline)

    @property
    def direction(self):
        """increased or decreased, ordered categorical by USUBJID; missing where the amounts are equal."""
        return group(self.change["change"], DIRECTIONS)

    @cached_property
    def ever(self):
        """Clearance at any draw on treatment, as `ever_clearance`."""
        return ever_clearance(self.by_sample, baseline=self.baseline)

    @property
    def cleared(self):
        """cleared or not cleared (at any draw on treatment), by USUBJID."""
        return self.ever["cleared"].map(CLEARED)

    @property
    def cleared_at(self):
        """When clearance became known, in report units by USUBJID; missing for those never clear."""
        return self.in_units(self.ever["known_day"])

    @property
    def paired(self):
        """USUBJID of the subjects with a baseline draw and a later one: those in whom a change can be seen."""
        visits = self.by_sample.groupby("USUBJID")["AVISIT"].agg(set)
        return visits.index[[self.baseline in names and len(names) > 1 for names in visits]]

    @property
    def over_time(self):
        """The draws of the paired subjects with their `time` in report units."""
        rows = self.by_sample[self.by_sample["USUBJID"].isin(self.paired)]
        return rows.assign(time=self.in_units(rows["ADY"]))

    @cached_property
    def assessments(self):
        """Tumour assessments (USUBJID, ADY, AVALC) with `time` in report units and `response`; none without adrs."""
        rows = recist.assessments(self.study.table("adrs"))
        return rows.assign(time=self.in_units(rows["ADY"]), response=rows["AVALC"])

    @property
    def progression_day(self):
        """Study day of the first PD, by USUBJID of those who progressed."""
        return self.assessments.query("AVALC == 'PD'").groupby("USUBJID")["ADY"].min()

    @property
    def best_response(self):
        """Best response of every subject, categorical by USUBJID of the words there are, from the best."""
        best = recist.best_of(recist.best_responses(self.study.table("adrs"), subjects=self.study.subjects))
        return group(best, [word for word in recist.BEST_FIRST if (best == word).any()])

    def by_response(self, labels):
        """Counts of subjects by best response and another label, as `crosstab`."""
        return crosstab(self.best_response, labels)

    def members(self, names):
        """The subjects of those of the named populations that the study has, {name: USUBJID}."""
        return {name: self.study.population(name) for name in names if name in self.study.populations}

    def in_units(self, days):
        """Study days in the study's report units."""
        return days / vocabulary.DAYS_PER_UNIT[self.study.report_unit]


def draws(study, *, baseline=BASELINE, visit=RESPONSE_VISIT, vaf_unit="", limit=None):
    """The draws of a study with the variants found in them, as Draws.

    baseline, visit: names of the visits to compare (AVISIT); vaf_unit: of the variants file, where it must be declared;
    limit: of detection, a VAF (0-1). VariantsError says what is wrong with the variants or the sample sheet.
    """
    found, sheet = variants.read(study, vaf_unit=vaf_unit), study.table("samples")
    return Draws(found, keyed(found, sheet), by_sample(sheet, found, limit=limit), baseline, visit, study)
