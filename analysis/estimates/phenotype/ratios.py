"""The percent itself against survival, without dividing subjects: at baseline, and its change."""

from analysis.estimates import continuous
from analysis.estimates.phenotype.percents import baseline, key, known_at


def hazard_ratios(measured, ttes, *, per=10.0):
    """Result rows: hazard ratio per `per` percentage points of each marker at baseline and of its change.

    measured: as `phenotype.measured` gives it; ttes: {endpoint: tte in its unit}. Each change is known from its visit
    on: see `continuous.comparisons`. Errors as in `trajectories`.
    """
    timed = (
        measured.changes.assign(known=known_at(measured.changes, unit=measured.unit))
        .set_index("USUBJID")
        .groupby("PARAMCD", sort=False)
    )
    before = baseline(measured.table).set_index("USUBJID").groupby("PARAMCD", sort=False)
    values = {f"{key(marker)}_baseline": own["value"] for marker, own in before}
    values |= {f"{key(marker)}_points": own["CHG"] for marker, own in timed}
    known = {f"{key(marker)}_points": own["known"] for marker, own in timed}
    return continuous.comparisons(ttes, values, known_at=known, unit=per)
