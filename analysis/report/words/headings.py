"""The words that stand over a column and for a code in the printed tables: data files keep their own names."""

import re

import numpy as np

HEADINGS = {
    # results
    "estimate": "Estimate", "conf_low": "95% CI low", "conf_high": "95% CI high", "p_value": "P",
    "p_adjusted": "Adjusted P", "p_interaction": "P interaction", "n": "n", "n_event": "Events", "n_risk": "At risk",
    "n_censor": "Censored", "n_missing": "Missing",
    # CDISC
    "USUBJID": "Subject", "SAMPLEID": "Sample", "PARAMCD": "Measure", "AVISIT": "Visit", "ADY": "Day",
    "BASE": "Baseline",
    "AVAL": "Value", "CHG": "Change", "PCHG": "Change, %", "AEDECOD": "Adverse event", "AEBODSYS": "Organ class",
    "CMDECOD": "Treatment", "CMCAT": "Category", "LINE": "Line", "ASTDT": "Start", "ASTDY": "Day of start",
    "HOURS": "Hours", "LOD": "Limit of detection", "LLOQ": "Limit of quantification", "EFFECTOR": "Effector",
    "TARGET": "Target", "RATIO": "Ratio", "AVALC": "Assessment",
    # ctDNA
    "n_detected": "With variants", "max_vaf": "Largest VAF", "concentration": "hGE/mL", "mtbi": "mTBI",
    "cleared_at_visit": "Cleared at the visit", "cleared": "Cleared at any draw", "known_day": "Known on day",
    "last_cleared": "Clear at the last draw", "n_draws": "Draws", "nadir": "mTBI at nadir", "nadir_day": "Day of nadir",
    "rise_day": "Day of rise", "rise_mtbi": "mTBI at rise", "progression_day": "Day of progression",
    "lead": "Lead, days", "undone_day": "Rise undone on day", "vaf_baseline": "VAF at baseline",
    "vaf_resistance": "VAF at resistance", "n_mutations": "Mutations", "n_without_vaf": "Without VAF",
    "tmb": "TMB, mut/Mb", "tmb_high": "TMB high", "classification": "Class", "protein_change": "Protein",
    # cells
    "n_cells": "Nucleated cells", "n_no_nucleus": "Without nucleus", "n_positive": "Positive cells",
    "n_unknown": "Never phenotyped", "area_mm2": "Area, mm²", "per_mm2": "Per mm²",
    # phenotype, safety, persistence
    "not_compared": "Not compared", "ungraded": "Ungraded", "time": "Time", "infusions": "Infusions",
    "samples": "Samples", "without_result": "Without a result", "first_hours": "First, h", "last_hours": "Last, h",
    "wells": "Wells", "droplets": "Droplets", "positives": "Positive", "low_wells": "Wells left out: few droplets",
    "p_wells": "P, wells alike", "detected": "Detected below that",
}  # fmt: skip
LONG_CODE = r"[A-Z]{7,}|[A-Z]+( [A-Z]+)+"  # PROGRESSIVE DISEASE, ONGOING; not TP53, LUSC, OS


def heading(name):
    """The words over a column: those listed here or, for a name of small letters, the name with a capital."""
    name = str(name)
    plain = re.fullmatch(r"[a-z][a-z0-9_]*", name)
    return HEADINGS.get(name, name.replace("_", " ").capitalize() if plain else name)


def said(value):
    """The words for a value of a table: yes and no for a truth, a code of capitals or with _ as words."""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if not isinstance(value, str):
        return value
    if re.fullmatch(LONG_CODE, value):
        return value.capitalize()
    if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+|[A-Z][a-z]+(_[A-Z]?[a-z]+)+", value):  # best_response, Frame_Shift_Del
        return value[0] + value[1:].replace("_", " ").lower()
    return value
