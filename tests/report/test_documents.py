"""The report as Word and PDF: the page's text, tables and figures, readable and the same at every run."""

import io
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pandas as pd
import pytest
import typst

from analysis.figures.numbers import estimate_ci, number
from analysis.pipeline import plan
from analysis.report import blocks, documents
from analysis.report.blocks import Code, Figure, Heading, Prose, Table
from analysis.report.documents import fitting, pagination, prose, typeset, word
from analysis.report.manuscript import ManuscriptError
from tests.report.test_page import HOSTILE

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDE = ["Endpoint", "Grouping", "Group", "Estimate (95% CI)", "P", "Method", "Note"]
NOTE = "naive: the group is known only from 5.13 on and is compared from time zero, which is immortal time; " * 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A report's folder with one figure, and the page that shows it."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "figures" / "1_part").mkdir(parents=True)
    figure, axis = plt.subplots(figsize=(4, 3))
    axis.set_title("Kaplan-Meier")
    with plt.rc_context({"svg.fonttype": "none", "font.family": "Liberation Sans"}):
        for kind in ("svg", "png"):
            figure.savefig(folder / "figures" / "1_part" / f"os.{kind}", dpi=300)
    plt.close(figure)
    return folder


FIGURE = Figure("os", "Figure 1.1", "Survival of <all> & more.", "A curve that falls.", "figures/1_part/os.svg", "os")
FRONT = {"title": "A & B", "lines": ["Data cutoff: 2024-01-31"], "synthetic": True}


@pytest.fixture(scope="module")
def parts():
    """The parts of a document: headings, code, prose, a figure, a small and a wide table."""
    small = pd.DataFrame({"Group": ["<65 & [x]", "#b*_"], "n": [number(11, 0), number(9, 0)]})
    row = ["OS", "best_response", "CR/PR v SD", estimate_ci(0.51, 0.13, 2.0), "0.323", "Cox", NOTE]
    wide = pd.DataFrame([row], columns=WIDE)
    return prose.parts([
        Heading(1, "Summary", "summary"),
        Prose("All [results.csv](results.csv) of it."),
        Heading(1, "1 Overall survival", "a"),
        Code("secret = 1"),
        Heading(2, "Curves", "b"),
        Prose("Prose with `code` and 3 * 4 $ #."),
        FIGURE,
        Table("t1", "Table 1.1", "Subjects.", blocks.columns(small), "t1", notes={"a": "a note"}),
        Table("t2", "Table 1.2", "Comparisons.", blocks.columns(wide), "t2"),
    ])  # fmt: skip


def laid(parts, folder, **front):
    return pagination.settled(parts, folder, **{"title": "t"} | front)


def written(parts, folder, **front):
    """The Word file's bytes."""
    front = {"title": "t"} | front
    made = laid(parts, folder, **front)
    front.pop("contents", None)
    return word.docx(made, folder, **front)


def markup(docx, name="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        return archive.read(name).decode()


@pytest.fixture(scope="module")
def docx(parts, folder):
    """The Word file's bytes."""
    return written(parts, folder, **FRONT)


@pytest.fixture(scope="module")
def pdf(parts, folder, tmp_path_factory):
    """The PDF as a file."""
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(laid(parts, folder, **FRONT).typeset.pdf()())
    return path


def tree(docx):
    return ElementTree.fromstring(markup(docx))


def styled(docx, style):
    found = [one for one in tree(docx).iter(f"{W}p") if one.find(f"./{W}pPr/{W}pStyle[@{W}val='{style}']") is not None]
    return ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in found]


def read(tool, *arguments):
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


def test_code_is_left_out_and_a_link_is_its_words(parts):
    assert [part for part in parts if isinstance(part, Code)] == []
    assert parts[1].tree == [prose.paragraph(prose.text("All "), prose.text("results.csv"), prose.text(" of it."))]


def test_markdown_means_in_a_document_what_it_means_on_the_page(folder):
    words = "A **b** *c* `d`\nand <b>e</b>.\n\n- one\n- = two\n\n1. three\n\n> four\n\n```\nfive\n```\n\n---"
    (said,) = [prose.parts([Prose(words)])]
    kinds = [block["t"] for part in said for block in part.tree]
    assert kinds == ["Para", "BulletList", "OrderedList", "BlockQuote", "CodeBlock", "HorizontalRule"]
    text = laid(said, folder).typeset.text
    assert "\\<b\\>e\\</b\\>" in text
    assert not re.search("^ *- =", text, re.M)


