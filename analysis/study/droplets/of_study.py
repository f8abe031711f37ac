"""The ddPCR table of a study: as its file has it, or made of the droplets in exports (see layouts.yml)."""

import numpy as np
import pandas as pd
from scipy import stats

from analysis.study import readers, text
from analysis.study.droplets import export, poisson
from analysis.study.problems import Problem, StudyError, Unreadable, near, stop
from analysis.study.tables import raw as raw_tables

LAYOUT = "droplets"
UNIT = "copies/µg DNA"
KEYS = ["USUBJID", "PARAMCD", "INFUSION", "HOURS"]
OPTIONS = ("targets", "reference", "droplet_nl", "quantification_cv")  # of `samples`
PARAMETERS = (*OPTIONS, "sample", "blank", "min_droplets")
SUFFIXES = (".csv", ".tsv", ".txt", ".xls", ".xlsx")
SHOWN = [*KEYS, "AVAL", "AVALU", "BLQFL", "LLOQ", "LOD", "copies_per_ug", "conf_low", "conf_high", "per_two_genomes",
         "positives", "accepted", "n_wells", "p_wells"]  # fmt: skip
FEW, AGAIN = "fewer than", "the same counts in this well as in another file"


def table(study):
    """The `ddpcr` rows of a study, as read or as `samples` computes them. Raises StudyError listing every problem."""
    sources = readers.sources(study, "ddpcr")
    if not any(source.layout for source in sources):
        return study.table("ddpcr")
    parts, problems = [], []
    for source in sources:
        try:
            parts.append(_computed(study.folder, source))
        except Unreadable as error:
            problems += error.problems
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=KEYS)
    strange = sorted(set(found["USUBJID"]) - set(study.subjects))
    problems += [Problem("ddpcr", "", "USUBJID", subject, "a subject of adsl") for subject in strange]
    stop(*problems, title=f"{study.id}: the table ddpcr cannot be used", error=StudyError)
    return found.sort_values(KEYS, ignore_index=True)


def blanks(study):
    """The blank wells of each target: target, wells, droplets, positives, low_wells (those with too few droplets)."""
    found = []
    for source in (source for source in readers.sources(study, "ddpcr") if source.layout):
        rows = _exports(study.folder, source)
        low = rows["note"].str.startswith(FEW)
        blank = rows["role"] == "blank"
        for target, own in rows[blank & ~low].groupby("target"):
            few = int((low & (rows["target"] == target)).sum())
            found.append([target, len(own), own["accepted"].sum(), own["positives"].sum(), few])
    return pd.DataFrame(found, columns=["target", "wells", "droplets", "positives", "low_wells"])


def left_out(study):
    """The wells of a study's droplets that were left out: file, sample, note (why), n (wells); or none."""
    found = []
    for source in (source for source in readers.sources(study, "ddpcr") if source.layout):
        rows = _exports(study.folder, source)
        found += rows.loc[rows["note"] != "", ["file", "sample", "well", "note"]].itertuples(index=False, name=None)
        found += [(*well, "as `ignore` says") for well in rows.attrs["ignored"]]
    wells = pd.DataFrame(found, columns=["file", "sample", "well", "note"]).drop_duplicates()
    return wells.groupby(["file", "sample", "note"], sort=False)["well"].size().rename("n").reset_index()


