"""The front: key numbers, the figures that lead, what was found, what the paper printed beside what the rows say."""

import io
import re
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import ctdna, efficacy, report, safety, vocabulary
from analysis.report import blocks, front
from analysis.report import section as section_module
from analysis.report.blocks import Figure, Findings, Heading, Prose, Table
from analysis.report.words import plain
from tests import report_page, shipped

STUDY = SimpleNamespace(subjects=range(20), data_cutoff=None, received=None, groupings={}, design=None, causes={})
NO_ROWS = pd.DataFrame(columns=vocabulary.RESULT_COLUMNS, dtype=str)


def rows(*given):
    blank = dict.fromkeys(vocabulary.RESULT_COLUMNS, "") | {"population": "all", "n": 20, "n_event": 14}
    return pd.DataFrame([blank | one for one in given], columns=vocabulary.RESULT_COLUMNS)


def ratio(grouping, p_adjusted, **more):
    primary = {"endpoint": "OS", "estimand": "hazard_ratio", "role": "primary", "naive": "False"}
    return primary | {"grouping": grouping, "p_adjusted": p_adjusted} | more


def figure(name, **more):
    return Figure(name, "Figure 1.1", "Of it.", "", f"{name}.svg", name, **more)


def names(sections, results=NO_ROWS):
    return [one.name for one in front.key_figures(sections, results)]


def ledger(*severities):
    found = report_page.ledger()
    ranked = [row | {"headline": rank} for row, rank in zip(found.rows, ("2", "", "10"), strict=False)]
    listed = [{"id": f"I-{n}", "title": one, "statement": "", "severity": one} for n, one in enumerate(severities)]
    return found._replace(rows=ranked + found.rows[3:], inconsistencies=listed)


@pytest.mark.parametrize(("row", "card"), [
    ({"endpoint": "OS", "estimand": "median", "method": "Kaplan-Meier; log", "estimate": 28.55, "conf_low": 13.6,
      "unit": "months"}, ("Median OS", "28.6 months", "95% CI 13.6–NR; 14 deaths in 20")),
    ({"endpoint": "PFS", "estimand": "median", "method": "Kaplan-Meier; log", "conf_low": 310.0, "unit": "days",
      "n_event": 1}, ("Median PFS", "not reached", "95% CI 310–NR; 1 event in 20")),
    ({"endpoint": "OS", "estimand": "follow_up", "method": "reverse Kaplan-Meier; log-log", "estimate": 588.0,
      "conf_low": 511.0, "conf_high": 821.0, "unit": "days", "n_event": 6},
     ("Median follow-up", "588 days", "95% CI 511–821; 6 of 20 without event")),
    ({"endpoint": "BOR", "estimand": "proportion", "group": "ORR", "method": "Clopper-Pearson", "estimate": 0.45,
      "conf_low": 0.231, "conf_high": 0.685, "n_event": 9},
     ("Objective response", "45.0%", "95% CI 23.1–68.5; 9 of 20 subjects")),
])  # fmt: skip
def test_a_key_number_says_what_stands_behind_it(row, card):
    assert front.key_numbers(STUDY, rows(row))[1] == card


def test_a_sensitivity_analysis_is_no_key_number():
    median = {"endpoint": "PFS", "estimand": "median", "method": "Kaplan-Meier; log-log", "estimate": 9.0}
    ruled = median | {"endpoint": "PFS: censoring rules", "role": "sensitivity", "estimate": 4.0}
    assert [label for label, *_ in front.key_numbers(STUDY, rows(ruled, median))] == ["Subjects", "Median PFS"]


def test_the_first_figure_of_each_rank_that_was_drawn_leads():
    drawn = {"1": [figure("pfs"), figure("os"), Prose("Words.")], "4": [figure("bubbles", wide=True), figure("other")]}
    assert names(drawn) == ["os", "bubbles"]
    assert names({}) == []
    more = {"2": [figure("swimmer", wide=True), figure("os_by_ctdna_change_landmark")]}
    assert names(drawn | more) == ["os", "os_by_ctdna_change_landmark", "swimmer"]


