"""A printed number as the page shows it: its value, the size of its last digit, its relation."""

import math
import operator
import re
from dataclasses import dataclass

from analysis import vocabulary

REPRODUCED, NEAR, DIFFERS = "reproduced", "near", "differs"
ROUNDING_SLACK = 1e-9  # a recomputed 0.615 may be stored as 0.61499999999999999
NEAR_SHARE = 0.10  # of the printed number; or one printed unit, whichever is larger

_NOT_REACHED = {"nr", "na", "not reached", "not achieved"}
_SIGNS = {"≤": "<=", "≥": ">="}
_NUMBER = re.compile(r"(<=|>=|<|>|=|≤|≥|)\s*([-+]?(?:\d+(?:\.(\d+))?|\.(\d+)))\s*(%?)")
_FRACTION = re.compile(r"(\d+)\s*/\s*(\d+)")
_HOLDS = {
    "<": operator.lt, "<=": lambda x, bound: x <= bound + ROUNDING_SLACK,
    ">": operator.gt, ">=": lambda x, bound: x >= bound - ROUNDING_SLACK,
}  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """One printed part: number (a percent as a fraction), unit of its last digit, relation; NaN when not reached."""

    number: float
    unit: float = 0.0
    relation: str = "="

    @property
    def not_reached(self):
        """Whether the paper prints that the value was not reached."""
        return math.isnan(self.number)

    @classmethod
    def read(cls, text, *, decimals=None, relation=""):
        """The number behind a printed text such as "0.80", "55%", "7/9", "<0.001" or "NR".

        The unit is that of the last printed digit ("0.80": 0.01; "55%": 0.01; a fraction is exact: 0); `decimals`
        overrides the digits seen after the point, `relation` serves a text without a sign of its own.
        ValueError when the text is no printed number.
        """
        text = text.strip().replace("−", "-").replace("·", ".")
        if text.lower() in _NOT_REACHED:
            return cls(math.nan)
        if fraction := _FRACTION.fullmatch(text):
            return cls(int(fraction[1]) / int(fraction[2])) if int(fraction[2]) else _refuse(text)
        found = _NUMBER.fullmatch(text) or _refuse(text)
        sign, digits, percent = found[1], found[2], found[5]
        places, shift = len(found[3] or found[4] or "") if decimals is None else decimals, 2 if percent else 0
        sign = _SIGNS.get(sign, sign) if sign else relation or "="
        return cls(float(f"{digits}e-{shift}"), 10.0 ** -(places + shift), sign)


def agreement(printed, recomputed, *, tolerance=None, reason=""):
    """How a recomputed number agrees with the printed one: reproduced, near or differs.

    Reproduced: equal at the printed decimals (half up and half even both count), or the printed relation holds.
    Near: within `tolerance`, a function of the printed number; by default 10 % of it or one printed unit,
    whichever is larger. A relation either holds or not. "Not reached" asks for no number, for that reason.
    """
    if printed.not_reached:
        return REPRODUCED if math.isnan(recomputed) and reason == vocabulary.NOT_REACHED else DIFFERS
    if math.isnan(recomputed):
        return DIFFERS
    if printed.relation in _HOLDS:
        return REPRODUCED if _HOLDS[printed.relation](recomputed, printed.number) else DIFFERS
    off = abs(recomputed - printed.number)
    if off <= printed.unit / 2 + ROUNDING_SLACK:
        return REPRODUCED
    allowed = tolerance(printed) if tolerance else near_by_default(printed)
    return NEAR if off <= allowed + ROUNDING_SLACK else DIFFERS


def near_by_default(printed):
    """The largest distance that still counts as near: 10 % of the printed number or one printed unit."""
    return max(NEAR_SHARE * abs(printed.number), printed.unit)


def tolerance_of(text):
    """The near-rule behind a ledger's tolerance: "5%" of the printed number, "0.4" absolute; blank: the default.

    ValueError for another text.
    """
    text = text.strip()
    if not text:
        return near_by_default
    try:
        size = float(text.removesuffix("%"))
    except ValueError:
        size = -1.0
    if not 0 <= size < math.inf:
        raise ValueError(f"'{text}' is no tolerance; expected a share such as 5% or a distance such as 0.4")
    return (lambda printed: size / 100 * abs(printed.number)) if text.endswith("%") else (lambda printed: size)


def _refuse(text):
    raise ValueError(f"'{text}' is no printed number; expected e.g. 0.80, 55%, 7/9, <0.001 or NR")
