"""Persistence of infused cells: courses after each infusion, their kinetics, homing to tissue, ligands and killing."""

from analysis.estimates.persistence.blood import blood
from analysis.estimates.persistence.summaries import cellular_kinetics, homing, killing
from analysis.estimates.persistence.timeline import timeline

__all__ = ["blood", "cellular_kinetics", "homing", "killing", "timeline"]
