"""Conclusions that hold themselves to the data: what a claim says, when it fails, and what its message tells."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import vocabulary
from analysis.report import claims, manuscript
from analysis.report.claims import NAIVE, NOT_SHOWN, PRACTICE, ClaimError

STUDY = Path(__file__).parents[2] / "data" / "nct03958097"
# endpoint, estimand, population, grouping, group, reference, at, estimate, low, high, p, adjusted, method, naive, role
ROWS = """
OS|hazard_ratio|all|ctdna|down|up||0.23|0.06|0.76|0.015|0.03|Cox; Efron; Firth; time-dependent|False|primary
OS|hazard_ratio|all|ctdna|down|up||0.22|0.06|0.80|0.02||Cox; Breslow; Wald|True|reproduction
OS|hazard_ratio|all|sex|F|M||0.99|0.85|1.2|0.9|0.9|Cox; Efron; profile|False|primary
OS|hazard_ratio|all|age|>=65|<65||1.67|0.57|4.9|0.35|0.7|Cox; Efron; profile|False|primary
OS|hazard_ratio|all|stage|IV|III|||||||Cox; Efron; profile|False|primary
OS|median|all|||||28.6|13.6|43.5|||Kaplan-Meier; log-log|False|descriptive
PFS|median|all|||||11.7|3.2|26.2|||Kaplan-Meier; log-log|False|descriptive
"""
COLUMNS = ["endpoint", "estimand", "population", "grouping", "group", "reference", "at", "estimate", "conf_low",
           "conf_high", "p_value", "p_adjusted", "method", "naive", "role"]  # fmt: skip
RESULTS = pd.DataFrame([line.split("|") for line in ROWS.strip().splitlines()], columns=COLUMNS).reindex(
    columns=vocabulary.RESULT_COLUMNS, fill_value="")  # fmt: skip
RESULTS["section"] = "2_ctdna"
CTDNA, SEX = "OS.hazard_ratio[ctdna: down v up]", "OS.hazard_ratio[sex: F v M]"
WALD = 'OS.hazard_ratio[ctdna: down v up; by "Cox; Breslow; Wald"]'


def judged(words, clauses, results=RESULTS):
    return claims.judged(f'{{% claim "{words}" {clauses} %}}', results)[0]


@pytest.mark.parametrize(
    ("clauses", "status", "holds"),
    [
        (f"if {CTDNA}.conf_high < 1", PRACTICE, True),
        (f"if {CTDNA}.conf_high < 1 and {CTDNA}.p_adjusted < 0.05", PRACTICE, True),
        (f"if {CTDNA}.conf_high < 1 and {CTDNA}.p_adjusted <= 0.02", PRACTICE, False),
        (f"if {CTDNA}.conf_high < .5", PRACTICE, False),
        ("if OS.median.conf_low > PFS.median.estimate", PRACTICE, True),
        ("if OS.median.conf_low >= PFS.median.conf_high", PRACTICE, False),
        ("if OS.hazard_ratio[stage: IV v III].conf_high < 1", PRACTICE, False),
        (f"naive if {WALD}.conf_high < 1, not if {CTDNA}.p_adjusted < 0.01", NAIVE, True),
        (f"naive if {WALD}.conf_high < 1, not if {CTDNA}.conf_high < 1", NAIVE, False),
        (f"naive if {WALD}.conf_high < 0.1", NAIVE, False),
        ("not if OS.hazard_ratio[age: >=65 v <65].interval within 0.8 to 1.25", NOT_SHOWN, True),
        (f"not if {SEX}.interval within 0.8 to 1.25", NOT_SHOWN, False),
        (f"if {SEX}.interval within 0.8 to 1.25", PRACTICE, True),
        (f"if {SEX}.interval within 0.8 to 1.1", PRACTICE, False),
    ],
)
def test_a_claim_holds_as_its_rows_do(clauses, status, holds):
    found = judged("it holds", clauses)
    assert (found.status, not found.broken) == (status, holds)


def test_a_claim_that_holds_is_its_words_and_says_where_it_holds_by_the_naive_analysis_only():
    text = f'A {{% claim "x" if {CTDNA}.conf_high < 1 %}}; {{% claim "y" naive if {WALD}.conf_high < 1 %}}.'
    assert claims.stated(text, RESULTS) == "A x; y (by the naive analysis only)."


def test_one_that_no_longer_holds_stops_the_run_and_names_line_and_rows():
    text = f'One.\n\n{{% claim "longer" if {CTDNA}.conf_high < 0.5 %}}'
    with pytest.raises(ClaimError) as told:
        claims.stated(text, RESULTS, name="m.md")
    said = str(told.value)
    assert 'm.md, line 3: claim "longer": no longer holds' in said
    assert (
        "conf_high < 0.5: 0.23 (95% CI 0.06–0.76), adjusted P 0.03 (2_ctdna, Cox; Efron; Firth; time-dependent)" in said
    )
    marked = claims.stated(text, RESULTS, lenient=True)
    assert marked.startswith("One.\n\n**[no longer holds: longer; `if ")


@pytest.mark.parametrize(
    ("words", "clauses", "told"),
    [
        ("x", f"if {WALD}.conf_high < 1", "the row is naive; expected `naive if`"),
        ("x", f"naive if {CTDNA}.conf_high < 1", "the row is the primary one; expected `if`"),
        ("x", f"if {SEX}.p_value > 0.05", "a P value above a limit shows nothing"),
        ("no difference by sex", f"if {SEX}.conf_high > 1", "expected .interval within LOW to HIGH, a stated margin"),
        ("sexes did not differ", f"if {SEX}.conf_high > 1", "a stated margin"),
        ("survival was similar", f"if {SEX}.conf_high > 1", "a stated margin"),
        ("x", "if OS.hazard_ratio[sx: F v M].conf_high < 1", "no grouping 'sx'"),
        ("x", "if OS.median.length < 1", "cannot be read"),
        ("x", "when OS.median.estimate < 1", "cannot be read"),
        ("x", f"if {SEX}.conf_high < one", "cannot be read"),
        ("x", "", "cannot be read"),
    ],
)
def test_a_claim_that_cannot_be_tested_is_refused(words, clauses, told):
    with pytest.raises(ClaimError, match="line 1") as error:
        judged(words, clauses)
    assert told in str(error.value)


def blocks():
    """The claims of the default manuscript."""
    return claims.BLOCK.findall((STUDY / "manuscript.md").read_text())


@pytest.mark.parametrize("words", blocks(), ids=lambda words: words[8:50])
def test_each_claim_of_the_default_manuscript_flips_when_its_rows_are_made_to(words):
    text, (rows, turns) = f"{{%{words}%}}", made_true(words)
    assert not claims.judged(text, rows)[0].broken
    for turn in turns:
        other = rows.copy()
        for at, column, value in turn:
            other.loc[at, column] = value
        with pytest.raises(ClaimError, match="no longer holds") as told:
            claims.stated(text, other)
        assert all(rows.loc[at, "section"] in str(told.value) for at, *_ in turn)


def made_true(words):
    """(Result rows by which a claim is as it says, the changes that make it another: [[(row, column, value)]])."""
    rows, turns = {}, []
    for clause in claims.APART.split(claims.CLAIM.fullmatch(words)["clauses"]):
        parts = claims.CLAUSE.fullmatch(clause)
        kind, own = " ".join(parts["kind"].split()), []
        for condition in claims.AND.split(parts["conditions"]):
            (true, other) = values(condition)
            if kind == "not if":
                true, other = other, true
            for (address, column), value in true.items():
                rows.setdefault((address, kind), {})[column] = value
            own.append(
                [(list(rows).index((address, kind)), column, value) for (address, column), value in other.items()]
            )
        turns += [sum(own, [])] if kind == "not if" else own
    return pd.DataFrame([row(*key, n, found) for n, (key, found) in enumerate(rows.items())]), turns


def values(condition):
    """({(address, column): value} by which a condition holds, those by which it does not)."""
    if found := claims.WITHIN.fullmatch(condition):
        low, high = ((found["address"], name) for name in ("conf_low", "conf_high"))
        return {low: found["low"], high: found["high"]}, {low: found["low"], high: "9"}
    found = claims.COMPARED.fullmatch(condition)
    assert found["sign"] == "<"
    one = found["address"], found["field"]
    if found["other"]:
        two = found["other"], found["other_field"]
        return {one: "1", two: "2"}, {one: "2", two: "1"}
    limit = float(found["number"])
    return {one: str(limit / 2)}, {one: str(limit)}


def row(address, kind, number, found):
    """A result row of an address; a naive clause rests on one that is no primary one."""
    keys = dict.fromkeys(vocabulary.RESULT_COLUMNS, "") | manuscript.wanted(f"{address} | value").keys
    naive = kind == "naive if"
    facts = {"section": f"section {number}", "naive": str(naive), "role": "sensitivity" if naive else "primary"}
    return keys | {"reference": keys["reference"] or ""} | facts | found
