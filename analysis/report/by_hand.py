"""A notebook run by hand, in JupyterLab, with the parameters that `make report` would bring it."""

import os

from analysis.study import parameters

RUN = "TRIAL_REPORT_RUN"  # set by the pipeline, which brings the parameters itself


def in_run():
    """Whether the pipeline runs this notebook."""
    return bool(os.environ.get(RUN))


def take_parameters(section, study_dir):
    """Give the notebook that calls it the parameters that the study's study.yml sets for the section, and say so.

    In a run of `make report` it does nothing. Raises ParameterError for a name or a type that the notebook lacks.
    """
    from IPython import get_ipython

    if not in_run() and get_ipython() is not None:
        get_ipython().user_ns.update(parameters.of_study(study_dir, section))