def test_a_table_within_prose_is_one_of_its_own():
    before, table = prose.parts([Prose("Words\n\n| a | b |\n|---|---|\n| *1* | 2 |")])
    assert isinstance(before, prose.Words)
    assert [column.heading for column in table.columns] == ["a", "b"]
    assert [[cell.text for cell in line] for line in table.lines] == [["1", "2"]]


def test_notes_stand_below_their_table(parts):
    at = next(n for n, part in enumerate(parts) if getattr(part, "name", "") == "t1")
    assert parts[at + 1].tree == [prose.paragraph({"t": "Strong", "c": [prose.text("a")]}, prose.text("\u00a0a note."))]


def plain(header, rows):
    """A table of texts."""
    cells = zip(*rows, strict=True) if rows else [[] for _ in header]
    columns = [blocks.column(name, own) for name, own in zip(header, cells, strict=True)]
    return Table("", "", "Wide", columns, "")


def test_a_small_table_stands_upright_in_full_type_and_a_wide_one_lies_on_its_side():
    small = plain(["a", "b"], [["1", "2"]])
    assert fitting.fit(small)[:2] == (8.0, False)
    assert fitting.fit(broad(40)).landscape
    assert sum(fitting.fit(broad(40)).shares) <= 1.0001
    assert sum(fitting.fit(small).shares) < 0.3


def test_type_is_made_smaller_before_a_page_is_turned_but_never_too_small():
    close = plain([f"median_of_{n}" for n in range(13)], [[f"value{n}"] * 13 for n in range(20)])
    assert fitting.fit(close)[:2] == (7.0, False)
    assert min(fitting.fit(table).size for table in (close, broad(9), broad(100))) >= 6.5


def test_words_of_a_header_are_broken_at_their_joints_and_a_number_is_never_parted_from_its_interval():
    assert fitting.breakable("progression_day") == "progression_\u200bday"
    assert fitting.breakable("n_draws and/or") == "n_draws and/or"
    assert fitting.longest_word("0.51 (0.13–2.00)") == fitting.line("0.51 (0.13–2.00)")
    assert fitting.longest_word("progression_\u200bday") == fitting.line("progression_")


def test_a_wide_table_of_few_rows_is_transposed_and_turns_no_page():
    (run,) = pagination.runs([broad(2)])
    assert not run.landscape
    ((table, fit),) = run.parts
    assert [column.heading for column in table.columns] == ["Column 0", *["a value of some length"] * 2]
    assert [cell.words for cell in table.lines[0]] == ["Column 1", *["a value of some length"] * 2]
    assert table.lines[0][0].lead == "Column 1"
    assert (len(table), fit.landscape) == (15, False)
    assert not any(run.landscape for rows in range(1, 7) for run in pagination.runs([broad(rows)]))


def test_a_heading_and_the_words_to_a_wide_table_go_with_it_and_wide_tables_share_their_pages():
    (before, heading, words) = prose.parts([Prose("Before"), Heading(2, "Heading", "h"), Prose("Words")])
    found = pagination.runs([before, heading, words, broad(20), words, heading, broad(20), words])
    assert found[0] == pagination.Run(False, [before])
    assert found[1].landscape
    upright = [part for part in found[1].parts if not isinstance(part, pagination.Fitted)]
    assert upright == [heading, words, words, heading]
    assert found[2] == pagination.Run(False, [words])


def test_a_table_without_rows_or_header_is_set(folder):
    assert fitting.fit(plain(["a", "b"], [])).size == 8.0
    assert fitting.fit(plain(["", ""], [["1", "2"]])).size == 8.0
    assert laid([plain(["a"], []), plain([""], [["1"]])], folder).typeset.pdf()().startswith(b"%PDF")


def test_word_has_real_tables_with_a_repeated_header(docx):
    tables = tree(docx).findall(f".//{W}tbl")
    assert len(tables) == 2
    assert tables[1].find(f"./{W}tr/{W}trPr/{W}tblHeader") is not None
    cells = ["".join(text.text for text in cell.iter(f"{W}t")) for cell in tables[0].iter(f"{W}tc")]
    assert cells == ["Group", "n", "<65 & [x]", "11", "#b*_", "9"]


