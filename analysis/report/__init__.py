"""The report's words and files; what notebooks call is loaded when its name is first used."""

import importlib

_MODULES = {
    "adjusted": "adjusted_ratios",
    "beside": "beside_other_trials", "causes": "competing_causes", "designed": "declared_design",
    "biomarkers": "hazard_curves heatmap numbers", "left_out": "take_parameters", "section": "Section",
    "curves": "hazards_over_time subgroup_forest survival_by_group survival_comparisons survival_curves",
    "sweeps": "split_figures sweep_atlas sweep_table trend_table what_remains"}  # fmt: skip
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"report has no {name!r}; it has {', '.join(__all__)}")
    return getattr(importlib.import_module(f"analysis.report.{_HOMES[name]}"), name)