def test_an_endpoint_with_causes_leads_with_their_incidence_and_never_with_its_curve_or_median():
    said = SimpleNamespace(names=["Progression", "Death"])
    own = SimpleNamespace(**vars(STUDY) | {"causes": {"PFS": said}, "report_unit": "months"})
    median = {"endpoint": "PFS", "estimand": "median", "method": "Kaplan-Meier; log-log", "estimate": 9.0}
    shares = [{"endpoint": f"PFS: {name}", "estimand": "cumulative_incidence", "method": "Aalen-Johansen; log-log",
               "at": at, "estimate": share, "conf_low": 0.2, "conf_high": 0.6, "n_event": 8, "unit": "proportion"}
              for name, share in (("Progression", 0.4), ("Death", 0.1)) for at in ("6.0", "12.0")]  # fmt: skip
    found = rows(
        median, *shares, {**shares[1], "at": "24.0", "estimate": float("nan")}, ratio("sex", 0.01, endpoint="PFS")
    )
    assert [label for label, *_ in front.key_numbers(own, found)] == [
        "Subjects", "PFS: Progression by 12 months", "PFS: Death by 12 months"]  # fmt: skip
    assert front.key_numbers(own, found)[1][1:] == ("40.0%", "95% CI 20.0–60.0; 8 events in 20")
    drawn = {"1": [figure("pfs"), figure("pfs_incidence"), figure("pfs_by_sex")]}
    assert [one.name for one in front.key_figures(drawn, found, own.causes)] == ["pfs_incidence"]
    told = plain.brief("1_overall_survival", found.assign(section="1_overall_survival"), own)
    assert told[0] == "By time 12, of 20 subjects: Progression in 40.0% and Death in 10.0% (cumulative incidence)."
    followed = found.assign(section="1_overall_survival")
    followed = pd.concat([followed, followed.head(1).assign(estimand="follow_up", unit="months")])
    assert plain.brief("1_overall_survival", followed, own)[0].startswith("By 12 months, of 20 subjects")


def test_the_comparison_that_leads_is_the_one_with_the_smallest_adjusted_p_and_never_a_naive_one():
    results = rows(ratio("age", 0.9), ratio("sex", 0.01), ratio("late", 0.0001, naive="True"),
                   ratio("other", 0.001, role="sensitivity"), ratio("part", 0.001, population="responders"),
                   ratio("unknown", float("nan")))  # fmt: skip
    drawn = {"1": [figure(f"os_by_{name}") for name in ("age", "sex", "late", "other", "part", "ecog")]}
    assert names(drawn, results) == ["os_by_sex"]
    three = [ratio("ecog", float("nan"), group=level) for level in ("1", "2")]
    tests = [ratio("ecog", 0.001, estimand="log_rank"), ratio("age", 0.002, estimand="log_rank")]
    assert names(drawn, pd.concat([results, rows(*three, *tests)])) == ["os_by_age"]
    alone = rows(ratio("sex", 0.9), *three, tests[0])  # three groups that differ go before two that do not
    assert names(drawn, alone) == ["os_by_ecog"]


def test_words_stand_beside_narrow_figures_and_wide_ones_come_after():
    sections = {"1": [figure("os"), figure("swimmer", wide=True), figure("os_by_ctdna_change_landmark")]}
    found = front.front(STUDY, sections, NO_ROWS, ledger=ledger("major"))
    told = [getattr(block, "name", getattr(block, "ident", "")) for block in found]
    assert told[:7] == ["summary-title", "key", "os", "os_by_ctdna_change_landmark", "findings", "gravest", "swimmer"]
    assert told[7:9] == ["headlines-title", "headlines"]


def test_the_headline_claims_stand_in_their_order_printed_recomputed_and_by_good_practice():
    (table,) = [
        one for one in front.front(STUDY, {}, NO_ROWS, ledger=ledger()) if getattr(one, "name", "") == "headlines"
    ]
    assert [column.heading for column in table.columns][1:] == list(front.WORDS["columns"].values())
    assert table.rows == ["headline-A-0", "headline-A-2"]
    assert [cell.text for cell in table.lines[0]] == ["statement 0", "printed 0", "again 0", "b", "r"]


def test_five_inconsistencies_lead_the_gravest_first_each_with_its_place():
    found = front.front(STUDY, {}, NO_ROWS, ledger=ledger("minor", "moderate", "major", "minor", "major", "minor"))
    (gravest,) = [one for one in found if isinstance(one, Findings) and one.ident == "gravest"]
    assert [place for _, place in gravest.sentences] == [f"inconsistency-I-{n}" for n in (2, 4, 1, 0, 3)]


