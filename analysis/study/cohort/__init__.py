"""A study folder read and checked: the tables, one endpoint at a time, groupings, populations.

`read` is the only way in, and Study.endpoint the only place where CNSR becomes `event`.
"""

from analysis.study.cohort.reading import read
from analysis.study.cohort.study import Study
from analysis.study.problems import StudyError

__all__ = ["Study", "StudyError", "read"]
