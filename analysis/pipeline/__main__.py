"""The commands that the Makefile calls: python -m analysis.pipeline COMMAND --study … --work … --out …"""

import argparse
import json
import os
import sys
from pathlib import Path


def plan(options):
    """Write what the run will do."""
    from analysis.pipeline import plan

    plan.write(options.study, os.environ.get("SECTIONS", ""), os.environ.get("PARAMS", ""), options.work)


def check(options):
    """Read and check every table of the study."""
    from analysis.study import cohort

    study = cohort.read(options.study)
    print(f"{study.id}: {len(study.subjects)} subjects, tables {', '.join(study.declaration.tables)} are as declared")
    for note in study.notes:
        print(f"Note: {note}")


def section(options):
    """Run one section."""
    from analysis.pipeline import execute

    if options.journal:
        from analysis.pipeline import journal

        journal.run_for(options.journal)
    execute.section(options.name, work=options.work, failed=f"{options.out}.failed")


def assemble(options):
    """Put the sections together into the report."""
    from analysis.pipeline import assemble
    from analysis.study import cohort

    made = json.loads((Path(options.work) / "plan.json").read_text())
    judged = assemble.report(
        cohort.read(options.study), made["sections"], skipped=made["skipped"], files=made["files"],
        work=options.work, out=options.out)  # fmt: skip
    if judged:
        print(judged.summary)
    print(f"Report: {options.out}/index.html")


def figures(options):
    """Write the figures of a run for a journal and check the files."""
    from analysis.pipeline import journal
    from analysis.study import cohort

    study = cohort.read(options.study)
    table = journal.figures(study, options.journal, work=options.work, out=options.out)
    print(journal.told(table, options.journal, options.out))


def whatmade(options):
    """Say what made a figure's file."""
    from analysis.report import origin

    print(origin.described(origin.read(options.name)))


def check_published(options):
    """Compare the verdicts of the report with the recorded ones."""
    import pandas as pd

    from analysis.report.ledger import shown as ledger
    from analysis.study import cohort

    verdicts = pd.read_csv(Path(options.out) / "published.csv", dtype=str, keep_default_na=False)
    ledger.check(cohort.read(options.study), verdicts)
    print("No published number is reproduced less well than recorded")


def new_study(options):
    """Make a study folder to fill in."""
    from analysis.pipeline import scaffold

    scaffold.scaffold(options.study)


def verify(options):
    """Build the report twice and compare the bytes."""
    from analysis.pipeline import verify

    print(f"{verify.twice(options.study)} files are the same, byte for byte, in two builds")


COMMANDS = {made.__name__.replace("_", "-"): made for made in
            (plan, check, section, assemble, figures, whatmade, check_published, new_study, verify)}  # fmt: skip


def main():
    """Run a command; a problem of the user's ends it with a plain message and, in a report, a copy under OUT.failed."""
    parser = argparse.ArgumentParser(prog="python -m analysis.pipeline", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    for option in ("--study", "--work", "--out", "--name", "--journal"):
        parser.add_argument(option)
    options = parser.parse_args()
    try:
        COMMANDS[options.command](options)
    except (ValueError, RuntimeError, OSError) as error:
        _fail(options, error)


def _fail(options, error):
    message = f"{type(error).__name__}: {error}" if not str(error) else str(error)
    if options.work:
        folder = Path(f"{options.out}.failed")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "message.txt").write_text(message + "\n")
        message += f"\nThe last good report is as it was; this message is in {folder}/"
    sys.exit(message)


if __name__ == "__main__":
    main()
