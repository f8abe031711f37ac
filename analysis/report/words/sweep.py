"""What a cut-off sweep shows and what remains of it after adjustment, in sentences: Markdown text."""

import numpy as np

from analysis.figures import numbers

UNADJUSTED = "No order of the outcomes was tried (permutations = 0): nothing is adjusted for the number of looks."
SURE = 0.999  # a share beyond which, or beyond 1 less it, a reader is told no more than that


def sweep_sentences(table, chance, *, endpoint, markers=()):
    """What the sweep of an endpoint (`cutoff.sweep`) shows beside `cutoff.chance`: [paragraph], then one a marker."""
    row, level = chance.iloc[0], chance["level"].iloc[0]
    if not row["cells"]:
        return [f"**{endpoint}.** No marker could be split."]
    count = f"{row['found']:.0f} of {row['cells']:.0f} comparisons ({row['splits']:.0f} distinct splits)"
    raw = f"Unadjusted, {count} have a log-rank P below {level:g}"
    if np.isnan(row["expected"]):
        return [f"**{endpoint}.** {raw}. {UNADJUSTED}"]
    raw += f", {row['found_exact']:.0f} by exact permutation."
    null = f"If no marker had anything to do with survival, chance would give {row['expected']:.1f} on average, at "
    null += f"least one in {_share(row['p_any'])} of cohorts, and as many as found in {_share(row['p_found'])}."
    own = [_marker(table, marker, endpoint, level) for marker in markers]
    return [f"**{endpoint}.** {raw} {null} {_after(table, row, level)}", *filter(None, own)]


def trend_sentence(table, *, endpoint, level=0.05):
    """Which markers, as numbers (`cutoff.trend`), keep a P below the level after adjustment for all of them."""
    if table["unit"].notna().any() and table["p_grid"].isna().all():
        return f"**{endpoint}.** {UNADJUSTED}"
    tested = table[table["p_grid"].notna()]
    kept = tested[tested["p_grid"] < level].sort_values("p_grid")
    if tested.empty:
        return f"**{endpoint}.** No marker differs between subjects."
    if kept.empty:
        return f"**{endpoint}.** Of {len(tested)} markers as numbers none keeps a P below {level:g} after adjustment."
    names = ", ".join(f"{row.marker} ({numbers.p_words(row.p_grid)})" for row in kept.itertuples())
    return f"**{endpoint}.** Of {len(tested)} markers as numbers {len(kept)} keep a P below {level:g}: {names}."


def beside_sweep(trend, sweep, *, level=0.05):
    """Why markers as numbers (`cutoff.trend`) and a sweep keep different things, and which to believe; "" if alike."""
    numeric, cut = (sorted(set(found.loc[found["p_grid"] < level, "marker"])) for found in (trend, sweep))
    if bool(numeric) == bool(cut):
        return ""
    if cut:
        step = "a step at a cut-off found by looking, to be believed when other subjects show it at the same one."
        return f"A cut-off of {', '.join(cut)} remains though no marker does as a number: {step}"
    size = trend.loc[trend["p_grid"].notna(), ["n", "n_event"]].max()
    return (
        f"No cut-off remains, though {numbers.counted(len(numeric), 'marker')} as a number "
        f"do{'es' * (len(numeric) == 1)}: a cut-off uses of each value only on which side it lies, and its P pays for "
        f"{sweep['p_grid'].count():.0f} looks instead of {trend['p_grid'].count():.0f}. Believe the number, which "
        f"needs no choice: that survival goes with it, in {size['n']:.0f} subjects with "
        f"{numbers.counted(size['n_event'], 'event')}; not that any cut-off divides them rightly."
    )


def _marker(table, marker, endpoint, level):
    """How one marker fares over its cut-offs, before and after adjustment; nothing for one that was not tested."""
    rows = table[(table["marker"] == marker) & table["p_log_rank"].notna()]
    if rows.empty:
        return ""
    below = {name: int((rows[f"p_{name}"] < level).sum()) for name in ("log_rank", "exact", "marker", "grid")}
    least = {name: numbers.p_words(rows[f"p_{name}"].min()) for name in ("log_rank", "marker", "grid")}
    return (
        f"**{marker}, {endpoint}.** P below {level:g} at {below['log_rank']} of {len(rows)} cut-offs "
        f"({rows['split'].nunique()} distinct splits) unadjusted, at {below['exact']} by permutation, at "
        f"{below['marker']} after adjustment for its cut-offs, at {below['grid']} after adjustment for all markers; "
        f"smallest: {least['log_rank']} unadjusted, {least['marker']} over its cut-offs, {least['grid']} over the "
        "grid. Neighbouring cut-offs share subjects: agreement among them is no replication."
    )


def _after(table, row, level):
    smallest = f"smallest adjusted {numbers.p_words(table['p_grid'].min())}"
    if row["found_grid"]:
        names = ", ".join(table.loc[table["p_grid"] < level, "marker"].unique())
        remain = f"**After adjustment for all markers and cut-offs {row['found_grid']:.0f} remain**"
        return f"{remain}: {names} ({smallest})."
    floor, limit = row["smallest_grid"], ""
    if floor >= level:
        floor = numbers.p_value(floor)
        limit = f"; these outcomes, however shared out among these subjects, give none below {floor}"
    return f"**After adjustment for all markers and cut-offs no comparison remains** ({smallest}{limit})."


def _share(value):
    if 1 - SURE <= value <= SURE:
        return numbers.percent(value)
    return f"more than {numbers.percent(SURE)}" if value > SURE else f"less than {numbers.percent(1 - SURE)}"
