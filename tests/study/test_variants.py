"""The MAF reader: dialects, units of VAF, repeated rows, and what it refuses."""

import gzip
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.study import cohort, variants
from analysis.study.variants import VariantsError

REAL = Path(__file__).parents[3] / "shared" / "data" / "maf"
HEADER = "Hugo_Symbol Chromosome Start_Position Reference_Allele Tumor_Seq_Allele2 Variant_Classification".split()


def maf(folder, rows, *, extra=(), name="variants.maf", before=""):
    """A MAF whose rows are (gene, chromosome, start, sample, *extra values)."""
    lines = ["\t".join([*HEADER, "Tumor_Sample_Barcode", *extra])]
    for gene, chromosome, start, sample, *values in rows:
        lines.append("\t".join([gene, chromosome, start, "C", "T", "Missense_Mutation", sample, *values]))
    path = folder / name
    path.write_text(before + "\n".join(lines) + "\n")
    return path


def with_vaf(folder, values, *, column="VAF"):
    return maf(folder, [(f"G{i}", "1", str(100 + i), "S1", value) for i, value in enumerate(values)], extra=[column])


def test_vaf_is_alternate_reads_over_depth(tmp_path):
    path = maf(tmp_path, [("TP53", "17", "7577120", "S1", "200", "30")], extra=["t_depth", "t_alt_count"])
    row = variants.read(path).iloc[0]
    assert (row["vaf"], row["depth"], row["alt_count"]) == (0.15, 200, 30)
    assert list(variants.read(path).columns) == variants.COLUMNS


def test_depth_is_the_sum_of_reference_and_alternate_reads_where_it_is_not_given(tmp_path):
    path = maf(tmp_path, [("TP53", "17", "1", "S1", "170", "30")], extra=["t_ref_count", "t_alt_count"])
    assert variants.read(path)["vaf"].item() == 0.15


def test_a_version_line_and_comments_are_skipped_and_lines_still_numbered_as_in_the_file(tmp_path):
    path = maf(tmp_path, [("TP53", "17", "1", "S1", "oops")], extra=["VAF"], before="#version 2.4\n# made by hand\n")
    with pytest.raises(VariantsError, match='line 4, column VAF: found "oops"; expected a number'):
        variants.read(path)


def test_a_number_sign_inside_a_field_does_not_cut_the_line(tmp_path):
    path = maf(tmp_path, [("TP53", "17", "1", "S#1", "0.2")], extra=["VAF"])
    assert variants.read(path)["SAMPLEID"].item() == "S#1"


def test_gz_and_plain_files_give_the_same_table(tmp_path):
    plain = with_vaf(tmp_path, ["0.1", "0.2"])
    packed = tmp_path / "variants.maf.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    pd.testing.assert_frame_equal(variants.read(plain), variants.read(packed))


@pytest.mark.parametrize("column", ["HGVSp_Short", "Protein_Change", "amino_acid_change"])
def test_protein_change_is_found_under_its_three_names_without_the_p(tmp_path, column):
    path = maf(tmp_path, [("TP53", "17", "1", "S1", "p.R175H")], extra=[column])
    assert variants.read(path)["protein_change"].item() == "R175H"


def test_spellings_of_one_column_fill_each_others_gaps(tmp_path):
    rows = [("TP53", "17", "1", "S1", "p.R175H", "x"), ("KRAS", "12", "2", "S1", "", "G12D")]
    table = variants.read(maf(tmp_path, rows, extra=["HGVSp_Short", "Protein_Change"]))
    assert table["protein_change"].tolist() == ["R175H", "G12D"]


def test_columns_that_differ_only_by_case_may_agree_or_fill_gaps_but_not_contradict(tmp_path):
    rows = [("TP53", "17", "1", "S1", "0.2", "0.2"), ("KRAS", "12", "2", "S1", "", "0.3")]
    assert variants.read(maf(tmp_path, rows, extra=["VAF", "vaf"]))["vaf"].tolist() == [0.2, 0.3]
    clash = maf(tmp_path, [("TP53", "17", "1", "S1", "0.2", "0.5")], extra=["VAF", "vaf"])
    with pytest.raises(VariantsError, match='line 2, column vaf: found "0.5"; expected 0.2, as in column VAF'):
        variants.read(clash)


@pytest.mark.parametrize(("written", "read"), [("chr17", "17"), ("17", "17"), ("17.0", "17"), ("chrX", "X"),
                                               ("23", "X"), ("24", "Y"), ("chrM", "MT"), ("Chr3", "3")])  # fmt: skip
