"""Killing of target cells by the number of effector cells, and ligands on tumour cells."""

from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from analysis.figures import described, layout, theme

APART = 1.035  # between curves at a ratio, as a factor on the log axis
MANY = 60  # dots of a ligand above which they are small


def _killing_words(lysis, replicates, **_):
    most = lysis[lysis["RATIO"] == lysis["RATIO"].max()].itertuples()
    said = ", ".join(f"{row.EFFECTOR} against {row.TARGET} {row.estimate:.0f}%" for row in most)
    subjects = ", ".join(replicates["USUBJID"].unique())
    return {"subjects": subjects, "largest": said}, {"means": lysis, "replicates": replicates}


def _ligand_words(values, **_):
    medians = values.groupby("PARAMCD", sort=False)["AVAL"].median().items()
    return {"medians": ", ".join(f"{name} {value:.0f}%" for name, value in medians)}, values


@described(_killing_words)
def killing(lysis, replicates, *, ax=None, label="Lysis (%)"):
    """Draw percent lysis by effector:target ratio (log axis), a line per effector and target; return the axes.

    lysis: EFFECTOR, TARGET, RATIO, estimate, conf_low, conf_high (missing: no bar). replicates: EFFECTOR, TARGET,
    RATIO, AVAL, drawn as small dots beside. ax: new when None.
    """
    import seaborn as sns

    ax = ax or theme.canvas(100, 78)[1]
    alone = lysis["TARGET"].nunique() == 1
    means, dots = (rows.assign(curve=rows["EFFECTOR"] if alone else rows["EFFECTOR"] + " v " + rows["TARGET"])
                   for rows in (lysis, replicates))  # fmt: skip
    curves = list(dict.fromkeys(means["curve"]))
    shift = {curve: APART ** (place - (len(curves) - 1) / 2) for place, curve in enumerate(curves)}
    means, dots = (part.assign(x=part["RATIO"] * part["curve"].map(shift)) for part in (means, dots))
    colors = theme.group_colors(curves)
    sns.scatterplot(dots.assign(x=dots["x"] * APART**-0.4), x="x", y="AVAL", hue="curve", palette=colors, s=6,
                    alpha=0.5, linewidth=0, legend=False, ax=ax)  # fmt: skip
    for curve, own in means.groupby("curve", sort=False):
        ax.vlines(own["x"], own["conf_low"], own["conf_high"], color=colors[curve], linewidth=0.8, zorder=2)
    sns.lineplot(means, x="x", y="estimate", hue="curve", style="curve", palette=colors, estimator=None, markersize=3.6,
                 markeredgewidth=0, linewidth=1.1, ax=ax, **layout.by_level(curves))  # fmt: skip
    _ratios(ax, sorted(lysis["RATIO"].unique()))
    aim = f", target {lysis['TARGET'].iloc[0]}" if alone else ""
    ax.set(xlabel=f"Effector:target ratio{aim}", ylabel=label)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), handlelength=2.4, borderaxespad=0)
    return ax


@described(_ligand_words)
def ligands(values, *, ax=None, label="Tumour cells with the ligand (%)"):
    """Draw the percent of tumour cells with each ligand, a dot per subject and a bar at the median; return the axes.

    values: PARAMCD, AVAL (percent), a row per subject and ligand, in order of the ligands. Dots that would overlap
    stand side by side, always in the same way.
    """
    import seaborn as sns

    ax = ax or theme.canvas(85, 68)[1]
    names = list(dict.fromkeys(values["PARAMCD"]))
    many = values.groupby("PARAMCD").size().max() > MANY
    median = {"color": theme.INK, "linewidth": theme.CURVE, "zorder": 4 if many else 2}
    sns.boxplot(values, x="PARAMCD", y="AVAL", order=names, width=0.6, showbox=False, showcaps=False, showfliers=False,
                whiskerprops={"visible": False}, medianprops=median, ax=ax)  # fmt: skip
    ax.set(xlim=(-0.6, len(names) - 0.4), ylim=(0, 100))  # dots are put side by side on these axes
    sns.swarmplot(values, x="PARAMCD", y="AVAL", order=names, color=theme.ESTIMATE, size=2 if many else 3.6, zorder=3,
                  warn_thresh=1, clip_on=False, ax=ax)  # fmt: skip
    ax.set(xlabel="", ylabel=label)
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right", rotation_mode="anchor")
    return layout.settled(ax)


def _ratios(ax, ratios):
    """A log axis with the ratios of the assay as its only ticks."""
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator(ratios))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{ratio:.3g}:1" for ratio in ratios]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.axhline(0, color=theme.GRID, linewidth=theme.LINE, zorder=0)
