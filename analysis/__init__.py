"""The report of a trial, in five rooms; each knows only the rooms above it in this list.

vocabulary   units, columns, endpoints, estimands and methods: every word once
study        a study folder read and checked: study.yml, tables, instrument files, the cohort
estimates    rows in, tidy result rows out: survival, response, ctDNA, cut-offs, safety, adjusted P values
figures      a tidy table in, a figure out; and how a number is printed
report       blocks of words, tables and figures; the page, Word, PDF, ledger and manuscript made of them
pipeline     what make calls: plan, run, provenance, lock, a new study

Notebooks take the short names below from here; a room is loaded when one of its names is first used.
"""

import importlib

_PUBLIC = {
    "cohort": "study", "variants": "study", "cells": "study", "flow": "study", "droplets": "study",
    "survival": "estimates", "response": "estimates", "ctdna": "estimates", "phenotype": "estimates",
    "safety": "estimates", "persistence": "estimates", "patients": "estimates", "continuous": "estimates",
    "cutoff": "estimates", "efficacy": "estimates",
}  # fmt: skip
__all__ = [*_PUBLIC, "figures", "report", "vocabulary"]


def __getattr__(name):
    if name in _PUBLIC:
        return importlib.import_module(f"analysis.{_PUBLIC[name]}.{name}")
    raise AttributeError(f"analysis has no {name!r}; it has {', '.join(__all__)}")
