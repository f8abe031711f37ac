"""The design by which a trial with one arm decides: the keys under `design:`."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from analysis.study.declaration.kinds import Part, Word

KINDS = ("simon", "bayes", "survival")
Share = Annotated[float, Field(gt=0, lt=1)]
Outcome = Literal["ORR", "DCR"]


class Simon(Part):
    """Two stages after Simon: boundaries, and the two rates between which they decide."""

    outcome: Outcome = Field("ORR", description="ORR or DCR")
    p0: Share = Field(description="the rate that is not worth while, between 0 and 1")
    p1: Share = Field(description="the rate that is sought, between p0 and 1")
    r1: Annotated[int, Field(ge=0)] = Field(description="the most responses with which the first stage ends the trial")
    n1: Annotated[int, Field(ge=1)] = Field(description="the number of subjects of the first stage")
    r: Annotated[int, Field(ge=0)] = Field(description="the most responses in all with which p0 is not rejected")
    n: Annotated[int, Field(ge=2)] = Field(description="the number of subjects of both stages")

    @model_validator(mode="after")
    def _rises(self):
        if not self.p0 < self.p1:
            raise ValueError("a rate above p0", "p1")
        if not self.r1 < self.n1 < self.n:
            raise ValueError("more than r1 and fewer than n", "n1")
        if not self.r1 <= self.r < self.n:
            raise ValueError("r1 or more, and fewer than n", "r")
        return self


class Bayes(Part):
    """A beta prior for a rate, and when the rate counts as shown."""

    outcome: Outcome = Field("ORR", description="ORR or DCR")
    prior: Annotated[list[Annotated[float, Field(gt=0)]], Field(min_length=2, max_length=2)] = Field(
        description="the two parameters of the beta distribution, such as [1, 1]"
    )
    p0: Share = Field(description="the rate to be exceeded, between 0 and 1")
    success: Share | None = Field(None, description="the probability of exceeding p0 beyond which it is shown, below 1")
    n: Annotated[int, Field(ge=1)] | None = Field(None, description="the number of subjects planned")


class Survival(Part):
    """An endpoint against a median, or a share without event at a time."""

    endpoint: Word = Field(description="an endpoint of adtte, such as PFS")
    median: Annotated[float, Field(gt=0)] | None = Field(None, description="a median of historical subjects, above 0")
    rate: Share | None = Field(None, description="a share without event, between 0 and 1")
    at: Annotated[float, Field(gt=0)] | None = Field(None, description="the time of the rate, in report units")

    @model_validator(mode="after")
    def _one(self):
        if (self.median is None) == (self.rate is None):
            raise ValueError("either median, or rate with at", "median")
        if (self.rate is None) != (self.at is None):
            raise ValueError("rate and at together", "rate" if self.rate is None else "at")
        return self


class Design(Part):
    """The one design of a trial."""

    simon: Simon | None = Field(None, description="{p0, p1, r1, n1, r, n, outcome}")
    bayes: Bayes | None = Field(None, description="{prior, p0, success, n, outcome}")
    survival: Survival | None = Field(None, description="{endpoint, median} or {endpoint, rate, at}")

    @model_validator(mode="after")
    def _one(self):
        said = [name for name in KINDS if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError(f"one of {', '.join(KINDS)}", *said[1:2])
        return self

    @property
    def kind(self):
        """Which of the designs it is: simon, bayes or survival."""
        return next(name for name in KINDS if getattr(self, name) is not None)
