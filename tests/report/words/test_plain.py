"""Plain sentences: each is written from its rows, and not from rows that do not support it."""

from types import SimpleNamespace

import pandas as pd
import pytest
import yaml

from analysis import vocabulary
from analysis.report.words import plain

STUDY = SimpleNamespace(
    causes={}, groupings={"sex": SimpleNamespace(label="Sex"), "age": SimpleNamespace(label="Age, years")}
)
ROW = {"section": "1_overall_survival", "endpoint": "OS", "population": "all", "role": "primary", "naive": False,
       "n": 20, "n_event": 14}  # fmt: skip
TEST = ROW | {"estimand": "log_rank", "grouping": "sex", "p_value": 0.01, "p_adjusted": 0.02, "method": "log-rank"}
RATIO = ROW | {"estimand": "hazard_ratio", "grouping": "sex", "group": "F", "reference": "M", "estimate": 0.5,
               "conf_low": 0.2, "conf_high": 0.9, "method": "Cox; Efron; profile"}  # fmt: skip
MEDIAN = ROW | {"estimand": "median", "estimate": 28.6, "conf_low": 13.6, "conf_high": 43.5, "unit": "months",
                "method": vocabulary.KM_LOG_LOG, "role": "descriptive"}  # fmt: skip
LONGER = (
    "Overall survival was longer for sex “F” than “M” (hazard ratio 0.50, 95% CI 0.20–0.90; adjusted P = 0.020; 20 "
)
LONGER += "subjects, 14 events)."
NOT_SHOWN = "By sex no difference was shown (smallest adjusted P = 0.050), which is not to say there is none."


def briefly(*rows, section="1_overall_survival", most=None):
    table = pd.DataFrame(rows).reindex(columns=vocabulary.RESULT_COLUMNS)
    return plain.brief(section, table.assign(section=section), STUDY, most=most)


def said(*rows, section="1_overall_survival", study=STUDY):
    table = pd.DataFrame(rows).reindex(columns=vocabulary.RESULT_COLUMNS)
    return plain.sentence(section, table.assign(section=section), study)


def test_a_difference_is_told_with_its_side_size_and_adjusted_p_when_its_one_test_supports_it():
    assert said(TEST, RATIO) == LONGER
    assert "shorter for sex “F”" in said(TEST, RATIO | {"estimate": 2.0})
    assert said(TEST | {"p_adjusted": 0.05}, RATIO) == NOT_SHOWN
    assert said(TEST | {"p_adjusted": None}, RATIO) == ""  # a P that nothing adjusted leads nothing
    assert said(TEST | {"naive": True}, RATIO | {"naive": "True"}) == ""
    assert said(TEST | {"role": "reproduction"}, RATIO) == ""
    assert said(TEST | {"population": "men"}, RATIO) == ""


def test_no_side_is_told_where_there_are_several_ratios_or_none():
    differed = "Overall survival differed by sex (adjusted P = 0.020; 20 subjects, 14 events)."
    assert said(TEST) == said(TEST, RATIO, RATIO | {"group": "X"}) == said(TEST, RATIO | {"estimate": None}) == differed
    assert said(TEST, RATIO | {"role": "sensitivity"}) == differed
    assert said(TEST, RATIO | {"endpoint": "PFS"}) == differed


def test_a_ratio_that_is_itself_the_test_says_from_when_it_counts():
    timed = RATIO | {"method": "Cox; Efron; Firth; time-dependent", "p_adjusted": 0.03}
    assert "CI 0.20–0.90, counted from the day it was known; adjusted P = 0.030" in said(timed)
    number = timed | {"grouping": "nk_pdl1_points", "group": "per 10", "reference": ""}
    assert said(number).startswith("Overall survival was longer the greater the change of PD-L1 on NK cells (hazard")


def test_another_endpoint_that_goes_the_same_way_is_added_in_a_word_and_one_that_does_not_in_full():
    timed = RATIO | {"method": "x", "p_adjusted": 0.03}
    other = timed | {"endpoint": "PFS", "p_adjusted": 0.04}
    assert said(timed, other).endswith("events); progression-free survival likewise (adjusted P = 0.040).")
    assert "; Progression-free survival was shorter for sex" in said(timed, other | {"estimate": 3.0})


def test_progression_as_best_response_says_nothing_of_progression_free_survival():
    circular = RATIO | {"endpoint": "PFS", "group": "PD", "reference": "SD", "p_adjusted": 0.001}
    assert said(circular) == ""
    assert said(circular | {"endpoint": "OS"}) != ""


def test_groupings_without_support_are_listed_once():
    words = said(TEST | {"p_adjusted": 0.3}, TEST | {"p_adjusted": 0.2, "grouping": "age"}, RATIO)
    assert (
        words
        == "By sex or age no difference was shown (smallest adjusted P = 0.200), which is not to say there is none."
    )
    assert said(TEST, RATIO, TEST | {"endpoint": "PFS", "p_adjusted": 0.9}) == LONGER


