"""The keys of study.yml. The description of a field is the sentence a user reads when its value does not fit."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from analysis.study.declaration.causes import Causes
from analysis.study.declaration.censoring import Censoring
from analysis.study.declaration.comparators import Comparator, with_curves
from analysis.study.declaration.design import Design
from analysis.study.declaration.groupings import Arms, Grouping, Number
from analysis.study.declaration.kinds import Day, InFolder, Part, Truth, Where, Word, Words
from analysis.study.declaration.source import Ids, Source
from analysis.vocabulary import ARM, COX_BRESLOW_3_ITERATIONS, COX_BRESLOW_WALD, DAYS_PER_UNIT, KM_SPSS

Unit = Literal[tuple(DAYS_PER_UNIT)]
UNITS = ", ".join(DAYS_PER_UNIT)
REPRODUCTION = (KM_SPSS, COX_BRESLOW_WALD, COX_BRESLOW_3_ITERATIONS)


class Condition(Part):
    """What must hold of a subject; every part that is given."""

    table: str | None = Field(None, description="the name of a table: subjects with a row in it")
    where: Where = Field({}, description="column: the value or values a row must have")
    column: str | None = Field(None, description="the column compared with levels")
    levels: Words | None = Field(None, description="the values of column that count")
    endpoint: Word | None = Field(None, description="an endpoint such as OS")
    event: Truth | None = Field(None, description="true (had the event) or false (censored)")
    population: Word | None = Field(None, description="the name of another population")
    subjects: Words | None = Field(None, description="a list of USUBJID")

    @model_validator(mode="after")
    def _complete(self):
        if (self.column is None) != (self.levels is None):
            raise ValueError("column and levels together", "levels" if self.levels is None else "column")
        if self.table is None and (self.where or self.column):
            raise ValueError("the table of column and where", "table")
        if (self.endpoint is None) != (self.event is None):
            absent = "event" if self.event is None else "endpoint"
            raise ValueError("endpoint and event: true or false together", absent)
        return self


class Population(Condition):
    """A named set of subjects: those who meet the condition written here and every one under `conditions`."""

    label: str = Field("", description="the population's name in the report")
    conditions: list[Condition] = Field([], description="a list of conditions that must all hold")


class Figure(Part):
    """What a study says of a figure in place of our own."""

    title: Word | None = Field(None, description="words above the figure")
    colors: list[str] | dict[str, str] = Field([], description="a list of colours in order, or level: colour")
    width_mm: Annotated[float, Field(ge=30, le=400)] | None = Field(None, description="a width from 30 to 400 mm")


class Response(Part):
    """What the protocol says of tumour response, for every table and figure."""

    confirmed: Truth = Field(True, description="true (CR and PR count once confirmed) or false")
    confirm_days: Annotated[int, Field(ge=0)] = Field(28, description="least days between a response and the next")
    stable_days: Annotated[int, Field(ge=0)] = Field(35, description="least days from the start to an SD that counts")


Section = dict[str, Any] | None | Literal[False]


def _sources(value):
    """One source or a list of them, a bare file name standing for a source."""
    items = value if isinstance(value, list) else [value]
    return [item if isinstance(item, dict | Source) else {"file": item} for item in items]


class Declaration(Part):
    """Everything a study.yml says."""

    id: Word = Field(description="a short name without blanks", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: Word = Field(description="the study's title")
    reference: Word | None = Field(None, description="a citation or DOI")
    registration: Word | None = Field(None, description="a registration number")
    synthetic: Truth = Field(description="true when the rows are SYNTHETIC, false when they are of real subjects")
    identifiers: Literal["allowed"] | None = Field(None, description="allowed, where files hold names or birth dates")
    data_cutoff: Day | None = Field(None, description="a date as YYYY-MM-DD")
    earlier_cutoff: Day | None = Field(None, description="a date as YYYY-MM-DD before data_cutoff")
    time_unit: Unit | None = Field(None, description=f"one of {UNITS}: the unit of AVAL without AVALU")
    report_unit: Unit = Field("months", description=f"one of {UNITS}")
    ids: Ids | None = Field(None, description="{remove, upper, digits}: how USUBJID is written in every table")
    tables: dict[str, Annotated[list[Source], BeforeValidator(_sources)]] = Field(description="table: file")
    program: InFolder | None = Field(None, description="a program beside study.yml that writes the tables before a run")
    arms: Arms | None = Field(None, description="{column, levels, reference, actual, label, values, table}")
    groupings: dict[str, Grouping] = Field(
        {}, description="name: {table, column, levels, reference, label, known_day}", validate_default=True
    )
    numbers: dict[str, Number] = Field({}, description="name: {table, column, where, per, label, known_day}")
    covariates: dict[str, Words] = Field(
        {}, description="endpoint: a list of groupings and numbers that one model of it has"
    )
    populations: dict[str, Population] = Field({}, description="name: {label, and conditions}")
    causes: dict[str, Causes] = Field({}, description="endpoint: {label, column, competing}")
    censoring: dict[str, Censoring] = Field({}, description="endpoint: {new_therapy, every_days, window_days, missed}")
    design: Design | None = Field(None, description="one of simon, bayes, survival")
    comparators: dict[str, Comparator] = Field(
        {}, description="name: {label, source, endpoint, line, year, country, selection, arms}"
    )
    sections: dict[str, Section] = Field({}, description="section: {parameter: value}, or false to leave it out")
    horizons: dict[str, Annotated[float, Field(gt=0)]] = Field(
        {}, description="endpoint: the time, in report units, within which mean survival of groups is compared"
    )
    figures: dict[str, Figure] = Field({}, description="figure, by its file's name: {title, colors, width_mm}")
    response: Response = Field(Response(), description="confirmed, confirm_days, stable_days of the protocol")
    visits: Words | None = Field(None, description="a list of the visits' names in order")
    phenotypes: dict[str, str] = Field({}, description="phenotype: a rule such as CD56+ & PD-L1+")
    manuscript: InFolder | None = Field(
        None, description="the name of a Markdown file beside study.yml, with placeholders"
    )
    reproduction: tuple[Literal[REPRODUCTION], ...] = Field((), description=f"a list of {'; or '.join(REPRODUCTION)}")

    @model_validator(mode="before")
    @classmethod
    def _curves(cls, given):
        return with_curves(given) if isinstance(given, dict) else given

    @field_validator("tables")
    @classmethod
    def _same_ids(cls, tables, info):
        ids = info.data.get("ids")
        own = {name: [one if one.ids else one.model_copy(update={"ids": ids}) for one in sources]
               for name, sources in tables.items()}  # fmt: skip
        return own if ids else tables

    @field_validator("groupings")
    @classmethod
    def _with_arms(cls, groupings, info):
        arms = info.data.get("arms")
        if arms and ARM in groupings:
            raise ValueError("another name: arms: declares the grouping of this one", ARM)
        return {ARM: arms} | groupings if arms else groupings

    @field_validator("earlier_cutoff")
    @classmethod
    def _earlier(cls, day, info):
        cutoff = info.data.get("data_cutoff")
        if day and cutoff and day >= cutoff:
            raise ValueError("a date before data_cutoff")
        return day
