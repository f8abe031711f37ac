"""What was measured in blood: samples of the droplet or flow assay, how many were usable, and the assay's blanks."""

from typing import NamedTuple

import pandas as pd

from analysis.estimates.persistence.after_infusion import after_infusion, evaluable, flow_of, results_by_status
from analysis.study import droplets


class Blood(NamedTuple):
    """Samples of blood: by subject, blank wells, samples computed from droplets, by result and time, courses, flow."""

    evaluable: pd.DataFrame
    blanks: pd.DataFrame
    samples: pd.DataFrame
    status: pd.DataFrame
    courses: pd.DataFrame
    flow: pd.DataFrame


def blood(study):
    """The Blood of a study: ddpcr as its file has it or computed from droplets, and blood in homing.

    courses and flow are as `after_infusion`. blanks and samples have no rows where ddpcr does not come from droplets.
    Raises ValueError for droplet files that cannot be used, and for rows that contradict themselves.
    """
    ddpcr = droplets.table(study)
    courses, computed = after_infusion(ddpcr), any(source.layout for source in study.declaration.tables["ddpcr"])
    return Blood(
        evaluable=evaluable(ddpcr, study.subjects),
        blanks=droplets.blanks(study),
        samples=ddpcr if computed else ddpcr.iloc[:0],
        status=results_by_status(courses),
        courses=courses,
        flow=flow_of(study.table("homing")),
    )
