"""A small nkflow table for the tests of the NK phenotype."""

import pandas as pd


def nkflow(values, parameter="PDL1"):
    """Rows from {USUBJID: {visit: percent}}; Baseline is day 1, any other visit day 43."""
    rows = [(name, visit, 1 if visit == "Baseline" else 43, parameter, value)
            for name, own in values.items() for visit, value in own.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=["USUBJID", "AVISIT", "ADY", "PARAMCD", "AVAL"])
