"""Tumour response by RECIST 1.1: best response of each subject, its rates, and change in tumour size.

Days since the start are `ADY - 1` (ADY 1 is the day of the start). Assessments after the first PD never count.

Source of the rules: Eisenhauer 2009, Eur J Cancer 45:228 (section 4.3 and table 3). The days a protocol must set are
parameters: `confirm_days` between a response and its confirmation, `stable_days` from the start to an SD that counts.
"""

from collections import namedtuple

import pandas as pd

from analysis import vocabulary
from analysis.estimates import proportions
from analysis.study.problems import NotInData

NON_TARGET_STABLE = "NON-CR/NON-PD"  # subjects with non-target disease only; counts as stable disease
BEST_FIRST = ["CR", "PR", "SD", NON_TARGET_STABLE, "PD", "NE"]
RESPONSE = ["CR", "PR"]
CONTROL = [*RESPONSE, "SD", NON_TARGET_STABLE]
CONFIRM_DAYS, STABLE_DAYS = 28, 35  # the first evaluation at six weeks, less a window of one week
BENEFIT_DAYS = 168  # 24 weeks
__all__ = ["change_from_baseline", "rates_within", "responses", "tumour_change"]


class Responses(namedtuple("Responses", "best of_subject mismatches agreement source without_baseline by_arm")):
    """Best responses, a row a subject; the one used of each; where reported and derived differ; sentences; by arm."""


def responses(study, *, confirmed=None, subjects=None):
    """The Responses of a study's subjects (default all) by its protocol's settings; NotInData as `best_responses`.

    confirmed: True or False instead of what the study declares.
    """
    settings = study.response.model_dump() | ({} if confirmed is None else {"confirmed": confirmed})
    everyone = study.subjects if subjects is None else subjects
    adrs = study.table("adrs")
    best = best_responses(adrs, **settings, subjects=everyone)
    words = agreement(best), source(best, **settings), without_baseline(adrs)
    return Responses(best, best_of(best), mismatches(best), *words, by_arm(study, best))


def best_responses(adrs, *, confirmed=True, subjects=None, confirm_days=CONFIRM_DAYS, stable_days=STABLE_DAYS):
    """The best response of each subject: as derived from the visits (OVR) and as reported (BOR).

    USUBJID, derived, reported, response_day (ADY of the first response that counts), control_days (from the start to
    the first PD, else to the last evaluable visit). `subjects` adds those without any assessment as NE, no row where
    nobody has any. Confirmed: CR needs a second CR, PR a second PR or CR, at least `confirm_days` later with nothing
    but one NE (or more of the same) between; else both count as SD. SD needs a visit without progression at
    `stable_days` or later. `NotInData` names every unknown OVR value, every missing day and every second BOR.
    """
    visits, reported = assessments(adrs), _reported(adrs, confirmed)
    everyone = pd.Index(adrs["USUBJID"].unique() if subjects is None or adrs.empty else subjects, name="USUBJID")
    rows = [_derived(visits[visits["USUBJID"] == name], confirm_days if confirmed else None, stable_days)
            if len(visits) else {} for name in everyone]  # fmt: skip
    best = pd.DataFrame(rows, columns=["derived", "response_day", "control_days"], index=everyone)
    best.insert(1, "reported", reported.reindex(everyone))
    best.attrs["parameter"] = reported.name
    return best.reset_index()


def assessments(adrs):
    """The OVR rows up to and with the first PD, by day: USUBJID, ADY, AVALC. NotInData: unknown responses, no day."""
    visits = adrs.loc[adrs["PARAMCD"] == "OVR", ["USUBJID", "ADY", "AVALC"]].copy()
    visits["AVALC"] = visits["AVALC"].astype("string").str.strip().str.upper()
    wrong = visits[~visits["AVALC"].isin(BEST_FIRST) | visits["ADY"].isna()]
    if len(wrong):
        listed = "; ".join(f"{row.USUBJID} day {row.ADY}: {row.AVALC}" for row in wrong.itertuples())
        raise NotInData(f"adrs, PARAMCD OVR: {listed}; expected AVALC one of {', '.join(BEST_FIRST)} and a day (ADY)")
    visits = visits.sort_values(["USUBJID", "ADY"], kind="stable")
    progressed = visits["AVALC"].eq("PD").groupby(visits["USUBJID"]).cumsum()
    return visits[(progressed == 0) | (visits["AVALC"].eq("PD") & (progressed == 1))].reset_index(drop=True)


def mismatches(best):
    """The rows of `best` whose reported response is not the derived one, or is missing; none without either source."""
    both = best["derived"].notna().any() and best["reported"].notna().any()
    return best[(best["derived"].fillna("NE") != best["reported"].fillna("NE")) & both]