def test_a_chromosome_has_one_name_however_it_is_written(tmp_path, written, read):
    assert variants.read(maf(tmp_path, [("G", written, "1", "S1")]))["chromosome"].item() == read


def test_percent_is_detected_when_most_values_exceed_one(tmp_path):
    table = variants.read(with_vaf(tmp_path, ["45.66", "38.12", "0.2"]))
    assert table["vaf"].tolist() == pytest.approx([0.4566, 0.3812, 0.002])
    assert "VAF read as percent: most values exceed 1" in table.attrs["notes"]


def test_a_vaf_above_one_among_fractions_is_an_error_that_names_it(tmp_path):
    with pytest.raises(VariantsError, match='line 3, column VAF: found "1.7"; expected one unit'):
        variants.read(with_vaf(tmp_path, ["0.2", "1.7", "0.1", "0.05"]))


def test_a_declared_unit_settles_the_ambiguous_and_refuses_the_impossible(tmp_path):
    path = with_vaf(tmp_path, ["0.2", "1.7", "0.1", "0.05"])
    assert variants.read(path, vaf_unit="percent")["vaf"].tolist() == pytest.approx([0.002, 0.017, 0.001, 0.0005])
    with pytest.raises(VariantsError, match='line 3, column VAF: found "1.7"; expected a fraction from 0 to 1'):
        variants.read(path, vaf_unit="fraction")
    with pytest.raises(VariantsError, match="expected 'fraction' or 'percent'"):
        variants.read(path, vaf_unit="permille")


@pytest.mark.parametrize(("column", "value"), [("VAF(%)", "0.3"), ("VAF_PERCENT", "0.3"), ("VAF", "0.3%")])
def test_a_percent_mark_in_header_or_values_declares_percent(tmp_path, column, value):
    assert variants.read(with_vaf(tmp_path, [value, value], column=column))["vaf"].tolist() == [0.003, 0.003]


def test_read_counts_tell_the_unit_of_small_percents(tmp_path):
    rows = [("A", "1", "1", "S1", "0.5", "1000", "5"), ("B", "1", "2", "S1", "0.4", "", "")]
    table = variants.read(maf(tmp_path, rows, extra=["VAF", "t_depth", "t_alt_count"]))
    assert table["vaf"].tolist() == pytest.approx([0.005, 0.004])
    assert "VAF read as percent: agrees with the read counts" in table.attrs["notes"]


def test_rows_without_a_vaf_or_a_read_tell_nothing_of_the_unit(tmp_path):
    rows = [("A", "1", "1", "S1", "0.5", "1000", "5")]
    rows += [(f"B{n}", "1", f"{n + 2}", "S1", "0", "100000", "1") for n in range(3)]
    table = variants.read(maf(tmp_path, rows, extra=["VAF", "t_depth", "t_alt_count"]))
    assert "VAF read as percent: agrees with the read counts" in table.attrs["notes"]


def test_limits_of_a_vaf_and_of_reads_stand_within_them(tmp_path):
    rows = [
        ("A", "1", "1", "S1", "1", "", ""),
        ("B", "1", "2", "S1", "0.5", "10", "10"),
        ("C", "1", "3", "S1", "0", "9", "0"),
    ]
    table = variants.read(maf(tmp_path, rows, extra=["VAF", "t_depth", "t_alt_count"]), vaf_unit="fraction")
    assert table[["gene", "vaf"]].to_numpy().tolist() == [["A", 1], ["B", 1]]
    hundred = with_vaf(tmp_path, ["100", "50", "1"])
    assert variants.read(hundred)["vaf"].tolist() == [1, 0.5, 0.01]
    half = with_vaf(tmp_path, ["2", "0.5"])
    assert variants.read(half)["vaf"].tolist() == [0.02, 0.005]
    with pytest.raises(VariantsError, match='found "-3 of depth 10"'):
        variants.read(maf(tmp_path, [("A", "1", "1", "S1", "10", "-3")], extra=["t_depth", "t_alt_count"]))


def test_a_percent_above_hundred_and_a_negative_vaf_are_errors(tmp_path):
    with pytest.raises(VariantsError, match='line 3, column VAF: found "120"; expected a percent from 0 to 100'):
        variants.read(with_vaf(tmp_path, ["40", "120"]))
    with pytest.raises(VariantsError, match='line 3, column VAF: found "-0.1"; expected a fraction'):
        variants.read(with_vaf(tmp_path, ["0.4", "-0.1"]))


