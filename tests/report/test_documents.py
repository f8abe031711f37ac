"""The report as Word and PDF: the page's text, tables and figures, readable and the same at every run."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest

from analysis.pipeline import plan
from analysis.report import documents
from analysis.report.documents import (
    archive,
    fitting,
    measuring,
    outline,
    pagination,
    reading,
    runs,
    typeset,
    word,
    wordtables,
)
from analysis.report.manuscript import ManuscriptError
from analysis.report.page import display

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


@pytest.fixture(scope="module")
def page(folder):
    """A page as `page.html` makes it: headings, code, prose, a figure, a small and a wide table."""
    import pandas as pd

    links = [("SVG", "figures/1_part/os.svg"), ("PNG", "figures/1_part/os.png")]
    svg = (folder / "figures" / "1_part" / "os.svg").read_text()
    words = {"label": "Figure 1.1", "caption": "Survival of <all> & more.", "alt": "A curve that falls."}
    drawn = display.figure(svg, ident="os", links=links, **words)
    small = pd.DataFrame({"Group": ["<65 & [x]", "#b*_"], "n": ["11", "9"]})
    narrow = display.table(small, ident="t1", label="Table 1.1", caption="Subjects.", links=[("CSV", "t.csv")])
    wide = pd.DataFrame([["OS", "best_response", "CR/PR v SD", "0.51 (0.13–2.00)", "0.323", "Cox", NOTE]], columns=WIDE)
    broad = display.table(wide, ident="t2", label="Table 1.2", caption="Comparisons.", links=[])
    return f"""<html><body><nav>Contents</nav><main id="report"><section id="summary"><h2>Summary</h2>
      <ul class="cards"><li><span class="label">Median OS</span><span class="value">28.6 months</span>
      <span class="note">95% CI 13.6–43.5</span></li></ul><p>All <a href="results.csv">results.csv</a>
      <span class="screen">A click sorts.</span></p></section>
      <section><details class="code"><summary>Code</summary><pre>secret = 1</pre></details>
      <h2 id="a"><span class="number">1</span> Overall survival<a class="anchor" href="#a">#</a></h2>
      <p class="study">A trial</p><h3 id="b">Curves</h3><p>Prose with <code>code</code> and 3 * 4 $ #.</p>
      {drawn}{narrow}{broad}</section></main></body></html>"""


@pytest.fixture(scope="module")
def parts(page):
    """The parts of the page."""
    return reading.parts(page)


@pytest.fixture(scope="module")
def docx(parts, folder):
    """The Word file's bytes."""
    return word.docx(runs.runs(parts), folder, title="A & B", lines=["Data cutoff: 2024-01-31"], synthetic=True)


@pytest.fixture(scope="module")
def pdf(parts, folder, tmp_path_factory):
    """The PDF as a file."""
    path = tmp_path_factory.mktemp("pdf") / "report.pdf"
    path.write_bytes(
        typeset.pdf(runs.runs(parts), folder, title="A & B", lines=["Data cutoff: 2024-01-31"], synthetic=True)
    )
    return path


def tree(docx):
    return ElementTree.fromstring(archive.unzipped(docx)["word/document.xml"])


def styled(docx, style):
    found = [one for one in tree(docx).iter(f"{W}p") if one.find(f"./{W}pPr/{W}pStyle[@{W}val='{style}']") is not None]
    return ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in found]


def read(tool, *arguments):
    if not shutil.which(tool):
        pytest.skip(f"{tool} is not installed")
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


def test_the_page_is_read_without_code_links_and_what_is_for_a_screen(parts):
    words = " ".join(part.html for part in parts if isinstance(part, reading.Prose))
    assert '<h1 id="a">1 Overall survival</h1>' in words
    assert '<h2 id="b">Curves</h2>' in words
    assert not [one for one in ("secret", "<a", "sorts", "A trial", "Contents") if one in words]


def test_a_figure_keeps_label_caption_and_alternative_text(parts):
    (figure,) = (part for part in parts if isinstance(part, reading.Figure))
    assert figure == ("figures/1_part/os", "Figure 1.1.", "Survival of <all> & more.", "A curve that falls.")


