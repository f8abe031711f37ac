"""A study folder read and checked; `read` is the only way in, Study.endpoint the only place where CNSR is read."""

from analysis.study.cohort.reading import read
from analysis.study.cohort.study import Study as Study  # for the package, not for notebooks

__all__ = ["read"]
