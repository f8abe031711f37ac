"""Figures of the report: a tidy table in, a drawing out; one kind per module; nothing is estimated here.

A kind is loaded, with what it draws by, when its name is first used.
"""

import importlib
import sys
from types import ModuleType

# Modules and their names; one alone has its module's name.
_MODULES = {
    **dict.fromkeys(
        "bubbles exposure free_text hazard_curve hazard_panels landscape oncoprint schoenfeld spider split_panels subgroup_forest "
        "survival_comparison survival_curve swimmer timeline trajectories waterfall".split()
    ),
    "adverse_events": "adverse_events period_rates", "cell_map": "cell_map cell_maps", "forest": "forest forest_rows",
    "heatmap": "heatmap heatmap_colors", "killing": "killing ligands", "paired_dots": "paired_dots survivor_dots value_lines", "kinetics": "infusion_panels peaks",
    "survival": "survival kaplan_meier risk_table ticks", "survival_frame": "SurvivalFrame", "theme": "theme canvas",
}  # fmt: skip
_HOMES = {name: module for module, names in _MODULES.items() for name in (names or module).split()}
# What notebooks draw; the other names serve the report.
__all__ = [
    "adverse_events", "bubbles", "canvas", "cell_maps", "exposure", "heatmap", "infusion_panels", "killing",
    "landscape", "ligands", "oncoprint", "peaks", "period_rates", "spider", "subgroup_forest", "survival_comparison",
    "survival_curve", "swimmer", "theme", "timeline", "trajectories", "waterfall",
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
