"""A run: what has to be made anew is found by digests, made side by side, and put in the place of the old at once."""

import contextlib
import json
import shutil

from analysis.pipeline import plan as planning
from analysis.pipeline import warm
from analysis.pipeline.alone import alone
from analysis.pipeline.children import every, path_is_fit, stop_on_signals
from analysis.pipeline.replacing import check_replaceable, mended

PLAN, STATE = "plan.json", "state.json"
REPORT, FIGURES = "provenance.json", "checks.csv"  # by these a folder is known as one that a run may replace


class RunError(RuntimeError):
    """A run that did not come to its end; what went wrong has been told already where the message is blank."""


def report(asked):
    """Make the report that was asked for, where it is not there already, and whether it had to be made.

    Raises RunError, or what is wrong with the study, the sections or the parameters; the last good report is then as
    it was, and the folder `asked.failed` says why.
    """
    current, plan, state = is_current(asked)
    if current:
        told(json.loads((asked.out / REPORT).read_text()).get("left_out", []), strict=asked.strict)
    else:
        _alone(asked, plan, state, "assemble")
    shutil.rmtree(asked.failed, ignore_errors=True)
    return not current


def told(left, *, strict=False):
    """Say what a report leaves out, [[section, heading, reason]]; RunError instead where nothing may be left out."""
    lines = [f"  {section}{', ' * bool(heading)}{heading}: {reason}" for section, heading, reason in left]
    words = "\n".join([f"Left out, as the data do not allow it ({len(left)}):", *lines])
    if left and strict:
        raise RunError(f"STRICT={strict:d}. {words}")
    print(words if left else "", end="\n" if left else "")


def figures(asked):
    """Make the figures for a journal, of sections that are run for it. Raises as `report`."""
    plan = planning.planned(asked)
    _alone(asked, plan, planning.state(asked, plan), "draw")


def sections(asked):
    """Run the sections that were asked for, where they are not made already, and put nothing together."""
    plan = planning.planned(asked)
    _alone(asked, plan, planning.state(asked, plan), "")


def is_current(asked):
    """(Whether the report in its place is made of what is there now, the plan, the state of its inputs)."""
    plan = planning.planned(asked)
    state = planning.state(asked, plan)
    file = asked.out / REPORT
    made = json.loads(file.read_text()) if file.exists() and (asked.out / "index.html").exists() else {}
    return bool(made) and all(made.get(name) == value for name, value in planning.recorded(state).items()), plan, state


def _alone(asked, plan, state, last):
    if not path_is_fit():
        raise RunError("The project's folder has a : in its path, with which Python cannot work; move it elsewhere")
    stop_on_signals()
    check_replaceable(asked.out, asked.shown, FIGURES if asked.journal else REPORT)
    with alone({f"OUT={asked.shown}": asked.out, "The working folder": asked.work}) as held, _clean(asked):
        asked.work.mkdir(parents=True, exist_ok=True)
        (asked.work / PLAN).write_text(json.dumps(plan, indent=2))
        (asked.work / STATE).write_text(json.dumps(state))
        print("".join(f"{name}: not run, it {why}\n" for name, why in planning.own_left_out(asked, plan)), end="")
        again = [name for name in plan["sections"] if not _is_made(asked, plan, name, state)]
        if again:
            warm.load(asked.study)
            _go([["check"]], asked, held)
            _go([["section", name] for name in again], asked, held, at_a_time=asked.jobs, limit=asked.timeout)
        if last:
            _go([[last]], asked, held)


@contextlib.contextmanager
def _clean(asked):
    """Nothing half made is left beside the report and in the working folder, before or after."""
    names = [*planning.known(), *planning.notebooks_of(asked.study)]
    places = [asked.out, *(asked.work / name for name in names)]
    for place in places:
        mended(place)
    shutil.rmtree(asked.failed, ignore_errors=True)
    try:
        yield
    finally:
        for place in places:
            mended(place)


def _is_made(asked, plan, name, state):
    file = asked.work / name / planning.MADE
    with contextlib.suppress(OSError, ValueError, KeyError):
        kept = json.loads(file.read_text())
        return kept == planning.of_section(plan, state, name, asked.journal, kept["read"])
    return False


def _go(commands, asked, held, **options):
    """Run commands side by side. RunError where one fails, which has told why, or is not done in time."""
    journal = ["--journal", asked.journal] if asked.journal else []
    done = every([[*words, *journal] for words in commands], keep=held, **options)
    told = [_told(asked, words, status) for words, status in done.items() if status is None or status < 0]
    if any(status != 0 for status in done.values()):
        raise RunError("\n".join(told))


def _told(asked, words, status):
    """What is said of a child that could not tell itself why it ended; a section's notebook is kept."""
    name = words[1] if words[0] == "section" else words[0]
    notebooks = list(asked.work.glob(f".{name}.new-*/notebooks/{name}.ipynb"))
    place = f", {execute().reached(notebooks[0])}" if notebooks else ""
    why = f"not done after {asked.timeout / 60:g} minutes (TIMEOUT)" if status is None else _ended_by(-status)
    if notebooks:
        execute().keep(notebooks[0], asked.failed, f"{name}{place}: {why}")
    return f"{name}{place}: {why}"


def _ended_by(signal):
    return f"ended by signal {signal}" + (", as a machine without memory ends a process" if signal == 9 else "")


def execute():
    """The module that runs sections; it is slow to load, and a run that goes well leaves it to its children."""
    from analysis.pipeline import execute

    return execute
