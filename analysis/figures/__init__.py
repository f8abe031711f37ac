"""Figures of the report: a tidy table in, a drawing out, loaded when first named; nothing is estimated here."""

import importlib
import sys
from types import ModuleType

# The modules whose names are not their own alone.
_MODULES = {
    "adverse_events": "adverse_events period_rates", "subgroup_forest": "subgroup_forest adjusted_forest",
    "hazards": "hazard_curve hazard_panels",
    "heatmap": "heatmap heatmap_colors cell_map cell_maps", "landmark": "landmark_curves",
    "kinetics": "infusion_panels peaks killing ligands",
    "lasagna": "trajectories", "timeline": "timeline exposure", "oncoprint": "oncoprint landscape",
    "paired_dots": "paired_dots survivor_dots value_lines",
    "survival": "survival kaplan_meier risk_table ticks", "survival_frame": "SurvivalFrame", "theme": "theme canvas",
    "survival_comparison": "survival_comparison survival_curve split_panels", "waterfall": "waterfall spider",
}  # fmt: skip
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}
# What notebooks draw; the other names serve the report.
__all__ = [
    "adverse_events", "cell_maps", "exposure", "infusion_panels", "killing", "landscape", "ligands", "oncoprint",
    "paired_dots", "peaks", "period_rates", "spider", "survivor_dots", "swimmer", "timeline", "trajectories",
    "value_lines", "waterfall"]  # fmt: skip


def __getattr__(name):
    try:
        module = importlib.import_module(f"analysis.figures.{_HOMES.get(name, name)}")
    except ModuleNotFoundError:
        raise AttributeError(f"figures has no {name!r}; it has {', '.join(__all__)}") from None
    return getattr(module, name, module)


class _Kinds(ModuleType):
    def __setattr__(self, name, value):
        # Python puts every module it loads into its package: the function of the module's name has to stand there.
        own = isinstance(value, ModuleType) and _HOMES.get(name, name) == name
        super().__setattr__(name, getattr(value, name, value) if own else value)


sys.modules[__name__].__class__ = _Kinds
