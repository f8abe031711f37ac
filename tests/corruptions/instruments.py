"""Files of instruments corrupted: variants, droplets, cells and flow cytometry."""

from tests.corruptions.campaign import ASSAYS, QUPATH, SECOND, kind


def _maf(rng, files, change):
    lines = files.texts["variants.maf"].splitlines()
    names = lines[2].split("\t")
    row = rng.randrange(3, len(lines))
    cells = dict(zip(names, lines[row].split("\t"), strict=True))
    change(cells)
    lines[row] = "\t".join(cells.values())
    files.write("variants.maf", "\n".join(lines) + "\n")


@kind()
def a_consequence_misspelt(rng, files):
    _maf(
        rng,
        files,
        lambda cells: cells.update(
            Variant_Classification=rng.choice(["Missence_Mutation", "coding", "Splice", "frameshft"])
        ),
    )


@kind()
def a_status_misspelt(rng, files):
    _maf(
        rng, files, lambda cells: cells.update(Mutation_Status=rng.choice(["Somatik", "Tumour?", "gremline", "unsure"]))
    )


@kind()
def more_reads_than_depth(rng, files):
    _maf(rng, files, lambda cells: cells.update(t_alt_count=str(int(cells["t_depth"]) + rng.randint(1, 999))))


@kind()
def reads_that_do_not_add_up(rng, files):
    _maf(rng, files, lambda cells: cells.update(t_ref_count=str(int(cells["t_ref_count"]) * 10 + 7)))


@kind()
def a_sample_that_is_no_draw(rng, files):
    _maf(
        rng, files, lambda cells: cells.update(Tumor_Sample_Barcode=rng.choice(["SYN-10001-C99", "SYN-1001-C00", "x"]))
    )


@kind()
def a_gene_that_became_a_date(rng, files):
    _maf(rng, files, lambda cells: cells.update(Hugo_Symbol=rng.choice(["1-Sep", "Mar-01", "2024-09-01"])))


@kind()
def a_variant_twice(rng, files):
    lines = files.texts["variants.maf"].splitlines()
    files.write("variants.maf", "\n".join([*lines, rng.choice(lines[3:])]) + "\n")


def _plate(rng, files):
    name = rng.choice([name for name in files.texts if name.startswith("plates/")])
    return name, files.texts[name].splitlines()


def _misspelt(rng, files, word, others):
    """Write one of others in place of a word in one well of a plate."""
    name, lines = _plate(rng, files)
    row = rng.choice([n for n, line in enumerate(lines) if f",{word}," in line])
    lines[row] = lines[row].replace(f",{word},", f",{rng.choice(others)},")
    files.write(name, "\n".join(lines) + "\n")


@kind(SECOND)
def a_target_misspelt_in_a_well(rng, files):
    _misspelt(rng, files, "sIL15", ["sIL-15", "SIL15", "sIL5"])


@kind(SECOND)
def a_reference_gene_misspelt_in_a_well(rng, files):
    _misspelt(rng, files, "RPP30", ["RPP-30", "rpp30", "RPP3O"])


@kind(SECOND)
def a_target_or_reference_misspelt_in_study_yml(rng, files):
    files.study(*rng.choice([("reference: RPP30", "reference: RPP3O"), ("{sIL15: sIL15}", "{sIL15: sIL51}")]))


@kind(SECOND)
def a_plate_twice(rng, files):
    name, lines = _plate(rng, files)
    files.write(name.replace(".csv", " copy.csv"), "\n".join(lines) + "\n")


@kind(SECOND)
def a_well_twice_in_a_plate(rng, files):
    name, lines = _plate(rng, files)
    well = rng.choice(lines[1:]).split(",")[0]
    files.write(name, "\n".join([*lines, *(line for line in lines if line.startswith(f"{well},"))]) + "\n")


@kind(SECOND)
def positives_above_accepted(rng, files):
    name, lines = _plate(rng, files)
    row = rng.randrange(1, len(lines))
    cells = lines[row].split(",")
    cells[-2] = str(int(cells[-3]) + 5)
    lines[row] = ",".join(cells)
    files.write(name, "\n".join(lines) + "\n")


@kind(SECOND)
def a_plate_of_a_subject_who_is_not_there(rng, files):
    name, lines = _plate(rng, files)
    files.write(name, "\n".join(line.replace("SYN-0", "SYN-9") for line in lines) + "\n")


