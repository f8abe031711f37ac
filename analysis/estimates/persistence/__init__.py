"""Persistence of infused cells: courses after each infusion, their kinetics, homing to tissue, ligands and killing."""

from analysis.estimates.persistence.blood import blood
from analysis.estimates.persistence.kinetics import kinetics
from analysis.estimates.persistence.summaries import homing, killing, summary, whole_trial
from analysis.estimates.persistence.timeline import timeline

__all__ = ["blood", "homing", "killing", "kinetics", "summary", "timeline", "whole_trial"]