def test_a_missing_count_falls_back_on_the_vaf_column_and_a_missing_vaf_stays_missing(tmp_path):
    rows = [("A", "1", "1", "S1", "0.5", "."), ("B", "1", "2", "S1", "NA", "")]
    table = variants.read(maf(tmp_path, rows, extra=["VAF", "t_alt_count"]))
    assert table["vaf"].iloc[0] == 0.5
    assert pd.isna(table["vaf"].iloc[1])
    assert any("1 variants have no VAF" in note for note in table.attrs["notes"])


def test_more_alternate_reads_than_depth_is_an_error(tmp_path):
    path = maf(tmp_path, [("A", "1", "1", "S1", "10", "11")], extra=["t_depth", "t_alt_count"])
    with pytest.raises(VariantsError, match='line 2, column t_alt_count: found "11 of depth 10"; expected 0 to depth'):
        variants.read(path)


def test_repeated_rows_are_dropped_and_counted_whatever_the_chromosome_prefix(tmp_path):
    table = variants.read(maf(tmp_path, [("A", "chr1", "1", "S1"), ("A", "1", "1", "S1"), ("A", "1", "2", "S1")]))
    assert table["start"].tolist() == [1, 2]
    assert "1 repeated rows were dropped" in table.attrs["notes"]


def test_one_variant_with_two_vafs_in_one_sample_is_an_error(tmp_path):
    path = maf(tmp_path, [("A", "1", "1", "S1", "0.1"), ("A", "1", "1", "S1", "0.3")], extra=["VAF"])
    with pytest.raises(
        VariantsError, match='line 3, column Hugo_Symbol: found "A"; .* sample S1; it is there with different VAFs'
    ):
        variants.read(path)


def test_without_a_position_the_protein_change_tells_variants_apart(tmp_path):
    rows = [("FLT3", "13", "", "S1", "p.600dup"), ("FLT3", "13", "", "S1", "p.612dup"), ("FLT3", "13", "", "S2", "")]
    assert len(variants.read(maf(tmp_path, rows, extra=["HGVSp_Short"]))) == 3


def test_only_mutation_status_makes_a_variant_germline(tmp_path):
    rows = [("A", "1", "1", "S1", "Germline"), ("B", "1", "2", "S1", "Somatic"), ("C", "1", "3", "S1", "")]
    assert variants.read(maf(tmp_path, rows, extra=["Mutation_Status"]))["germline"].tolist() == [True, False, False]
    without = variants.read(maf(tmp_path, [("A", "1", "1", "S")]))
    assert any("no Mutation_Status" in note for note in without.attrs["notes"])


def test_missing_columns_are_all_named_at_once(tmp_path):
    path = tmp_path / "v.maf"
    path.write_text("Chromosome\tVAF\n1\t0.1\n")
    with pytest.raises(VariantsError) as caught:
        variants.read(path)
    for column in ("tumor_sample_barcode", "hugo_symbol", "variant_classification"):
        assert f"v.maf, column {column}: missing; expected one of {column}" in str(caught.value)


def test_a_column_twice_under_the_very_same_name_is_an_error(tmp_path):
    path = maf(tmp_path, [("TP53", "17", "1", "S1", "0.2", "0.5")], extra=["VAF", "VAF"])
    with pytest.raises(VariantsError, match='line 1, VAF: found "VAF"; expected each column name once'):
        variants.read(path)


def test_blank_gene_or_sample_and_genes_turned_into_dates_are_errors(tmp_path):
    rows = [("", "1", "1", "S1"), ("A", "1", "2", ""), ("2-Sep", "1", "3", "S1")]
    with pytest.raises(VariantsError) as caught:
        variants.read(maf(tmp_path, rows))
    assert [(problem.row, problem.column, problem.value) for problem in caught.value.problems] == [
        ("line 3", "column Tumor_Sample_Barcode", ""), ("line 2", "column Hugo_Symbol", ""),
        ("line 4", "column Hugo_Symbol", "2-Sep"),
    ]  # fmt: skip


