"""Rules that censor an endpoint earlier than adtte does, for a sensitivity analysis: the keys under `censoring:`."""

from typing import Annotated

from pydantic import Field, model_validator

from analysis.study.declaration.kinds import Part, Words


class Censoring(Part):
    """When an endpoint is censored at the last adequate assessment: a new therapy began, visits were missed."""

    new_therapy: Words | None = Field(None, description="the values of CMCAT in adcm that are a new anticancer therapy")
    every_days: Annotated[float, Field(gt=0)] | None = Field(None, description="days between two scheduled assessments")
    window_days: Annotated[float, Field(ge=0)] = Field(0, description="days by which an assessment may be late")
    missed: Annotated[int, Field(ge=1)] = Field(2, description="missed assessments after which an event does not count")

    @model_validator(mode="after")
    def _some(self):
        if self.new_therapy is None and self.every_days is None:
            raise ValueError("new_therapy, every_days or both", "new_therapy")
        return self

    @property
    def gap_days(self):
        """The days without an adequate assessment beyond which that many were missed; None without a schedule."""
        return None if self.every_days is None else self.missed * self.every_days + self.window_days
