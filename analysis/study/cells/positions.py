"""Where the cells of one field lie, with their markers: what a map of cells is drawn from."""

import polars as pl

from analysis.study.cells.dialect import found
from analysis.study.cells.rules import positive
from analysis.study.cells.settings import Settings
from analysis.study.cells.tally import decoded, number, query


def positions(folder, file, settings=None, *, field=None):
    """The cells of one file of a folder (or study): x, y in microns, tissue, one nullable boolean column per marker.

    `field` chooses one field of a merged file. Pixels become microns by `microns_per_pixel`; y points downwards, as in
    the image. Raises ValueError when the folder has no such cell table.
    """
    if hasattr(folder, "declaration"):
        settings, folder = settings or Settings.of(folder), folder.path("cells")
    settings = settings or Settings()
    tables = {str(table.path.relative_to(folder)): table for table in found(folder)[0]}
    if file not in tables:
        raise ValueError(f"{folder}: no cell table {file}; expected one of {', '.join(tables)}")
    table = tables[file]
    frame, own = query(table, settings)
    scale = settings.microns_per_pixel if table.pixels else 1.0
    frame = frame.filter(pl.col("nucleated"))
    if field is not None:
        frame = frame.filter(pl.col("field").str.replace(",im3", ".im3", literal=True) == field)
    columns = [f"marker {place}" for place in range(len(own))]
    cells = frame.select(
        x=number(pl.col(table.x)) * scale, y=number(pl.col(table.y)) * scale, tissue="tissue", phenotype="phenotype",
        **{name: pl.col(name) for name in columns},
    )  # fmt: skip
    return decoded(cells.collect(engine="streaming").to_pandas(), own, table, settings)


def field(study, found, subject, phenotypes):
    """The cells of a subject's first field (positions) with `phenotype`: the first of `phenotypes` (name -> rule) met.

    found: the study's Tally. Cells that meet none have None.
    """
    used = found.files[found.files["used"] & (found.files["USUBJID"] == subject)]
    if used.empty:
        raise ValueError(
            f"{study.id}: no cells of {subject}; expected one of {', '.join(found.cells['USUBJID'].unique())}"
        )
    first = used.iloc[0]
    cells = positions(study, first["file"], field=first["field"])
    cells["phenotype"] = None
    for name, rule in reversed(phenotypes.items()):
        cells.loc[positive(rule, cells[found.markers]).fillna(False).to_numpy(bool), "phenotype"] = name
    return cells
