"""samples and variants: the blood draws, and what was found in each.

A tumour sheds its trunk mutations at one allele fraction and its branch at about a third of it. Over time that
fraction follows SHED; the signs of change and the clearances are those of the survival layer.
"""

from functools import cache

import pandas as pd

from .response import assessments
from .timeline import STUDYID, rng, subjects
from .tumours import NO_SAMPLE, ONE_SAMPLE, inherited, mutations

DRAWN_AFTER = (2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 56, 64, 72)  # cycles; and the last two assessments
LOWEST_VAF = 0.0015  # below this a mutation is not called
TRACE_VAF = 0.004  # traces stay below the 0.005 from which a variant counts towards TMB
# USUBJID: cfDNA (ng/mL) and trunk VAF at baseline, then the VAF draw by draw as a multiple of it, 0 being cleared.
# The last two values are for the last two draws; the one before them holds until then.
SHED = {
    "10001": (14.2, 0.084, [0.12, 0, 0, 0, 0.5, 1.3]), "10002": (38.5, 0.183, [1.45, 2.1]),
    "10003": (17.9, 0.118, [1.6, 0.4, 0, 0, 0.6, 1.5]), "10004": (9.4, 0.037, [0, 0, 0, 0]),
    "10005": (22.6, 0.156, [1.35, 1.5, 1.9]), "10006": (11.8, 0.021, [1.7, 0.5, 0.3, 0.3, 0.8, 1.9]),
    "10008": (15.5, 0.092, [0.3, 0.08, 0, 0, 0]), "10009": (31.0, 0.168, [1.9]),
    "10010": (19.7, 0.131, [0.55, 1.8]), "10011": (8.7, 0.029, [0.25, 0, 0, 0.15]),
    "10012": (26.3, 0.147, [0, 0, 0, 0, 0.3, 0.9]), "10013": (12.1, 0, [0]),
    "10014": (18.8, 0.109, [0.15, 0, 0, 0, 0.4, 1.2]), "10015": (21.4, 0.165, [0, 0, 0, 0]),
    "10016": (16.6, 0.101, [0.6, 0.7, 1.1, 1.6]), "10017": (34.9, 0.192, [1.5, 2.0]),
    "10018": (13.3, 0.064, [0.4, 0.3, 0.35, 0.4, 0.9, 1.7]), "10019": (24.1, 0.139, [1.4, 0, 1.2]),
    "10020": (28.7, 0.187, [0.5, 0.6, 1.5]),
}  # fmt: skip


def samples():
    """Return one row per blood draw."""
    return draws()[["STUDYID", "USUBJID", "SAMPLEID", "AVISIT", "AVISITN", "ADY", "CFDNA"]]


def variants():
    """Return one row per variant found in a draw, in the columns of the Mutation Annotation Format."""
    draw = rng("variants")
    rows = [row for blood in draws().itertuples() for row in _found(blood, draw)]
    last = ["Tumor_Sample_Barcode", "HGVSp_Short", "Mutation_Status", "t_depth", "t_ref_count", "t_alt_count"]
    table = pd.DataFrame(rows)
    return table[[name for name in table.columns if name not in last] + last]


@cache
def draws():
    """Return the draws with `shed`, the trunk's VAF, and `late`: one of the last two of a subject who progressed."""
    draw = rng("samples")
    rows = [row for usubjid in subjects().index.drop(NO_SAMPLE) for row in _draws(usubjid, draw)]
    return pd.DataFrame(rows)


def _draws(usubjid, draw):
    cfdna, vaf, course = SHED[usubjid]
    seen = assessments().query("USUBJID == @usubjid").reset_index(drop=True)
    seen = seen[seen["AVISITN"].isin(DRAWN_AFTER) | (seen.index >= len(seen) - 2)].reset_index(drop=True)
    if usubjid == ONE_SAMPLE:
        seen = seen.head(1)
    else:
        yield _draw(usubjid, "Baseline", 0, 0, cfdna, vaf, False)
    for order, visit in seen.iterrows():
        shed = vaf * _course(course, order, len(seen))
        amount = cfdna * draw.uniform(0.92, 1.08) * (1.15 if shed > vaf else 0.85 if shed < vaf else 1)
        late = bool(subjects().loc[usubjid, "pfs_event"]) and order >= len(seen) - 2
        yield _draw(usubjid, visit["AVISIT"], visit["AVISITN"], visit["day"], amount, shed, late)


def _course(course, order, count):
    """The multiple of baseline at draw number `order` of `count`."""
    if order >= count - 2 and count >= len(course):
        return course[order - count]
    return course[min(order, len(course) - 3)]


def _draw(usubjid, avisit, avisitn, day, cfdna, shed, late):
    return {
        "STUDYID": STUDYID,
        "USUBJID": usubjid,
        "SAMPLEID": f"SYN-{usubjid}-C{avisitn:02d}",
        "AVISIT": avisit,
        "AVISITN": avisitn,
        "ADY": day + 1,
        "CFDNA": f"{cfdna:.1f}",
        "shed": shed,
        "late": late,
    }


def _found(blood, draw):
    """The tumour's variants that this draw shows, then the inherited ones at about one half."""
    for mutation in mutations().get(blood.USUBJID, []) if blood.shed > 0 else []:
        vaf = blood.shed * _share(mutation["branch"], blood.late) * draw.uniform(0.93, 1.07)
        vaf = min(vaf, TRACE_VAF) if mutation["branch"] == "trace" else vaf
        depth = int(draw.integers(1800, 4200))
        if vaf >= LOWEST_VAF:
            yield _called(mutation, blood.SAMPLEID, "Somatic", depth, vaf)
    for variant in inherited()[blood.USUBJID]:
        yield _called(variant, blood.SAMPLEID, "Germline", int(draw.integers(1800, 4200)), draw.uniform(0.47, 0.53))


def _share(branch, late):
    """The allele fraction of a branch as a share of the trunk's; branches are gained and lost near progression."""
    return {"trunk": 1, "branch": 0.32, "trace": 0.1, "lost": 0 if late else 0.32, "gained": 0.45 if late else 0}[
        branch
    ]


def _called(variant, sampleid, status, depth, vaf):
    alternate = round(depth * vaf)
    description = {name: value for name, value in variant.items() if name != "branch"}
    return description | {
        "Tumor_Sample_Barcode": sampleid,
        "Mutation_Status": status,
        "t_depth": depth,
        "t_ref_count": depth - alternate,
        "t_alt_count": alternate,
    }
