"""The page's text: landmarks, a policy for its one script, colours that can be read, ids that are nobody else's."""

import re
from collections import Counter
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from analysis import vocabulary
from analysis.report.page import display, html
from analysis.report.page import index as page
from tests import report_page

CSS = (page.TEMPLATES / "page.css").read_text()
GROUNDS = ("ground", "panel")
INKS = ("ink", "soft", "accent", "good", "near", "bad")
SVG = """<?xml version="1.0"?><svg width="72pt" height="36pt" viewBox="0 0 72 36"><metadata>by</metadata><defs>
<style type="text/css">*{stroke-linejoin: round}</style><clipPath id="p1"><rect/></clipPath></defs>
<g id="axes_1" clip-path="url(#p1)"><use xlink:href="#p1"/><a xlink:href="atlas/a.svg"><!-- t --></a></g></svg>"""


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return report_page.write(tmp_path_factory.mktemp("page")).read_text()


def page_of(reference):
    study = SimpleNamespace(**vars(report_page.STUDY) | {"reference": reference})
    return page.html(study, {}, report_page.RESULTS, None, [], report_page.MADE, skipped={})


@pytest.mark.parametrize("written", ["10.3389/fimmu.2025.1595382", "doi:10.3389/fimmu.2025.1595382.",
                                     "https://doi.org/10.3389/fimmu.2025.1595382"])  # fmt: skip
def test_a_doi_in_the_reference_is_a_link(written):
    link = '<a href="https://doi.org/10.3389/fimmu.2025.1595382">doi:10.3389/fimmu.2025.1595382</a>'
    assert f"<dd>Front Immunol 2025, {link}</dd>" in page_of(f"Front Immunol 2025, {written}")
    assert "<dd>Loprinzi 1994, J Clin Oncol 12:601</dd>" in page_of("Loprinzi 1994, J Clin Oncol 12:601")


def test_only_the_pages_own_script_may_run(text):
    (script,) = re.findall(r"<script>(.*?)</script>", text, flags=re.S)
    assert f"script-src '{page.digest(script)}'" in text.replace("&#43;", "+")
    assert "default-src 'none'" in text
    assert "img-src 'self' file: data:;" in text  # pictures of the report's own folder, wherever it lies
    assert not re.search(r"\son\w+=", text.split("</head>")[1])


def test_the_digest_is_that_of_the_policy_language():
    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert page.digest("alert(1)") == "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="


def test_it_has_landmarks_a_skip_link_and_one_first_heading(text):
    for tag in ("header", "main", "nav"):
        assert len(re.findall(rf"<{tag}[ >]", text)) == 1, tag
    assert text.index('class="skip" href="#report"') < text.index("<header>")
    assert len(re.findall("<h1", text)) == 1
    levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_no_id_is_used_twice_and_every_reference_has_its_id(text):
    ids = Counter(re.findall(r'\sid="([^"]+)"', text))
    assert [name for name, count in ids.items() if count > 1] == []
    used = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    assert used - set(ids) == set()


def test_sections_carry_the_number_of_their_figures_and_all_can_be_linked_to(text):
    assert re.search(r'<h2 id="1_part-A-part"><span class="number">1</span> A part<a class="anchor"', text)
    assert '<b><a class="label" href="#1_part-os_by_1">Figure 1.1.</a></b> Of it.' in text
    assert '<b><a class="label" href="#1_part-events">Table 1.2.</a></b> Of it.' in text


def test_a_section_without_a_number_has_none():
    assert (html.number("2_ctdna"), html.number("extra_part"), html.number("12_x")) == ("2", "", "12")


def test_a_part_whose_code_showed_nothing_is_left_out_but_not_its_code():
    shown = nbformat.v4.new_output("stream", text="seen")
    words, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    cells = [words("# A"), words("## Empty\n\nWords."), code("if False: 1")]
    cells += [words("## Full"), code("2", outputs=[shown]), words("## Only words")]
    kept = html.without_empty_parts(nbformat.v4.new_notebook(cells=cells)).cells
    assert [cell.source for cell in kept] == ["# A", "if False: 1", "## Full", "2", "## Only words"]


