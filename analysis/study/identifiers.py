"""Columns that tell who a person is: a study of real subjects that has one is refused, and none is ever printed.

Told by the column's name (names, birth dates, record numbers, telephone, e-mail, address, in English, German and
Chinese) and by what stands in it (e-mail addresses, telephone numbers, sentences with dates).
"""

import re

from analysis.study.problems import Problem

NAMES = re.compile(
    r"(PATIENT|SUBJ|SUBJECT|PT|FULL|FIRST|LAST|SUR|FORE|GIVEN|FAMILY|MAIDEN|MOTHERS)?(S)?NAMES?|NAME(OFPATIENT|OFSUBJECT)?"
    r"|(SUBJ|PATIENT|PT)?INIT(IALS)?|B(I)?RTHD(T|TC|TM|AY|ATE)|DATEOFBIRTH|DOB|GEBURTSDATUM|(VOR|NACH)NAME"
    r"|MRN|MR(NO|NUM|NUMBER)|(MEDICAL|HOSPITAL|PATIENT)?RECORD(ID|NO|NUM|NUMBER)|HOSPITAL(ID|NO|NUM|NUMBER)|CHARTNO"
    r"|SSN|SOCIALSECURITY(NO|NUMBER)?|NHS(NO|NUMBER)|(NATIONAL|PERSONAL)ID|PASSPORT(NO)?|INSURANCE(ID|NO|NUMBER)"
    r"|(TELE|MOBILE|CELL|HOME)?PHONE(NO|NUMBER)?|TEL|MOBILE|FAX|TELEFON|E?MAIL(ADDRESS)?|(HOME|STREET)?ADDRESS|STREET"
    r"|ADRESSE|ZIP(CODE)?|POST(AL)?CODE|姓名|出生日期|住院号|病历号|身份证号?|电话|手机号?|地址"
)
DATE = r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}|\d{4}年\d{1,2}月)"
VALUES = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "telephone numbers": re.compile(r"\s*(\+|00?)[1-9][\d ()/-]{7,}\d\s*|\s*\(?\d{3}\)?[ -]\d{3}-\d{4}\s*"),
    "sentences with dates": re.compile(rf"(?=.{{25}})(?=.*\s\S+\s).*(?<!\d){DATE}(?!\d).*", re.DOTALL),
}
EXPECTED = "no column that tells who a person is: take it out of the file, or write identifiers: allowed in study.yml"


def found(raw, *, free=()):
    """The columns of a RawTable that tell who a person is, {column: what they hold}, in words that name no value.

    free: columns that the report's own words need, such as a subject's key, which are judged by their own name only.
    """
    given = {column: raw.cells[column] for column in raw.cells}
    return columns(given, free=free, own=raw.spelling)


def columns(given, *, free=(), own=None):
    """The same of any table, {column: values}; own: the name in the file of a column that has another one here."""
    told = {}
    for column, values in given.items():
        if NAMES.fullmatch(re.sub(r"[\W_]+", "", str((own or {}).get(column, column)).upper())):
            told[column] = "a column of this name"
        elif column not in free and (kind := _kind(values)):
            told[column] = kind
    return told


def problems(raw, told):
    """The problems of such columns: the file and the column's name, never a value."""
    return [Problem(", ".join(raw.files), "", raw.name(column), words, EXPECTED) for column, words in told.items()]


def _kind(values):
    """What the values of a column are, where one in ten or more is of such a kind, or nothing."""
    there = [value for value in dict.fromkeys(values) if value]
    for words, pattern in VALUES.items():
        if sum(bool(pattern.fullmatch(value)) for value in there) > len(there) / 10:
            return words
    return ""
