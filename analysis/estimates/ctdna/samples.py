"""The sample sheet of the blood draws, and the variants keyed to subject and visit by it."""

import pandas as pd

from analysis.study.problems import NotInData
from analysis.study.variants import VariantsError
from analysis.vocabulary import BASELINE

SHOWN = 5  # names spelt out in a message


def sample_sheet(samples, *, visits=None):
    """The sample sheet, checked: one row per evaluable draw, ordered by USUBJID and AVISITN.

    USUBJID, SAMPLEID, AVISIT, AVISITN, ADY (study day), CFDNA (ng/mL). EVALFL N (taken, not evaluable) is left out:
    missing, not free of variants. `visits`: those that may occur. VariantsError lists missing columns, unknown visits,
    repeated draws.
    """
    missing = [name for name in ("USUBJID", "SAMPLEID", "AVISIT", "AVISITN") if name not in samples]
    if missing:
        raise VariantsError(f"samples: columns missing: {', '.join(missing)}")
    sheet = samples.reset_index(drop=True).astype({"USUBJID": str, "SAMPLEID": str})
    for name in ("AVISITN", "ADY", "CFDNA"):
        sheet[name] = pd.to_numeric(sheet[name], errors="coerce") if name in sheet else float("nan")
    problems = _unknown_visits(sheet, visits) + _repeated(sheet)
    problems += [f"sample {row.SAMPLEID}: CFDNA {row.CFDNA:g}; expected 0 or more ng/mL"
                 for row in sheet[sheet["CFDNA"] < 0].itertuples()]  # fmt: skip
    if problems:
        raise VariantsError("samples: the sheet cannot be used\n" + "\n".join(f"- {line}" for line in problems))
    if "EVALFL" in sheet:
        sheet = sheet[sheet["EVALFL"].astype(str).str.upper() != "N"]
    return sheet.sort_values(["USUBJID", "AVISITN"], kind="stable").reset_index(drop=True)


def keyed(table, samples=None):
    """The variants with USUBJID, AVISIT, AVISITN and ADY of their sample; those of draws not evaluable are left out.

    Without a sample sheet the barcode is the subject and the only visit is Baseline. Errors as `check_drawn`.
    """
    if samples is None:
        return table.assign(USUBJID=table["SAMPLEID"], AVISIT=BASELINE, AVISITN=0.0, ADY=1.0)
    sheet = sample_sheet(samples)
    check_drawn(table, samples)
    return table.merge(sheet[["SAMPLEID", "USUBJID", "AVISIT", "AVISITN", "ADY"]], on="SAMPLEID", how="inner")


def check_drawn(table, samples):
    """VariantsError that names the barcodes of variants which the sample sheet does not know."""
    unknown = sorted(set(table["SAMPLEID"]) - set(samples["SAMPLEID"].astype(str)))
    if unknown:
        raise VariantsError(f"variants: not in the sample sheet: {_some(unknown)}; expected its SAMPLEID")


def check_visits(by_sample, baseline, visit):
    """NotInData when a visit asked for is none of those drawn, though there are draws on treatment."""
    drawn = list(dict.fromkeys(by_sample.sort_values("AVISITN")["AVISIT"]))
    missing = [name for name in (baseline, visit) if name not in drawn]
    if missing and set(drawn) - {baseline}:
        raise NotInData(f"samples: no draw at {' or '.join(map(repr, missing))}; visits drawn: {', '.join(drawn)}")


def _unknown_visits(sheet, visits):
    unnamed = sheet["AVISIT"].fillna("").astype(str).str.strip() == ""
    unknown = unnamed | sheet["AVISITN"].isna()
    expected = "a name and a number (AVISITN)"
    if visits is not None:
        unknown, expected = unknown | ~sheet["AVISIT"].isin(visits), "one of " + ", ".join(visits)
    lines = [f"row {row + 2}: sample {sheet.at[row, 'SAMPLEID']}: unknown visit {sheet.at[row, 'AVISIT']!r}; "
             f"expected {expected}" for row in sheet.index[unknown]]  # fmt: skip
    numbers = sheet[~unknown].groupby("AVISIT")["AVISITN"].nunique()
    return lines + [f"visit {visit!r} has {count} numbers (AVISITN); expected one" for visit, count in
                    numbers[numbers > 1].items()]  # fmt: skip


def _repeated(sheet):
    samples = sheet.loc[sheet["SAMPLEID"].duplicated(), "SAMPLEID"].unique()
    visits = sheet[sheet.duplicated(["USUBJID", "AVISIT"])]
    pairs = [f"{row.USUBJID} {row.AVISIT}" for row in visits.itertuples()]
    lines = [f"SAMPLEID is there twice: {_some(samples)}; expected one row per sample"] if len(samples) else []
    return lines + ([f"two samples of one subject and visit: {_some(pairs)}; expected one"] if pairs else [])


def _some(names):
    names = [str(name) for name in names]
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
