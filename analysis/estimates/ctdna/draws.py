"""The blood draws of a study and what was found in them: what every part of the ctDNA section stands on."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from scipy import stats

from analysis import vocabulary
from analysis.estimates import facts, multiplicity, proportions
from analysis.estimates import response as recist
from analysis.estimates.ctdna import amounts
from analysis.estimates.ctdna.overview import lanes, mutation, overview
from analysis.estimates.ctdna.quantities import by_sample, by_visit
from analysis.estimates.ctdna.response import RESPONSE_VISIT, delta, ever_clearance, group
from analysis.estimates.ctdna.samples import BASELINE, keyed
from analysis.study import variants
from analysis.study.cohort import Study
from analysis.study.problems import NotInData

DIRECTIONS = ["increased", "decreased"]  # equal values belong to neither
CLEARED = {True: "cleared", False: "not cleared"}
ENDPOINT, FISHER = "ctDNA", "Fisher exact"


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
    of_variants: bool = True

    mutation, overview, lanes = mutation, overview, property(lanes)

    @property
    def notes(self):
        """What was left out, translated or decided when variants and amounts were read, in sentences."""
        return [*self.found.attrs["notes"], *self.by_sample.attrs.get("notes", ())]

    @property
    def unit(self):
        """The unit of the amounts."""
        return self.by_sample.attrs.get("unit", amounts.UNIT)

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

    @property
    def changed_at(self):
        """When the change became known (the draw at the visit), in report units by USUBJID."""
        return self.in_units(self.change["ADY"])

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
        """The draws of the paired subjects that have a day, with `time` in report units; NotInData where none has."""
        paired = self.by_sample[self.by_sample["USUBJID"].isin(self.paired)]
        rows = paired.dropna(subset=["ADY"])
        if len(paired) and rows.empty:
            raise NotInData("samples: no draw has a study day (ADY, or ADT and TRTSDT)")
        return rows.assign(time=self.in_units(rows["ADY"]))

    @cached_property
    def assessments(self):
        """Tumour assessments (USUBJID, ADY, AVALC) with `time` in report units and `response`; none without adrs."""
        rows = recist.assessments(self.study.table("adrs")).dropna(subset=["ADY"])
        return rows.assign(time=self.in_units(rows["ADY"]), response=rows["AVALC"])

    @property
    def progression_day(self):
        """Study day of the first PD, by USUBJID of those who progressed."""
        return self.assessments.query("AVALC == 'PD'").groupby("USUBJID")["ADY"].min()

    @property
    def best_response(self):
        """Best response of every subject, categorical by USUBJID of the words there are, from the best."""
        best = recist.responses(self.study).of_subject
        return group(best, [word for word in recist.BEST_FIRST if (best == word).any()])

    def by_response(self, labels):
        """Counts of subjects by best response and another label, as `crosstab`."""
        return crosstab(self.best_response, labels)

    @property
    def counts(self):
        """Subjects with any draw, and with a baseline and a later one (`paired`), as count rows."""
        n = self.by_sample["USUBJID"].nunique()
        keys = {"endpoint": ENDPOINT, "estimand": "count", "population": vocabulary.EVERYONE, "grouping": "samples"}
        numbers = {"any sample": n, "paired": len(self.paired)}
        rows = [{"group": group, "estimate": number, "n": n} for group, number in numbers.items()]
        return pd.DataFrame(rows).assign(**keys, method=vocabulary.COUNT)

    def agreement(self, populations):
        """Shares of subjects whose ctDNA rose and fell in each population and, of two, their difference.

        populations: names of the study's, those it lacks are left out. Result rows with exact intervals, Fisher's P.
        """
        labels, members = self.direction, self.members(populations)
        rows = [proportion(labels, word, grouping="ctdna_change", population=name, members=members[name])
                for name in members for word in labels.cat.categories]  # fmt: skip
        if len(members) == 2:
            rows.append(concordance(labels, "decreased", members=members))
        return multiplicity.adjusted(pd.concat(rows)) if rows else pd.DataFrame()

    @property
    def last_draw(self):
        """Result rows: the share of subjects clear at their last draw, of all and of those progression-free."""
        labels = self.ever["last_cleared"].map(CLEARED)
        within = self.members((vocabulary.EVERYONE, "progression_free"))
        return pd.concat(proportion(labels, "cleared", grouping="ctdna_last", population=name, members=members)
                         for name, members in within.items())  # fmt: skip

    def members(self, names):
        """The subjects of those of the named populations that the study has, {name: USUBJID}."""
        return {name: self.study.population(name) for name in names if name in self.study.populations}

    def in_units(self, days):
        """The times of study days in the study's report units; day 1 is time 0."""
        return vocabulary.study_time(days, self.study.report_unit)


