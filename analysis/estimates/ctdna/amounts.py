"""ctDNA of a study that has no variants: the sample sheet tells of each draw how much there was, or whether any."""

import numpy as np
import pandas as pd

from analysis.estimates.ctdna.samples import sample_sheet
from analysis.study.problems import NotInData

UNIT = "hGE/mL"


def by_sample(samples):
    """One row per evaluable draw, as `quantities.by_sample`, of the amount AVAL (unit AVALU) and of DETFL (Y, N).

    Without DETFL a draw with an amount above 0 is detected; without AVAL amounts are missing. Draws that say neither
    are no result and left out. n_variants, max_vaf and mtbi are missing. `attrs` has the `unit` of the amounts and
    `notes`. NotInData for a sheet with neither column, and for amounts in several units.
    """
    if not {"AVAL", "DETFL"} & set(samples):
        raise NotInData("the study has no variants, and samples has neither AVAL (an amount of ctDNA) nor DETFL (Y, N)")
    blank = {"AVAL": np.nan, "DETFL": None, "AVALU": None}
    sheet = sample_sheet(samples.assign(**{name: value for name, value in blank.items() if name not in samples}))
    known = sheet["AVAL"].notna() | sheet["DETFL"].notna()
    lost = f"samples: {(~known).sum()} draws without an amount (AVAL) and without DETFL are no result"
    sheet = sheet[known].reset_index(drop=True)
    said, amount = sheet["DETFL"], sheet["AVAL"]
    odd = said.eq("N") & (amount > 0) | said.eq("Y") & (amount == 0)
    apart = f"samples: DETFL and AVAL disagree in {odd.sum()} draws; DETFL decides whether ctDNA is there"
    detected = said.eq("Y") | said.isna() & (amount > 0)
    table = sheet[["USUBJID", "SAMPLEID", "AVISIT", "AVISITN", "ADY"]].assign(
        cfdna=sheet["CFDNA"], n_variants=np.nan, detected=detected, max_vaf=np.nan, concentration=sheet["AVAL"],
        mtbi=np.nan, below_limit=False)  # fmt: skip
    table.attrs = {"unit": unit(sheet), "notes": [lost] * (not known.all()) + [apart] * bool(odd.any())}
    return table


def unit(sheet):
    """The one unit (AVALU) of the amounts; hGE/mL where none is told. NotInData for several."""
    units = list(sheet.loc[sheet["AVAL"].notna(), "AVALU"].dropna().unique())
    if len(units) > 1:
        raise NotInData(f"samples, column AVALU: {', '.join(units)}; expected one unit of all amounts")
    return units[0] if units else UNIT


def drawn(samples):
    """The sheet with a SAMPLEID in every row: where it has none, the subject and the visit."""
    made = samples["USUBJID"].astype(str) + " " + samples["AVISIT"].astype(str)
    return samples.assign(SAMPLEID=samples["SAMPLEID"].fillna(made) if "SAMPLEID" in samples else made)


def no_variants(draws, what):
    """NotInData where the draws of a study are known without variants; what: that which needs them."""
    if not draws.of_variants:
        raise NotInData(f"{what} needs variants; samples tells of each draw only how much ctDNA there was")
    return pd.DataFrame()
