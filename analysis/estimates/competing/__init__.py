"""Endpoints of several causes: cumulative incidence, tests and ratios that count the other causes for what they are.

Floors, lowest first: inputs; aalen_johansen fine_gray gray; of_study.
"""

from analysis.estimates.competing.of_study import at_risk, by_group, curves, incidences, risk_table

__all__ = ["at_risk", "by_group", "curves", "incidences", "risk_table"]
