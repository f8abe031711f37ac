"""Two small studies of instruments, made for the campaign: inForm cells with a wide flow export, and QuPath's cells."""

import random

SUBJECTS = [f"{n:03d}" for n in range(1, 7)]
ADSL = "USUBJID,TRTSDT\n" + "".join(f"{one},2022-01-{17 + n}\n" for n, one in enumerate(SUBJECTS))
ADTTE = "USUBJID,PARAMCD,AVAL,AVALU,CNSR\n" + "".join(
    f"{one},OS,{10 + 3 * n},MONTHS,{n % 2}\n" for n, one in enumerate(SUBJECTS)
)
HEAD = ["Sample Name", "Slide ID", "Tissue Category", "Cell ID", "Cell X Position", "Cell Y Position",
        "Tissue Category Area (square microns)", "Nucleus Area (square microns)", "Phenotype CD8",
        "Phenotype PD-1"]  # fmt: skip
GATES = ["Lymphocytes/NK/PD-L1+ | Freq. of Parent (%)", "Lymphocytes/NK/PD-1+ | Freq. of Parent (%)"]
YML = "id: {}\ntitle: x\nsynthetic: true\ntables:\n  adsl: adsl.csv\n  adtte: adtte.csv\n"
ASSAYS = f"""  cells: {{file: cells, columns: {{USUBJID: Slide ID}}, parameters: {{markers: [CD8, PD-1]}}}}
  nkflow:
    file: flow.csv
    layout: wide
    parameters:
      markers: {{PDL1: "{GATES[0]}", PD1: "{GATES[1]}"}}
      sample: '(?P<USUBJID>[0-9]+)_(?P<AVISIT>C[0-9])'
      days: {{Baseline: 1, After cycle 2: 43}}
    values: {{AVISIT: {{C1: Baseline, C3: After cycle 2}}}}
"""
QUPATH = r"""  cells: {file: cells, columns: {USUBJID: Image}, parameters: {subject: '^(\d+)', markers: [CD8, PD-1]}}
"""


def write(folder):
    """Write the study of a folder's name, `assays` or `qupath`, into it."""
    folder.mkdir()
    texts = {"adsl.csv": ADSL, "adtte.csv": ADTTE} | {"assays": _assays, "qupath": _qupath}[folder.name]()
    for name, text in texts.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)


def _assays():
    rng = random.Random("assays")
    texts = {f"cells/{one}_1_cell_seg_data.txt": _inform(rng, one) for one in SUBJECTS}
    rows = [[f"{one}_{visit}.fcs", *(f"{rng.uniform(6, 60):.1f} %" for _ in GATES)]
            for one in SUBJECTS for visit in ("C1", "C3")]  # fmt: skip
    texts["flow.csv"] = "\n".join(",".join(row) for row in (["", *GATES], *rows, ["Mean", "30", "30"])) + "\n"
    return texts | {"study.yml": YML.format("assays") + ASSAYS}


def _inform(rng, subject):
    rows = []
    for n in range(1, 151):
        tissue, sign = rng.choice(["Tumor", "Stroma"]), [rng.choice("+--") for _ in range(2)]
        area = f"{300_000 + 1000 * int(subject) + (tissue == 'Tumor') * 50_000}"
        place = [f"{rng.uniform(0, 900):.1f}" for _ in range(2)]
        rows.append([f"{subject}_1.im3", subject, tissue, str(n), *place, area, f"{rng.uniform(20, 60):.1f}",
                     f"CD8{sign[0]}", f"PD-1{sign[1]}"])  # fmt: skip
    return "\n".join("\t".join(row) for row in (HEAD, *rows)) + "\n"


def _qupath():
    rng = random.Random("qupath")
    lines = ["Image\tObject type\tClassification\tParent\tCentroid X µm\tCentroid Y µm"]
    for one in SUBJECTS:
        for n in range(120):
            said = [f"{name}: {rng.choice(['Positive', 'Negative', 'Negative'])}" for name in ("CD8", "PD-1")]
            lines.append(f"{one}.svs\tCell\t{': '.join(said)}\tTumor\t{n}.5\t{rng.uniform(0, 900):.1f}")
        lines.append(f"{one}.svs\tAnnotation\t\tImage\t1.0\t1.0")
    return {"cells/measurements.tsv": "\n".join(lines) + "\n", "study.yml": YML.format("qupath") + QUPATH}