def test_an_empty_file_and_a_line_too_long_are_errors_that_name_the_file(tmp_path):
    empty = tmp_path / "empty.maf"
    empty.write_text("#version 2.4\n")
    with pytest.raises(VariantsError, match='empty.maf: found ""; expected a header row'):
        variants.read(empty)
    long = maf(tmp_path, [("A", "1", "1", "S1", "extra")])
    with pytest.raises(VariantsError, match='variants.maf, line 2: found "8 values"; expected 7'):
        variants.read(long)


def test_comma_separated_files_and_decimal_commas_are_read(tmp_path):
    path = tmp_path / "v.csv"
    path.write_text("Gene;Tumor_Sample_Barcode;Variant_Classification;VAF\nTP53;S1;Silent;0,25\n")
    assert variants.read(path)["vaf"].item() == 0.25


def test_the_kind_of_a_variant_follows_from_its_alleles_where_it_is_not_given(tmp_path):
    path = tmp_path / "v.maf"
    head = "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\n"
    path.write_text(head + "A\tS\tIGR\tC\tT\nB\tS\tIGR\t-\tTT\nC\tS\tIGR\tAG\t-\n")
    assert variants.read(path)["kind"].tolist() == ["SNP", "INS", "DEL"]


@pytest.mark.parametrize(
    "nothing", ["0", "0.0", "0 %", "ND", "n.d.", "n.n.", "Not detected", "<0.1%", "< 0,1 %", "<LOD"]
)
def test_a_tracked_variant_without_a_read_is_no_detection_and_counted(tmp_path, nothing):
    rows = [("EGFR", "7", "1", "S1", "0.3%"), ("KRAS", "12", "2", "S1", nothing), ("TP53", "17", "3", "S2", nothing)]
    table = variants.read(maf(tmp_path, rows, extra=["VAF"]), vaf_unit="percent")
    assert table[["gene", "vaf"]].to_numpy().tolist() == [["EGFR", 0.003]]
    assert "2 rows have no read, VAF 0 or a word such as ND: no detection" in table.attrs["notes"]


def test_a_caller_that_could_not_measure_a_vaf_has_seen_the_variant_unless_it_is_tracked(tmp_path):
    rows = [("FLT3", "13", "2", "S1", "0"), *(("KRAS", "12", str(n), f"S{1 + n % 2}", "0.1") for n in range(19))]
    table = variants.read(maf(tmp_path, rows, extra=["VAF"]))
    assert table[["gene", "vaf"]].to_numpy().tolist() == [["FLT3", 0], *[["KRAS", 0.1]] * 19]
    assert "1 called variants have a VAF of 0 without counts: present" in table.attrs["notes"]
    text = maf(tmp_path, rows, extra=["VAF"]).read_text()
    made = study(tmp_path, text, ", variants: v.tsv, samples: s.csv", samples=["S1", "S2"])
    assert set(variants.read(made)["gene"]) == {"KRAS"}


def test_a_table_in_which_many_rows_have_a_vaf_of_0_is_one_of_tracked_variants(tmp_path):
    rows = [("FLT3", "13", "2", "S1", "0"), *(("KRAS", "12", str(n), f"S{1 + n % 2}", "0.1") for n in range(18))]
    table = variants.read(maf(tmp_path, rows, extra=["VAF"]))
    assert set(table["gene"]) == {"KRAS"}
    assert "1 rows have no read, VAF 0 or a word such as ND: no detection" in table.attrs["notes"]


def test_zero_reads_are_no_detection_with_or_without_a_depth_but_no_word_overrules_reads(tmp_path):
    rows = [
        ("A", "1", "1", "S", "0", "900", ""),
        ("B", "1", "2", "S", "0", "", ""),
        ("C", "1", "3", "S", "9", "900", "ND"),
    ]
    table = variants.read(maf(tmp_path, rows, extra=["t_alt_count", "t_depth", "VAF"]))
    assert table[["gene", "vaf"]].to_numpy().tolist() == [["C", 0.01]]
    clash = maf(tmp_path, [("A", "1", "1", "S", "0", "900", "0.2")], extra=["t_alt_count", "t_depth", "VAF"])
    with pytest.raises(VariantsError, match='column VAF: found "0.2"; expected 0, as no read shows the variant'):
        variants.read(clash)


