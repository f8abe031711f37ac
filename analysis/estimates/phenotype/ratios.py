"""The percent itself against survival, without dividing subjects: at baseline, and its change."""

from analysis.estimates import continuous
from analysis.estimates.phenotype.percents import baseline, key, known_at


def hazard_ratios(nkflow, changes, ttes, *, per=10.0, unit="months"):
    """Result rows: hazard ratio per `per` percentage points of each marker at baseline and of its change.

    ttes: {endpoint: tte in `unit`}; changes: as `phenotype.changes` gives them, each known from its visit on: see
    `continuous.comparisons`. Errors as in `trajectories`.
    """
    timed = changes.assign(known=known_at(changes, unit=unit)).set_index("USUBJID").groupby("PARAMCD", sort=False)
    before = baseline(nkflow).set_index("USUBJID").groupby("PARAMCD", sort=False)
    values = {f"{key(marker)}_baseline": own["value"] for marker, own in before}
    values |= {f"{key(marker)}_points": own["CHG"] for marker, own in timed}
    known = {f"{key(marker)}_points": own["known"] for marker, own in timed}
    return continuous.comparisons(ttes, values, known_at=known, unit=per)
