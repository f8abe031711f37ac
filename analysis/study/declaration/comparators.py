"""Other trials beside which a study is set, and what of each was printed: the keys under `comparators:`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from analysis.study.declaration.kinds import InFolder, Part, Word
from analysis.vocabulary import DAYS_PER_UNIT

ONE = ("median", "rate", "curve")


class Arm(Part):
    """What was printed of one arm: a median, a share without event at a time, or a curve."""

    median: Annotated[float, Field(gt=0)] | None = Field(None, description="a median time to the event, above 0")
    rate: Annotated[float, Field(ge=0, le=1)] | None = Field(None, description="a share without event, from 0 to 1")
    at: Annotated[float, Field(gt=0)] | None = Field(None, description="the time of the rate, above 0")
    curve: InFolder | None = Field(
        None, description="a file of time and survival (n_risk where printed), or of time and event"
    )
    conf_low: Annotated[float, Field(ge=0)] | None = Field(None, description="the printed lower limit, 0 or more")
    conf_high: Annotated[float, Field(ge=0)] | None = Field(None, description="the printed upper limit, 0 or more")
    n: Annotated[int, Field(ge=1)] | None = Field(None, description="the number of subjects of the arm")
    n_event: Annotated[int, Field(ge=0)] | None = Field(None, description="the number of events of a curve")

    @model_validator(mode="after")
    def _one(self):
        said = [name for name in ONE if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError("one of median, rate (with at) or curve", said[1] if said else "median")
        if (self.rate is None) != (self.at is None):
            raise ValueError("rate and at together", "rate" if self.rate is None else "at")
        if (self.conf_low is None) != (self.conf_high is None):
            raise ValueError("both limits, or none", "conf_low" if self.conf_low is None else "conf_high")
        value = self.median if self.rate is None else self.rate
        if self.conf_low is not None and (value is None or not self.conf_low <= value <= self.conf_high):
            raise ValueError("limits on both sides of the median or rate", "conf_low")
        return self


class Comparator(Part):
    """Another trial: where it is printed, who was in it, and its arms."""

    label: Word = Field(description="the trial's name in the report")
    source: Word = Field(description="where its numbers are printed")
    endpoint: Word = Field(description="an endpoint of adtte, such as OS")
    line: Word = Field(description="the line of therapy, such as second")
    year: Annotated[int, Field(ge=1950, le=2100)] = Field(description="the year of publication")
    country: Word = Field(description="the country or countries in which it was done")
    selection: Word = Field(description="who was in it, and who was not, in a few words")
    unit: Literal[tuple(DAYS_PER_UNIT)] | None = Field(
        None, description=f"one of {', '.join(DAYS_PER_UNIT)}: of its times, else the report's unit"
    )
    arms: Annotated[dict[Word, Arm], Field(min_length=1)] = Field(
        description="treatment: {median}, {rate, at} or {curve}, for each arm"
    )


def with_curves(given):
    """What study.yml says, with the files of its comparators' curves among its tables, as `curves`."""
    told, tables = given.get("comparators"), given.get("tables")
    trials = [trial for trial in told.values() if isinstance(trial, dict)] if isinstance(told, dict) else []
    arms = [arm for trial in trials if isinstance(trial.get("arms"), dict) for arm in trial["arms"].values()]
    files = [arm["curve"] for arm in arms if isinstance(arm, dict) and isinstance(arm.get("curve"), str)]
    if not files or not isinstance(tables, dict):
        return given
    return given | {"tables": tables | {"curves": list(dict.fromkeys(files))}}