def test_without_a_ledger_nothing_is_said_of_a_paper():
    found = front.front(STUDY, {}, NO_ROWS)
    assert [type(one) for one in found] == [Heading, Table, Prose]


def test_what_was_left_out_is_told_where_files_are():
    lacking = {"1_part": [blocks.Prose("why", left_out="no such column")]}
    told = [block.markdown for block in front.front(STUDY, lacking, NO_ROWS, skipped={"2_x": "needs samples"})[-3:]]
    assert told[1] == "Sections not in this report: 2_x (needs samples)."
    assert "no such column" in told[2]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Rows of the default study as results.csv holds them: everyone, all groupings, ctDNA, adverse events."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(section_module, "display", lambda *_, **__: None)
        section = report.Section(shipped.study(), "1_overall_survival", tmp_path_factory.mktemp("section"))
        section.draw = section.table = lambda *_, **__: None
        return _results(section)


def _results(section):
    study, groupings = section.study, [name for name, one in section.study.groupings.items() if not one.section]
    section.results(efficacy.outcomes(study, ["OS", "PFS"]))
    report.survival_by_group(section, ["OS", "PFS"], groupings)
    draws = ctdna.draws(study, baseline="Baseline", visit="After cycle 2")
    report.survival_by_group(section, ["OS", "PFS"], "ctdna_change", group=draws.direction, known_at=draws.changed_at)
    section.results(safety.adverse_events(study, window_days=30, since=None, cuts_months=[6.0]).overview)
    text = blocks.csv(pd.concat(section.rows)).decode()
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


RATIO = r"hazard ratio ([\d.]+), 95% CI ([\d.]+)–([\d.]+); adjusted P = ([\d.]+)"


def test_what_the_declared_design_found_leads(monkeypatch):
    monkeypatch.setattr(front.designed, "found", lambda rows: "By its design: shown.")
    assert front.findings(STUDY, NO_ROWS, None).sentences == [["By its design: shown.", "1_overall_survival"]]
    assert front.key_numbers(STUDY, NO_ROWS)[0][2] == "data cutoff not stated; no design declared"
    simon = SimpleNamespace(**vars(STUDY) | {"design": SimpleNamespace(kind="simon")})
    assert front.key_numbers(simon, NO_ROWS)[0][2].endswith("; Simon’s two-stage design")


def test_many_findings_are_told_by_the_first_of_each_section(monkeypatch):
    def brief(name, rows, study, *, most):
        return [f"{name} {n}" for n in range(5)][:most]

    monkeypatch.setattr(front.plain, "brief", brief)
    two = rows({"section": "1"}, {"section": "2"})
    assert [words for words, _ in front.findings(STUDY, two, None).sentences] == ["1 0", "2 0"]
    assert len(front.findings(STUDY, two[:1], None).sentences) == 5


def test_every_number_of_the_findings_is_that_of_one_row_of_the_results(section, results):
    found = front.findings(section.study, plain.numeric(results), None).sentences
    told = " ".join(words for words, _ in found).replace("\u00a0", " ")
    assert re.search(r"longer than 28.6 months \(95% CI 13.6–43.5\); 14 died", told)
    primary = plain.numeric(results).query("role == 'primary' and naive != 'True'")
    numbers_of = {(f"{row.estimate:.2f}", f"{row.conf_low:.2f}", f"{row.conf_high:.2f}", f"{row.p_adjusted:.3f}")
                  for row in primary.itertuples()}  # fmt: skip
    ratios = re.findall(RATIO, told)
    assert ratios
    assert set(ratios) <= numbers_of
    assert "naive" not in told
    assert len(re.findall(r"\d+\.\d+", told)) == 3 + 4 * len(ratios) + told.count("smallest adjusted")


def test_a_finding_goes_where_its_row_no_longer_supports_it(section, results):
    late = results["grouping"].eq("ctdna_change")
    weak = results.assign(p_adjusted=results["p_adjusted"].mask(late & results["p_adjusted"].ne(""), "0.2"))
    before, after = (" ".join(words for words, _ in front.findings(section.study, plain.numeric(one), None).sentences)
                     for one in (results, weak))  # fmt: skip
    assert "for ctDNA" in before
    assert "for ctDNA" not in after
