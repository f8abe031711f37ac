"""A study folder read and checked; `read` is the only way in, Study.endpoint the only place where CNSR is read."""

from analysis.study.cohort.reading import read
from analysis.study.cohort.study import Study

__all__ = ["Study", "read"]
