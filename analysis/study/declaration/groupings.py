"""What tells subjects apart: groupings, numbers and the arms of the trial; the keys under each."""

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from analysis.study.declaration.kinds import Part, Where, Word, WordMap, Words, word


class Grouping(Part):
    """A label per subject and the day from which it is known; a value equal to a cut point goes to the upper level."""

    label: str = Field("", description="the grouping's name in the report")
    levels: Words = Field([], description="a list of the groups", validate_default=False)
    reference: Word = Field("", description="one of the levels, the denominator of hazard ratios")
    known_day: Annotated[float, Field(ge=0)] | Literal["varies"] = Field(
        description="the study day from which the grouping is known, 0 for one known at baseline, counted as AVAL "
        "counts days (or varies: by the ADY of each subject's row, or as its section says). Rows with an ADY have "
        "their own day. A group that forms later is immortal until then, so a comparison from time zero would flatter "
        "it (immortal time)"
    )
    landmark_day: Annotated[float, Field(gt=0)] | None = Field(
        None, description="a day fixed beforehand, from which those still at risk are compared besides; counted as AVAL"
    )
    section: str | None = Field(None, description="the section that makes the grouping")
    table: str | None = Field(None, description="the table that holds the column")
    column: str | None = Field(None, description="the column that holds the groups")
    where: Where = Field({}, description="column: the value or values a row must have")
    values: WordMap = Field({}, description="the table's value: the level it belongs to (null: none)")
    cut: list[float] = Field([], description="a list of rising cut points")

    @field_validator("levels")
    @classmethod
    def _distinct(cls, levels):
        if len(set(levels)) < len(levels):
            raise ValueError("each level once")
        return levels

    @model_validator(mode="before")
    @classmethod
    def _defaults(cls, given):
        given = dict(given) if isinstance(given, dict) else given
        cut = given.get("cut") if isinstance(given, dict) else None
        if isinstance(cut, int | float) and not isinstance(cut, bool):
            given["cut"] = cut = [cut]
        if isinstance(cut, list) and len(cut) == 1:
            given.setdefault("levels", [f"<{word(cut[0])}", f">={word(cut[0])}"])
        if isinstance(given, dict) and isinstance(given.get("levels"), list) and given["levels"]:
            given.setdefault("reference", given["levels"][0])
        return given

    @model_validator(mode="after")
    def _consistent(self):
        if not self.levels:
            raise ValueError("a list of the groups", "levels")
        if self.reference not in self.levels:
            raise ValueError(f"one of the levels: {', '.join(self.levels)}", "reference")
        if self.section and (self.table or self.column or self.where or self.cut or self.values):
            raise ValueError("either section, or table and column", "section")
        if not self.section and not (self.table and self.column):
            absent = "column" if self.table else "table"
            raise ValueError("table and column, or the section that makes the grouping", absent)
        if self.landmark_day is not None and self.known_day == 0:
            raise ValueError("no landmark for a grouping known at baseline (known_day 0)", "landmark_day")
        if self.cut:
            self._check_cut()
        return self

    def _check_cut(self):
        if sorted(set(self.cut)) != self.cut:
            raise ValueError("cut points that rise", "cut")
        if len(self.levels) != len(self.cut) + 1:
            raise ValueError(f"{len(self.cut) + 1} levels for {len(self.cut)} cut points", "levels")
        low, high = self.levels[0].lower(), self.levels[-1].lower()
        if re.match("[>≥]|.*high", low) or re.match("[<≤]|.*low", high):
            raise ValueError("levels from the lowest values to the highest (any may be the reference)", "levels")

    @property
    def ordered(self):
        """The levels with the reference first."""
        return [self.reference, *(level for level in self.levels if level != self.reference)]


class Arms(Grouping):
    """The arms of the trial, a grouping that is known before treatment: the planned one, and the one received."""

    label: str = Field("Arm", description="the word for arms in the report")
    known_day: Annotated[float, Field(ge=0, le=0)] = Field(0.0, description="0, as arms are known before treatment")
    table: str = Field("adsl", description="the table that holds the columns")
    column: str = Field(description="the column that holds the planned arm")
    actual: str | None = Field(None, description="the column that holds the arm received, for safety")

    @property
    def received(self):
        """The arm received as a grouping: the actual one, or the planned one where no other is declared."""
        return self.model_copy(update={"column": self.actual or self.column})


class Number(Part):
    """A number of each subject, compared as it is, and the day from which it is known."""

    label: str = Field("", description="the number's name in the report, with its unit")
    table: str = Field(description="the table that holds the column")
    column: str = Field(description="the column that holds the number")
    where: Where = Field({}, description="column: the value or values a row must have")
    per: Annotated[float, Field(gt=0)] = Field(1.0, description="for how many units the hazard ratio is given")
    known_day: Annotated[float, Field(ge=0)] | Literal["varies"] = Field(
        description="the study day from which the number is known, 0 for one known at baseline, as for groupings"
    )
