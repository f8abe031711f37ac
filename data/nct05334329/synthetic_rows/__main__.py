"""Write every table of the study into a folder: `python -m synthetic_rows [FOLDER]`, by default the study's own."""

import sys
from pathlib import Path

from .blood import plates
from .companions import homing, killing, ligands
from .outcome import adrs, adsl, adtte
from .safety import adae
from .treatment import adex

TABLES = {
    "adsl": adsl,
    "adtte": adtte,
    "adrs": adrs,
    "adae": adae,
    "adex": adex,
    "homing": homing,
    "ligands": ligands,
    "killing": killing,
}


def write(folder):
    """Write all tables into `folder`; the same bytes each time."""
    (folder / "plates").mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        table().to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for name, plate in plates().items():
        plate.to_csv(folder / "plates" / name, index=False, lineterminator="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
