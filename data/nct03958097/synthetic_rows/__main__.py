"""Write every table of the study into a folder: `python -m synthetic_rows [FOLDER]`, by default the study's own."""

import sys
from pathlib import Path

from .baseline import adsl
from .endpoints import adtte
from .exposure import adcm, adex
from .response import adrs

TABLES = {"adsl": adsl, "adtte": adtte, "adrs": adrs, "adex": adex, "adcm": adcm}


def write(folder):
    """Write all tables into `folder`; the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        table().to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
