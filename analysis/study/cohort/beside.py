"""What study.yml says of other trials and of the design: endpoints that the study has, curves that can be read."""

from analysis.study import curves
from analysis.study.declaration import FILE
from analysis.study.problems import Problem, near


def problems(read):
    """The problems of the comparators and of the design of a `crosschecks.Read`."""
    known = read.frames.get("adtte", {}).get("PARAMCD")
    said = {f"comparators.{name}.endpoint": trial.endpoint for name, trial in read.declaration.comparators.items()}
    if (design := read.declaration.design) and design.survival:
        said["design.survival.endpoint"] = design.survival.endpoint
    for place, endpoint in said.items():
        if known is not None and endpoint not in set(known):
            expected = f"an endpoint of adtte; {near(endpoint, known.dropna().unique())}"
            yield Problem(FILE, "", place, endpoint, expected)
    for file in (one.file for one in read.declaration.tables.get(curves.TABLE, ())):
        if (read.folder / file).is_file():  # one that is not there is told with the tables
            yield from curves.checked(read.folder, file)[1]
