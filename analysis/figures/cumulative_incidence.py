"""Cumulative incidence of each of several causes, which together never pass 100%, over who is at risk."""

from analysis.figures import described, numbers
from analysis.figures.survival import survival
from analysis.figures.survival_comparison import title


def _words(curves, _, *, endpoint, n, unit="months", **__):
    blocks = list(curves.groupby("cause", sort=False))
    ends = [f"{cause} {numbers.percent(own['estimate'].iloc[-1])} ({numbers.counted(own['n_event'].sum(), 'event')})"
            for cause, own in blocks]  # fmt: skip
    facts = {"endpoint": title(endpoint), "n": numbers.counted(n, "subject"), "ends": "; ".join(ends),
             "last": f"{curves['time'].max():.4g} {unit}"}  # fmt: skip
    return facts, curves


@described(_words)
def cumulative_incidence(curves, at_risk, *, unit="months", colors=None, **_):
    """A figure of the cumulative incidence of each cause with 95% limits, over a table of subjects at risk.

    curves: of `competing.curves`; at_risk: of `competing.at_risk`; endpoint and n are for the caption.
    """
    drawn = curves.rename(columns={"cause": "group"}).assign(n_censor=0)
    bounds = drawn[["conf_low", "conf_high"]].fillna({"conf_low": 0, "conf_high": 0})
    return survival(drawn.assign(**bounds), at_risk, unit=unit, label="Cumulative incidence (%)", colors=colors,
                    limits=True)  # fmt: skip
