"""The commands of make: python -m analysis.pipeline COMMAND; what is asked for stands in the environment (see `asked`).

Libraries are loaded by the command that needs them: a report that is up to date is told so at once.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

from analysis.pipeline import part
from analysis.pipeline.alone import BusyError
from analysis.pipeline.asked import DEFAULT_STUDY, asked
from analysis.pipeline.children import Stopped, end_with_parent, environment


def report(wanted):
    """Make the report, where it is not there already."""
    from analysis.pipeline import run

    if os.environ.get("RUN"):
        tables(wanted)
    if not run.report(wanted):
        print(f"Nothing to do: all is as it was. Report: {wanted.shown}/index.html")


def check(wanted):
    """Read and check the study, the files of instruments too."""
    part.opened(wanted)


def tables(wanted):
    """Run the program that makes the tables of the study."""
    from analysis.pipeline import tables

    program = tables.make(wanted.study)
    print(f"{program} has run" if program else f"{wanted.study}/study.yml names no program; its tables are there")


def check_published(wanted):
    """Compare the verdicts of the report with the recorded ones."""
    report(wanted)
    import pandas as pd

    from analysis.report.ledger import shown as ledger
    from analysis.study import cohort

    verdicts = pd.read_csv(wanted.out / "published.csv", dtype=str, keep_default_na=False)
    ledger.check(cohort.read(wanted.study), verdicts)
    print("No published number is reproduced less well than recorded")


def figures(wanted):
    """Make the figures for a journal, or the one of the paper that FIGURE names, of its sections alone."""
    from analysis.pipeline import run
    from analysis.report.journals import composed

    if figure := os.environ.get("FIGURE"):
        os.environ["SECTIONS"] = " ".join(composed.chosen(wanted.study, figure).sections)
    run.figures(asked(journal=os.environ.get("JOURNAL") or "frontiers"))


def watch(wanted):
    """Make the report again whenever something that it is made of is saved, until stopped."""
    from analysis.pipeline import watch

    watch.watch(wanted)


def sections(wanted):
    """Run the sections and nothing more: a cell of a grid."""
    from analysis.pipeline import run

    run.sections(wanted)


def grid(wanted):
    """Run sections for every combination of GRID and say what changed between the runs."""
    from analysis.pipeline import grid

    os.environ["OUT"] = os.environ.get("OUT") or f"{wanted.shown}-grid"
    n, changed = grid.grid(asked(), os.environ.get("GRID", ""))
    print(f"{n} runs; {changed} result rows differ between them: {os.environ['OUT']}/index.html")


def diff(_):
    """Say what two reports do not have in common, and why."""
    from analysis.pipeline import difference

    n, shown = difference.difference()
    print(f"{n} differences: {shown}/index.html" if n else f"No difference: {shown}/index.html")


def gallery(wanted):
    """Make the report and copy the pictures that the README shows."""
    report(wanted)
    Path("reports/gallery").mkdir(parents=True, exist_ok=True)
    shutil.copy(wanted.out / "figures" / "1_overall_survival" / "os.png", "reports/gallery")


def whatmade(_):
    """Say what made a figure's file."""
    from analysis.report import origin

    print(origin.described(origin.read(os.environ.get("FIG", ""))))


def new_study(_):
    """Make a study folder to fill in, or one proposed from the files in FROM, and check it."""
    from analysis.pipeline import proposal, scaffold

    folder = os.environ.get("STUDY") or DEFAULT_STUDY
    if not os.environ.get("FROM"):
        scaffold.scaffold(folder)
        print(f"{folder}: an example, SYNTHETIC. Fill study.yml in, or have it proposed from your files: "
              f"make new-study STUDY={folder} FROM=folder-of-your-files")  # fmt: skip
        return
    print("\n".join(proposal.propose(os.environ["FROM"], folder)))
    part.check(asked())
    print(f"Next: read {folder}/study.yml, then make report STUDY={folder}")


def new_section(wanted):
    """Make a notebook in the study's folder, for a section of its own."""
    from analysis.pipeline import scaffold

    print(f"{scaffold.section(wanted.study, os.environ.get('NAME', ''))}: fill it in, then make report RUN=1")


def verify(wanted):
    """Build the report twice and compare the bytes."""
    from analysis.pipeline import verify

    print(f"{verify.twice(wanted.study)} files are the same, byte for byte, in two builds")


def verify_inputs(wanted):
    """Say whether the files of the study are those that the report was made of."""
    from analysis.pipeline import verify

    count = verify.inputs(wanted.study, wanted.out)
    print(f"The report in {wanted.shown} is of the {count} files that are in {wanted.study} now")


COMMANDS = {made.__name__.replace("_", "-"): made for made in
            (report, check, tables, check_published, figures, watch, sections, grid, diff, gallery, whatmade, new_study,
             new_section, verify, verify_inputs)}  # fmt: skip
WITHOUT_STUDY = ("whatmade", "new-study", "diff")
WITHOUT_FOLDER = (*WITHOUT_STUDY, "check", "new-section", "tables", "verify", "verify-inputs")


def main(words):
    """Run a command; a problem of the user's ends it with a plain message and, in a report, a copy under OUT.failed.

    words: the command; `child`, a part of a run and what it needs (see `part`) for a process that a run starts.
    """
    wanted, in_run = None, words[0] not in WITHOUT_FOLDER
    try:
        if words[0] == "child":
            end_with_parent()
            wanted = asked(journal=dict(zip(words, words[1:], strict=False)).get("--journal", ""))
            named = [word for word in words[2:3] if not word.startswith("--")]  # the section, not an option
            return (COMMANDS | part.PARTS)[words[1]](wanted, *named)
        wanted = None if words[0] in WITHOUT_STUDY else asked()
        return COMMANDS[words[0]](wanted)
    except (Stopped, KeyboardInterrupt):
        sys.exit("Stopped; the last good report is as it was")
    except BusyError as error:
        sys.exit(str(error))
    except (ValueError, RuntimeError, OSError) as error:
        parts = [error.strerror, error.filename] if isinstance(error, OSError) and error.strerror else [error]
        message = ": ".join(str(part) for part in parts if part is not None)
        sys.exit(_told(wanted if in_run else None, message or type(error).__name__))


def _told(wanted, message):
    """The message of a failure, also kept in OUT.failed where there is a run; nothing for one told already."""
    if wanted is None or message == "RunError":
        return 1 if message == "RunError" else message
    with contextlib.suppress(OSError):  # a disk that is full keeps nothing
        wanted.failed.mkdir(parents=True, exist_ok=True)
        (wanted.failed / "message.txt").write_text(message + "\n")
        message += f"\nThis message is in {wanted.shown}.failed/"
    return f"{message}\nThe last good report is as it was"


def steady():
    """Begin this process anew where its settings are not those that a run needs; some are read at its start only."""
    if environment() != dict(os.environ):
        os.execve(sys.executable, [sys.executable, "-m", "analysis.pipeline", *sys.argv[1:]], environment())


if __name__ == "__main__":
    steady()
    main(sys.argv[1:])
