"""A SYNTHETIC study of any number of subjects with all tables, so that every section and figure can be seen at a size.

Its subjects are those of the two shipped studies, dealt out again and again under new names, each with times and
values a little different. Names of adverse events and tumour types are as long as real ones. Nothing may be concluded
from it. By hand: `python -m tests.sized_study 300 FOLDER`, then `make report STUDY=FOLDER`.
"""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from analysis.study import droplets
from tests import shipped

DATA = Path(__file__).parents[1] / "data"
FIRST, SECOND = DATA / "nct03958097", DATA / "nct05334329"
TABLES = {
    FIRST: ["adsl", "adtte", "adrs", "adae", "adcm", "samples", "nkflow"],
    SECOND: ["adex", "homing", "ligands", "killing", "ddpcr"],
}
MANY = 100  # subjects
DAYS = ["ADY", "ASTDY", "AENDY"]
THINNED, KEPT = ("variants", "cells", "adae"), 0.7  # tables of which a share of the rows is kept
VALUES = ["AGE", "TMB", "CFDNA", "AVAL"]  # each with a factor of its own row
HISTOLOGY = {
    "LUAD": "Invasive mucinous adenocarcinoma of the lung",
    "LUSC": "Squamous cell carcinoma, keratinising, not otherwise specified",
}
RESPIRATORY = "Respiratory, thoracic and mediastinal disorders"
ADMINISTRATION = "General disorders and administration site conditions"
RARE = {
    "Skin and subcutaneous tissue disorders": [
        "Palmar-plantar erythrodysaesthesia syndrome", "Dermatitis acneiform", "Stevens-Johnson syndrome",
        "Drug reaction with eosinophilia and systemic symptoms", "Photosensitivity reaction"],
    "Investigations": [
        "Blood lactate dehydrogenase increased", "Gamma-glutamyltransferase increased", "Ejection fraction decreased",
        "Activated partial thromboplastin time prolonged", "Electrocardiogram QT prolonged"],
    "Infections and infestations": [
        "Device related infection", "Herpes zoster disseminated", "Lower respiratory tract infection",
        "Pneumocystis jirovecii pneumonia", "Urinary tract infection bacterial"],
    RESPIRATORY: ["Interstitial lung disease", "Immune-mediated pneumonitis", "Pulmonary embolism", "Epistaxis"],
    "Immune system disorders": ["Haemophagocytic lymphohistiocytosis", "Cytokine release syndrome"],
    "Nervous system disorders": [
        "Immune effector cell-associated neurotoxicity syndrome", "Paraesthesia", "Headache",
        "Posterior reversible encephalopathy syndrome", "Peripheral sensory neuropathy"],
    ADMINISTRATION: ["Infusion related hypersensitivity reaction", "Multiple organ dysfunction syndrome", "Asthenia"],
    "Gastrointestinal disorders": ["Immune-mediated enterocolitis", "Stomatitis", "Upper gastrointestinal haemorrhage"],
    "Injury, poisoning and procedural complications": ["Radiation pneumonitis", "Infusion related reaction"],
    "Neoplasms benign, malignant and unspecified (incl cysts and polyps)": ["Tumour associated fever", "Tumour pain"],
    "Cardiac disorders": ["Immune-mediated myocarditis", "Atrial fibrillation", "Cardiac failure congestive"],
    "Hepatobiliary disorders": ["Immune-mediated hepatitis", "Drug-induced liver injury", "Hyperbilirubinaemia"],
    "Renal and urinary disorders": ["Acute kidney injury", "Tubulointerstitial nephritis", "Proteinuria"],
    "Vascular disorders": ["Hypotension", "Deep vein thrombosis", "Superior vena cava syndrome"],
}  # fmt: skip


def write(folder, n, *, seed=7):
    """The folder with study.yml and the tables of `n` subjects, SYN-0001 to SYN-`n`."""
    folder, random = Path(folder), np.random.default_rng(seed + n)
    folder.mkdir(parents=True, exist_ok=True)
    people = _people(n, random)
    tables = {name: _dealt(rows, people, random, thinned=name in THINNED) for name, rows in _donated().items()}
    tables["adsl"]["HISTOLOGY"] = tables["adsl"]["HISTOLOGY"].map(HISTOLOGY)
    if n > MANY:  # one curve after another: what is measured beside it looks the same
        tables["ddpcr"] = tables["ddpcr"].query("PARAMCD == PARAMCD.iloc[0]")
    tables["killing"] = tables["killing"].query("USUBJID == USUBJID.iloc[0]")  # an assay of one subject's cells
    tables["adae"] = pd.concat([tables["adae"], _rare(tables["adae"], people, random)])
    for name, rows in tables.items():
        rows.to_csv(folder / f"{name}.{'tsv' if name in ('variants', 'cells') else 'csv'}", index=False,
                    sep="\t" if name in ("variants", "cells") else ",")  # fmt: skip
    (folder / "cells").mkdir(exist_ok=True)
    (folder / "cells.tsv").rename(folder / "cells" / "merge_cell_seg_data.txt")
    (folder / "study.yml").write_text(yaml.safe_dump(declaration(n), sort_keys=False, allow_unicode=True))
    return folder


