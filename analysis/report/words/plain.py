"""What a section found and how sure it is, in plain sentences written by rule from its result rows.

Nothing is called a difference unless its one primary test supports it by its adjusted P; no row that is naive is used,
and what is not shown is not called absent.
"""

import functools
from pathlib import Path

import pandas as pd
import yaml

from analysis import vocabulary
from analysis.figures import numbers
from analysis.report.words import phrases, readable

GLOSSARY = Path(__file__).with_name("glossary.yml")  # words of statistics, a plain sentence each
LEVEL = 0.05
NAMED = 4  # groupings that a leading sentence lists by name
NUMERIC = ["estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event"]
LIVED = {
    "OS": ("lived longer than", "died"),
    "PFS": ("lived without progression for longer than", "progressed or died"),
}
# Methods that count from the day a group or value was known.
LATER = {vocabulary.COX_TIME_DEPENDENT_FIRTH, vocabulary.COX_TIME_DEPENDENT, vocabulary.COX_LANDMARK,
         *(vocabulary.cox("efron", name, vocabulary.DELAYED) for name in ("wald", "profile", "firth"))}  # fmt: skip


def sentence(section, rows, study):
    """What the result rows of a section (`1_overall_survival`) tell, a few sentences; "" where they tell nothing.

    rows: of results.csv, of this section or of all; study: for the words of its groupings.
    """
    rows = _usable(rows, section, study.causes)
    labels = {name: found.label for name, found in study.groupings.items()}
    opening = OPENINGS.get(section.partition("_")[2])
    found = [opening(rows) if opening else "", compared(rows, labels) if opening is not _sweeps else ""]
    return " ".join(filter(None, found))


def brief(section, rows, study, *, most=None):
    """The few sentences of a section that lead a report: [sentence], of the endpoint that its tests name first.

    Arguments as in `sentence`, by the same rules; most: how many differences are told, the others are only counted.
    Of what was not shown no more than which groupings it was, or how many.
    """
    rows = _usable(rows, section, study.causes)
    labels = {name: found.label for name, found in study.groupings.items()}
    tests = _tests(rows)
    first = tests["endpoint"].iloc[0] if len(tests) else ""
    opening = BRIEF.get(section.partition("_")[2], lambda rows: "")
    if opening is _sweeps:
        return _by_endpoint(rows, short=True)[:1]
    return [one for one in (opening(rows), *_led(tests[tests["endpoint"] == first], rows, labels, most)) if one]


def _led(tests, rows, labels, most):
    """A sentence for each two groups that differ, or one that none was shown to."""
    grouped = tests[tests["reference"].ne("") | tests["estimand"].eq("log_rank")]
    shown = grouped[grouped["p_adjusted"] < LEVEL].drop_duplicates("grouping").to_dict("records")
    if len(grouped) and not shown:
        return [_not_shown(grouped, labels)]
    told = [f"{_difference(row, rows, labels, short=True)[0]}." for row in shown[:most]]
    others = numbers.counted(len(shown) - len(told), "other grouping")
    return [*told[:-1], f"{told[-1][:-1]}, and differed by {others}."] if len(shown) > len(told) else told


def _not_shown(tests, labels):
    names, least = list(tests["grouping"].unique()), numbers.p_words(tests["p_adjusted"].min())
    by = _listed([_label(name, labels) for name in names]) if len(names) <= NAMED else f"any of {len(names)} groupings"
    where = vocabulary.inside(_endpoint(tests.iloc[0]))
    return f"No difference in {where} was shown by {by} (smallest adjusted {least})."


@functools.cache
def glossary():
    """Words of statistics and what each means, in a plain sentence: {word: sentence}."""
    return yaml.safe_load(GLOSSARY.read_text())


def compared(rows, labels):
    """Which groupings and numbers go with survival by their primary test, and for which that is not shown."""
    rows, tests = rows[rows["population"].isin(("", vocabulary.EVERYONE))], _tests(rows)
    shown, other = tests[tests["p_adjusted"] < LEVEL], tests[tests["p_adjusted"] >= LEVEL]
    told = [_differences(own.to_dict("records"), rows, labels)
            for _, own in shown.groupby(["grouping", "group", "reference"], sort=False)]  # fmt: skip
    names = [name for name in other["grouping"].unique() if name not in set(shown["grouping"])]
    if names:
        least = numbers.p_words(other.loc[other["grouping"].isin(names), "p_adjusted"].min())
        words = _listed([_label(name, labels) for name in names])
        told.append(
            f"By {words} no difference was shown (smallest adjusted {least}), which is not to say there is none"
        )
    return " ".join(f"{one}." for one in told)