def test_tables_keep_every_cell_and_know_their_numbers(parts):
    cards, small, wide = (part for part in parts if isinstance(part, reading.Table))
    assert cards.rows == [["Median OS", "28.6 months", "95% CI 13.6–43.5"]]
    assert small.rows == [["&lt;65 &amp; [x]", "11"], ["#b*_", "9"]]
    assert small.numeric == [False, True]
    assert wide.header == WIDE


def test_a_small_table_stands_upright_in_full_type_and_a_wide_one_lies_on_its_side():
    small = reading.Table("", "", ["a", "b"], [["1", "2"]], [True, True])
    assert fitting.fit(small)[:2] == (8.0, False)
    assert fitting.fit(broad(40)).landscape
    assert sum(fitting.fit(broad(40)).shares) <= 1.0001
    assert sum(fitting.fit(small).shares) < 0.3


def test_type_is_made_smaller_before_a_page_is_turned_but_never_too_small():
    header = [f"median_of_{n}" for n in range(13)]
    close = reading.Table("", "", header, [[f"value{n}"] * 13 for n in range(20)], [False] * 13)
    assert fitting.fit(close)[:2] == (7.0, False)
    assert min(fitting.fit(table).size for table in (close, broad(9), broad(100))) >= 6.5


def test_words_of_a_header_are_broken_at_their_joints_and_a_number_is_never_parted_from_its_interval():
    assert measuring.breakable("<em>progression_day</em>") == "<em>progression_\u200bday</em>"
    assert measuring.breakable("n_draws and/or") == "n_draws and/or"
    assert measuring.longest_word("0.51 (0.13–2.00)") == measuring.line("0.51 (0.13–2.00)")
    assert measuring.longest_word("progression_\u200bday") == measuring.line("progression_")


def test_a_wide_table_of_few_rows_is_transposed_and_turns_no_page():
    (run,) = runs.runs([broad(2)])
    assert not run.landscape
    ((table, fit),) = run.parts
    assert table.header == ["Column 0", "a value of some length", "a value of some length"]
    assert table.rows[0] == ["<strong>Column 1</strong>", "a value of some length", "a value of some length"]
    assert (len(table.rows), fit.landscape) == (15, False)
    assert not any(run.landscape for rows in range(1, 7) for run in runs.runs([broad(rows)]))


def test_a_heading_and_the_words_to_a_wide_table_go_with_it_and_wide_tables_share_their_pages():
    before, heading, words = (reading.Prose(one) for one in ("<p>Before</p>", "<h2>Heading</h2>", "<p>Words</p>"))
    found = runs.runs([before, heading, words, broad(20), words, heading, broad(20), words])
    assert found[0] == runs.Run(False, [before])
    assert found[1].landscape
    assert [part for part in found[1].parts if isinstance(part, reading.Prose)] == [heading, words, words, heading]
    assert found[2] == runs.Run(False, [words])


def test_a_table_without_rows_or_header_is_set():
    assert fitting.fit(reading.Table("", "", ["a", "b"], [], [True, True])).size == 8.0
    assert fitting.fit(reading.Table("", "", [], [["1", "2"]], [])).size == 8.0


def test_word_has_real_tables_with_a_repeated_header(docx):
    tables = tree(docx).findall(f".//{W}tbl")
    assert len(tables) == 3
    assert tables[2].find(f"./{W}tr/{W}trPr/{W}tblHeader") is not None
    cells = ["".join(text.text for text in cell.iter(f"{W}t")) for cell in tables[1].iter(f"{W}tc")]
    assert cells == ["Group", "n", "<65 & [x]", "11", "#b*_", "9"]


def test_word_has_headings_captions_a_title_and_a_contents_field(docx):
    assert styled(docx, "Title") == ["A & B"]
    assert styled(docx, "Heading1") == ["Summary", "1 Overall survival"]
    assert styled(docx, "Heading2") == ["Curves"]
    assert styled(docx, "ImageCaption") == ["Figure 1.1. Survival of <all> & more."]
    assert "Table 1.1. Subjects." in styled(docx, "TableCaption")
    text = archive.unzipped(docx)["word/document.xml"].decode()
    assert "TOC \\o" in text
    assert 'descr="A curve that falls."' in text


def test_no_mark_is_left_in_a_document(docx, pdf, parts):
    text = archive.unzipped(docx)["word/document.xml"].decode()
    assert not [mark for mark in (word.TURNED, word.UPRIGHT, outline.BEGIN, outline.END) if mark in text]
    assert "PARTNUMBER" not in typeset.source(runs.runs(parts), title="t")


