"""The default study as it was known at an earlier date: `python -m tests.earlier_cut reports/earlier [2021-11-04]`.

Rows after the date are not there, an event after it is censored at it, a best response is the best until then. The
folder can be reported, and compared by `make diff OLD=reports/earlier NEW=data/nct03958097`.
"""

import re
import shutil
import sys
from pathlib import Path

import pandas as pd

STUDY = Path(__file__).parents[1] / "data" / "nct03958097"
DATE = "2021-11-04"
DAYS_PER_MONTH = 30.4375
BEST = ["CR", "PR", "SD", "PD", "NE"]  # best first


def cut(folder, date=DATE):
    """Write the study as known at the end of a day into a new folder; gives the folder."""
    folder = Path(folder)
    shutil.copytree(STUDY, folder, ignore=shutil.ignore_patterns("synthetic_rows", "__pycache__"))
    text = (folder / "study.yml").read_text()
    text = re.sub(r"(?m)^data_cutoff: .*$", f"data_cutoff: {date}", text)
    (folder / "study.yml").write_text(re.sub(r"(?m)^earlier_cutoff: .*\n", "", text))
    first = _read(folder / "adsl.csv").set_index("USUBJID")["TRTSDT"]
    for name in ("adsl", "adtte", "adrs", "adae", "adex", "adcm", "samples", "nkflow"):
        file = folder / f"{name}.csv"
        _known(name, _read(file), first, date).to_csv(file, index=False, lineterminator="\n")
    _variants(folder)
    _manuscript(folder / "manuscript.md")
    return folder


def _read(file):
    return pd.read_csv(file, dtype=str, keep_default_na=False)


def _known(name, rows, first, date):
    """The rows of a table as they were at the date."""
    if name == "adsl":
        later = rows["TRTEDT"] > date
        return rows.assign(TRTEDT=rows["TRTEDT"].mask(later, ""), DCTREAS=rows["DCTREAS"].mask(later, ""))
    if name == "adtte":
        return _censored(rows[rows["STARTDT"] <= date], date)
    if name == "adrs":
        return _responses(rows, date)
    if "ASTDT" in rows:
        rows = rows[rows["ASTDT"] <= date]
        ends = [one for one in ("AENDT", "AENDY") if one in rows]
        return rows.assign(**{one: rows[one].mask(rows["AENDT"] > date, "") for one in ends})
    days = pd.to_datetime(rows["USUBJID"].map(first)) + pd.to_timedelta(rows["ADY"].astype(int) - 1, "D")
    return rows[days <= date]


def _censored(rows, date):
    later = rows["ADT"] > date
    months = (pd.Timestamp(date) - pd.to_datetime(rows["STARTDT"])).dt.days / DAYS_PER_MONTH
    return rows.assign(
        AVAL=rows["AVAL"].mask(later, months.map("{:.2f}".format)), CNSR=rows["CNSR"].mask(later, "1"),
        EVNTDESC=rows["EVNTDESC"].mask(later, "Without event at the data cutoff"), ADT=rows["ADT"].mask(later, date),
    )  # fmt: skip


def _responses(rows, date):
    known = rows[rows["ADT"] <= date]
    visits = known[known["PARAMCD"] == "OVR"]
    late = rows[(rows["PARAMCD"] == "BOR") & (rows["ADT"] > date)]
    best = []
    for row in late.to_dict("records"):
        own = visits[visits["USUBJID"] == row["USUBJID"]]
        own = own.assign(rank=own["AVALC"].map(BEST.index)).sort_values(["rank", "ADT"], kind="stable")
        best += [row | own[["AVALC", "ADY", "ADT"]].iloc[0].to_dict()] if len(own) else []
    return pd.concat([known, pd.DataFrame(best, columns=rows.columns)], ignore_index=True)


def _variants(folder):
    """Only the variants of draws that there are."""
    draws, lines = set(_read(folder / "samples.csv")["SAMPLEID"]), (folder / "variants.maf").read_text().splitlines()
    at = next(line for line in lines if not line.startswith("#")).split("\t").index("Tumor_Sample_Barcode")
    kept = [line for line in lines if line.startswith(("#", "Hugo")) or line.split("\t")[at] in draws]
    (folder / "variants.maf").write_text("\n".join(kept) + "\n")


def _manuscript(file):
    """Nobody had stopped treatment but for progression by then: the sentence that counts them is another."""
    ongoing = "{{ count[in progression_free; disposition: ONGOING] | in_words }} remained on treatment"
    text, n = re.subn(re.escape(ongoing) + r", .*? had withdrawn\.", f"{ongoing}.", file.read_text())
    assert n == 1
    file.write_text(text)


if __name__ == "__main__":
    print(cut(*sys.argv[1:]))
