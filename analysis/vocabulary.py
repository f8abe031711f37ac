"""The words of the house: units of time, columns of every result, names of estimands and methods."""

DAYS_PER_MONTH = 30.4375  # 365.25 / 12
DAYS_PER_UNIT = {"days": 1.0, "weeks": 7.0, "months": DAYS_PER_MONTH, "years": 365.25}


def study_day(date, first):
    """The study day of a date (a Series of both): the day of first treatment is day 1, the one before it -1."""
    days = (date - first).dt.days
    return days + (days >= 0)


def study_time(day, unit):
    """The time of a study day (a number or a Series of them) in a unit: day 1 is time 0, as in every AVAL."""
    return (day - 1) / DAYS_PER_UNIT[unit]


# One row of results.csv is one estimate. The first ten columns say of what, the others how much.
RESULT_COLUMNS = [
    "study", "section", "endpoint", "estimand", "population", "grouping", "group", "reference", "at",
    "estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event", "unit", "method", "note",
    "family", "naive", "separated", "reason", "role", "planned"]  # fmt: skip
KEY_COLUMNS, VALUE_COLUMNS = [*RESULT_COLUMNS[:9], "method"], [*RESULT_COLUMNS[9:17], *RESULT_COLUMNS[18:]]

BASELINE = "Baseline"  # the visit before treatment
ARM = "arm"  # the grouping that `arms:` of study.yml declares
EVERYONE = "all"  # population of an estimate over every subject
NOT_REACHED = "not reached"
NOT_ESTIMABLE = "not estimable"
PRIMARY, SENSITIVITY, REPRODUCTION, DESCRIPTIVE = ROLES = "primary", "sensitivity", "reproduction", "descriptive"


class Method(str):
    """An estimator and its interval: the printed name, and the role of its rows where nothing else is said."""

    def __new__(cls, *parts, role=DESCRIPTIVE):
        """The method named by its parts, apart by "; "; blank ones are left out."""
        made = super().__new__(cls, "; ".join(filter(None, parts)))
        made.role = role
        return made


def kaplan_meier(conf_type="log-log", *more):
    """The Kaplan-Meier estimate with limits of this type; normal ones serve to reproduce published numbers only."""
    return Method("Kaplan-Meier", *more, conf_type, role=REPRODUCTION if conf_type == "normal" else DESCRIPTIVE)


def cox(ties="efron", interval="wald", *more, iterations=None):
    """The ratio of Cox's model; Breslow's ties and a stopped iteration serve to reproduce published numbers only."""
    shown = {"wald": "Wald", "profile": "profile", "firth": "Firth"}[interval]
    steps = f"{iterations} iterations" if iterations else ""
    role = SENSITIVITY if ties == "efron" and not iterations else REPRODUCTION
    return Method("Cox", ties.capitalize(), shown, steps, *more, role=role)


MULTIVARIABLE = "multivariable"  # of a method whose model has several covariates
DELAYED = "delayed entry"  # of a method that counts each subject from a time of its own
FROM_ENTRY = "from entry"  # of a follow-up: the time under observation of who came later
CONF_TYPES = ("log-log", "log", "plain")
KAPLAN_MEIER = [kaplan_meier(conf_type) for conf_type in CONF_TYPES]
REVERSE_KAPLAN_MEIER = [Method(f"reverse {method}") for method in KAPLAN_MEIER]
KM_LOG_LOG, REVERSE_KM = KAPLAN_MEIER[0], REVERSE_KAPLAN_MEIER[0]
KM_SPSS = kaplan_meier("normal", "first time")
KM_AREA = Method("Kaplan-Meier area", "Greenwood", "t", role=SENSITIVITY)
KM_AREA_DIFFERENCE = Method("Kaplan-Meier area", "Greenwood", "Welch t", role=SENSITIVITY)
TIME_TO_CUTOFF = Method("time to cutoff")
COX_EFRON_WALD, COX_EFRON_PROFILE, COX_EFRON_FIRTH = (cox(interval=name) for name in ("wald", "profile", "firth"))
COX_BRESLOW_WALD = cox("breslow")
COX_BRESLOW_3_ITERATIONS = cox("breslow", iterations=3)
COX_LANDMARK = cox("efron", "firth", "landmark")
COX_TIME_DEPENDENT = cox("efron", "wald", "time-dependent")
COX_TIME_DEPENDENT_FIRTH = cox("efron", "firth", "time-dependent")
LOG_RANK = Method("log-rank", role=SENSITIVITY)
LOG_RANK_EXACT = Method(LOG_RANK, "exact permutation", role=SENSITIVITY)
LOG_RANK_PERMUTED = Method(LOG_RANK, "permutation, drawn at random", role=SENSITIVITY)
PENALISED_BELOW = 10  # events of a comparison, below which its primary hazard ratio is Firth's