@kind(SECOND)
def a_concentration_a_thousandfold(rng, files):
    name, lines = _plate(rng, files)
    row = rng.choice([n for n, line in enumerate(lines) if ",RPP30," in line and "No Call" not in line])
    words = lines[row].split(",")
    words[3] = f"{float(words[3]) * 1000:.1f}"
    lines[row] = ",".join(words)
    files.write(name, "\n".join(lines) + "\n")


@kind(SECOND)
def a_sample_name_misspelt_in_a_well(rng, files):
    name, lines = _plate(rng, files)
    old, new = rng.choice(
        [("infusion", "infusin"), (" h,", " hr,"), ("SYN-0", "SYN-O"), (" infusion 1 ", " infusion l ")]
    )
    row = rng.choice([n for n, line in enumerate(lines) if old in line])
    lines[row] = lines[row].replace(old, new)
    files.write(name, "\n".join(lines) + "\n")


@kind(SECOND, unknowable="a plate that is not there is as one that was never run")
def a_plate_lost_at_its_end(rng, files):
    name, lines = _plate(rng, files)
    files.write(name, "\n".join(lines[: -2 * rng.randint(1, 3)]) + "\n")


# Cells.


def _slide(rng, files):
    name = rng.choice(sorted(name for name in files.texts if name.startswith("cells/")))
    return name, [line.split("\t") for line in files.texts[name].splitlines()]


def _written(files, name, rows):
    files.write(name, "\n".join("\t".join(row) for row in rows) + "\n")


def _in_column(rng, files, column, change, share=0.0):
    """Change one cell of a column of a cell table, or a share of them."""
    name, rows = _slide(rng, files)
    place = rows[0].index(column)
    chosen = rng.sample(range(1, len(rows)), max(1, int(share * (len(rows) - 1))))
    for row in chosen:
        rows[row][place] = change(rows[row][place])
    _written(files, name, rows)


@kind(ASSAYS)
def a_marker_misspelt_in_study_yml(rng, files):
    files.study("markers: [CD8, PD-1]", rng.choice(["markers: [CD8, PD1]", "markers: [CD88, PD-1]", "markers: [CD8]x"]))


@kind(ASSAYS)
def a_marker_column_misspelt_in_a_file(rng, files):
    name, rows = _slide(rng, files)
    rows[0] = [word.replace("Phenotype CD8", rng.choice(["Phenotype CD-8", "Phenotyp CD8"])) for word in rows[0]]
    _written(files, name, rows)


@kind(ASSAYS)
def a_phenotype_in_unknown_words(rng, files):
    _in_column(rng, files, "Phenotype CD8", lambda word: rng.choice(["yes", "1", "CD8 high", "CD4 T", "??"]))


@kind(ASSAYS, unknowable="a sign turned round is one plausible cell for another")
def a_phenotype_turned_round(rng, files):
    _in_column(rng, files, "Phenotype CD8", lambda word: word[:-1] + {"+": "-", "-": "+"}[word[-1]])


@kind(ASSAYS)
def a_slide_of_another_subject(rng, files):
    _in_column(rng, files, "Slide ID", lambda word: rng.choice(["999", word.lstrip("0"), f"{int(word) % 6 + 1:03d}"]))


@kind(ASSAYS)
def a_file_of_cells_twice(rng, files):
    name, rows = _slide(rng, files)
    _written(files, name.replace("_1_", "_1_copy_"), rows)


@kind(ASSAYS)
def a_field_twice_under_another_name(rng, files):
    name, rows = _slide(rng, files)
    other = [rows[0], *([row[0].replace("_1.im3", "_2.im3"), *row[1:]] for row in rows[1:])]
    _written(files, name.replace("_1_", "_2_"), other)


@kind(ASSAYS)
def rows_of_a_file_of_cells_twice(rng, files):
    name, rows = _slide(rng, files)
    _written(files, name, [*rows, *rows[1 : rng.randint(20, len(rows))]])


@kind(ASSAYS)
def a_tissue_in_another_spelling(rng, files):
    word = rng.choice(["tumor", "TUMOR", "Tumour", "Tumor ", "Tumr"])
    _in_column(rng, files, "Tissue Category", lambda cell: word if cell == "Tumor" else cell, 0.5)


@kind(ASSAYS)
def an_area_in_another_unit(rng, files):
    name, rows = _slide(rng, files)
    place, factor = rows[0].index("Tissue Category Area (square microns)"), rng.choice([1e-6, 1e3, 1e6])
    for row in rows[1:]:
        row[place] = f"{float(row[place]) * factor:.10g}"
    _written(files, name, rows)


