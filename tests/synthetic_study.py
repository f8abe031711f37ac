"""The files of the default study, read raw, and the survival layer they were made around."""

from functools import cache
from pathlib import Path

import pandas as pd

from tests import shipped

STUDY = Path(__file__).parents[1] / "data" / "nct03958097"


@cache
def table(name):
    return pd.read_csv(STUDY / f"{name}.csv", dtype={"USUBJID": str}, keep_default_na=False, na_values=[""])


@cache
def layer():
    return pd.read_csv(STUDY / "synthetic_rows" / "survival_layer.csv", dtype={"id": str}).set_index("id")


@cache
def study():
    return shipped.study()


@cache
def cells():
    fields = [pd.read_csv(path, sep="\t", dtype=str) for path in sorted((STUDY / "cells").iterdir())]
    return pd.concat(fields, ignore_index=True)


def visits():
    return table("adrs").query("PARAMCD == 'OVR'")