@pytest.mark.parametrize(
    ("word", "germline"),
    [("SOMATIC", False), ("Somatic (confirmed)", False), ("", False), ("Unknown", False), ("tumour", False),
     ("Germline ", True), ("GERMLINE (CHIP)", True), ("germline_het", True), ("CHIP", True), ("somatic, CHIP", True),
     ("Clonal hematopoiesis", True), ("LOH", True)],
)  # fmt: skip
def test_what_a_status_says_of_the_origin_of_a_variant(tmp_path, word, germline):
    table = variants.read(maf(tmp_path, [("DNMT3A", "2", "1", "S1", word)], extra=["Mutation_Status"]))
    assert table["germline"].tolist() == [germline]
    assert any("no tumour DNA" in note for note in table.attrs["notes"]) == germline


def test_an_unknown_status_or_consequence_is_refused_by_name_with_a_near_one(tmp_path):
    rows = [("A", "1", "1", "S1", "Germlin"), ("B", "1", "2", "S1", "wildtype"), ("C", "1", "3", "S1", "Germlin")]
    with pytest.raises(VariantsError, match='found "Germlin"; expected a known word; did you mean "germline"') as error:
        variants.read(maf(tmp_path, rows, extra=["Mutation_Status"]))
    assert len(error.value.problems) == 1
    path = maf(tmp_path, [("A", "1", "1", "S1")])
    path.write_text(path.read_text().replace("Missense_Mutation", "misense_variant"))
    with pytest.raises(VariantsError, match='found "misense_variant"; .* did you mean "missense_variant"'):
        variants.read(path)


def test_a_variant_called_wild_type_is_none(tmp_path):
    rows = [("A", "1", "1", "S1", "0.2", "wildtype"), ("B", "1", "2", "S1", "0.3", "Somatic")]
    assert variants.read(maf(tmp_path, rows, extra=["VAF", "Mutation_Status"]))["gene"].tolist() == ["B"]


@pytest.mark.parametrize(
    ("word", "alleles", "read"),
    [("missense_variant", "CT", "Missense_Mutation"), ("nonsynonymous SNV", "CT", "Missense_Mutation"),
     ("splice_region_variant&missense_variant", "CT", "Missense_Mutation"), ("stopgain", "CT", "Nonsense_Mutation"),
     ("frameshift_variant", "-T", "Frame_Shift_Ins"), ("frameshift_variant,intron_variant", "C-", "Frame_Shift_Del"),
     ("frameshift", ("", ""), "Frame_Shift_Indel"), ("nonframeshift deletion", "C-", "In_Frame_Del"),
     ("synonymous_variant", "CT", "Silent"), ("5_prime_UTR_variant", "CT", "5'UTR"), ("missense mutation", "CT",
     "Missense_Mutation"), ("exonic;splicing", "CT", None), ("Silent", "CT", "Silent")],
)  # fmt: skip
def test_consequences_of_other_programs_are_read_as_classes_of_maf(tmp_path, word, alleles, read):
    head = "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\tReference_Allele\tTumor_Seq_Allele2\n"
    (tmp_path / "v.maf").write_text(head + "\t".join(["A", "S", word, *alleles]) + "\n")
    if read is None:
        with pytest.raises(VariantsError, match=f'found "{word}"'):
            variants.read(tmp_path / "v.maf")
        return
    table = variants.read(tmp_path / "v.maf")
    assert table["classification"].tolist() == [read]
    assert any(f"{word} as {read} (1)" in note for note in table.attrs["notes"]) == (word != read)


@settings(max_examples=6)
@given(st.lists(st.integers(0, 100), min_size=1, max_size=8))
def test_counts_fraction_and_percent_of_the_same_reads_give_the_same_vaf(tmp_path_factory, reads):
    folder = tmp_path_factory.mktemp("maf")
    rows = [(f"G{i}", "1", str(i + 1), "S1", str(alt / 100), str(alt), "100") for i, alt in enumerate(reads)]
    counted = variants.read(maf(folder, [(*row[:4], *row[5:]) for row in rows], extra=["t_alt_count", "t_depth"]))
    fraction = variants.read(maf(folder, [row[:5] for row in rows], extra=["VAF"]), vaf_unit="fraction")
    percent = variants.read(maf(folder, [(*row[:4], row[5]) for row in rows], extra=["VAF"]), vaf_unit="percent")
    assert counted["vaf"].tolist() == pytest.approx(fraction["vaf"].tolist())
    assert counted["vaf"].tolist() == pytest.approx(percent["vaf"].tolist())


