"""The kinds of value that study.yml holds: what a person wrote made into text, words, dates and paths."""

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from analysis.study import inside


def word(value):
    """A scalar as the text a table file would hold: 1 and 1.0 are "1", nothing is None."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if value is None or isinstance(value, list | dict) else str(value)


def _iso(value):
    if value is not None and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        raise ValueError("a date as YYYY-MM-DD")
    return value


def _truth(value):
    return value.lower() == "true" if value in ("True", "TRUE", "False", "FALSE") else value


def _words(value):
    return [word(item) for item in value] if isinstance(value, list) else [word(value)]


def _word_map(value, of=word):
    return {word(key): of(item) for key, item in value.items()} if isinstance(value, dict) else value


def _pattern(value):
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"a regular expression ({error})") from None
    return value


Day = Annotated[datetime.date, BeforeValidator(_iso)]
Truth = Annotated[StrictBool, BeforeValidator(_truth)]
Word = Annotated[str, BeforeValidator(word)]
Pattern = Annotated[Word, AfterValidator(_pattern)]
InFolder = Annotated[str, BeforeValidator(word), AfterValidator(inside.path)]
Words = Annotated[list[str], BeforeValidator(_words), Field(min_length=1)]
WordMap = Annotated[dict[str, str | None], BeforeValidator(_word_map)]
Names = Annotated[dict[str, str], BeforeValidator(_word_map)]
Where = Annotated[dict[str, Words], BeforeValidator(lambda value: _word_map(value, of=_words))]


class Part(BaseModel):
    """A part of study.yml: a key that it does not know is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
