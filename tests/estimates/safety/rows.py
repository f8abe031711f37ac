"""Small tables of adverse events and of treatment, as the tests of safety count them by hand."""

import pandas as pd

from analysis.study import cohort

SUBJECTS = pd.Index(["1", "2", "3", "4"], name="USUBJID")
COLUMNS = ["USUBJID", "AEBODSYS", "AEDECOD", "AETOXGR", "AESER", "AREL", "AEACN", "TRTEMFL", "ASTDT", "ASTDY"]


def adae(*rows):
    """Rows of (USUBJID, term, grade, day) with optional words: serious, unrelated, withdrawn, before."""
    events = []
    for subject, term, grade, day, *words in rows:
        date = pd.Timestamp("2020-01-01") + pd.Timedelta(days=day - 1)
        organ = "Investigations" if "count" in term else "General"
        events.append((
            subject, organ, term, grade, "Y" if "serious" in words else "N",
            "N" if "unrelated" in words else "Y", "DRUG WITHDRAWN" if "withdrawn" in words else "DOSE NOT CHANGED",
            "N" if "before" in words else "Y", date, day,
        ))  # fmt: skip
    return pd.DataFrame(events, columns=COLUMNS)


def adsl(*rows):
    """Rows of (USUBJID, first dose, last dose or None, reason, SAFFL)."""
    frame = pd.DataFrame(rows, columns=["USUBJID", "TRTSDT", "TRTEDT", "DCTREAS", "SAFFL"])
    return frame.assign(TRTSDT=pd.to_datetime(frame["TRTSDT"]), TRTEDT=pd.to_datetime(frame["TRTEDT"]))


def count(shares, term, category):
    row = shares[(shares["AEDECOD"] == term) & (shares["category"] == category)].iloc[0]
    return row["n_event"], row["n"]


EVENTS = adae(
    ("1", "Fatigue", 1, 5),
    ("1", "Fatigue", 3, 40, "serious"),
    ("1", "Low count", 2, 9),
    ("2", "Fatigue", 2, 3, "unrelated"),
    ("2", "Low count", 4, 70, "withdrawn"),
    ("3", "Fatigue", 5, -3, "before"),
)

TABLES = {
    "adsl": "USUBJID,TRTSDT,TRTEDT,DCTREAS,SAFFL\n1,2020-01-01,2020-01-22,PROGRESSIVE DISEASE,Y\n2,2020-01-01,,,Y\n"
    "3,2020-01-01,2020-01-10,PROGRESSIVE DISEASE,Y\n4,2020-01-01,2020-01-20,,Y\n5,,,,N\n",
    "adtte": "USUBJID,PARAMCD,AVAL,CNSR\n1,PFS,20,0\n2,PFS,30,1\n3,PFS,9,0\n4,PFS,19,0\n5,PFS,30,1\n"
    "1,OS,30,1\n2,OS,30,1\n3,OS,30,1\n4,OS,24,0\n5,OS,30,1\n",
    "adex": "USUBJID,EXTRT,CYCLE,EXDOSE,ASTDY\n1,A,1,5,1\n1,A,2,5,22\n2,A,1,5,1\n3,A,1,0,1\n4,A,1,5,1\n",
    "adcm": "USUBJID,CMCAT,CMDECOD\n1,NEXT,X\n1,NEXT,Y\n3,OTHER,X\n5,NEXT,X\n",
    "adae": "USUBJID,AEBODSYS,AEDECOD,AETOXGR,AREL,ASTDY,ASTDT\n1,General,Fatigue,1,Y,5,2020-01-05\n"
    "1,General,Fatigue,3,Y,12,2020-01-12\n2,General,Fatigue,2,N,28,2020-01-28\n4,Blood,Anemia,3,N,2,2020-01-02\n",
}


def small_study(folder, **changes):
    """A study of five subjects, the last never treated, to day 31; changes: name of a table = CSV, or None for none."""
    kept = {name: text for name, text in (TABLES | changes).items() if text is not None}
    for name, text in kept.items():
        (folder / f"{name}.csv").write_text(text)
    files = ", ".join(f"{name}: {name}.csv" for name in kept)
    head = "id: s\ntitle: S\nsynthetic: true\ntime_unit: days\nreport_unit: days\ndata_cutoff: 2020-01-31\n"
    (folder / "study.yml").write_text(f"{head}tables: {{{files}}}\n")
    return cohort.read(folder)


def with_arms(folder, said="actual: TRT01A, "):
    """The small study with arms: 1 and 4 planned and given new, 2 planned for it and given old, 3 planned and given
    old, 5 planned for old and never treated."""
    small_study(folder, adsl=TABLES["adsl"].replace("SAFFL\n", "SAFFL,TRT01P,TRT01A\n").replace(",Y\n", ",Y,new,new\n")
                .replace(",N\n", ",N,old,\n").replace("2,2020-01-01,,,Y,new,new", "2,2020-01-01,,,Y,new,old")
                .replace("DISEASE,Y,new,new\n4", "DISEASE,Y,old,old\n4"))  # fmt: skip
    with (folder / "study.yml").open("a") as file:
        file.write(f"arms: {{column: TRT01P, {said}levels: [old, new]}}\n")
    return cohort.read(folder)
