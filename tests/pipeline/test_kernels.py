"""A kernel that was forked beforehand shows what a kernel started anew shows."""

import subprocess
import sys

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
execute.section("1_part", {"study_dir": "../study"}, folder=house / sys.argv[1], failed=house / "failed", made_of={})
print(bool(warm.is_loaded()), kernels.KernelProvisionerFactory.instance().default_provisioner_name)
"""
CELLS = (
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "import os, sys\nprint(os.getcwd())\nprint('told', file=sys.stderr)\nsys.stdin.read()",
    "import matplotlib\n__name__, matplotlib.get_backend(), sys.path[0], sorted(map(str, globals()))[:20]",
)


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