def test_survival_of_all_is_a_median_or_that_it_was_not_reached():
    assert said(MEDIAN) == "Half of the 20 subjects lived longer than 28.6 months (95%\u00a0CI 13.6–43.5); 14 died."
    pfs = MEDIAN | {"endpoint": "PFS", "estimate": 11.7}
    assert said(pfs, MEDIAN) == said(MEDIAN)
    assert said(pfs).startswith("Half of the 20 subjects lived without progression for longer than 11.7 months")
    ruled = pfs | {"endpoint": "PFS: censoring rules", "role": "sensitivity"}
    assert said(ruled, pfs) == said(pfs)  # a sensitivity analysis does not lead
    open_end = MEDIAN | {"estimate": None, "reason": "not reached", "n_event": 6}
    assert said(open_end) == "Fewer than half of the 20 subjects, 6, died while followed."
    assert said(open_end | {"reason": "withheld"}) == ""
    assert said(MEDIAN | {"grouping": "sex", "group": "F"}) == said(MEDIAN | {"population": "men"}) == ""
    assert said(MEDIAN | {"method": "Kaplan-Meier; first time; normal"}) == ""


SHARE = ROW | {"estimand": "proportion", "estimate": 0.55, "conf_low": 0.315, "conf_high": 0.769, "n_event": 11,
               "role": "descriptive"}  # fmt: skip


@pytest.mark.parametrize(
    ("section", "grouping", "group", "words"),
    [("5_safety", "category", "grade_3", "An adverse event of grade 3 or higher was seen in"),
     ("5_safety", "category", "discontinued", "Treatment was stopped for one in"),
     ("2_ctdna", "mtbi_rise", "before progression", "ctDNA rose before radiographic progression in"),
     ("6_nk_persistence", "response", "ORR", "The tumour responded in")],
)  # fmt: skip
def test_a_share_is_told_with_its_counts_and_interval(section, grouping, group, words):
    row = SHARE | {"grouping": grouping, "group": group}
    assert said(row, section=section) == f"{words} 11 of 20 subjects (55.0%, 95% CI 31.5–76.9)."
    assert said(row | {"estimate": None}, section=section) == said(row | {"group": "x"}, section=section) == ""


def test_infused_cells_are_gone_from_the_median_time_on():
    row = ROW | {"estimand": "median", "grouping": "undetectable", "estimate": 4.0, "unit": "hours", "endpoint": "x"}
    assert "From 4.0 hours after an infusion" in said(row, section="6_nk_persistence")
    assert said(row | {"at": 1}, section="6_nk_persistence") == ""


def test_a_sweep_tells_what_adjustment_leaves_at_cut_offs_and_as_numbers():
    cut = TEST | {"grouping": "CD8+", "p_adjusted": 0.125, "population": "mif"}
    number = cut | {"estimand": "hazard_ratio", "p_adjusted": 0.01}
    words = said(cut, cut | {"grouping": "CD4+"}, number, section="4_mif_cutoff")
    assert words == (
        "Overall survival of 20 subjects (14 events) went with none of 2 markers at any cut-off (smallest adjusted "
        "P = 0.125) and 1 of 1 markers as a number (smallest adjusted P = 0.010), after adjustment for all that was "
        "tried."
    )
    assert "went with 2 of 2 markers at some cut-off" in said(
        cut | {"p_adjusted": 0.01}, cut | {"grouping": "b", "p_adjusted": 0.049}, section="4_mif_cutoff"
    )
    assert said(cut | {"p_adjusted": None}, section="4_mif_cutoff") == ""


def test_the_first_endpoint_of_a_sweep_leads_whatever_rows_stand_before_it():
    count = ROW | {"endpoint": None, "estimand": "proportion", "role": "descriptive"}
    cut = TEST | {"grouping": "CD8+", "p_adjusted": 0.125, "population": "mif"}
    (words,) = briefly(count, cut, cut | {"endpoint": "PFS"}, section="4_mif_cutoff")
    least = "(smallest adjusted P = 0.125)"
    assert words == f"Overall survival of 20 subjects went with none of 1 markers at any cut-off {least}."
    assert briefly(count, section="4_mif_cutoff") == briefly(section="4_mif_cutoff") == []


def test_what_leads_a_report_is_short():
    assert briefly(TEST, RATIO) == [LONGER.replace("20 subjects, 14 events", "n 20")]
    least = "(smallest adjusted P = 0.060)."
    tests = [TEST | {"p_adjusted": 0.06}, TEST | {"p_adjusted": 0.1, "grouping": "age"}]
    assert briefly(tests[0]) == [f"No difference in overall survival was shown by sex {least}"]
    assert briefly(*tests) == [f"No difference in overall survival was shown by sex or age {least}"]
    many = [TEST | {"p_adjusted": 0.06, "grouping": f"g{n}"} for n in range(5)]
    assert briefly(*many) == [f"No difference in overall survival was shown by any of 5 groupings {least}"]


def test_differences_beyond_the_most_that_lead_are_counted():
    rows = [TEST, RATIO, *(TEST | {"grouping": name} for name in ("age", "x"))]
    assert len(briefly(*rows)) == 3
    first = LONGER[:-1].replace("20 subjects, 14 events", "n 20")
    assert briefly(*rows, most=1) == [f"{first}, and differed by 2 other groupings."]
    assert briefly(*rows, most=3) == briefly(*rows)


def test_of_a_section_of_ones_own_its_tests_are_told_and_without_any_nothing():
    assert said(TEST, RATIO, section="7_own") == LONGER
    assert said(MEDIAN, section="7_own") == said(section="1_overall_survival") == ""


def test_each_word_of_the_glossary_is_explained_in_one_sentence():
    words = yaml.safe_load(plain.GLOSSARY.read_text())
    asked = {"naive", "landmark", "time-dependent", "Firth", "Holm", "profile likelihood", "permutation P", "separated"}
    assert set(words) == asked
    assert all(text.count(".") == 1 and text.endswith(".") for text in words.values())
