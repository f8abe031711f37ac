"""Columns of any table dropped, renamed or emptied, and declarations of study.yml lost."""

from tests.corruptions.campaign import FIRST, SECOND, kind

TABLES = {
    FIRST: ("adsl", "adtte", "adrs", "adae", "adex", "adcm", "samples", "nkflow"),
    SECOND: ("adsl", "adtte", "adrs", "adae", "adex", "homing", "ligands", "killing"),
}
WAYS = {
    "dropped": lambda rng, frame, name: frame.drop(columns=name),
    "renamed": lambda rng, frame, name: frame.rename(columns={name: renamed(rng, name)}),
    "emptied": lambda rng, frame, name: frame.assign(**{name: ""}),
    "with a blank": lambda rng, frame, name: frame.assign(**{name: blanked(rng, frame[name])}),
}
LINES = ("adrs: adrs.csv", "adae: adae.csv", "adex: adex.csv", "adcm: adcm.csv", "samples: samples.csv",
         "nkflow: nkflow.csv", "variants: variants.maf")  # fmt: skip


def renamed(rng, name):
    """A name as it goes wrong: a letter lost, two exchanged, another case, a word behind it."""
    ways = [name[:-1], name[1::-1] + name[2:], name.lower(), f"{name}_1", f"{name} ", f"{name}C"]
    return rng.choice(ways)


def blanked(rng, cells):
    """The cells with one of the filled ones blank."""
    filled = list(cells.index[cells != ""])
    return cells.mask(cells.index == rng.choice(filled), "") if filled else cells


def _of(study, way):
    def corrupt(rng, files):
        name = rng.choice(TABLES[study])
        frame = files.table(name)
        files.put(name, WAYS[way](rng, frame, rng.choice(list(frame))))

    return corrupt


for _study in TABLES:
    for _way in WAYS:
        _why = "a value that is not there is as one never measured" if _way == "with a blank" else ""
        _corrupt = _of(_study, _way)
        _corrupt.__name__ = f"a_column_{_way}_in_{_study}".replace(" ", "_")
        kind(_study, _why)(_corrupt)


@kind()
def a_table_not_named_in_study_yml(rng, files):
    files.study(f"  {rng.choice(LINES)}\n", "")


@kind(unknowable="a grouping that is not declared is a question that is not asked")
def a_grouping_not_declared(rng, files):
    name = rng.choice(["age", "sex", "histology", "ecog", "tmb"])
    lines = files.texts["study.yml"].splitlines(keepends=True)
    files.study(next(line for line in lines if line.startswith(f"  {name}: {{")), "")
