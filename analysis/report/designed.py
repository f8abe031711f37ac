"""The declared design at the head of a section: what it asks, what came of it, and its rows."""

from analysis.estimates import design
from analysis.report.layers import APPENDIX, MAIN
from analysis.report.words import designed


def declared_design(section):
    """Show what the design of study.yml asks, what came of it and its rows; without one, in the appendix, no more."""
    rows, layer = design.inference(section.study), MAIN if section.study.design else APPENDIX
    section.say(designed.asked(section.study), layer=layer)
    section.say(designed.found(rows) if len(rows) else "", layer=layer)
    section.result_table(rows, "design", layer=layer)
