"""Figures of the report: a tidy table in, a drawing out; one kind per module; nothing is estimated here.

A kind is loaded, with what it draws by, when its name is first used.
"""

import importlib
import sys
from types import ModuleType

_HOMES = {
    "adverse_events": "adverse_events", "period_rates": "adverse_events", "bubbles": "bubbles", "cell_map": "cell_map",
    "cell_maps": "cell_map", "exposure": "exposure", "forest": "forest", "forest_rows": "forest",
    "free_text": "free_text", "hazard_panels": "hazard_panels", "heatmap": "heatmap",
    "hazard_curve": "hazard_curve", "paired_dots": "paired_dots", "survivor_dots": "paired_dots",
    "value_lines": "paired_dots", "killing": "killing", "ligands": "killing", "infusion_panels": "kinetics",
    "peaks": "kinetics", "landscape": "landscape", "oncoprint": "oncoprint", "schoenfeld": "schoenfeld",
    "spider": "spider", "split_panels": "split_panels", "subgroup_forest": "subgroup_forest",
    "survival_comparison": "survival_comparison",
    "survival_curve": "survival_curve", "kaplan_meier": "survival", "risk_table": "survival", "survival": "survival",
    "ticks": "survival", "SurvivalFrame": "survival_frame", "swimmer": "swimmer", "canvas": "theme", "theme": "theme",
    "timeline": "timeline", "trajectories": "trajectories", "waterfall": "waterfall",
}  # fmt: skip
# What notebooks draw; the other names serve the report.
__all__ = [
    "adverse_events", "bubbles", "cell_maps", "exposure", "heatmap", "infusion_panels", "killing", "landscape",
    "ligands", "oncoprint", "paired_dots", "peaks", "period_rates", "spider", "survivor_dots", "swimmer", "theme",
    "timeline", "trajectories", "value_lines", "waterfall",
]  # fmt: skip


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"figures has no {name!r}; it has {', '.join(__all__)}")
    module = importlib.import_module(f"analysis.figures.{_HOMES[name]}")
    return getattr(module, name, module)


class _Kinds(ModuleType):
    def __setattr__(self, name, value):
        # Python puts every module it loads into its package: the function of the module's name has to stand there.
        super().__setattr__(name, getattr(value, name, value) if _HOMES.get(name) == name else value)


sys.modules[__name__].__class__ = _Kinds
