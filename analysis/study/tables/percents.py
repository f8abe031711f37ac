"""Are percents percent? Markers that are fractions at a visit or altogether where others are not."""

FRACTION, PERCENT = 1, 5  # a visit with nothing above the one, where the marker's middle is above the other elsewhere


def looked(frame):
    """How many groups of marker and visit a table of percents has, and a sentence on each that looks like fractions."""
    frame = frame.dropna(subset=["AVAL"])
    groups, notes = list(frame.groupby(["PARAMCD", "AVISIT"])), []
    for (marker, visit), own in groups:
        other = frame.loc[(frame["PARAMCD"] == marker) & (frame["AVISIT"] != visit), "AVAL"]
        if own["AVAL"].max() <= FRACTION and other.median() > PERCENT:
            notes.append(f"{marker} at {visit} is at most {own['AVAL'].max():g}, at other visits {other.median():g} "
                         "(median); are these fractions?")  # fmt: skip
    for marker, own in frame.groupby("PARAMCD"):
        if own["AVAL"].max() <= FRACTION < frame["AVAL"].max():
            notes.append(f"{marker} is at most {own['AVAL'].max():g}, other markers are not; percent from 0 to 100 are "
                         "expected")  # fmt: skip
    return len(groups), notes
