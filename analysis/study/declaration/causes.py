"""The causes that compete with an endpoint: the keys under `causes:`."""

from typing import Annotated

from pydantic import Field, model_validator

from analysis.study.declaration.kinds import Part, Word, Words


class Causes(Part):
    """What an endpoint's own event is called, and which rows of adtte had another event that rules it out."""

    label: Word = Field(description="the endpoint's own event in the report, such as Relapse")
    column: Word = Field("CNSR", description="the column of adtte that tells causes apart")
    competing: Annotated[dict[Word, Words], Field(min_length=1)] = Field(
        description="name of a competing event: the value or values of column that say so"
    )

    @model_validator(mode="after")
    def _apart(self):
        said = [value for values in self.competing.values() for value in values]
        if self.label in self.competing or len(set(said)) < len(said):
            raise ValueError("each name and each value once, none of them the endpoint's own", "competing")
        if self.column == "CNSR" and "0" in said:
            raise ValueError("codes of CNSR above 0, which is the endpoint's own event", "competing")
        return self

    @property
    def names(self):
        """The names of all causes, the endpoint's own first."""
        return [self.label, *self.competing]