def samples(rows, *, targets, reference, blank_rates=None, droplet_nl=poisson.DROPLET_NL, quantification_cv=0.25):
    """Copies per µg DNA and per two reference genomes of each sample, its replicate wells merged by adding droplets.

    rows: the wells of `read` with USUBJID, INFUSION and HOURS. Columns SHOWN: AVAL is NaN below the limit of detection,
    copies_per_ug and its limits are not; p_wells tests the homogeneity of replicate wells (χ²; NaN for one). Samples
    whose reference is absent or zero have no estimate. `blank_rates`: positive share of blank droplets by target.
    """
    merged = _merged(rows)
    base = merged[merged["target"] == reference].drop(columns=["target", "p_wells", "n_wells"])
    names = {target: code for code, target in targets.items()}
    own = merged[merged["target"].isin(names)].assign(PARAMCD=lambda rows: rows["target"].map(names))
    both = own.merge(base, "left", on=["USUBJID", "INFUSION", "HOURS"], suffixes=("", "_reference"))
    counts = both[["positives_reference", "accepted_reference"]].fillna(0)
    copies = poisson.concentration(both["positives"], both["accepted"], droplet_nl=droplet_nl)
    genomes = poisson.concentration(counts.iloc[:, 0], counts.iloc[:, 1], droplet_nl=droplet_nl)
    share, low, high = poisson.ratio(copies, genomes)
    scale = poisson.PG_PER_UG / poisson.PG_PER_GENOME  # haploid genomes in a microgram
    rates = both["target"].map(blank_rates or {}).fillna(0.0)
    with np.errstate(all="ignore"):  # target copies that one positive droplet of the sample stands for
        known = np.where(genomes[0] > 0, genomes[0], np.nan)
        one = 1 / both["accepted"] * poisson.NL_PER_UL / droplet_nl / known * scale
    both["LOD"] = one * poisson.detection_positives(both["accepted"], blank_rate=rates)
    both["LLOQ"] = np.maximum(one * poisson.quantification_positives(cv=quantification_cv), both["LOD"])
    both = both.assign(copies_per_ug=share * scale, conf_low=low * scale, conf_high=high * scale, AVALU=UNIT)
    both["AVAL"] = both["copies_per_ug"].where(both["copies_per_ug"] >= both["LOD"])
    both["BLQFL"] = np.where(both["copies_per_ug"] < both["LLOQ"], "Y", "N")
    both["per_two_genomes"] = 2 * share
    return both[SHOWN]


def _merged(rows):
    by = rows.groupby(["USUBJID", "INFUSION", "HOURS", "target"], sort=False)
    found = by.agg(positives=("positives", "sum"), accepted=("accepted", "sum"), n_wells=("well", "size"))
    found["p_wells"] = [_homogeneity(own["positives"], own["negatives"]) for _, own in by]
    return found.reset_index()


def _homogeneity(positives, negatives):
    if len(positives) < 2 or not positives.sum() or not negatives.sum():
        return np.nan
    return float(stats.chi2_contingency([positives, negatives], correction=False).pvalue)


def _computed(folder, source):
    """The table of one source; Unreadable lists what is wrong with its settings or its files."""
    given = source.parameters
    stop(*_settings(source))
    rows = _exports(folder, source)
    used = rows["note"] == ""
    rates = rows[used & (rows["role"] == "blank")].groupby("target")[["positives", "accepted"]].sum()
    named, problems = _named(rows[rows["role"] == "sample"], source)
    known = (*given["targets"].values(), given["reference"])
    for target in (target for target in known if target not in set(named["target"])):
        problems.append(Problem(source.file, "", "target", str(target), near(target, named["target"].unique())))
    problems += _misspelt(rows[rows["role"] != "control"], known)
    stop(*problems)
    options = {name: given[name] for name in OPTIONS if name in given}
    used = named[named["note"] == ""]
    found = samples(used, blank_rates=(rates["positives"] / rates["accepted"]).to_dict(), **options)
    lost = _lost(named, found, given["targets"])
    return pd.concat([found, lost], ignore_index=True) if len(lost) else found


def _lost(named, found, targets):
    """A row without a result for each sample and target of which no well had enough droplets."""
    names = {target: code for code, target in targets.items()}
    rows = named.assign(PARAMCD=named["target"].map(names), AVALU=UNIT, n_wells=0).dropna(subset="PARAMCD")
    rows = rows[[*KEYS, "AVALU", "n_wells"]].drop_duplicates()
    return rows[~pd.MultiIndex.from_frame(rows[KEYS]).isin(pd.MultiIndex.from_frame(found[KEYS]))]


