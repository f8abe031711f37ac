"""The tables of 2_ctdna."""

from analysis.estimates.ctdna.quantities import TMB_HIGH
from analysis.figures import numbers
from analysis.report.words import readable
from analysis.report.words.tables import Titled

NOT_SHOWN = ["note", "ADY", "first_visit", "last_day", "baseline_detected"]  # of a subject, in the CSV only


def visits(table):
    """Draws by visit, amounts in whole genome equivalents."""
    return readable.table(table.round({"concentration": 0}))


def genes(ranked):
    """The genes that the oncoprint shows, with the share of subjects."""
    top = ranked[ranked["shown"]]
    top = top.assign(share=top["estimate"].map(numbers.percent), subjects=top["n"], mutated=top["n_event"])
    return readable.table(top[["rank", "gene", "mutated", "subjects", "share"]])


def subjects(table):
    """ctDNA of each subject, amounts in whole genome equivalents."""
    whole = dict.fromkeys(["BASE", "AVAL", "CHG", "PCHG"], 0)
    return readable.table(table.drop(columns=NOT_SHOWN).round(whole))


def crossed(counts):
    """A row for each best response, a column for each word of ctDNA."""
    return counts.pivot(index="row", columns="column", values="n").rename_axis("Best response").reset_index()


def lead_time(lead):
    """The leads in days; their times in report units stand in the CSV."""
    return readable.table(lead.drop(columns=["rise", "progression"]))


def moved(fates):
    """The variants that were gained or lost."""
    return readable.table(fates[fates["fate"] != "kept"])


TABLES = {
    "visits": Titled(
        "Draws by visit: number, number with variants, and medians of the largest VAF, of the concentration (hGE/mL) "
        "and of mTBI. Clear draws enter the medians as 0.",
        visits,
    ),
    "samples": Titled("Subjects with draws."),
    "genes": Titled("Subjects by mutated gene.", genes),
    "by_mutation": Titled("Hazard ratios of carriers against wild type."),
    "subjects": Titled(
        "ctDNA of each subject in hGE/mL at baseline (BASE) and {visit} (AVAL); cleared: no variant at any draw on "
        "treatment, known_day the day of the first such draw. Missing: no draw to tell from.",
        subjects,
    ),
    "ctDNA_change": Titled("Subjects by best response and ctDNA change.", crossed),
    "molecular_response": Titled("Subjects by best response and molecular response.", crossed),
    "agreement": Titled("ctDNA change by best response."),
    "last_draw": Titled("Clear at the last draw."),
    "by_change": Titled("Hazard ratios by ctDNA change."),
    "by_clearance": Titled("Hazard ratios by clearance."),
    "within_response": Titled("Hazard ratios by clearance within response classes."),
    "lead_time": Titled("Days from the rise of mTBI to radiographic progression (lead).", lead_time),
    "lead": Titled("Rise of mTBI before radiographic progression, days."),
    "landscape": Titled("Variants gained or lost.", moved),
    "tmb": Titled(f"Mutations per Mb ({{panel_mb}} Mb, VAF {{min_vaf}} or more); high from {TMB_HIGH:.0f}/Mb."),
}
