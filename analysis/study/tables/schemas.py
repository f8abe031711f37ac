"""The tables of a study in ADaM terms. Columns not named here are kept as text, so a study may group by its own."""

from pandera.pandas import DataFrameSchema

from analysis.study.tables.kinds import YES_NO, date, number, text, unit, whole

RESPONSES = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE", "MISSING")  # AVALC of the parameters below
RESPONSE_PARAMETERS = ("OVR", "BOR", "CBOR")
MARKERS = r"^(?!(STUDYID|USUBJID)$)"  # every other column of fractions
DETECTION = ("DETECTED", "NOT DETECTED")
PERCENT_UNITS = ("%", "percent", "PERCENT")

SUBJECT = {"STUDYID": text(), "USUBJID": text("a subject's identifier", needed=True)}
STUDY_DAY = "a whole study day (1 is the day of first treatment)"
START = {"ASTDT": date(), "ASTDY": whole(STUDY_DAY)}
VISIT = {"AVISITN": number("the visit's number"), "ADY": whole(STUDY_DAY), "ADT": date()}


def _each(kind, *names):
    """Columns of one kind."""
    return {name: kind() for name in names}


def _yes_no():
    return text(among=YES_NO)


def _study_day():
    return whole(STUDY_DAY)


def _schema(columns, *, key=(), only=None):
    """A schema with the columns that together must not repeat; `only` limits that to rows with these values."""
    return DataFrameSchema({**SUBJECT, **columns}, metadata={"key": list(key), "only": only or {}})


