"""The covariates of a model, as study.yml names them by endpoint: what is there, once, and known at the start."""

from analysis.study.declaration import FILE
from analysis.study.problems import Problem, near


def problems(read):
    """The problems of the covariates of a `crosschecks.Read`: names unknown, given twice, or known too late."""
    known = {**read.declaration.groupings, **read.declaration.numbers}
    for endpoint, names in read.declaration.covariates.items():
        for at, name in enumerate(names):
            declared = known.get(name)
            if declared is None:
                expected = f"a grouping or a number of study.yml; {near(name, known)}"
            elif declared.known_day != 0 or getattr(declared, "section", None):
                expected = "one known before treatment (known_day 0), which a table holds"
            else:
                expected = "each covariate once" if name in names[:at] else ""
            if expected:
                yield Problem(FILE, "", f"covariates.{endpoint}", name, expected)
