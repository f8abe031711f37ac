"""Corruptions of studies; importing it makes every kind known."""

from tests.corruptions import columns, instruments, strangers, tables, values
from tests.corruptions.campaign import KINDS, UNKNOWABLE, bases, trial

__all__ = ["KINDS", "UNKNOWABLE", "bases", "columns", "instruments", "strangers", "tables", "trial", "values"]
