"""Persistence of infused cells: courses after each infusion, their kinetics, homing to tissue, ligands and killing."""

from analysis.estimates.persistence.after_infusion import after_infusion, evaluable, flow_of, results_by_status
from analysis.estimates.persistence.kinetics import AUC_RULE, kinetics
from analysis.estimates.persistence.summaries import homing, killing, peaks, rises, summary, whole_trial
from analysis.estimates.persistence.timeline import timeline

__all__ = [
    "AUC_RULE", "after_infusion", "evaluable", "flow_of", "homing", "killing", "kinetics", "peaks", "results_by_status",
    "rises", "summary", "timeline", "whole_trial",
]  # fmt: skip
