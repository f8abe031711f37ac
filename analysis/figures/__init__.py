"""Figures of the report: a tidy table in, a drawing out; one kind per module; nothing is estimated here."""

from analysis.figures import theme
from analysis.figures.adverse_events import adverse_events, period_rates
from analysis.figures.bubbles import bubbles
from analysis.figures.cell_map import cell_map, cell_maps
from analysis.figures.exposure import exposure
from analysis.figures.forest import forest, forest_rows
from analysis.figures.free_text import free_text
from analysis.figures.hazard_curve import hazard_curve
from analysis.figures.hazard_panels import hazard_panels
from analysis.figures.heatmap import heatmap
from analysis.figures.killing import killing, ligands
from analysis.figures.kinetics import infusion_panels, peaks
from analysis.figures.landscape import landscape
from analysis.figures.oncoprint import oncoprint
from analysis.figures.paired_dots import paired_dots, survivor_dots, value_lines
from analysis.figures.schoenfeld import schoenfeld
from analysis.figures.spider import spider
from analysis.figures.split_panels import split_panels
from analysis.figures.subgroup_forest import subgroup_forest
from analysis.figures.survival import kaplan_meier, risk_table, survival, ticks
from analysis.figures.survival_comparison import survival_comparison
from analysis.figures.survival_curve import survival_curve
from analysis.figures.survival_frame import SurvivalFrame
from analysis.figures.swimmer import swimmer
from analysis.figures.theme import canvas
from analysis.figures.timeline import timeline
from analysis.figures.trajectories import caption as trajectories_caption
from analysis.figures.trajectories import trajectories
from analysis.figures.waterfall import waterfall

__all__ = [
    "SurvivalFrame", "adverse_events", "bubbles", "canvas", "cell_map", "cell_maps", "exposure", "forest",
    "forest_rows", "free_text", "hazard_curve", "hazard_panels", "heatmap", "infusion_panels", "kaplan_meier",
    "killing", "landscape", "ligands", "oncoprint", "paired_dots", "peaks", "period_rates", "risk_table",
    "schoenfeld", "spider", "split_panels", "subgroup_forest", "survival", "survival_comparison", "survival_curve",
    "survivor_dots", "swimmer", "theme", "ticks", "timeline", "trajectories", "trajectories_caption", "value_lines",
    "waterfall",
]  # fmt: skip
