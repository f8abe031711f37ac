"""Does a report survive what happens to it? Kills, full disks, hangs, crowds, hostile words, other clocks and tongues.

    python -m tests.faults [--kills 40] [--swaps 300] [--seed 1] [--only kills,crowd]

Each trial is made in a small house (see `small_house`) in a new folder; after each the last report must be whole, of
the old or of the new bytes, nothing may be left beside it, and the next run must give the bytes of an undisturbed one.
"""

import argparse
import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests import hostile, small_house

TITLE = "title: "
SWAP = """
import sys
from pathlib import Path
from analysis.pipeline import replacing
place, exchange = Path(sys.argv[1]), sys.argv[2] == "1"
if not exchange:
    replacing._exchanged = lambda *_: False
for n in range(100000):
    new = replacing.fresh(place)
    for name in "abc":
        (new / name).write_text(str(n))
    replacing.replace(new, place)
"""


def retitle(house, word):
    """Let everything be made anew, into another report."""
    path = house / "study" / "study.yml"
    lines = [f"{TITLE}{word}" if line.startswith(TITLE) else line for line in path.read_text().splitlines()]
    path.write_text("\n".join(lines) + "\n")


def left(house):
    """What a run left beside a report that it should not have left."""
    return [str(path.relative_to(house)) for path in house.rglob(".*")
            if any(mark in path.name for mark in (".new-", ".old-", ".lock"))]  # fmt: skip


def settled(processes, seconds=15):
    """Whether all these processes are gone before long."""
    _, alive = psutil.wait_procs(processes, seconds)
    return not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


class Kills:
    """A report killed at random moments, in whole or in part."""

    def __init__(self, house, rng):
        self.house, self.rng, self.made = house, rng, {}
        for word in ("Old", "New"):
            retitle(house, word)
            start = time.monotonic()
            assert small_house.run(house)[0] == 0
            self.made[word], self.length = small_house.files(house / "out"), time.monotonic() - start

    def trial(self, number):
        """Kill one run; what is wrong afterwards, or nothing."""
        now = ("Old", "New")[number % 2]
        retitle(self.house, now)
        process = small_house.start(self.house)
        time.sleep(self.rng.uniform(0.05, self.length))
        how, family = self._killed(process)
        problems = [] if settled(family) else ["children outlive the run"]
        if self._kept() not in self.made.values():
            problems.append("the last report is neither of the old nor of the new bytes")
        status, _, complained = small_house.run(self.house)
        if status or small_house.files(self.house / "out") != self.made[now]:
            problems.append(f"the next run is not as an undisturbed one: {complained}")
        problems += [f"left: {name}" for name in left(self.house)]
        return [f"kill {number} ({how}): {problem}" for problem in problems]

    def _kept(self):
        if not (self.house / "out").exists():  # moved away in a file system that cannot exchange: put back by the next
            old = [*self.house.glob(".out.old-*")]
            return small_house.files(old[0]) if old else {}
        return small_house.files(self.house / "out")

    def _killed(self, process):
        how = self.rng.choice(["KILL", "TERM", "INT", "a child"])
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(process.pid).children(recursive=True)
            target = self.rng.choice(family) if how == "a child" and family else process
            target.send_signal(signal.SIGKILL if how in ("KILL", "a child") else getattr(signal, f"SIG{how}"))
            process.communicate()
            return how, family
        process.communicate()
        return f"{how}, too late", []


def kills(place, options):
    """A whole run killed at random moments."""
    trials = Kills(small_house.build(place / "house"), random.Random(options.seed))
    return options.kills, [problem for number in range(options.kills) for problem in trials.trial(number)]


def swaps(place, options):
    """The moment at which the new takes the place of the old, hit as often as can be."""
    from analysis.pipeline import replacing

    problems, rng = [], random.Random(options.seed)
    for number in range(options.swaps):
        out = place / str(number) / "out"
        out.mkdir(parents=True)
        for name in "abc":
            (out / name).write_text("first")
        process = subprocess.Popen([sys.executable, "-c", SWAP, out, str(number % 2)])
        time.sleep(0.25 + rng.uniform(0, 0.1))
        process.kill()
        process.wait()
        if number % 2 and not out.exists():
            problems.append(f"swap {number}: gone, though folders change places in one step")
        replacing.mended(out)
        if len({*small_house.files(out).values()}) != 1 or len(small_house.files(out)) != 3:
            problems.append(f"swap {number}: {small_house.files(out)}")
        problems += [f"swap {number}: left {name}" for name in left(out.parent)]
        shutil.rmtree(out.parent)
    return options.swaps, problems


def full(place, _):
    """A disk that is full at one moment or another: plain words, nothing left, the old report as it was."""
    house, problems = small_house.build(place / "house"), []
    small_house.run(house)
    before = small_house.files(house / "out")
    sizes = (0, 300, 3_000, 20_000, 60_000)
    for size in sizes:
        retitle(house, f"Limited to {size}")
        process = subprocess.run(
            [sys.executable, "-m", "analysis.pipeline", "report"], cwd=house, capture_output=True, text=True,
            env=os.environ | {"STUDY": "study", "OUT": "out", "PYTHONPATH": str(small_house.ROOT)},
            preexec_fn=lambda size=size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        )  # fmt: skip
        if process.returncode == 0 or "Traceback" in process.stderr or not process.stderr.strip():
            problems.append(f"full at {size}: exit {process.returncode}, {process.stderr[-300:]}")
        if small_house.files(house / "out") != before or left(house):
            problems.append(f"full at {size}: the old report changed, or left: {left(house)}")
    return len(sizes), problems