def agreement(best):
    """A sentence that derived and reported responses agree; "" where they differ or one of them is not there."""
    if best["reported"].isna().all() or best["derived"].isna().all() or len(mismatches(best)):
        return ""
    return "The best response derived from the visits agrees with the reported one in every subject."


def source(best, *, confirmed, confirm_days, stable_days):
    """A sentence that says where the best responses used come from, and whether they are confirmed; "" without any."""
    if best.empty:
        return ""
    if not best["reported"].notna().any():
        how = f"confirmed at least {confirm_days} days later" if confirmed else "not confirmed"
        return f"Best responses are derived from the visits ({how}; SD from {stable_days} days on)."
    lacking = int(best["reported"].isna().sum())
    rest = f" {lacking} of {len(best)} subjects have none and count as not evaluable." if lacking else ""
    said = {"CBOR": "confirmed"}.get(best.attrs["parameter"], "whether confirmed is not told" if confirmed else
                                     "not confirmed")  # fmt: skip
    return f"Best responses are those reported ({best.attrs['parameter']}, {said}).{rest}"


def best_of(best):
    """The best response used in every rate, by USUBJID: as reported where the study reports any, else derived; NE."""
    column = "reported" if best["reported"].notna().any() else "derived"
    return best.set_index("USUBJID")[column].fillna("NE").rename("best_response")


def rates_within(best, populations=None):
    """Result rows of `rates` of several populations ({name: USUBJID}), by default of all; none for an empty `best`."""
    if populations is None:
        return rates(best)
    if best.empty:
        return pd.DataFrame()
    within = {name: best[best["USUBJID"].isin(members)] for name, members in populations.items()}
    return pd.concat(rates(own, population=name) for name, own in within.items())


def rates(best, *, population=vocabulary.EVERYONE, benefit_days=BENEFIT_DAYS):
    """Result rows of response: how many had each best response, and ORR, DCR and CBR with Clopper-Pearson intervals.

    ORR is CR or PR; DCR adds SD (and NON-CR/NON-PD); CBR adds only SD of `benefit_days` or longer and needs visits.
    Every subject of `best` is in the denominator.
    """
    keys = {"endpoint": "BOR", "population": population}
    response, shares = best_of(best), _shares(best, benefit_days)
    counts = [{"estimand": "count", "estimate": int(response.eq(level).sum()), "n": len(best), "group": level,
               "grouping": "best_response", "method": vocabulary.COUNT} for level in _levels(response)]  # fmt: skip
    rows = [proportions.row(of.sum(), len(best), grouping="response", group=name) for name, of in shares.items()]
    return pd.DataFrame(counts + rows).assign(**keys)


def by_arm(study, best, *, benefit_days=BENEFIT_DAYS):
    """Result rows of each best response and of ORR, DCR and CBR in each planned arm; differences of these rates.

    As `proportions.by_group`; no rows for a study without arms or without responses.
    """
    if not study.arm or best.empty:
        return pd.DataFrame()
    response, shares = best_of(best), _shares(best, benefit_days)
    flags = pd.DataFrame({level: response.eq(level) for level in _levels(response)} | shares)
    options = {"reference": study.arms.reference, "compared": shares, "population": vocabulary.EVERYONE}
    return proportions.by_group(flags, study.group(study.arm), endpoint="BOR", **options)


def _levels(response):
    return [level for level in BEST_FIRST if level in ("CR", "PR", "SD", "PD") or response.eq(level).any()]


def _shares(best, benefit_days):
    """Who responded (ORR), was controlled (DCR) and, where visits tell it, had a benefit (CBR): bool by USUBJID."""
    response, days = best_of(best), best.set_index("USUBJID")["control_days"]
    shares = {"ORR": response.isin(RESPONSE), "DCR": response.isin(CONTROL)}
    if days.notna().any() or best.empty:
        shares["CBR"] = shares["ORR"] | (shares["DCR"] & days.ge(benefit_days))
    return shares


def tumour_change(adrs):
    """Tumour size of each subject and visit: USUBJID, ADY, AVAL (sum of diameters, mm), BASE, CHG (mm), PCHG (percent).

    BASE is the last SUMDIAM on or before day 1; subjects without one above 0 have no row (see `without_baseline`), and
    visits after the first PD are left out.
    """
    sizes = _sizes(adrs)
    sizes = sizes[sizes["BASE"] > 0]
    sizes = sizes.assign(CHG=sizes["AVAL"] - sizes["BASE"])
    sizes["PCHG"] = 100 * sizes["CHG"] / sizes["BASE"]
    progression = assessments(adrs).query("AVALC == 'PD'").set_index("USUBJID")["ADY"]
    after = sizes["ADY"] > sizes["USUBJID"].map(progression).astype(float)
    return sizes[~after].reset_index(drop=True)