ADSL = _schema(
    {
        "AGE": number("an age in years from 0 to 120", low=0, high=120),
        "SEX": text(among=("M", "F", "U")),
        **_each(text, "SMOKING", "HISTOLOGY", "STAGE", "PDL1", "DCTREAS", "EOSSTT"),
        "ECOG": whole("an ECOG performance status from 0 to 5", low=0, high=5),
        "TMB": number("mutations per megabase, 0 or more", low=0),
        "RFICDT": date(exact=True),
        "TRTSDT": date(exact=True),
        "TRTEDT": date(),
        **_each(_yes_no, "SAFFL", "ITTFL"),
    },
    key=["USUBJID"],
)
ADTTE = _schema(
    {
        "PARAMCD": text("an endpoint such as OS or PFS", needed=True),
        **_each(text, "PARAM", "EVNTDESC"),
        "AVAL": number("a time to event or censoring of 0 or more", low=0, needed=True),
        "AVALU": unit(),
        "CNSR": whole("a whole number: 0 for an event, 1 or more for censored", low=0, needed=True),
        "STARTDT": date(exact=True),
        "ADT": date(),
    },
    key=["USUBJID", "PARAMCD"],
)
ADRS = _schema(
    {
        "PARAMCD": text("a parameter such as OVR, BOR or SUMDIAM", needed=True),
        **_each(text, "PARAM", "AVALC", "AVISIT"),
        "AVAL": number("a number"),
        **VISIT,
    },
    key=["USUBJID", "PARAMCD"],
    only={"PARAMCD": "BOR"},
)
ADAE = _schema(
    {
        **_each(text, "AEBODSYS", "AREL", "AEACN"),
        "AEDECOD": text("the preferred term of an adverse event", needed=True),
        "AETOXGR": whole("one whole CTCAE grade from 1 to 5", low=1, high=5),
        **_each(_yes_no, "AESER", "TRTEMFL"),
        **_each(date, "ASTDT", "AENDT"),
        **_each(_study_day, "ASTDY", "AENDY"),
    }
)
ADEX = _schema(
    {
        "EXTRT": text("the name of the drug", needed=True),
        "CYCLE": whole("a cycle's number from 1", low=1),
        "EXDOSE": number("a dose of 0 or more", low=0),
        "EXDOSU": text(),
        **START,
    }
)
ADCM = _schema(
    {
        "CMCAT": text(),
        "CMDECOD": text("the name of the therapy", needed=True),
        "LINE": whole("a line of therapy from 1", low=1),
        **START,
    }
)
SAMPLES = _schema(
    {
        "SAMPLEID": text("a sample's identifier", needed=True),
        "AVISIT": text("a visit's name", needed=True),
        **VISIT,
        "CFDNA": number("cell-free DNA in ng/mL, 0 or more", low=0),
    },
    key=["USUBJID", "AVISIT"],
)
NKFLOW = _schema(
    {
        "AVISIT": text("a visit's name", needed=True),
        **VISIT,
        "PARAMCD": text("a marker such as PD1 or PDL1", needed=True),
        "PARAM": text(),
        "AVAL": number("a percent from 0 to 100", low=0, high=100, needed="column"),
        "AVALU": text(among=PERCENT_UNITS),
    },
    key=["USUBJID", "AVISIT", "PARAMCD"],
)
FRACTIONS = DataFrameSchema(
    {**SUBJECT, MARKERS: number("a fraction from 0 to 1", low=0, high=1, regex=True)},
    metadata={"key": ["USUBJID"], "only": {}},
)
DDPCR = _schema(
    {
        "PARAMCD": text(),
        "INFUSION": whole("an infusion's number from 1", low=1, needed=True),
        "HOURS": number("hours after that infusion (negative before it)", needed=True),
        "ADT": date(),
        "AVAL": number("copies per microgram of DNA, 0 or more", low=0, needed="column"),
        "AVALU": text(),
        "BLQFL": text(among=YES_NO),
        "LLOQ": number("the lower limit of quantification, 0 or more", low=0),
        "LOD": number("the limit of detection, 0 or more", low=0),
    },
    key=["USUBJID", "PARAMCD", "INFUSION", "HOURS"],
)
HOMING = _schema(
    {
        "ASSAY": text("an assay such as flow cytometry", needed=True),
        "SPECIMEN": text("a specimen such as blood or lung tumour biopsy", needed=True),
        "PARAMCD": text(),
        "INFUSION": whole("an infusion's number from 1", low=1, needed=True),
        "HOURS": number("hours after that infusion (negative before it)", needed=True),
        "ADT": date(),
        "AVALC": text(among=DETECTION, needed="column"),
        "AVAL": number("a number, 0 or more", low=0),
        "AVALU": text(),
        "LLOQ": number("the lower limit of quantification, 0 or more", low=0),
        "LOD": number("the limit of detection, 0 or more", low=0),
    },
    key=["USUBJID", "ASSAY", "SPECIMEN", "PARAMCD", "INFUSION", "HOURS"],
)
LIGANDS = _schema(
    {
        "SPECIMEN": text(),
        "PARAMCD": text("a ligand such as MICA", needed=True),
        "AVAL": number("percent of tumour cells from 0 to 100", low=0, high=100, needed=True),
    },
    key=["USUBJID", "SPECIMEN", "PARAMCD"],
)
KILLING = _schema(
    {
        "EFFECTOR": text("the cells that kill", needed=True),
        "TARGET": text("the cells that are killed", needed=True),
        "RATIO": number("effector cells for one target cell, above 0", low=1e-6, needed=True),
        "REPLICATE": whole("a replicate's number from 1", low=1, needed=True),
        "AVAL": number("percent lysis (spontaneous lysis subtracted, so it may be below 0)", high=100, needed=True),
    },
    key=["USUBJID", "EFFECTOR", "TARGET", "RATIO", "REPLICATE"],
)

SCHEMAS = {
    "adsl": ADSL, "adtte": ADTTE, "adrs": ADRS, "adae": ADAE, "adex": ADEX, "adcm": ADCM,
    "samples": SAMPLES, "nkflow": NKFLOW, "fractions": FRACTIONS, "ddpcr": DDPCR,
    "homing": HOMING, "ligands": LIGANDS, "killing": KILLING,
}  # fmt: skip
# Tables with readers of their own: a study gives only their place.
PATH_ONLY = ("variants", "cells", "published")
TABLES = (*SCHEMAS, *PATH_ONLY)
REQUIRED = ("adsl", "adtte")