def test_a_section_is_named_by_the_title_of_its_notebook():
    assert html.named("2_ctdna") == "2 ctDNA dynamics"
    assert html.named("9_nowhere") == "9_nowhere"


def test_code_that_shows_nothing_opens_with_the_code_after_it(text):
    body = text[text.index('id="1_part-Curves"') :]
    first = body[body.index("<details") : body.index("</details>")]
    assert "first" in first
    assert "print" in first


def test_every_figure_says_in_words_what_it_shows(text):
    assert re.findall(r'<svg[^>]*aria-label="([^"]*)"', text) == [
        "Curve 1: median 28.6 months.",
        "Curve 2: median 28.6 months.",
        "Curve 4: median 28.6 months.",
        "A bubble each cut-off.",
    ]


def test_a_drawing_among_others_keeps_no_id_but_its_own():
    one, other = (display.embedded(SVG, name) for name in ("a", "b"))
    own = re.search(r'<clipPath id="(f[0-9a-f]{8}-p1)"', one)[1]
    assert f"url(#{own})" in one
    assert f'xlink:href="#{own}"' in one
    assert own not in other
    assert 'xlink:href="atlas/a.svg"' in one
    for gone in ("axes_1", "<style", "metadata", "<!--", "<?xml"):
        assert gone not in one
    assert one.startswith('<svg width="129.6" height="64.8"')


@pytest.mark.parametrize(("svg", "role", "kind"), [
    (SVG, "group", "figure"), (SVG.replace("<a ", "<g "), "img", "figure"),
    (SVG.replace("72pt", "500pt"), "group", "figure wide"),
])  # fmt: skip
def test_a_drawing_with_links_is_no_image_and_a_wide_one_says_so(svg, role, kind):
    made = display.figure(svg, ident="i", label="Figure 1.1", caption="c", alt='a "b"', links=[])
    assert f'<svg role="{role}" aria-label="a &quot;b&quot;"' in made
    assert f'<figure class="{kind}" id="i">' in made


def test_words_and_cells_show_the_signs_that_files_spell_with_two_characters():
    made = display.figure(SVG, ident="i", label="Figure 1.1", caption=">=65 v <65", alt="<=6 months", links=[])
    assert "≥65 v &lt;65" in made
    assert 'aria-label="≤6 months"' in made
    assert ">≥50%</td>" in report_page.table({"a": [">=50%"]}, "t", 1)


@pytest.mark.parametrize(("cells", "numeric"), [
    (["1.0 (0.5–2.0)", "NR (1–NR)", "–"], True), (["0.048 (0.00033–0.89)†", "6e-06 (3.7e-12–9.6)"], True),
    (["<0.001", "−3"], True), (["7/1"], False), (["1-49%"], False), ([""], False), (["31.3–73.5", "0–∞"], True),
    (["−12.0 to 30.5", "13.6–NR"], True), (["2–10", "–"], True), (["2024-01-31"], False),
    (["reference", "1.28 (0.47–3.48)"], True), (["reference"], False),
])  # fmt: skip
def test_columns_of_printed_numbers_and_ranges_are_aligned_right(cells, numeric):
    assert ('class="num"' in report_page.table({"a": cells}, "t", 1)) == numeric


@pytest.mark.parametrize("heading", ["USUBJID", "Subject"])
def test_the_name_of_a_subject_is_no_number(heading):
    assert '<td class="name">10001</td>' in report_page.table({heading: ["10001", "10002"]}, "t", 1)


@pytest.mark.parametrize(("cell", "kind"), [
    ("CD56+PD-1+PD-L1+", "name"), ("", "name"), ("known only later; " * 4, "note"), ("naive; " * 20, "note prose"),
])  # fmt: skip
def test_only_columns_of_prose_wrap(cell, kind):
    assert f'<td class="{kind}">{cell}</td>' in report_page.table({"a": [cell, "x"]}, "t", 1)


