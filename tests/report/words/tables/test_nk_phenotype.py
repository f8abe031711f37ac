"""The captions of the phenotype section tell the visit, the limit and who is neither long nor short survivor."""

from analysis.report.words.tables import titled


def test_captions_are_filled_with_their_facts():
    baseline = titled("3_nk_phenotype", "baseline").said({"months": 24.0, "neither": ["A-1", "A-2"]})
    assert "long (> 24 months) and short (≤ 24 months)" in baseline
    assert baseline.endswith("neither long nor short: A-1, A-2.")
    assert "“After cycle 2”" in titled("3_nk_phenotype", "changes").said({"visit": "After cycle 2"})
    assert "per 2.5 percentage points" in titled("3_nk_phenotype", "continuous").said({"points": 2.5})
