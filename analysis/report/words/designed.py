"""The design of a trial in words: what it asks and promises, and what by its own rule came of it."""

from analysis import vocabulary
from analysis.estimates.design import GROUPING, Simon
from analysis.figures import numbers
from analysis.report.words import phrases, plain

UNDECLARED = (
    "study.yml declares no `design`: no hypothesis of this trial is tested, and every interval of a response rate or "
    "of survival is descriptive."
)
NAMES = {"simon": "Simon’s two-stage design", "bayes": "Bayesian design", "survival": "one arm against a known one",
         None: "no design declared"}  # fmt: skip
OUTCOMES = {"ORR": "objective response", "DCR": "disease control"}


def named(study):
    """The kind of the declared design in a few words, or that none is declared."""
    return NAMES[study.design and study.design.kind]


def asked(study):
    """What the declared design asks and promises, in a paragraph; that none is declared, where none is."""
    design = study.design
    if design is None:
        return UNDECLARED
    if design.simon:
        return _simon(design.simon)
    return _bayes(design.bayes) if design.bayes else _survival(design.survival, study.report_unit)


def found(rows):
    """What came of the design by its own rule, a sentence made of its rows (`design.inference`, also as read from a
    results.csv); "" for rows without a design.
    """
    own = rows[rows["grouping"].eq(GROUPING)]
    if own.empty:
        return ""
    of = plain.numeric(own).set_index("estimand").to_dict("index")
    if "proportion" in of:
        return _rate(of)
    return _ratio(of)


def _simon(said):
    kept = Simon(said.r1, said.n1, said.r, said.n).promises(said.p0, said.p1)
    low, high = _percent(said.p0), _percent(said.p1)
    alpha, power, stop = (numbers.percent(kept[name]) for name in ("alpha", "power", "stop"))
    return (
        f"Simon’s two-stage design for {OUTCOMES[said.outcome]}: it stops after {said.n1} subjects with {said.r1} "
        f"responses or fewer, and more than {said.r} in {said.n} reject a rate of {low} or less. It rejects with a "
        f"probability of {alpha} where the rate is {low}, and of {power} where it is {high}; at {low} it stops early "
        f"with {stop} and has {numbers.number(kept['expected_n'], 1)} subjects on average. Estimate, limits and P "
        "take the chance to stop into account."
    )


def _bayes(said):
    shown = f", shown where that is more probable than {_percent(said.success)}" if said.success else ""
    planned = f"; {said.n} subjects are planned" if said.n else ""
    prior = f"beta({said.prior[0]:g}, {said.prior[1]:g})"
    return (
        f"Bayesian design for {OUTCOMES[said.outcome]} with the prior {prior}: is the rate above {_percent(said.p0)}"
        f"{shown}{planned}. Its interval holds the rate with 95% probability, given the prior."
    )


def _survival(said, unit):
    against = f"a median of {said.median:g} {unit}" if said.median else f"{_percent(said.rate)} at {said.at:g} {unit}"
    return f"Design with one arm for {said.endpoint}, against {against}, which is taken as known."


def _rate(of):
    row = of["proportion"] | {"estimand": "proportion"}
    if numbers.absent(row["estimate"]):
        return f"The declared design cannot be applied: {row['reason']}."
    told = f"{row['n_event']:.0f} responses in {row['n']:.0f} subjects: {phrases.estimate_ci(row)}"
    if "threshold" in of:
        beyond = of["threshold"]["estimate"]
        verdict = "rejects" if row["n_event"] > beyond else "does not reject"
        rejected = f"{verdict} a rate of {_percent(row['at'])} or less ({numbers.p_words(row['p_value'])})"
        return f"By its declared design, which asks for more than {beyond:.0f}: {told}, which {rejected}."
    above, ahead = of["posterior_probability"], of.get("predictive_probability")
    end = f"; that the planned end shows it has a probability of {numbers.percent(ahead['estimate'])}" if ahead else ""
    probable = f"above {_percent(above['at'])} with a probability of {numbers.percent(above['estimate'])}"
    return f"By its declared design, {told}; {probable}{end}."


def _ratio(of):
    name = "observed_expected" if "observed_expected" in of else "difference"
    row = of[name] | {"estimand": name}
    test = of.get("log_rank")
    p = f" ({numbers.p_words(test['p_value'])})" if test else ""
    words = vocabulary.estimand(name).words.lower()
    return f"By its declared design, against {row['reference']}: {words} {phrases.estimate_ci(row)}{p}."


def _percent(share):
    return f"{100 * float(share):g}%"
