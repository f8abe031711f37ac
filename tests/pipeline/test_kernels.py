"""A kernel that was forked beforehand shows what a kernel started anew shows."""

import subprocess
import sys
import time

import psutil

from tests import small_house

SHOWN = """
import json, sys
from pathlib import Path
import nbformat
from analysis.pipeline import execute, kernels, warm
if sys.argv[1] == "warm":
    warm.load()
house = Path(sys.argv[2])
execute.NOTEBOOKS = house / "notebooks"
places = {"folder": house / sys.argv[1], "failed": house / "failed"}
execute.section("1_part", {"study_dir": "../study"}, **places, made_of=lambda read: {})
print(bool(warm.is_loaded()), kernels.KernelProvisionerFactory.instance().default_provisioner_name)
"""
CELLS = (
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "import os, sys\nprint(os.getcwd())\nprint('told', file=sys.stderr)\nsys.stdin.read()",
    "import matplotlib\n__name__, matplotlib.get_backend(), sys.path[0], sorted(map(str, globals()))[:20]",
)


DYING = """
import os, signal, sys
from pathlib import Path
from analysis.pipeline import execute, warm
warm.load()
house = Path(sys.argv[1])
execute.NOTEBOOKS = house / "notebooks"
places = {"folder": house / "made", "failed": house / "failed"}
execute.section("1_part", {"study_dir": "../study"}, **places, made_of=lambda read: {})
"""


def test_it_ends_with_the_process_that_told_it_what_to_do(tmp_path):
    file = tmp_path / "pid"
    cells = [
        f"import os, time\nfrom pathlib import Path\nPath({str(file)!r}).write_text(str(os.getpid()))\ntime.sleep(60)"
    ]
    house = small_house.build(tmp_path / "house", first=cells)
    with subprocess.Popen([sys.executable, "-c", DYING, str(house)], stdout=subprocess.DEVNULL) as section:
        while section.poll() is None and not (file.exists() and file.read_text()):
            time.sleep(0.05)
        kernel = psutil.Process(int(file.read_text()))
        section.kill()
    _, alive = psutil.wait_procs([kernel], 10)
    assert not [one for one in alive if one.status() != psutil.STATUS_ZOMBIE]


def test_it_shows_the_same_as_one_started_anew(tmp_path):
    house = small_house.build(tmp_path / "house", first=CELLS)
    said = {}
    for way in ("warm", "cold"):
        words = [sys.executable, "-c", SHOWN, way, str(house)]
        said[way] = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
    assert said == {"warm": "True forked", "cold": "False local-provisioner"}
    warm, cold = ((house / way / "notebooks" / "1_part.ipynb").read_text() for way in ("warm", "cold"))
    assert "image/png" in warm
    assert warm == cold
