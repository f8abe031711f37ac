"""Write every table of the study into a folder: `python -m synthetic_rows [FOLDER]`, by default the study's own."""

import sys
from pathlib import Path

from .baseline import adsl
from .endpoints import adtte
from .exposure import adcm, adex
from .flow import nkflow
from .plasma import samples, variants
from .response import adrs
from .safety import adae
from .tissue import cells

MAF_HEADER = "#version 2.4\n#SYNTHETIC rows fitted to published statistics, no person's variants: see SYNTHETIC.md\n"
TABLES = {
    "adsl": adsl,
    "adtte": adtte,
    "adrs": adrs,
    "adae": adae,
    "adex": adex,
    "adcm": adcm,
    "samples": samples,
    "nkflow": nkflow,
}


def write(folder):
    """Write all tables into `folder`; the same bytes each time."""
    (folder / "cells").mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        table().to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    for name, field in cells().items():
        field.to_csv(folder / "cells" / name, sep="\t", index=False, lineterminator="\n")
    maf = variants().to_csv(sep="\t", index=False, lineterminator="\n")
    (folder / "variants.maf").write_text(MAF_HEADER + maf, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1])
