"""From response to resistance: variants gained and lost by progression, and how early a rise was seen."""

from collections import namedtuple

import numpy as np
import pandas as pd

from analysis.estimates import proportions
from analysis.estimates.ctdna import amounts

TOO_FEW, NO_RISE = "fewer than two draws by progression", "no rise seen by progression"
BY_PROGRESSION = "before progression or on its day"
VARIANT = ["gene", "chromosome", "start", "ref", "alt", "protein_change"]
LEAD_COLUMNS = "USUBJID nadir nadir_day rise_day rise_mtbi progression_day lead undone_day".split()


def resistance_samples(by_sample, progression_day, *, window, baseline):
    """The sample that shows the tumour at resistance: the draw nearest to progression, at most `window` days from it.

    progression_day: study days by USUBJID; of two draws equally near the later. A row per subject with a baseline
    sample and such a draw: baseline and resistance (SAMPLEID), ADY, progression_day.
    """
    first = by_sample[by_sample["AVISIT"] == baseline].set_index("USUBJID")["SAMPLEID"]
    distance = (by_sample["ADY"] - by_sample["USUBJID"].map(progression_day)).abs()
    near = by_sample.assign(distance=distance, after=-by_sample["ADY"])[distance <= window]
    near = near[near["AVISIT"] != baseline].sort_values(["distance", "after"])
    at = near.drop_duplicates("USUBJID").set_index("USUBJID")
    table = pd.DataFrame({"baseline": first, "resistance": at["SAMPLEID"], "ADY": at["ADY"]}).dropna()
    return table.assign(progression_day=progression_day.reindex(table.index))


def landscape(draws, *, window=28):
    """Variants gained, lost and kept between baseline and the draw nearest to progression, at most `window` days off.

    One row per subject and non-germline variant (gene, place, alleles, protein change): USUBJID, gene, protein_change,
    classification, vaf_baseline, vaf_resistance (0 where not found), fate (kept, gained, lost).
    """
    amounts.no_variants(draws, "What is gained and lost")
    pairs = resistance_samples(draws.by_sample, draws.progression_day, window=window, baseline=draws.baseline)
    somatic = draws.found[~draws.found["germline"]].drop_duplicates(["SAMPLEID", *VARIANT])
    parts = [_fates(somatic, subject, row.baseline, row.resistance) for subject, row in pairs.iterrows()]
    columns = ["USUBJID", "gene", "protein_change", "classification", "vaf_baseline", "vaf_resistance", "fate"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


class LeadTime(namedtuple("LeadTime", "subjects results")):
    """How early a rise of mTBI was seen: a row per progressed subject, as `leads`, and result rows."""


def lead_time(draws, *, relative=0.2, absolute=0.005):
    """The LeadTime of a study's draws; a rise exceeds the nadir by `relative` of it and by `absolute` (a fraction)."""
    amounts.no_variants(draws, "mTBI")
    found = leads(draws, relative=relative, absolute=absolute)
    return LeadTime(found, lead_rows(found))


def leads(draws, *, relative, absolute):
    """Days from the rise of mTBI that ended in progression to the radiographic one, a row per progressed subject.

    The nadir is the lowest mTBI up to progression (the last of equals); the rise is the first draw after it that
    exceeds it by more than `relative` of it and at least `absolute` (fraction): the form of RECIST's rule for target
    lesions, as the paper states none. USUBJID, nadir (missing with fewer than two draws), nadir_day, rise_day,
    rise_mtbi, progression_day, lead (days; missing without a rise), undone_day (of an earlier rise that went back
    again), note, rise and progression in report units.
    """
    known = draws.by_sample.dropna(subset=["mtbi", "ADY"])
    known = known.assign(day=known["USUBJID"].map(draws.progression_day)).sort_values("ADY", kind="stable")
    rows = [{"USUBJID": subject, "progression_day": day} | _rise(own[own["ADY"] <= day], day, relative, absolute)
            for (subject, day), own in known.groupby(["USUBJID", "day"])]  # fmt: skip
    table = pd.DataFrame(rows).reindex(columns=LEAD_COLUMNS)
    table["note"] = np.select([table["nadir"].isna(), table["lead"].isna()], [TOO_FEW, NO_RISE], "")
    return table.assign(rise=draws.in_units(table["rise_day"]), progression=draws.in_units(table["progression_day"]))


def lead_rows(lead):
    """Result rows of `leads`: the share with a rise before progression, of those with two draws, and their leads.

    A second median is of all whose rise was seen by progression, on its very day (a lead of 0) too.
    """
    if lead.empty:
        return pd.DataFrame()
    judged = lead[lead["nadir"].notna()]
    early = judged.loc[judged["lead"] > 0, "lead"]
    keys = {"endpoint": "ctDNA", "population": "progressed", "grouping": "mtbi_rise", "group": "before progression"}
    share = proportions.row(len(early), len(judged), **keys)
    values = {"median": early.median(), "minimum": early.min(), "maximum": early.max()}
    observed = {"unit": "days", "method": "observed leads", "n": len(early)} | keys
    rows = [{"estimand": name, "estimate": days} | observed for name, days in values.items()]
    risen = judged["lead"].dropna()
    whole = {"estimand": "median", "estimate": risen.median(), "n": len(risen), "group": BY_PROGRESSION}
    return pd.DataFrame([share, *rows, observed | whole])


def _rise(draws, day, relative, absolute):
    if len(draws) < 2:
        return {}
    lowest = draws["mtbi"].cummin().shift()  # of all earlier draws
    risen = draws[(draws["mtbi"] > lowest * (1 + relative)) & (draws["mtbi"] - lowest >= absolute)]
    bottom = draws[draws["mtbi"] == draws["mtbi"].min()].iloc[-1]
    found = {"nadir": bottom["mtbi"], "nadir_day": bottom["ADY"]}
    undone, last = risen[risen["ADY"] < bottom["ADY"]], risen[risen["ADY"] > bottom["ADY"]]
    found |= {"undone_day": undone["ADY"].iloc[0]} if len(undone) else {}
    if last.empty:
        return found
    first = last.iloc[0]
    return found | {"rise_day": first["ADY"], "rise_mtbi": first["mtbi"], "lead": day - first["ADY"]}


def _fates(somatic, subject, before, after):
    first, second = (somatic[somatic["SAMPLEID"] == sample] for sample in (before, after))
    key = [*VARIANT, "classification"]
    both = first[[*key, "vaf"]].merge(second[[*key, "vaf"]], on=key, how="outer", suffixes=("_b", "_r"), indicator=True)
    fate = both["_merge"].map({"both": "kept", "left_only": "lost", "right_only": "gained"}).astype(str)
    vafs = {"vaf_baseline": both["vaf_b"].where(fate != "gained", 0.0),
            "vaf_resistance": both["vaf_r"].where(fate != "lost", 0.0)}  # fmt: skip
    return both.assign(USUBJID=subject, fate=fate, **vafs)