def primary_interval(n_event, separated):
    """The kind of a comparison's primary hazard ratio: `profile`; `firth` for few events or separated groups."""
    return "firth" if separated or n_event < PENALISED_BELOW else "profile"


def primary_ratio(n_event, separated):
    """The method of a comparison's primary hazard ratio, as `primary_interval`."""
    return cox(interval=primary_interval(n_event, separated))


ONE_SAMPLE = Method("one-sample log-rank")
ONE_SAMPLE_EXPONENTIAL = Method(ONE_SAMPLE, "exponential")
RATE_DIFFERENCE = Method(KM_LOG_LOG, "MOVER")
RECONSTRUCTED = "reconstructed"  # of a method that takes the subjects of a published curve as Guyot gives them
AALEN_JOHANSEN = Method("Aalen-Johansen", "log-log")
CAUSE_SPECIFIC = "cause-specific"  # of a method that takes other causes as censored
GRAY = Method("Gray")
FINE_GRAY = Method("Fine-Gray", "Wald")
SIMON = Method("Simon", "UMVUE", "limits by stage")
BAYES = Method("Bayes")
MIETTINEN_NURMINEN = Method("Miettinen-Nurminen")
CLOPPER_PEARSON, COUNT, MEDIAN = map(Method, ("Clopper-Pearson", "count", "median"))


class Estimand(str):
    """What a row estimates: name, printed words, decimals (None: those of its unit), and what kind of number it is.

    kind: time (which may not be reached), share (printed as percent), ratio, whole, number. usual: the methods that
    are meant where none is named.
    """

    def __new__(cls, name, kind="number", words="", decimals=None, usual=()):
        """The estimand of this name; its words are the name's own where none are given."""
        made = super().__new__(cls, name)
        made.kind, made.words = kind, words or name.replace("_", " ").capitalize()
        made.decimals, made.usual = (0 if kind == "whole" else decimals), usual
        return made


ESTIMANDS = {estimand: estimand for estimand in (
    Estimand("median", "time", usual=(KM_LOG_LOG, MEDIAN)), Estimand("minimum", "time"), Estimand("maximum", "time"),
    Estimand("rate", "share", "Event-free", usual=(KM_LOG_LOG,)),
    Estimand("event_free", "share", "Without event at last contact"),
    Estimand("follow_up", "time", "Follow-up", usual=(REVERSE_KM,)),
    Estimand("follow_up_minimum", "time", "Minimum follow-up", usual=(TIME_TO_CUTOFF,)),
    Estimand("hazard_ratio", "ratio", decimals=2, usual=(COX_EFRON_WALD,)),
    Estimand("log_rank", words="Log-rank χ²", decimals=2, usual=(LOG_RANK,)), Estimand("interaction", decimals=2),
    Estimand("nonlinearity", words="Non-linearity χ²", decimals=2), Estimand("restricted_mean", "time"),
    Estimand("difference"), Estimand("proportional_hazards", words="Proportional hazards χ²", decimals=2),
    Estimand("proportion", "share"), Estimand("count", "whole"), Estimand("rank", "whole"), Estimand("incidence_rate"),
    Estimand("cumulative_incidence", "share"), Estimand("gray_test", words="Gray’s χ²", decimals=2),
    Estimand("subdistribution_ratio", "ratio", "Subdistribution hazard ratio", decimals=2),
    Estimand("threshold", "whole", "Responses to be exceeded"),
    Estimand("posterior_probability", "share", "Probability to be above"),
    Estimand("predictive_probability", "share", "Probability to be shown at the planned end"),
    Estimand("expected", words="Expected events", decimals=1),
    Estimand("observed_expected", "ratio", "Observed / expected", decimals=2), Estimand("correlation", decimals=2),
    Estimand("mean"), Estimand("geometric_mean"))}  # fmt: skip


def estimand(name):
    """The Estimand of a name; one of no special kind where the vocabulary does not know it."""
    return ESTIMANDS.get(name) or Estimand(str(name))


SYNTHETIC = "SYNTHETIC"
# Files of a study that the report reads beside the declared tables, where they are.
BESIDE_TABLES = ("published_baseline.csv", "inconsistencies.yml", "figures.yml", "sap.yml")

# The words of an endpoint; a study's own (PARAM) are put beside these while it is shown (`call_endpoints`).
STANDARD = {"OS": "Overall survival", "PFS": "Progression-free survival", "DOR": "Duration of response"}
ENDPOINTS = dict(STANDARD)


def signs(text):
    """A text as it is shown, with the signs that data files spell with two characters: >= as ≥ and <= as ≤."""
    return str(text).replace(">=", "≥").replace("<=", "≤")


def inside(label):
    """A label as it stands inside a sentence: `sex` for Sex, but ECOG, ctDNA and TMB as they are."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def call_endpoints(words):
    """Call the endpoints that have no words here by those of a study, {endpoint: words}, until the next is called."""
    ENDPOINTS.clear()
    ENDPOINTS.update(words | STANDARD)