@kind(ASSAYS)
def an_area_that_is_no_number(rng, files):
    word = rng.choice(["big", "1.234.567", "1,234", "12 mm"])
    _in_column(rng, files, "Tissue Category Area (square microns)", lambda _: word, 1)


@kind(ASSAYS)
def a_nucleus_that_was_not_measured(rng, files):
    _in_column(rng, files, "Nucleus Area (square microns)", lambda _: "#N/A", 0.2)


@kind(ASSAYS)
def cells_with_a_decimal_comma(rng, files):
    name, rows = _slide(rng, files)
    places = [n for n, word in enumerate(rows[0]) if "Position" in word or "Area" in word]
    for row in rows[1:]:
        for place in places:
            row[place] = row[place].replace(".", ",")
    _written(files, name, rows)


@kind(ASSAYS, unknowable="cells that are not there are as those never found")
def a_file_of_cells_cut_off(rng, files):
    name, rows = _slide(rng, files)
    _written(files, name, rows[: int(len(rows) * rng.uniform(0.3, 0.8))])


@kind(ASSAYS)
def a_line_of_cells_cut_off(rng, files):
    name, rows = _slide(rng, files)
    row = rng.randrange(1, len(rows))
    rows[row] = [*rows[row], "x"]
    _written(files, name, rows)


@kind(QUPATH)
def an_intensity_misspelt(rng, files):
    words = [("Negative", "Negatve"), ("Positive", "positiv"), ("Negative", "Neg."), ("Positive", "3 +")]
    old, new = rng.choice(words)
    _in_column(rng, files, "Classification", lambda word: word.replace(old, new, 1), 0.3)


@kind(QUPATH)
def a_class_misspelt(rng, files):
    old, new = rng.choice([("PD-1", "PD1"), ("CD8", "CD 8"), ("CD8", "cd8"), ("CD8", "CD8a")])
    _in_column(rng, files, "Classification", lambda word: word.replace(old, new, 1), 0.3)


@kind(QUPATH)
def an_object_that_is_no_cell(rng, files):
    _in_column(rng, files, "Object type", lambda _: rng.choice(["PathCellObject", "Blob", "Celll", "Zelle"]))


@kind(QUPATH)
def an_image_of_nobody(rng, files):
    _in_column(rng, files, "Image", lambda word: rng.choice(["x.svs", "099.svs", f"Slide {word}"]))


# Flow cytometry.


def _flow(rng, files):
    lines = files.texts["flow.csv"].splitlines()
    return lines, rng.randrange(1, len(lines) - 1)


@kind(ASSAYS)
def a_gate_misspelt_in_study_yml(rng, files):
    files.study("Lymphocytes/NK/PD-L1+ |", rng.choice(["Lymphocytes/NK/PDL1+ |", "Lymphocytes/NKT/PD-L1+ |"]))


@kind(ASSAYS)
def a_visit_misspelt_in_study_yml(rng, files):
    files.study(*rng.choice([("{C1: Baseline", "{C11: Baseline"), ("After cycle 2: 43", "After cycle 3: 43"),
                             ("C3: After cycle 2", "C2: After cycle 2")]))  # fmt: skip


@kind(ASSAYS)
def a_sample_of_flow_misspelt(rng, files):
    lines, row = _flow(rng, files)
    old, new = rng.choice([("_C", "_c"), ("_C", "C"), ("00", "0"), ("_C", "_C2"), ("00", "99")])
    lines[row] = lines[row].replace(old, new, 1)
    files.write("flow.csv", "\n".join(lines) + "\n")


@kind(ASSAYS)
def a_sample_of_flow_twice(rng, files):
    lines, row = _flow(rng, files)
    files.write("flow.csv", "\n".join([*lines, lines[row]]) + "\n")


@kind(ASSAYS)
def a_gate_as_fractions(rng, files):
    lines, gate = files.texts["flow.csv"].splitlines(), rng.choice([1, 2])
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        row[gate] = f"{float(row[gate].removesuffix(' %')) / 100:.4f}"
    files.write("flow.csv", "\n".join([lines[0], *(",".join(row) for row in rows)]) + "\n")


@kind(ASSAYS)
def a_percent_in_unknown_words(rng, files):
    lines, row = _flow(rng, files)
    words = lines[row].split(",")
    words[rng.choice([1, 2])] = rng.choice(["high", "1e3", "120 %", "12.5.1 %", "-3 %"])
    lines[row] = ",".join(words)
    files.write("flow.csv", "\n".join(lines) + "\n")
