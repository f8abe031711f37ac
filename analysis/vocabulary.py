"""The words of the house: units of time, columns of every result, names of estimands and methods."""

DAYS_PER_MONTH = 30.4375  # 365.25 / 12
DAYS_PER_UNIT = {"days": 1.0, "weeks": 7.0, "months": DAYS_PER_MONTH, "years": 365.25}

# One row of results.csv is one estimate. The first ten columns say of what, the others how much.
KEY_COLUMNS = [
    "study", "section", "endpoint", "estimand", "population",
    "grouping", "group", "reference", "at", "method",
]  # fmt: skip
VALUE_COLUMNS = ["estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event", "unit", "note"]
RESULT_COLUMNS = [
    "study", "section", "endpoint", "estimand", "population", "grouping", "group", "reference", "at",
    "estimate", "conf_low", "conf_high", "p_value", "p_adjusted", "n", "n_event", "unit", "method", "note",
]  # fmt: skip

ESTIMANDS = [
    "median", "minimum", "maximum", "rate", "event_free", "follow_up", "follow_up_minimum",
    "hazard_ratio", "log_rank", "interaction", "nonlinearity", "restricted_mean", "difference", "proportional_hazards",
    "proportion", "count", "rank", "incidence_rate", "correlation", "mean", "geometric_mean",
]  # fmt: skip

EVERYONE = "all"  # population of an estimate over every subject
NOT_REACHED = "not reached"
NOT_ESTIMABLE = "not estimable"

# `method` names the estimator, then the interval, apart by "; ".
KM_LOG_LOG = "Kaplan-Meier; log-log"
KM_SPSS = "Kaplan-Meier; first time; normal"
REVERSE_KM = "reverse Kaplan-Meier; log-log"
TIME_TO_CUTOFF = "time to cutoff"
COX_EFRON_WALD = "Cox; Efron; Wald"
COX_EFRON_PROFILE = "Cox; Efron; profile"
COX_EFRON_FIRTH = "Cox; Efron; Firth"
COX_BRESLOW_WALD = "Cox; Breslow; Wald"
COX_BRESLOW_3_ITERATIONS = "Cox; Breslow; Wald; 3 iterations"
COX_LANDMARK = "Cox; Efron; Firth; landmark"
COX_TIME_DEPENDENT = "Cox; Efron; Wald; time-dependent"
LOG_RANK = "log-rank"
LOG_RANK_EXACT = "log-rank; exact permutation"
CLOPPER_PEARSON = "Clopper-Pearson"
COUNT = "count"

SYNTHETIC = "SYNTHETIC"

ENDPOINTS = {"OS": "Overall survival", "PFS": "Progression-free survival", "DOR": "Duration of response"}


def signs(text):
    """A text as it is shown, with the signs that data files spell with two characters: >= as ≥ and <= as ≤."""
    return str(text).replace(">=", "≥").replace("<=", "≤")
