"""Killing of target cells by the number of effector cells, and ligands on tumour cells."""

from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from analysis.figures import theme
from analysis.figures.paired_dots import MANY, beside


@theme.styled
def killing(lysis, replicates, *, ax, label="Lysis (%)"):
    """Draw percent lysis against the effector:target ratio (log axis), a line per effector and target; return `ax`.

    lysis: EFFECTOR, TARGET, RATIO, estimate, conf_low, conf_high (missing: no bar). replicates: EFFECTOR, TARGET,
    RATIO, AVAL, drawn as small dots behind.
    """
    targets = lysis["TARGET"].nunique()
    for number, ((effector, target), own) in enumerate(lysis.groupby(["EFFECTOR", "TARGET"], sort=False)):
        color, marker = theme.GROUP[number % len(theme.GROUP)], theme.MARKERS[number % len(theme.MARKERS)]
        shift = 1 + 0.035 * (number - (lysis.groupby(["EFFECTOR", "TARGET"]).ngroups - 1) / 2)
        x = own["RATIO"] * shift
        dots = replicates[(replicates["EFFECTOR"] == effector) & (replicates["TARGET"] == target)]
        ax.scatter(dots["RATIO"] * shift, dots["AVAL"], s=5, color=color, alpha=0.35, linewidths=0, zorder=2)
        ax.vlines(x, own["conf_low"], own["conf_high"], color=color, linewidth=0.8, zorder=2)
        words = effector if targets == 1 else f"{effector} v {target}"
        look = {"marker": marker, "markersize": 3.6, "markeredgewidth": 0, "linewidth": 1.1, "zorder": 3}
        style = theme.LINESTYLES[number % len(theme.LINESTYLES)]
        ax.plot(x, own["estimate"], color=color, label=words, linestyle=style, **look)
    ratios = sorted(lysis["RATIO"].unique())
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator(ratios))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{ratio:.3g}:1" for ratio in ratios]))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.axhline(0, color=theme.GRID, linewidth=theme.LINE, zorder=0)
    aim = f", target {lysis['TARGET'].iloc[0]}" if targets == 1 and len(lysis) else ""
    ax.set(xlabel=f"Effector:target ratio{aim}", ylabel=label)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), handlelength=2.4, borderaxespad=0)
    return ax


@theme.styled
def ligands(values, *, ax, label="Tumour cells with the ligand (%)"):
    """Draw the percent of tumour cells with each ligand, a dot per subject and a bar at the median; return `ax`.

    values: PARAMCD, AVAL (percent), a row per subject and ligand; ligands stand in order of the table.
    """
    names = list(dict.fromkeys(values["PARAMCD"]))
    for place, name in enumerate(names):
        own = values.loc[values["PARAMCD"] == name, "AVAL"].dropna().sort_values().to_numpy(float)
        if len(own):
            middle = (own[(len(own) - 1) // 2] + own[len(own) // 2]) / 2
            ax.hlines(middle, place - 0.3, place + 0.3, color=theme.INK, linewidth=theme.CURVE,
                      zorder=2 if len(own) <= MANY else 4)  # fmt: skip
            ax.scatter(place + beside(own), own, s=13 if len(own) <= MANY else 4, color=theme.ESTIMATE,
                       alpha=0.9, linewidths=0, zorder=3)  # fmt: skip
    ax.set_xticks(range(len(names)), names, rotation=30, ha="right", rotation_mode="anchor")
    ax.set(xlim=(-0.6, len(names) - 0.4), ylim=(0, 100), ylabel=label)
    return ax