def without_baseline(adrs):
    """A sentence on the subjects measured who have no change in tumour size, for want of a baseline; "" without any."""
    sizes = _sizes(adrs)
    lacking = list(dict.fromkeys(sizes.loc[~(sizes["BASE"] > 0), "USUBJID"]))
    who = f"{len(lacking)} subject{'s' if len(lacking) > 1 else ''} ({', '.join(lacking)})"
    return f"No change in tumour size of {who}: no sum of diameters above 0 mm on or before day 1." if lacking else ""


def _sizes(adrs):
    """The sums of diameters by subject and day, each with the baseline BASE of its subject."""
    sizes = adrs[adrs["PARAMCD"] == "SUMDIAM"].reindex(columns=["USUBJID", "ADY", "AVAL"]).dropna()
    sizes = sizes.sort_values(["USUBJID", "ADY"])
    base = sizes[sizes["ADY"] <= 1].groupby("USUBJID")["AVAL"].last()
    return sizes.assign(BASE=sizes["USUBJID"].map(base))


def change_from_baseline(adrs, of_subject):
    """The best (lowest) percent change in tumour size after baseline, largest growth first: the waterfall.

    USUBJID, ADY, BASE, AVAL, PCHG, best_response (from `of_subject`, that of `responses`). Subjects measured only at
    baseline have no row.
    """
    after = tumour_change(adrs).query("ADY > 1")
    lowest = after.loc[after.groupby("USUBJID")["PCHG"].idxmin()]
    lowest = lowest.assign(best_response=lowest["USUBJID"].map(of_subject))
    lowest = lowest.sort_values(["PCHG", "USUBJID"], ascending=[False, True], ignore_index=True)
    return lowest[["USUBJID", "ADY", "BASE", "AVAL", "PCHG", "best_response"]]


def _derived(visits, confirm_days, stable_days):
    """One subject's best response, the day of its first response that counts, and its days without progression."""
    days, words = (visits["ADY"] - 1).tolist(), visits["AVALC"].tolist()
    back = _reappeared(words)
    again = words[back] if back else ""
    if back:
        days, words = days[: back + 1], [*words[:back], "PD"]
    responses = {word: _first(word, days, words, confirm_days) for word in RESPONSE}
    stands = set(CONTROL) - ({"CR"} if again == "PR" else set())  # a CR that turns into PR is PD, never SD
    long_enough = [word for day, word in zip(days, words, strict=True) if word in stands and day >= stable_days]
    stable = NON_TARGET_STABLE if set(long_enough) == {NON_TARGET_STABLE} else "SD"
    best = next((word for word in RESPONSE if responses[word] is not None), None)
    best = best or (stable if long_enough else "PD" if "PD" in words else "NE")
    first = min((day + 1 for day in responses.values() if day is not None), default=None)
    seen = [day for day, word in zip(days, words, strict=True) if word != "NE"]
    return {"derived": best, "response_day": first, "control_days": max(seen, default=None)}


def _reappeared(words):
    """The place of the first disease after a CR, which is progression however small it is (RECIST 1.1, table 3)."""
    first = words.index("CR") if "CR" in words else len(words)
    return next((place for place in range(first, len(words)) if words[place] not in ("CR", "NE")), None)


def _first(word, days, words, confirm_days):
    """The first day of a CR (or PR) that counts, None without one; `confirm_days` None asks for no confirmation."""
    later = ["CR"] if word == "CR" else ["PR", "CR"]
    for start in (place for place, said in enumerate(words) if said == word):
        if confirm_days is None:
            return days[start]
        ends = [end for end, day in enumerate(days) if words[end] in later and day - days[start] >= confirm_days]
        if any(_unbroken(words[start + 1 : end + 1], later) for end in ends):
            return days[start]
    return None


def _unbroken(words, later):
    """Whether nothing up to the confirmation speaks against it: at most one NE, and no PR after a CR."""
    said = [word for word in words if word != "NE"]
    return words.count("NE") <= 1 and set(said) <= set(later) and "CR PR" not in " ".join(said)


def _reported(adrs, confirmed):
    """The reported best responses by USUBJID, named by their parameter: CBOR where confirmed ones are asked for."""
    there = adrs.dropna(subset=["AVALC"])["PARAMCD"]
    name = "CBOR" if confirmed and there.eq("CBOR").any() else "BOR"
    rows = adrs.loc[adrs["PARAMCD"] == name, ["USUBJID", "AVALC"]].dropna()
    twice = sorted(set(rows.loc[rows["USUBJID"].duplicated(), "USUBJID"].astype(str)))
    if twice:
        raise NotInData(f"adrs, PARAMCD {name}: more than one row for {', '.join(twice)}; expected one per subject")
    reported = rows.set_index("USUBJID")["AVALC"].astype("string").str.strip().str.upper().astype(object)
    return reported.replace({"MISSING": "NE", "": "NE"}).rename(name)