def draws(study, *, baseline=BASELINE, visit=RESPONSE_VISIT, vaf_unit="", limit=None):
    """The draws of a study with the variants found in them, as Draws.

    baseline, visit: the visits to compare (AVISIT); vaf_unit: of the variants file, where it must be declared; limit:
    of detection (VAF 0-1). Without a table of variants the sample sheet tells the amounts, see `amounts`; NotInData
    where it does not. VariantsError says what is wrong with the variants or the sample sheet.
    """
    found, sheet = variants.read(study, vaf_unit=vaf_unit), study.table("samples")
    if not study.has("variants") and len(sheet):
        sheet = amounts.drawn(sheet)
        return Draws(found, keyed(found, sheet), amounts.by_sample(sheet), baseline, visit, study, of_variants=False)
    sheet = study.table("samples", "SAMPLEID") if len(sheet) else sheet
    table = by_sample(sheet, found, limit=limit)
    unread = [name for name in ("AVAL", "DETFL") if name in sheet and sheet[name].notna().any()]
    table.attrs["notes"] = [f"samples: {name} is not used, as the variants tell what was found" for name in unread]
    return Draws(found, keyed(found, sheet), table, baseline, visit, study)


def proportion(labels, group, *, grouping, population=vocabulary.EVERYONE, members=None):
    """The share of subjects labelled `group` with its Clopper-Pearson interval, as one result row.

    labels: Series by USUBJID (missing ones do not count); members: index of the population, all by default.
    """
    known = labels.dropna() if members is None else labels[labels.index.isin(members)].dropna()
    keys = {"endpoint": ENDPOINT, "population": population, "grouping": grouping, "group": group}
    return pd.DataFrame([proportions.row(int((known == group).sum()), len(known), **keys)])


def crosstab(labels, other):
    """Counts of subjects by two labels: row (labels), column (other), n; no rows where nobody has both."""
    both = pd.DataFrame({"row": labels, "column": other}).dropna()
    return both.groupby(["row", "column"], observed=False).size().rename("n").reset_index() if len(both) else both


def concordance(labels, group, *, members):
    """Difference of two populations in the share of subjects labelled `group`, with Fisher's exact two-sided P.

    members: {name: index} of the population and its reference. One result row, not estimable when either is empty.
    """
    known, (population, reference) = labels.dropna(), members
    split = [known[known.index.isin(members[name])] == group for name in members]
    table = [[int(part.sum()), int((~part).sum())] for part in split]
    estimable = all(len(part) for part in split)
    values = {"estimate": split[0].mean() - split[1].mean(), "p_value": stats.fisher_exact(table).pvalue}
    keys = {"endpoint": ENDPOINT, "estimand": "difference", "grouping": "population", "group": population,
            "reference": reference, "method": FISHER, "unit": "proportion", "n": sum(map(len, split)),
            "n_event": table[0][0] + table[1][0],
            **facts.missing("" if estimable else "no subjects", f"share {group}" * estimable),
            "role": vocabulary.PRIMARY}  # fmt: skip
    return pd.DataFrame([keys | (values if estimable else {})])