def _misspelt(rows, known):
    """A problem for each target that is nearly one of study.yml's and stands in a well without that one."""
    for _, well in rows.groupby(["file", "well"], sort=False):
        lacking = [target for target in known if target not in set(well["target"])]
        for row in well[~well["target"].isin(known)].itertuples():
            if (hint := near(row.target, lacking)).startswith("did"):
                yield Problem(row.file, row.line, "target", row.target, f"a target of study.yml; {hint}")


def _settings(source):
    place = "tables.ddpcr"
    if source.layout != LAYOUT:
        yield Problem("study.yml", "", f"{place}.layout", source.layout, f'"{LAYOUT}", the layout this reader knows')
        return
    for key in (key for key in source.parameters if key not in PARAMETERS):
        yield Problem("study.yml", "", f"{place}.parameters", key, near(key, PARAMETERS))
    for key in (key for key in ("targets", "reference") if not source.parameters.get(key)):
        yield Problem("study.yml", "", f"{place}.parameters.{key}", None, "see the settings of a droplet table")
    pattern = source.parameters.get("sample")
    for name in export.KEYS:
        if name not in {*source.columns, *source.constants} and f"(?P<{name}>" not in str(pattern):
            expected = f"(?P<{name}>…) in the pattern, or {name} in columns:"
            yield Problem("study.yml", "", f"{place}.parameters.sample", pattern, expected)


def _named(rows, source):
    """The rows of samples with subject, infusion and hours from names or columns, and the samples that lack them."""
    rows = rows.reset_index(drop=True)
    keys = raw_tables.keyed(raw_tables.RawTable(rows, []), "sample", source, list(export.KEYS))
    numbers = {name: text.numbers(keys[name], text.decimal_mark(keys[[name]])) for name in ("INFUSION", "HOURS")}
    keys = keys.assign(**numbers)
    lost = rows[keys.replace("", np.nan).isna().any(axis=1)].drop_duplicates(["file", "sample"])
    expected = "a sample's name with subject, infusion and hours as `sample` says"
    problems = [Problem(row.file, row.line, "sample", row.sample, expected) for row in lost.itertuples()]
    return rows.assign(**keys), problems


def _exports(folder, source):
    """The wells of each export of a source, with `note` where one is left out, and those ignored in `attrs`.

    Unreadable lists what is wrong with any of them.
    """
    path, found, problems = folder / source.file, [], []
    droplet_nl = source.parameters.get("droplet_nl", poisson.DROPLET_NL)
    for one in sorted(one for one in path.iterdir() if one.suffix.lower() in SUFFIXES) if path.is_dir() else [path]:
        try:
            found.append(export.read(one, droplet_nl=droplet_nl, source=source))
        except Unreadable as error:
            problems += error.problems
    absent = Problem(source.file, "", "", "", "a droplet table (CSV, TSV, TXT, XLS, XLSX) in it")
    stop(*(problems if found or problems else [absent]))
    rows, pattern = pd.concat(found, ignore_index=True), source.parameters.get("blank")
    rows["role"] = rows["role"].mask(rows["sample"].str.contains(pattern), "blank") if pattern else rows["role"]
    enough = source.parameters.get("min_droplets", export.LOW_DROPLETS)
    few = f"{FEW} {enough:,} droplets"
    again = rows.duplicated(["well", "sample", "target", "accepted", "positives"]) & (rows["positives"] > 0)
    again = again.groupby([rows["file"], rows["well"]]).transform("any")
    why = {"a control": rows["role"] == "control", few: rows["accepted"] < enough, AGAIN: again}
    rows["note"] = np.select(list(why.values()), list(why), "")
    rows.attrs["ignored"] = [well for one in found for well in one.attrs["ignored"]]
    return rows