def test_word_has_headings_captions_a_title_and_a_contents_field(docx):
    assert styled(docx, "Title") == ["A & B"]
    assert styled(docx, "Heading1") == ["Summary", "1 Overall survival"]
    assert styled(docx, "Heading2") == ["Curves"]
    assert styled(docx, "ImageCaption") == ["Figure 1.1. Survival of <all> & more."]
    assert "Table 1.1. Subjects." in styled(docx, "TableCaption")
    text = markup(docx)
    assert "TOC \\o" in text
    assert 'descr="A curve that falls."' in text


def test_a_wide_table_lies_on_its_side_in_word_and_the_pages_after_it_stand(parts, folder):
    made = written([parts[0], broad(20), broad(20), *prose.parts([Prose("After")])], folder)
    pages = [section.find(f"{W}pgSz").get(f"{W}orient") for section in tree(made).iter(f"{W}sectPr")]
    assert pages == [None, "landscape", None]
    footers = [section.find(f"{W}footerReference") for section in tree(made).iter(f"{W}sectPr")]
    assert [one.get(f"{{{OFFICE}}}id") for one in footers] == ["rId92", "rId93", "rId92"]


def test_word_tears_no_row_apart_and_keeps_a_short_table_with_its_caption_on_one_page(docx, parts, folder):
    rows = list(tree(docx).findall(f".//{W}tbl")[0].iter(f"{W}tr"))
    assert all(row.find(f"./{W}trPr/{W}cantSplit") is not None for row in rows)
    kept = [all(one.find(f"./{W}pPr/{W}keepNext") is not None for one in row.iter(f"{W}p")) for row in rows]
    assert kept == [True, True, False]
    long = written([parts[0], broad(100)], folder)
    kept = [row.find(f".//{W}keepNext") is not None for row in tree(long).find(f".//{W}tbl").iter(f"{W}tr")]
    assert (kept[:4], kept[4:97], kept[97:]) == ([True, True, False, False], [False] * 93, [False, False, True, False])


def test_small_and_bold_words_of_a_table_are_so_in_word(folder):
    cells = blocks.column("a", ["Words"], lead=["Heavy"], aside=["of less weight"])
    text = markup(written([Table("", "", "", [cells], "")], folder, contents=False))
    assert re.search(
        r'"SmallText"></w:rStyle></w:rPr><w:t[^>]*>of less weight|"SmallText" ?/></w:rPr><w:t[^>]*>of less', text
    )
    assert re.search(r"<w:b ?/></w:rPr><w:t[^>]*>Heavy|<w:b></w:b></w:rPr><w:t[^>]*>Heavy", text)


def test_turned_pages_are_set_closer_where_the_last_would_be_nearly_empty(folder):
    full, sparse = (laid([broad(rows)], folder) for rows in (24, 31))
    loose = pagination.typeset.Document(pagination.typeset.source(pagination.runs([broad(31)]), title="t"), folder)
    assert [made.asked()[1][0]["pages"] for made in (loose, sparse.typeset)] == [3, 2]
    assert [made.parts[0].fit.close for made in (full, sparse)] == [False, True]
    assert re.search(r'w:spacing w:before="12" w:after="12"', markup(word.docx(sparse, folder, title="t")))


def test_narrow_figures_that_follow_each_other_stand_two_on_a_line(folder):
    wide, words = replace(FIGURE, wide=True), Prose("Words.")
    parts = prose.parts([FIGURE, FIGURE, FIGURE, wide, FIGURE, words, FIGURE])
    assert [len(line) for line in typeset.beside(parts)] == [2, 1, 1, 1, 1, 1]
    assert sum(typeset.beside(parts), []) == parts
    made = laid(parts, folder)
    assert made.typeset.text.count("#beside(") == 1
    paragraphs = markup(word.docx(made, folder, title="t")).split("</w:p>")
    assert [text.count("<w:drawing>") for text in paragraphs if "<w:drawing>" in text] == [2, 1, 1, 1, 1]
    assert sum("ImageCaption" in text for text in paragraphs) == 6


def test_two_survival_curves_stand_on_a_page_in_word(tmp_path):
    figure = plt.figure(figsize=(120 / 25.4, 148 / 25.4))
    for kind in ("png", "svg"):
        figure.savefig(tmp_path / f"tall.{kind}", dpi=100)
    plt.close(figure)
    made = written([Figure("", "Figure 1", "c", "a", "tall.svg", "")], tmp_path, contents=False)
    assert int(re.search(r'<wp:extent cx="\d+" cy="(\d+)"', markup(made))[1]) / 36000 <= 88


