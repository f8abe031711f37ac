"""A problem in a study folder: where it stands, what was found, what was expected; and the errors that carry them."""

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches

SHOWN_ALIKE = 40  # problems of one file and column beyond this many are counted, not listed, in a message


@dataclass(frozen=True)
class Problem:
    """One place in one file that cannot be accepted.

    `row` is the word and number an editor shows ("line 4", "row 4" of a sheet, "record 4" of a binary file) or blank,
    `column` is the column or key, `value` the text found (None: nothing is there).
    """

    file: str
    row: str
    column: str
    value: str | None
    expected: str

    def __str__(self):
        place = ", ".join(part for part in (self.file, self.row, self.column) if part)
        found = "missing" if self.value is None else f'found "{visible(self.value)}"'
        return f"{place}: {found}; expected {self.expected}"


def visible(word):
    """A word with the signs that no screen shows (zero-width, no-break, soft hyphen) as their codes: `10012\\u200b`."""
    return "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in str(word))


class StudyError(ValueError):
    """A study, or a part of it, that cannot be trusted; the message lists every problem, `problems` holds them.

    Every error of the study room is one of these. `title` says of what, "" for nothing but the list.
    """

    def __init__(self, title, problems=()):
        self.problems = tuple(problems)
        count = f": {len(self.problems)} problem{'s' if len(self.problems) > 1 else ''}" if self.problems else ""
        super().__init__("\n".join([*([f"{title}{count}"] if title else []), *listing(self.problems)]))


class NotInData(ValueError):
    """What these data do not allow, of all that is optional; the message names the file, the column or the subjects.

    In a notebook it leaves out the statement that met it, and the section goes on: never raise it for a wrong argument.
    """


class NoSection(NotInData):
    """What these data do not allow of a section's needs: it leaves out the whole section."""


class Unreadable(StudyError):
    """A file that is not a table."""

    def __init__(self, *problems):
        super().__init__("", problems)


def stop(*problems, title="", error=None):
    """Raise the error (default: Unreadable, which has no title) that lists the problems, where there are any."""
    if problems:
        raise error(title, problems) if error else Unreadable(*problems)


def listing(problems):
    """The lines of a message: every problem on its own line, a long run in one column cut short with its count."""
    lines, alike = [], Counter()
    for problem in problems:
        key = (problem.file, problem.column, problem.expected)
        alike[key] += 1
        lines += [str(problem)] if alike[key] <= SHOWN_ALIKE else []
    for (file, column, expected), count in alike.items():
        if count > SHOWN_ALIKE:
            lines.append(f"{file}, {column}: {count - SHOWN_ALIKE} more like these; expected {expected}")
    return lines


def near(name, known):
    """A hint after an unknown name: the nearest known one, or else all the known ones."""
    by_fold = {str(word).casefold(): str(word) for word in known}
    close = get_close_matches(str(name).casefold(), by_fold, n=1, cutoff=0.6)
    listed = f"known: {', '.join(map(str, known)) or 'none'}"
    return f'did you mean "{by_fold[close[0]]}"?' if close else listed
