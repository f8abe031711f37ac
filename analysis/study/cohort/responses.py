"""Are durations of responders, best responses those of some visit, and sums of diameters in millimetres?"""

from analysis.study.cohort.received import check, place
from analysis.study.tables import empty

BETTER = {"CR": ("CR",), "PR": ("CR", "PR")}  # a best response, and the responses of a visit that are no worse
LEAST_MM = 10  # RECIST 1.1: a target lesion measures 10 mm or more at baseline (a lymph node 15)
SMALL = 5  # times by which a sum is below the one before and the one after it, at least: another unit, or a lost digit


def checks(study, raws):
    """The Checks of tumour responses that the columns of a Study allow; raws: its RawTables."""
    rows = study.frames.get("adrs", empty("adrs"))
    if {"PARAMCD", "AVALC"} <= set(rows) and len(rows):
        yield from _responders(study, rows)
        yield from _best(rows, raws)
    if {"PARAMCD", "AVAL", "ADY"} <= set(rows) and len(rows):
        yield from _sizes(rows[rows["PARAMCD"] == "SUMDIAM"].dropna(subset=["AVAL", "ADY"]), raws)


def _responders(study, rows):
    if "DOR" in study.endpoints:
        lasted, responded = study.endpoint("DOR").index, rows.loc[rows["AVALC"].isin(BETTER), "USUBJID"]
        others = lasted.difference(responded, sort=False)
        note = f"adtte: DOR of {len(others)} subjects without CR or PR in adrs: {', '.join(others)}"
        yield check("DOR is of responders", "adtte", len(lasted), len(others), note)


def _best(rows, raws):
    """Best responses better than the response of any visit, of subjects who have visits."""
    seen = rows[rows["PARAMCD"] == "OVR"].groupby("USUBJID")["AVALC"].agg(set)
    best = rows[rows["PARAMCD"].isin(["BOR", "CBOR"]) & rows["AVALC"].isin(BETTER) & rows["USUBJID"].isin(seen.index)]
    notes = [f"{place(raws['adrs'], [row.Index])}: {row.PARAMCD} of {row.USUBJID} is {row.AVALC}; no visit is"
             for row in best.itertuples() if seen[row.USUBJID].isdisjoint(BETTER[row.AVALC])]  # fmt: skip
    yield check("best responses are those of a visit", "adrs", len(best), len(notes), *notes)


def _sizes(rows, raws):
    """Sums of diameters too small for millimetres: at baseline, or a fifth of the one before and of the one after."""
    rows = rows.sort_values(["USUBJID", "ADY"], kind="stable")
    own = rows.groupby("USUBJID")["AVAL"]
    first = ~rows["USUBJID"].duplicated()
    dip = (rows["AVAL"] * SMALL < own.shift(1)) & (rows["AVAL"] * SMALL < own.shift(-1))
    small = (rows["AVAL"] > 0) & ((first & (rows["AVAL"] < LEAST_MM)) | dip)
    notes = [f"{place(raws['adrs'], [row])}: SUMDIAM is {value:g}; is it in mm?"
             for row, value in rows.loc[small, "AVAL"].items()]  # fmt: skip
    yield check("sums of diameters are in mm", "adrs", len(rows), len(notes), *notes)