def chapters(count, words):
    return prose.parts(
        [one for n in range(count) for one in (Heading(1, f"Part {n}", f"s{n}"), *[Prose("Words")] * words)]
    )


def test_the_contents_of_word_have_the_pages_of_the_pdf_and_ask_nobody_to_update_them(folder, tmp_path):
    made = laid(chapters(5, 30), folder)
    (tmp_path / "r.pdf").write_bytes(made.typeset.pdf()())
    docx = word.docx(made, folder, title="t")
    text = markup(docx)
    numbers = [int(one) for one in re.findall(r"PAGEREF .*?<w:t[^>]*>(\d+)</w:t>", text)]
    pages = read("pdftotext", tmp_path / "r.pdf", "-").split("\f")
    assert numbers == [next(n for n, page in enumerate(pages[1:], 2) if f"Part {part}\n" in page) for part in range(5)]
    assert "updateFields" not in markup(docx, "word/settings.xml")
    assert "w:dirty" not in text
    assert text.count('"begin"') == text.count('"end"') == 6


def test_entries_of_the_contents_lead_to_bookmarks_at_their_headings(docx):
    text = markup(docx)
    led = re.findall(r'w:anchor="([^"]+)"', text)
    assert len(led) == 3
    assert [
        name for name in re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', text) if name.startswith("_Toc")
    ] == led


def test_what_begins_a_page_of_the_pdf_begins_one_in_word(folder):
    (heading, *words), figure = chapters(1, 60), replace(FIGURE, wide=True)
    table = plain(["a"], [["1"]] * 30)
    made = laid([heading, table, figure, heading, figure, figure, *words, heading, table, table], folder)
    begun = [place.first for place in made.places]
    docx = word.docx(made, folder, title="t")
    starts = [one for one in tree(docx).iter(f"{W}pPr") if one.find(f"{W}pStyle") is not None]
    styles = [one.find(f"{W}pStyle").get(f"{W}val") for one in starts]
    kinds = ("Heading1", "CaptionedFigure", "CaptionedFigureFirst", "TableCaption")
    found = [(one, style) for one, style in zip(starts, styles, strict=True) if style in kinds]
    broken = [style.endswith("First") or one.find(f"{W}pageBreakBefore") is not None for one, style in found]
    assert broken == begun
    assert len(set(begun)) == 2


def test_contents_list_the_parts_of_sections_where_they_fit_a_page(folder):
    few, many = ([Heading(2, "Part", f"s{n}") for n in range(size)] for size in (20, 80))
    assert [laid(parts, folder).depth for parts in (few, many)] == [2, 1]


def test_rows_that_are_synthetic_are_said_to_be_on_every_page_and_real_ones_are_not(docx, parts, folder):
    real = written(parts, folder, **FRONT | {"synthetic": False})
    assert [("SYNTHETIC" in markup(one, "word/header1.xml")) for one in (docx, real)] == [True, False]
    assert "synthetic: false" in laid(parts, folder, synthetic=False).typeset.text


