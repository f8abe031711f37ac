"""The report of a trial, in five rooms; each knows only the rooms above it in this list.

vocabulary   units, columns, endpoints, estimands and methods: every word once
study        a study folder read and checked: study.yml, tables, instrument files, the cohort
estimates    rows in, tidy result rows out: survival, response, ctDNA, cut-offs, safety, adjusted P values
figures      a tidy table in, a figure out; and how a number is printed
report       blocks of words, tables and figures; the page, Word, PDF, ledger and manuscript made of them
pipeline     what make calls: plan, run, provenance, lock, a new study

Notebooks take the short names of `__all__` from here (their page is notebooks/README.md); a room is loaded when one of
its names is first used. Any other part of study and estimates, such as `variants`, can be had in the same way.
"""

import importlib
import importlib.util

__all__ = [
    "cohort", "survival", "efficacy", "response", "ctdna", "phenotype", "cutoff", "cells", "safety", "persistence",
    "figures", "report"]  # fmt: skip


def __getattr__(name):
    for room in ("study", "estimates"):
        if not name.startswith("_") and importlib.util.find_spec(f"analysis.{room}.{name}"):
            return importlib.import_module(f"analysis.{room}.{name}")
    raise AttributeError(f"analysis has no {name!r}; it has {', '.join(__all__)}")