def numeric(rows):
    """Result rows read as text with their numbers as numbers, NaN where there is none."""
    return rows.assign(**{name: pd.to_numeric(rows[name], errors="coerce") for name in NUMERIC})


def _tests(rows):
    """The primary tests of everyone that may support a difference."""
    rows = rows[rows["population"].isin(("", vocabulary.EVERYONE))]
    tests = rows[rows["p_adjusted"].notna() & rows["estimand"].isin(("log_rank", "hazard_ratio"))]
    return tests[~tests.apply(_of_itself, axis=1)] if len(tests) else tests


def _usable(rows, section, causes):
    """The rows of a section that may lead, with numbers as numbers and nothing as "".

    No median or rate of an endpoint with competing causes leads: it says what would be if nothing else could happen.
    """
    rows = rows[~(rows["endpoint"].isin(causes) & rows["estimand"].isin(["median", "rate", "event_free"]))]
    rows = numeric(rows[rows["section"].eq(section)])
    words = [name for name in rows if name not in NUMERIC]
    rows[words] = rows[words].astype(object).where(rows[words].notna(), "")
    naive = rows["naive"].isin((True, "True"))
    return rows[~naive & rows["role"].ne(vocabulary.REPRODUCTION)]


def _of_itself(row):
    """Whether a group is made of the very event: progression as best response, against progression-free survival."""
    return row["endpoint"] == "PFS" and "PD" in (row["group"], row["reference"])


def _differences(tests, rows, labels):
    """A difference on one endpoint, and on which others it goes the same way."""
    told = [_difference(row, rows, labels) for row in tests]
    likewise = [at for at, (_, way) in enumerate(told) if at and way and way == told[0][1]]
    also = [
        f"{vocabulary.inside(_endpoint(tests[at]))} likewise (adjusted {numbers.p_words(tests[at]['p_adjusted'])})"
        for at in likewise
    ]
    return "; ".join([told[0][0], *also, *(words for at, (words, _) in enumerate(told) if at and at not in likewise)])


def _endpoint(row):
    return vocabulary.ENDPOINTS.get(row["endpoint"], row["endpoint"])


def _difference(row, rows, labels, *, short=False):
    """One test that supports a difference: which side lived longer where its ratio tells, P, counts; and the way."""
    own = rows[(rows["estimand"] == "hazard_ratio") & (rows["role"] == vocabulary.PRIMARY)]
    own = own[(own["endpoint"] == row["endpoint"]) & (own["grouping"] == row["grouping"])]
    ratios = [row] if row["estimand"] == "hazard_ratio" else own.to_dict("records")
    name, endpoint = _label(row["grouping"], labels), _endpoint(row)
    counts = f"n {row['n']:.0f}" if short else f"{row['n']:.0f} subjects, {row['n_event']:.0f} events"
    ending = f"adjusted {numbers.p_words(row['p_adjusted'])}; {counts}"
    if len(ratios) != 1 or numbers.absent(ratios[0]["estimate"]):
        return f"{endpoint} differed by {name} ({ending})", ""
    ratio = ratios[0]
    later = ", counted from the day it was known" if not short and ratio["method"] in LATER else ""
    size = f"hazard ratio {numbers.ratio(ratio['estimate'])}, 95% CI {phrases.interval(ratio)}{later}; {ending}"
    better = "longer" if ratio["estimate"] < 1 else "shorter"
    if not ratio["reference"]:
        return f"{endpoint} was {better} the greater the {name} ({size})", better
    return f"{endpoint} was {better} for {name} “{ratio['group']}” than “{ratio['reference']}” ({size})", better


def _survival(rows):
    """How long half of the subjects lived, or that fewer than half have died."""
    whole = rows[(rows["grouping"] == "") & (rows["population"] == vocabulary.EVERYONE)]
    leading = whole["method"].isin(vocabulary.KAPLAN_MEIER) & whole["role"].ne(vocabulary.SENSITIVITY)
    medians = whole[whole["estimand"].eq("median") & leading].to_dict("records")
    row = next((one for one in medians if one["endpoint"] == "OS"), medians[0] if medians else None)
    if row is None:
        return _happened(whole)
    if numbers.absent(row["estimate"]) and row["reason"] != vocabulary.NOT_REACHED:
        return ""
    lived, ended = LIVED.get(row["endpoint"], ("had no event for longer than", "had an event"))
    if numbers.absent(row["estimate"]):
        return f"Fewer than half of the {row['n']:.0f} subjects, {row['n_event']:.0f}, {ended} while followed."
    so_far = f"{row['n_event']:.0f} {ended}"
    return f"Half of the {row['n']:.0f} subjects {lived} {phrases.estimate_ci(row)}; {so_far}."


