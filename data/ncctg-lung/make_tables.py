"""adsl.csv and adtte.csv of the NCCTG lung cancer trial, from the copy of its data that lifelines carries.

The two files are kept beside it, so that a report runs no program: `make tables STUDY=data/ncctg-lung` writes them.
"""

from pathlib import Path

from lifelines.datasets import load_lung

HERE = Path(__file__).parent
STUDY = "NCCTG-LUNG"


def subjects():
    """One row per subject in the order of the source; the identifier is that order, as the source has none."""
    lung = load_lung()
    lung["USUBJID"] = [f"{number:03d}" for number in range(1, len(lung) + 1)]
    return lung


def adsl(lung):
    """The subject-level table: age, sex, performance status and institution."""
    columns = {"age": "AGE", "ph.ecog": "ECOG", "inst": "SITEID", "ph.karno": "KPS", "wt.loss": "WTLOSS"}
    table = lung.rename(columns=columns)[["USUBJID", *columns.values()]]
    table.insert(0, "STUDYID", STUDY)
    table.insert(3, "SEX", lung["sex"].map({1: "M", 2: "F"}))
    return table.astype(dict.fromkeys(columns.values(), "Int64"))


def adtte(lung):
    """Overall survival in days, CNSR 0 for a death."""
    return lung.assign(
        STUDYID=STUDY,
        PARAMCD="OS",
        PARAM="Overall survival",
        AVAL=lung["time"].astype(int),
        AVALU="DAYS",
        CNSR=1 - lung["status"],
    )[["STUDYID", "USUBJID", "PARAMCD", "PARAM", "AVAL", "AVALU", "CNSR"]]


if __name__ == "__main__":
    for name, table in (("adsl", adsl(subjects())), ("adtte", adtte(subjects()))):
        table.to_csv(HERE / f"{name}.csv", index=False, lineterminator="\n")
