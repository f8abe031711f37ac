"""A study folder read and checked: the tables, one endpoint at a time, groupings, populations.

`read` is the only way in, and Study.endpoint the only place where CNSR becomes `event`.
"""

from analysis.study.cohort.reading import StudyError, read
from analysis.study.cohort.study import Study

__all__ = ["Study", "StudyError", "read"]