def test_a_wide_table_lies_on_its_side_in_word_and_the_pages_after_it_stand(parts, folder):
    made = word.docx(runs.runs([parts[0], broad(20), broad(20), reading.Prose("<p>After</p>")]), folder, title="t")
    pages = [section.find(f"{W}pgSz").get(f"{W}orient") for section in tree(made).iter(f"{W}sectPr")]
    assert pages == [None, "landscape", None]
    footers = [section.find(f"{W}footerReference") for section in tree(made).iter(f"{W}sectPr")]
    assert [list(one.attrib.values())[0] for one in footers] == ["rId92", "rId93", "rId92"]


def test_word_tears_no_row_apart_and_keeps_a_short_table_with_its_caption_on_one_page(docx, parts, folder):
    rows = list(tree(docx).findall(f".//{W}tbl")[1].iter(f"{W}tr"))
    assert all(row.find(f"./{W}trPr/{W}cantSplit") is not None for row in rows)
    kept = [all(one.find(f"./{W}pPr/{W}keepNext") is not None for one in row.iter(f"{W}p")) for row in rows]
    assert kept == [True, True, False]
    long = word.docx(runs.runs([parts[0], broad(100)]), folder, title="t")
    kept = [row.find(f".//{W}keepNext") is not None for row in tree(long).find(f".//{W}tbl").iter(f"{W}tr")]
    assert (kept[:4], kept[4:97], kept[97:]) == ([True, True, False, False], [False] * 93, [False, False, True, False])


def test_small_words_of_a_table_are_small_in_word(folder):
    table = reading.Table("", "", ["a"], [["Words <small>of less weight</small>"]], [False])
    text = archive.unzipped(word.docx(runs.runs([table]), folder, title="t", contents=False))[
        "word/document.xml"
    ].decode()
    assert re.search(r'"SmallText" ?/></w:rPr><w:t[^>]*>of less weight', text)


def test_turned_pages_are_set_closer_where_the_last_would_be_nearly_empty(folder):
    def asked(laid):
        return pagination._asked(pagination.ENDS, laid, folder, title="t")[0]["pages"]

    loose, full, sparse = runs.runs([broad(30)]), *(pagination.settled([broad(n)], folder, title="t") for n in (24, 30))
    assert (asked(loose), asked(sparse)) == (3, 2)
    assert [laid[0].parts[0].fit.close for laid in (full, sparse)] == [False, True]
    text = archive.unzipped(word.docx(sparse, folder, title="t"))["word/document.xml"].decode()
    assert wordtables.CLOSE in text


def test_two_survival_curves_stand_on_a_page_in_word(tmp_path):
    figure = plt.figure(figsize=(120 / 25.4, 148 / 25.4))
    figure.savefig(tmp_path / "tall.png", dpi=100)
    plt.close(figure)
    made = word.docx(runs.runs([reading.Figure("tall", "Figure 1.", "c", "a")]), tmp_path, title="t", contents=False)
    high = int(re.search(r'<wp:extent cx="\d+" cy="(\d+)"', archive.unzipped(made)["word/document.xml"].decode())[1])
    assert high / 36000 <= 88


def test_the_contents_of_word_have_the_pages_of_the_pdf_and_ask_nobody_to_update_them(folder, tmp_path):
    prose = [reading.Prose(f"<h1 id='s{n}'>Part {n}</h1>".replace("'", '"') + "<p>Words</p>" * 30) for n in range(5)]
    (tmp_path / "r.pdf").write_bytes(typeset.pdf(runs.runs(prose), folder, title="t"))
    made = archive.unzipped(word.docx(runs.runs(prose), folder, title="t"))
    text = made["word/document.xml"].decode()
    numbers = [int(one) for one in re.findall(r"PAGEREF .*?<w:t>(\d+)</w:t>", text)]
    pages = read("pdftotext", tmp_path / "r.pdf", "-").split("\f")
    assert numbers == [next(n for n, page in enumerate(pages[1:], 2) if f"Part {part}\n" in page) for part in range(5)]
    assert b"updateFields" not in made["word/settings.xml"]
    assert "w:dirty" not in text
    assert text.count('"begin"') == text.count('"end"') == 6