def declaration(n):
    """The study.yml of a study of `n` subjects: the default study's groupings, without what was published."""
    study = yaml.safe_load((FIRST / "study.yml").read_text())
    for name in ("reference", "registration", "manuscript", "reproduction", "earlier_cutoff"):
        study.pop(name)
    study["tables"].pop("published")
    study["tables"] |= {name: f"{name}.csv" for name in TABLES[SECOND]} | {"variants": "variants.tsv"}
    histology = {"levels": list(HISTOLOGY.values()), "reference": HISTOLOGY["LUAD"]}
    study["groupings"]["histology"] |= histology
    for name in ("age", "sex", "smoking", "ecog"):  # others are like them
        study["groupings"].pop(name)
    study["sections"]["2_ctdna"] |= {"mutated_genes": ["TP53", "KRAS"]}
    study["sections"] |= {"4_mif_cutoff": {}, "6_nk_persistence": {}}
    return study | {"id": f"sized-{n}", "title": f"SYNTHETIC study of {n} subjects", "synthetic": True}


def _people(n, random):
    """One row per subject: the donors of its rows, and the factor of its times, which never lengthens any."""
    stained = set(_donated()["cells"]["USUBJID"])
    columns = {}
    for study in TABLES:
        # subjects with tissue first, so that a study of three has some
        everyone = random.permutation(shipped.study(study.name).subjects)
        donors = sorted(everyone, key=lambda subject: subject not in stained)
        columns[f"donor {study.name}"] = np.resize(donors, n)
    return pd.DataFrame({"subject": [f"SYN-{at:04d}" for at in range(1, n + 1)], **columns,
                         "factor": random.uniform(0.6, 1, n)})  # fmt: skip


@cache
def _donated():
    """The tables of the shipped studies, each with a column that says whose donors it has."""
    tables = {}
    for study, names in TABLES.items():
        for name in names:
            file = study / f"{name}.csv"
            own = file.exists()
            rows = pd.read_csv(file, dtype={"USUBJID": str}) if own else droplets.table(shipped.study(study.name))
            tables[name] = pd.concat([tables.get(name), rows.assign(donor=f"donor {study.name}")])
    variants = pd.read_csv(FIRST / "variants.maf", sep="\t", comment="#")
    barcodes = variants["Tumor_Sample_Barcode"].str.split("-", n=2, expand=True)
    tables["variants"] = variants.assign(USUBJID=barcodes[1], donor=f"donor {FIRST.name}")
    fields = [pd.read_csv(path, sep="\t", dtype={"Slide ID": str}).iloc[::15] for path in _first_fields()]
    cells = pd.concat(fields)
    return tables | {"cells": cells.assign(USUBJID=cells["Slide ID"], donor=f"donor {FIRST.name}")}


def _first_fields():
    """The first field of cells of each subject who has any."""
    paths = sorted((FIRST / "cells").iterdir())
    return list({path.name.split("_")[0]: path for path in reversed(paths)}.values())


def _dealt(rows, people, random, *, thinned=False):
    """A table with the rows of each subject's donor under the subject's name, times and values changed a little.

    thinned: leave out some rows by chance, so that copies of a donor differ also where nothing is a number.
    """
    parts = [
        own.merge(people.rename(columns={donor: "USUBJID"})[["USUBJID", "subject", "factor"]], on="USUBJID")
        for donor, own in rows.groupby("donor")
    ]
    dealt = pd.concat(parts).sort_values("subject", kind="stable", ignore_index=True)
    dealt = _named(dealt.assign(USUBJID=dealt["subject"]))
    for name in VALUES:
        if name in dealt and "CNSR" not in dealt:
            dealt[name] = (dealt[name] * random.uniform(0.8, 1, len(dealt))).round(1)
    if thinned:
        dealt = dealt[random.uniform(size=len(dealt)) < KEPT]
    return _retimed(dealt).drop(columns=["subject", "factor", "donor", "STUDYID"], errors="ignore")


def _named(rows):
    """Samples, variants and fields of cells under the name of their new subject."""
    for name in ("SAMPLEID", "Tumor_Sample_Barcode"):
        if name in rows:
            rows[name] = rows["USUBJID"] + rows[name].str.replace(r"^SYN-\d+", "", regex=True)
    if "Slide ID" in rows:
        rows["Slide ID"] = rows["USUBJID"]
        rows["Sample Name"] = rows["USUBJID"] + "_[41200,13460].im3"
    return rows


def _retimed(rows):
    """Days and times shortened by the factor of the subject, dates with them."""
    starts = {name: pd.to_datetime(rows[name]) for name in ("TRTSDT", "RFICDT") if name in rows}
    if "TRTEDT" in rows:
        length = pd.to_datetime(rows["TRTEDT"]) - starts["TRTSDT"]
        rows["TRTEDT"] = (starts["TRTSDT"] + (length * rows["factor"]).dt.floor("D")).dt.strftime("%Y-%m-%d")
    for name in DAYS:
        if name in rows:
            rows[name] = np.ceil(rows[name] * rows["factor"]).astype("Int64")
    if "CNSR" in rows:
        rows["AVAL"] = (rows["AVAL"] * rows["factor"]).round(2)
    return rows.drop(columns=["STARTDT", "ADT", "ASTDT", "AENDT"], errors="ignore")


def _rare(adae, people, random):
    """One rarer adverse event for every third subject or so, with the long words of the dictionary."""
    terms = [(organ, term) for organ, names in RARE.items() for term in names]
    chosen = people["subject"].sample(frac=0.4, random_state=int(random.integers(1e6)))
    picked = [terms[at] for at in random.integers(len(terms), size=len(chosen))]
    rows = adae.iloc[np.zeros(len(chosen), int)].assign(USUBJID=chosen.to_numpy())
    grades = random.integers(1, 5, len(chosen))
    return rows.assign(AEBODSYS=[organ for organ, _ in picked], AEDECOD=[term for _, term in picked], AETOXGR=grades)


if __name__ == "__main__":
    write(sys.argv[2], int(sys.argv[1]))
