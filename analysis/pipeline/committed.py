"""Look at what is about to be committed: no study but those that came with the project, no columns that tell a person.

Run by git before each commit (.githooks/pre-commit) with any Python, so nothing here needs a package.
"""

import csv
import io
import re
import subprocess
import sys
from pathlib import PurePosixPath

from analysis.study import identifiers

KEPT = re.compile(r"^!(data/[^\n]+?)/?$", re.MULTILINE)  # of .gitignore
TEXT = {".csv": ",;\t", ".tsv": "\t", ".tab": "\t", ".maf": "\t"}
PACKED = (".xlsx", ".xlsm", ".xls", ".xpt", ".sas7bdat", ".parquet", ".gz", ".zip")
ROWS = 500  # looked at in each table
OF_SUBJECTS = re.compile(r"(?i)subj|pat(ient)?|person|(^|_)id$|age|sex|birth")  # beside these a name is a person's
ADVICE = "Take it out with git reset <file>; who knows that nobody is told passes this check by git commit --no-verify"


def problems(files, ignore):
    """Why files must not be committed, a sentence for each that must not; it names columns and no value.

    files: {path in the project: bytes}; ignore: the text of .gitignore, whose exceptions are the studies that are kept.
    """
    kept = tuple(KEPT.findall(ignore))
    for name, content in files.items():
        path = PurePosixPath(name)
        if path.parts[0] == "data" and not any(f"{path}/".startswith(f"{own}/") for own in kept):
            yield f"{name}: rows of a study that did not come with the project stay out of git"
        elif path.suffix.lower() in PACKED:
            yield f"{name}: a packed table, into which this check cannot look; keep it out of git, or save it as CSV"
        elif path.suffix.lower() in TEXT and path.name != "published.csv":
            told = _told(content, TEXT[path.suffix.lower()])
            yield from (f"{name}, column {column}: {words}" for column, words in told.items())


def staged():
    """{path: bytes} of what would be committed."""
    names = _git("diff", "--cached", "--name-only", "--diff-filter=ACMR", "--no-renames", "-z").split(b"\0")
    return {name.decode("utf-8", "surrogateescape"): _git("show", b":" + name) for name in names if name}


def main():
    """End with a message that lists the problems, where there are any."""
    found = list(problems(staged(), _git("show", ":.gitignore").decode("utf-8", "replace")))
    if found:
        listing = "\n  ".join(found)
        sys.exit(f"Not committed, as it may tell of patients:\n  {listing}\n{ADVICE}")


def _told(content, marks):
    """What tells a person in a table, {column: what it holds}."""
    text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")][: ROWS + 1]
    if not lines:
        return {}
    mark = max(marks, key=lines[0].count)
    names, *rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)
    columns = {name: [row[n] for row in rows if n < len(row)] for n, name in enumerate(names)}
    told = identifiers.columns(columns)
    bare = [name.upper() for name in told] == ["NAME"] and not any(map(OF_SUBJECTS.search, names))
    return {} if bare else told


def _git(*words):
    return subprocess.run(["git", *words], capture_output=True, check=True).stdout


if __name__ == "__main__":
    main()