def _happened(rows):
    """What had happened to how many by the last time told, of the first endpoint with competing causes."""
    own = rows[rows["estimand"].eq("cumulative_incidence") & rows["estimate"].notna()]
    if own.empty:
        return ""
    endpoint = own["endpoint"].iloc[0].partition(": ")[0]
    own = own[own["endpoint"].str.startswith(f"{endpoint}: ")].assign(at=pd.to_numeric(own["at"]))
    own = own[own["at"] == own["at"].max()].to_dict("records")
    shares = [f"{one['endpoint'].partition(': ')[2]} in {numbers.percent(one['estimate'])}" for one in own]
    unit = next(iter(rows.loc[rows["estimand"].eq("follow_up"), "unit"]), "")
    when = f"{own[0]['at']:g} {unit}" if unit else f"time {own[0]['at']:g}"
    return f"By {when}, of {own[0]['n']:.0f} subjects: {' and '.join(shares)} (cumulative incidence)."


def _ctdna(rows):
    """In how many a rise came before progression."""
    return _share(rows, "mtbi_rise", "before progression", "ctDNA rose before radiographic progression in {}.")


def _severe(rows):
    return _share(rows, "category", "grade_3", "An adverse event of grade 3 or higher was seen in {}.")


def _safety(rows):
    """How many had a severe event, and stopped for one."""
    return f"{_severe(rows)} {_share(rows, 'category', 'discontinued', 'Treatment was stopped for one in {}.')}".strip()


def _persistence(rows):
    """When infused cells could no longer be found, and how many responded."""
    gone = rows[rows["grouping"].eq("undetectable") & rows["estimand"].eq("median") & rows["at"].eq("")]
    told = [f"From {phrases.estimate(row)} after an infusion infused cells could no longer be found in the blood."
            for row in gone.head(1).to_dict("records") if not numbers.absent(row["estimate"])]  # fmt: skip
    return " ".join([*told, _share(rows, "response", "ORR", "The tumour responded in {}.")]).strip()


def _sweeps(rows):
    """What of a sweep and of markers as numbers is left after adjustment, by endpoint."""
    return " ".join(_by_endpoint(rows))


def _by_endpoint(rows, *, short=False):
    tested = rows[rows["p_adjusted"].notna() & rows["role"].eq(vocabulary.PRIMARY)]
    return [_sweep(endpoint, own, short) for endpoint, own in tested.groupby("endpoint", sort=False)]


def _sweep(endpoint, rows, short):
    cut, number = (rows[rows["estimand"].eq(name)] for name in ("log_rank", "hazard_ratio"))
    size = rows[["n", "n_event"]].max()
    events = "" if short else f" ({size['n_event']:.0f} events)"
    head = f"{_endpoint({'endpoint': endpoint})} of {size['n']:.0f} subjects{events} went with"
    told = [_kept(own, words) for own, words in ((cut, "at {} cut-off"), (number, "as a number")) if len(own)]
    ending = "" if short else ", after adjustment for all that was tried"
    return f"{head} {' and '.join(told)}{ending}."


def _kept(rows, how):
    kept, least = rows.loc[rows["p_adjusted"] < LEVEL, "grouping"].nunique(), numbers.p_words(rows["p_adjusted"].min())
    how = how.format("some" if kept else "any")
    return f"{kept or 'none'} of {rows['grouping'].nunique()} markers {how} (smallest adjusted {least})"


def _share(rows, grouping, group, words):
    """A share in words, `11 of 20 subjects (55.0%, 95% CI 31.5–76.9)` put in; "" where there is none."""
    own = rows[rows["estimand"].eq("proportion") & rows["grouping"].eq(grouping) & rows["group"].eq(group)]
    told = [row for row in own.to_dict("records") if not numbers.absent(row["estimate"])]
    if not told:
        return ""
    row, limits = told[0], phrases.interval(told[0])
    share = f"{row['n_event']:.0f} of {row['n']:.0f} subjects ({phrases.percent(row)}, 95% CI {limits})"
    return words.format(share)


def _label(name, labels):
    return vocabulary.inside(readable.named(name, labels).partition(",")[0])


def _listed(names):
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


OPENINGS = {"overall_survival": _survival, "ctdna": _ctdna, "mif_cutoff": _sweeps, "safety": _safety,
            "nk_persistence": _persistence}  # fmt: skip
BRIEF = OPENINGS | {"ctdna": lambda rows: "", "safety": _severe}
