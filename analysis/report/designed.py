"""The declared design at the head of a section: what it asks, what came of it, and its rows."""

from analysis.estimates import design
from analysis.report.words import designed


def declared_design(section):
    """Show what the design of study.yml asks, what came of it and its rows; without one, that there is none."""
    rows = design.inference(section.study)
    section.say(designed.asked(section.study), layer="main")
    section.say(designed.found(rows) if len(rows) else "", layer="main")
    section.result_table(rows, "design", layer="main")