@pytest.mark.skipif(not REAL.exists(), reason="real public MAFs are not beside the project")
def test_the_real_leukaemia_maf_gives_its_known_counts():
    table = variants.read(REAL / "tcga_laml.maf.gz")
    mutated = table.groupby("gene")["SAMPLEID"].nunique()
    assert (table["SAMPLEID"].nunique(), len(table)) == (193, 2207)
    assert mutated[["FLT3", "DNMT3A", "NPM1"]].tolist() == [52, 48, 33]
    assert (table["vaf"].isna().sum(), table["vaf"].max()) == (93, 1.0)


@pytest.mark.skipif(not REAL.exists(), reason="real public MAFs are not beside the project")
def test_real_paired_mafs_with_gaps_in_position_are_read_whole():
    primary, relapse = (variants.read(REAL / f"APL_{part}.maf.gz") for part in ("primary", "relapse"))
    assert (len(primary), len(relapse)) == (269, 161)
    assert (primary["start"].isna().sum(), relapse["start"].isna().sum()) == (4, 1)


def study(folder, variants, file, samples=()):
    """A study in `folder` with the text of a variant table, what study.yml says of it, and the draws of P1."""
    draws = [f"P1,{name},Draw {n},{n},{n + 1},5\n" for n, name in enumerate(samples)]
    (folder / "s.csv").write_text("".join(["USUBJID,SAMPLEID,AVISIT,AVISITN,ADY,CFDNA\n", *draws]))
    (folder / "adsl.csv").write_text("USUBJID\nP1\n")
    (folder / "adtte.csv").write_text("USUBJID,PARAMCD,AVAL,CNSR\nP1,OS,3,0\n")
    (folder / "v.tsv").write_text(variants)
    tables = f"adsl: adsl.csv, adtte: adtte.csv{file}"
    (folder / "study.yml").write_text(f"{{id: s, title: t, synthetic: true, time_unit: months, tables: {{{tables}}}}}")
    return cohort.read(folder)


OWN = "Sample\tGene name\tKind\tAllele freq\nS1\tTP53\tmissense\t0,25\nS2\tKRAS\t\t0,5\n"
MAPPED = (
    "{Tumor_Sample_Barcode: Sample, Hugo_Symbol: Gene name, Variant_Classification: Kind, VAF: Allele freq}, "
    "values: {Variant_Classification: {missense: Missense_Mutation, '': Silent}}"
)


def test_a_study_maps_columns_and_words_of_its_variants_as_of_any_table(tmp_path):
    found = variants.read(study(tmp_path, OWN, f", variants: {{file: v.tsv, columns: {MAPPED}}}"))
    assert found[["SAMPLEID", "gene", "classification", "vaf"]].to_numpy().tolist() == [
        ["S1", "TP53", "Missense_Mutation", 0.25], ["S2", "KRAS", "Silent", 0.5],
    ]  # fmt: skip


def test_rows_to_leave_out_are_named_by_their_sample(tmp_path):
    written = maf(tmp_path, [("TP53", "17", "1", "S1", "0.2"), ("KRAS", "12", "2", "S2", "0.3")], extra=["VAF"])
    found = variants.read(study(tmp_path, written.read_text(), ", variants: {file: v.tsv, ignore: ^S2}"))
    assert found["SAMPLEID"].tolist() == ["S1"]


def test_a_column_that_is_mapped_and_absent_is_told(tmp_path):
    whole = study(tmp_path, OWN, ", variants: {file: v.tsv, columns: {Hugo_Symbol: Gene nam}}")
    with pytest.raises(VariantsError, match='columns.Hugo_Symbol: found "Gene nam".*did you mean "Gene name"'):
        variants.read(whole)


def test_variants_in_several_files_are_one_table_and_a_workbook_is_read(tmp_path):
    pd.DataFrame({"Gene": ["EGFR"], "Sample_ID": ["S3"], "Classification": ["Silent"], "VAF": [0.125]}).to_excel(
        tmp_path / "v.xlsx", index=False
    )
    workbook = "{file: v.xlsx, columns: {Tumor_Sample_Barcode: Sample_ID, Hugo_Symbol: Gene}}"
    found = variants.read(study(tmp_path, OWN, f", variants: [{{file: v.tsv, columns: {MAPPED}}}, {workbook}]"))
    assert found["vaf"].tolist() == [0.25, 0.5, 0.125]


def test_a_study_without_variants_has_none(tmp_path):
    found = variants.read(study(tmp_path, OWN, ""))
    assert (list(found.columns), len(found)) == (variants.COLUMNS, 0)
    assert found["germline"].dtype == bool
    assert found["vaf"].dtype == float
