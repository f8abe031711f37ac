"""What each estimate of a run was made from, written to files so that another program can compute it again.

Nothing is kept until `keep_in` names a folder: there one CSV file a sample, and estimates.jsonl, a line an estimate.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd

FILE = "estimates.jsonl"
VALUES = ["group", "reference", "at", "estimate", "conf_low", "conf_high", "p_value",
          "marker", "cutoff", "chisq", "p_log_rank", "p_wald"]  # fmt: skip
_run = {"folder": None, "seen": set()}


def keep_in(folder):
    """Keep the inputs of every estimate from now on in a folder, which is made; None ends it."""
    _run.update(folder=None if folder is None else Path(folder), seen=set())
    if folder is not None:
        Path(folder).mkdir(parents=True, exist_ok=True)


def sample(time, event, start=None, **more):
    """The columns of a sample: time, event and, where subjects enter later, start (0: from the start), then others."""
    return {"time": time, "event": event, **more} | ({} if start is None else {"start": np.maximum(start, 0.0)})


def keep(kind, sample, table, **settings):
    """Keep one estimate, once: its kind, the sample (columns of equal length), its rows and how they were estimated."""
    if _run["folder"] is None:
        return
    text = pd.DataFrame(sample).to_csv(index=False)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    rows = table.reindex(columns=[name for name in VALUES if name in table]).to_dict("records")
    line = json.dumps({"kind": kind, "sample": digest, **settings, "rows": rows}, default=str)
    if line in _run["seen"]:
        return
    _run["seen"].add(line)
    (_run["folder"] / f"{digest}.csv").write_text(text)
    with open(_run["folder"] / FILE, "a") as file:
        file.write(line + "\n")


def kept(folder):
    """The estimates kept in a folder, each with its sample as a frame: an iterator of (line as a dict, frame)."""
    folder = Path(folder)
    lines = (folder / FILE).read_text().splitlines() if (folder / FILE).exists() else []
    for line in map(json.loads, lines):
        yield line, pd.read_csv(folder / f"{line['sample']}.csv", float_precision="round_trip", dtype={"group": str})
