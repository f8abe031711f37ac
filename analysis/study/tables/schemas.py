"""The tables of a study in ADaM terms, as schemas.yml describes them."""

from pathlib import Path

import yaml
from pandera.pandas import DataFrameSchema

from analysis.study.tables.kinds import column

SUBJECT = {"STUDYID": column("text"), "USUBJID": column("text", "a subject's identifier", needed=True)}


def _schema(columns, key=(), only=None):
    read = {name: column(**(told if isinstance(told, dict) else {"kind": told})) for name, told in columns.items()}
    return DataFrameSchema(SUBJECT | read, metadata={"key": list(key), "only": only or {}})


_written = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))
SCHEMAS = {name: _schema(**told) for name, told in _written.items()}
# Tables with readers of their own: a study gives only their place.
PATH_ONLY = ("variants", "cells", "published")
TABLES = (*SCHEMAS, *PATH_ONLY)
REQUIRED = ("adsl", "adtte")