def test_what_begins_a_page_of_the_pdf_begins_one_in_word(folder):
    heading, words = reading.Prose('<h1 id="s">Part</h1>'), reading.Prose("<p>Words</p>" * 60)
    figure = reading.Figure("figures/1_part/os", "Figure 1.", "c", "a")
    table = reading.Table("", "Long", ["a"], [["1"]] * 30, [True])
    prose = [heading, table, figure, heading, figure, figure, words, heading, table, table]
    begun = [place.first for place in pagination.places(runs.runs(prose), folder, title="t")]
    text = archive.unzipped(word.docx(runs.runs(prose), folder, title="t"))["word/document.xml"].decode()
    starts = re.findall(r'"(?:Heading1|CaptionedFigure|TableCaption)" ?/>.*?</w:pPr>', text)
    assert ["pageBreakBefore" in one for one in starts] == begun
    assert len(set(begun)) == 2


def test_contents_list_the_parts_of_sections_where_they_fit_a_page():
    few, many = ([reading.Prose(f'<h2 id="s{n}">Part</h2>') for n in range(size)] for size in (20, 80))
    assert (reading.depth(few), reading.depth(many)) == (2, 1)


def test_rows_that_are_synthetic_are_said_to_be_on_every_page_and_real_ones_are_not(docx, parts, folder):
    real = word.docx(runs.runs(parts), folder, title="A & B", synthetic=False)
    header = [archive.unzipped(one)["word/header1.xml"] for one in (docx, real)]
    assert b"SYNTHETIC" in header[0]
    assert b"SYNTHETIC" not in header[1]
    assert "synthetic: false" in typeset.source(runs.runs(parts), title="t", synthetic=False)


def test_documents_have_the_same_bytes_at_every_run(docx, pdf, parts, folder, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    look = {"title": "A & B", "lines": ["Data cutoff: 2024-01-31"], "synthetic": True}
    assert word.docx(runs.runs(parts), folder, **look) == docx
    elsewhere = shutil.copytree(folder, folder.with_name("elsewhere") / "report 100%")
    assert word.docx(runs.runs(parts), elsewhere, **look) == docx
    assert typeset.pdf(runs.runs(parts), folder, **look) == pdf.read_bytes()


def test_markup_characters_of_the_typesetter_are_text():
    assert typeset.cell("a#b &lt;c&gt; *d* <strong>e</strong><br/>f") == (
        "a\\#b \\<c\\> \\*d\\* #strong[e]#linebreak()f"
    )


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
    figure = reading.Figure("figures/1_part/os", "Figure 1.", "c", "")
    assert typeset.pdf(runs.runs([figure]), folder, title="t").startswith(b"%PDF")


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
    names = documents.manuscript(study(tmp_path), None, folder)
    assert names == ("manuscript.md", "manuscript.docx", "manuscript.pdf")
    made = (folder / "manuscript.docx").read_bytes()
    assert styled(made, "ImageCaption") == ["Figure 1. A curve."]
    assert styled(made, "TableCaption") == ["Table 1. Numbers."]
    assert len(tree(made).findall(f".//{W}tbl")) == 1


def test_a_manuscript_that_is_not_there_or_shows_no_figure_of_the_report_is_an_error(folder, tmp_path):
    with pytest.raises(ManuscriptError, match="m.md: no such file; study.yml names it"):
        documents.manuscript(study(tmp_path), None, folder)
    (tmp_path / "m.md").write_text("![A](figures/1_part/none.png)")
    with pytest.raises(ManuscriptError, match="no figure figures/1_part/none"):
        documents.manuscript(study(tmp_path), None, folder)


def test_the_reason_of_a_section_that_was_not_asked_for_is_the_plans():
    declared = SimpleNamespace(sections={}, tables={"adsl": 1, "adtte": 1})
    assert documents.NOT_ASKED in plan.sections(declared, "1_overall_survival")[1].values()


def broad(rows):
    """A table of 16 columns that no upright page holds."""
    values = [["a value of some length"] * 16] * rows
    return reading.Table("", "Wide", [f"Column {n}" for n in range(16)], values, [False] * 16)


def study(folder):
    facts = dict.fromkeys(("reference", "registration", "data_cutoff"))
    named = {"title": "A trial", "id": "a", "report_unit": "months", "synthetic": True, "folder": folder}
    return SimpleNamespace(**facts, **named, declaration=SimpleNamespace(manuscript="m.md"))