def test_documents_have_the_same_bytes_at_every_run(docx, pdf, parts, folder, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert written(parts, folder, **FRONT) == docx
    elsewhere = shutil.copytree(folder, folder.with_name("elsewhere") / "report 100%")
    assert written(parts, elsewhere, **FRONT) == docx
    assert laid(parts, folder, **FRONT).typeset.pdf()() == pdf.read_bytes()


def hostile(words):
    cell = blocks.column(words, [words], lead=[words], aside=[words])
    table = Table("t", words, words, [cell], "t", notes={"a": words})
    figure = Figure("f", words, words, words, "figures/1_part/os.svg", "f")
    return prose.parts([Heading(1, words, words), Prose(f"Said: `{words}`"), blocks.Output(words), figure, table])


@pytest.mark.parametrize("words", [*HOSTILE, '#read("x")', "a\x0bb\x00", "*b* _c_ @d", "]", "// c", '"q"', "=1+1"])
def test_what_the_data_say_is_text_in_word_and_in_the_pdf(words, folder, tmp_path):
    front = {"title": words, "lines": [words]}
    made = laid(hostile(words), folder, **front)
    shown = " ".join(words.replace("\x0b", " ").replace("\x00", " ").split())
    texts = ["".join(one.text or "" for one in tree(word.docx(made, folder, **front)).iter(f"{W}t"))]
    (tmp_path / "r.pdf").write_bytes(made.typeset.pdf()())
    texts.append(read("pdftotext", "-raw", tmp_path / "r.pdf", "-"))
    for text in texts:
        assert " ".join(text.split()).count(shown) >= 10


def test_the_pdf_is_tagged_and_says_its_title(pdf):
    facts = read("pdfinfo", pdf)
    assert re.search(r"Tagged:\s+yes", facts)
    assert re.search(r"Title:\s+A & B", facts)
    assert "CreationDate" not in facts
    assert b"pdfuaid" in pdf.read_bytes()
    assert b"/Outlines" in pdf.read_bytes()


def test_the_pdf_says_nothing_that_a_reader_takes_for_an_error(pdf):
    if not shutil.which("pdfinfo"):
        pytest.skip("pdfinfo is not installed")
    assert not subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stderr


def test_the_pdf_has_contents_text_tables_and_the_text_of_figures(pdf):
    text = read("pdftotext", "-layout", pdf, "-")
    for words in ("Contents", "1 Overall survival", "Table 1.1. Subjects.", "<65 & [x]", "Kaplan-Meier", "3 * 4 $ #"):
        assert words in text
    assert text.count("SYNTHETIC") == text.count("\f")


def test_a_figure_without_words_is_set_all_the_same(folder):
    figure = Figure("", "Figure 1", "c", "", "figures/1_part/os.svg", "")
    assert laid([figure], folder).typeset.pdf()().startswith(b"%PDF")


def test_libreoffice_opens_the_word_file(docx, tmp_path):
    (tmp_path / "report.docx").write_bytes(docx)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    read("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "report.docx")
    text = read("pdftotext", "-layout", tmp_path / "report.pdf", "-")
    assert "Table 1.2. Comparisons." in text
    assert "SYNTHETIC" in text


def test_a_manuscript_is_written_with_numbered_figures_and_tables(folder, tmp_path):
    text = "# Results\n\n![A curve.](figures/1_part/os.png)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n: Numbers.\n"
    (tmp_path / "m.md").write_text(text)
    names, stated = documents.manuscript(study(tmp_path), None, folder)
    assert stated == []
    assert names == ("manuscript.md", "manuscript.docx", "manuscript.pdf")
    made = (folder / "manuscript.docx").read_bytes()
    assert styled(made, "ImageCaption") == ["Figure 1. A curve."]
    assert styled(made, "TableCaption") == ["Table 1. Numbers."]
    assert len(tree(made).findall(f".//{W}tbl")) == 1


def test_a_manuscript_that_is_not_there_or_shows_no_figure_of_the_report_is_an_error(folder, tmp_path):
    with pytest.raises(ManuscriptError, match="m.md: no such file; study.yml names it"):
        documents.manuscript(study(tmp_path), None, folder)
    (tmp_path / "m.md").write_text("![A](figures/1_part/none.png)")
    with pytest.raises(ManuscriptError, match="no figure figures/1_part/none.svg"):
        documents.manuscript(study(tmp_path), None, folder)


def test_the_reason_of_a_section_that_was_not_asked_for_is_the_plans():
    declared = SimpleNamespace(sections={}, tables={"adsl": 1, "adtte": 1})
    assert documents.NOT_ASKED in plan.sections(declared, "1_overall_survival")[1].values()


def broad(rows):
    """A table of 16 columns that no upright page holds."""
    return plain([f"Column {n}" for n in range(16)], [["a value of some length"] * 16] * rows)


def study(folder):
    facts = dict.fromkeys(("reference", "registration", "data_cutoff"))
    named = {"title": "A trial", "id": "a", "report_unit": "months", "synthetic": True, "folder": folder}
    return SimpleNamespace(**facts, **named, declaration=SimpleNamespace(manuscript="m.md"))


def test_a_document_that_is_no_typst_is_told_and_its_typesetter_ends_with_it(tmp_path):
    made = typeset.Document("#nothing-of-this-name", tmp_path)
    process = made._process
    with pytest.raises(typst.TypstError, match="unknown variable"):
        made.asked()
    with pytest.raises(typst.TypstError):
        made.pdf()()
    del made
    assert process.wait(10) == 0