def places(place, _):
    """Places that cannot hold a report are refused in words."""
    house, problems = small_house.build(place / "house"), []
    (house / "file").write_text("mine")
    (house / "mine").mkdir()
    (house / "mine" / "thesis.txt").write_text("years of work")
    outs = ("file", "file/out", "mine", "/proc/out", ".")
    for out in outs:
        status, _, complained = small_house.run(house, OUT=out)
        if status == 0 or "Traceback" in complained or not complained.strip():
            problems.append(f"OUT={out}: exit {status}, {complained}")
    if (house / "file").read_text() != "mine" or [path.name for path in (house / "mine").iterdir()] != ["thesis.txt"]:
        problems.append("a file of others was touched")
    return len(outs), problems


def crowd(place, _):
    """Three runs at once: of one place one is made and two are told; of places of their own all are right."""
    house, problems = small_house.build(place / "house"), []
    one = [small_house.start(house) for _ in range(3)]
    said = [process.communicate()[1] for process in one]
    done = [process.returncode for process in one]
    if sorted(done) != [0, 1, 1] or sum("is at work here" in words for words in said) != 2 or left(house):
        problems.append(f"one place: {done}, {said}")
    studies = ["study", "copy", "third"]
    for name in studies[1:]:
        shutil.copytree(house / "study", house / name)
        retitle_of(house / name, name)
    alone = {name: _alone(house, name) for name in studies}
    shutil.rmtree(house / "reports")
    several = {name: small_house.start(house, STUDY=name, OUT=f"out-{name}") for name in studies}
    for name, process in several.items():
        process.communicate()
        if process.returncode or small_house.files(house / f"out-{name}") != alone[name]:
            problems.append(f"{name}: exit {process.returncode}, or not of its own study")
    return 6, problems


def retitle_of(study, word):
    path = study / "study.yml"
    path.write_text("".join(f"{TITLE}{word}\n" if line.startswith(TITLE) else line for line in path.open()))


def _alone(house, name):
    assert small_house.run(house, STUDY=name, OUT=f"out-{name}")[0] == 0
    made = small_house.files(house / f"out-{name}")
    shutil.rmtree(house / f"out-{name}")
    return made


def cells(place, _):
    """Cells that leave, die, hang or never stop to print: named in words, or cut with one."""
    problems = []
    bad = {
        "import sys\nsys.exit(0)": "left by sys.exit", "raise SystemExit": "left by sys.exit",
        "import os\nos._exit(0)": "the kernel ended", "import time\ntime.sleep(900)": "not done after",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)": "the kernel ended", "1 / 0": "ZeroDivisionError",
    }  # fmt: skip
    house = small_house.build(place / "house")
    small_house.run(house)
    before = small_house.files(house / "out")
    for source, words in bad.items():
        small_house.write(house, "2_other", small_house.SECOND, source)
        status, _, complained = small_house.run(house, TIMEOUT="40s")
        if status == 0 or words not in complained or "2_other, cell 4" not in complained:
            problems.append(f"{source!r}: exit {status}, {complained}")
        if small_house.files(house / "out") != before or left(house):
            problems.append(f"{source!r}: the old report changed, or left: {left(house)}")
    small_house.write(house, "2_other", small_house.SECOND, "print('a' * 200_000_000)", "'b' * 200_000_000")
    status, _, complained = small_house.run(house)
    size = (house / "out" / "notebooks" / "2_other.ipynb").stat().st_size
    if status or size > 2_000_000 or "cut here" not in (house / "out" / "notebooks" / "2_other.ipynb").read_text():
        problems.append(f"200 MB: exit {status}, {size} bytes, {complained}")
    return len(bad) + 1, problems


def elsewhere(place, _):
    """The same bytes in another zone, tongue, order, number of jobs and folder."""
    house, problems = small_house.build(place / "house"), []
    small_house.run(house, JOBS="1")
    before = small_house.files(house / "out")
    shutil.copytree(house, place / "Ein Häuschen #1 $x 50%")
    settings = [{"TZ": "Asia/Tokyo"}, {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}, {"PYTHONHASHSEED": "7"},
                {"JOBS": "2"}, {"LC_ALL": "C"}]  # fmt: skip
    for number, given in enumerate(settings):
        small_house.run(house, OUT=f"out{number}", **given)
        if small_house.files(house / f"out{number}") != before:
            problems.append(f"{given}: other bytes")
    far = place / "Ein Häuschen #1 $x 50%"
    shutil.rmtree(far / "out")
    shutil.rmtree(far / "reports")
    (far / "study").rename(far / "Stüdie: 'a' (b)")
    status, _, complained = small_house.run(far, STUDY="Stüdie: 'a' (b)", OUT="Bericht ü #")
    if status or small_house.files(far / "Bericht ü #") != before:
        problems.append(f"another path: exit {status}, {complained}")
    return len(settings) + 1, problems


PARTS = {made.__name__: made for made in (swaps, places, crowd, cells, full, elsewhere, hostile.injection, kills)}


def main():
    """Run the trials that are asked for and print what was found; exit 1 when anything was."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("--kills", 40), ("--swaps", 300), ("--seed", 1)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--only", default=",".join(PARTS))
    options, failed = parser.parse_args(), 0
    for name in options.only.split(","):
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            count, problems = PARTS[name](Path(folder), options)
        failed += len(problems)
        print(f"{name}: {count} trials, {len(problems)} problems", *problems, sep="\n  ", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
