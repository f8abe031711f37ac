"""When subjects came under observation: before the end of their time."""

import pandas as pd

TIE = 1e-9  # a share of AVAL: an entry so near to the end leaves no time under observation


def problems(read):
    """Entries (ENTRY of adtte) of a `crosschecks.Read` that are not before the end of the subject's time."""
    frame = read.frames.get("adtte", pd.DataFrame())
    if {"ENTRY", "AVAL"} <= set(frame):
        late = (frame["ENTRY"] > 0) & (frame["ENTRY"] >= frame["AVAL"] * (1 - TIE))
        for row in frame.index[late]:
            yield read.raws["adtte"].problem(row, "ENTRY", f"a time before AVAL ({frame['AVAL'][row]:g}), in its unit")
