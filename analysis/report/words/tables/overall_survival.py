"""The tables of 1_overall_survival."""

from analysis.report.words.tables import Titled

TABLES = {
    "response": Titled("Best response and response rates."),
    "duration": Titled("Duration of response."),
}