def test_a_heading_of_several_words_has_a_width_of_its_own():
    text = report_page.table({"Time of peak, h": ["1"], "n": ["2"]}, "t", 1)
    assert '<th scope=col class="num wordy">Time of peak, h</th><th scope=col class="num">n</th>' in text


def test_only_long_tables_scroll():
    assert '"scroll long"' in report_page.table({"a": ["x"] * (display.LONG + 1)}, "t", 1)
    assert '"scroll"' in report_page.table({"a": ["x"] * display.LONG}, "t", 1)


def test_verdicts_are_counted_best_first_without_those_nobody_got():
    rows = [{"verdict": verdict} for verdict in ("near", "reproduced", "not recomputable", "near")]
    assert [(found["words"], found["css"], found["n"]) for found in page.verdict_counts(rows)] == [
        ("reproduced", "reproduced", 1), ("near", "near", 2), ("not recomputable", "not", 1)
    ]  # fmt: skip


def test_documents_beside_the_page_are_offered_only_when_there_are_any(text):
    assert "to edit or to print" not in text
    made = page.html(report_page.STUDY, {}, report_page.RESULTS, None, [], report_page.MADE, skipped={},
                     documents=["report.docx"])  # fmt: skip
    assert '<a href="report.docx">' in made


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_stand_out_from_their_ground(theme):
    colors = palette(theme)
    weak = [
        (ink, ground)
        for ink in INKS
        for ground in GROUNDS
        if contrast(colors[ink], colors[ground]) < 4.5  # WCAG 2.2, level AA
    ]
    assert weak == []
    assert contrast(colors["warn-ink"], colors["warn"]) >= 4.5
    assert contrast(colors["ink"], colors["mark"]) >= 4.5


def test_both_ways_to_darkness_have_the_same_colours():
    blocks = re.findall(r"color-scheme: dark;(.*?)\}", CSS, flags=re.S)
    assert len({re.sub(r"\s+", " ", block) for block in blocks}) == 1
    assert len(blocks) == 2


def palette(theme):
    block = re.search(rf"color-scheme: {theme};(.*?)\}}", CSS, flags=re.S)[1]
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6})", block))


def contrast(one, other):
    """The contrast ratio of two colours by WCAG: 1 for equal ones, 21 for black and white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def key_rows(**row):
    blank = dict.fromkeys(vocabulary.RESULT_COLUMNS, "") | {"population": "all", "n": 20, "n_event": 14}
    return pd.DataFrame([blank | row])


@pytest.mark.parametrize(("row", "card"), [
    ({"endpoint": "OS", "estimand": "median", "method": "Kaplan-Meier; log", "estimate": 28.55, "conf_low": 13.6,
      "unit": "months"}, ("Median OS", "28.6 months", "95% CI 13.6–NR; 14 deaths in 20")),
    ({"endpoint": "PFS", "estimand": "median", "method": "Kaplan-Meier; log", "conf_low": 310.0, "unit": "days",
      "n_event": 1}, ("Median PFS", "not reached", "95% CI 310–NR; 1 event in 20")),
    ({"endpoint": "OS", "estimand": "follow_up", "method": "reverse Kaplan-Meier; log-log", "estimate": 588.0,
      "conf_low": 511.0, "conf_high": 821.0, "unit": "days", "n_event": 6},
     ("Median follow-up", "588 days", "95% CI 511–821; 6 of 20 without event")),
    ({"endpoint": "BOR", "estimand": "proportion", "group": "ORR", "method": "Clopper-Pearson", "estimate": 0.45,
      "conf_low": 0.231, "conf_high": 0.685, "n_event": 9},
     ("Objective response", "45.0%", "95% CI 23.1–68.5; 9 of 20 subjects")),
])  # fmt: skip
def test_a_key_number_says_what_stands_behind_it(row, card):
    study = SimpleNamespace(subjects=range(20), data_cutoff=None)
    assert page.key_numbers(study, key_rows(**row))[1] == card
