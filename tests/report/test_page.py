"""The page's text: landmarks, a policy for its one script, colours that can be read, ids that are nobody else's."""

import re
from collections import Counter
from types import SimpleNamespace

import pytest

from analysis.figures.numbers import Printed, interval, number, p_value, span
from analysis.report import blocks, page
from tests import report_page

CSS = (page.TEMPLATES / "page.css").read_text()
GROUNDS = ("ground", "panel")
INKS = ("ink", "soft", "accent", "good", "near", "bad")
SVG = """<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
width="72pt" height="36pt" viewBox="0 0 72 36"><metadata>by</metadata><defs>
<style type="text/css">*{stroke-linejoin: round}</style><clipPath id="p1"><rect/></clipPath></defs>
<g id="axes_1" clip-path="url(#p1)"><use xlink:href="#p1"/><a xlink:href="../../atlas/a.svg"><!-- t --></a></g></svg>"""
HOSTILE = ["<script>alert(1)</script>", "</svg>", "]]>", "#typst", "{{ 7 * 7 }}", "$x$", "\\", "{% raw %}", "&lt;b&gt;"]


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return report_page.write(tmp_path_factory.mktemp("page")).read_text()


def page_of(reference):
    study = SimpleNamespace(**vars(report_page.STUDY) | {"reference": reference})
    return report_page.html("", {}, study=study)


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


def test_code_that_shows_nothing_opens_with_the_code_after_it(text):
    body = text[text.index('id="1_part-Curves"') :]
    first = body[body.index("<details") : body.index("</details>")]
    assert "first" in first
    assert "print" in first


def test_every_figure_says_in_words_what_it_shows(text):
    assert re.findall(r'<svg[^>]*aria-label="([^"]*)"', text) == [
        "A bubble each cut-off.",  # on the front
        "Curve 1: median 28.6 months.",
        "Curve 2: median 28.6 months.",
        "Curve 4: median 28.6 months.",
    ]


def test_a_drawing_among_others_keeps_no_id_but_its_own():
    one, other = (page.embedded(SVG, name, "") for name in ("a", "b"))
    own = re.search(r'<clipPath id="(f[0-9a-f]{8}-p1)"', one)[1]
    assert f"url(#{own})" in one
    assert f'xlink:href="#{own}"' in one
    assert own not in other
    assert 'xlink:href="atlas/a.svg"' in one
    for gone in ("axes_1", "<style", "metadata", "<!--", "<?xml", "svg:", "ns0"):
        assert gone not in one
    assert 'width="100.8" height="50.4"' in one  # 72 and 36 points without text


@pytest.mark.parametrize(("svg", "role"), [(SVG, "group"), (re.sub(r"(</?)a\b", r"\1g", SVG), "img")])
def test_a_drawing_with_links_is_no_image(svg, role):
    assert f'role="{role}" aria-label="a &quot;b&quot;"' in page.embedded(svg, "i", 'a "b"')


def test_alone_its_links_into_the_atlas_start_two_folders_up():
    assert page.alone('<a xlink:href="atlas/x"/><a xlink:href="#m"/>') == (
        '<a xlink:href="../../atlas/x"/><a xlink:href="#m"/>'
    )


def test_a_wide_figure_says_so(text):
    assert re.findall(r'<figure class="([^"]+)"', text) == ["figure wide"] + ["figure"] * 3


def table(columns):
    return page.shown(report_page.table(columns, "t", 1))


@pytest.mark.parametrize(("cells", "numeric"), [
    ([number(1.0), p_value(None), number(None, missing="NR")], True), ([interval(0.3, None), span([1, 2])], True),
    ([1, 2.5, None], True), ([Printed("0.5†", 0.5), "reference"], True), (["reference"], False), (["1.0"], False),
    (["7/1", number(1)], False), ([True, False], False), ([""], False),
])  # fmt: skip
def test_columns_are_of_numbers_when_their_cells_carry_one(cells, numeric):
    assert ('class="num"' in table({"a": cells})) == numeric


def test_a_cell_is_sorted_by_the_number_it_carries():
    cells = [p_value(0.0004), number(None, missing="NR"), number(None), number(1200.0, 1), "reference"]
    found = re.findall(r'data-value="([^"]*)">([^<]*)<', table({"a": cells}))
    assert found == [("0.0004", "&lt;0.001"), ("Infinity", "NR"), ("", "–"), ("1200.0", "1,200.0"), ("", "reference")]


@pytest.mark.parametrize(("cell", "kind"), [
    ("CD56+PD-1+PD-L1+", "name"), ("", "name"), ("known only later; " * 4, "note"), ("naive; " * 20, "note prose"),
    ("10001", "name"),
])  # fmt: skip
def test_only_columns_of_prose_wrap(cell, kind):
    assert f' class="{kind}">{cell}</td>' in table({"a": [cell, "x"]})


def test_a_heading_of_several_words_has_a_width_of_its_own():
    text = table({"Time of peak, h": [1], "n": [2]})
    assert '<th scope="col" class="num wordy">Time of peak, h</th><th scope="col" class="num">n</th>' in text


@pytest.mark.parametrize("words", HOSTILE)
def test_what_the_data_say_is_text_wherever_it_stands(words):
    study = SimpleNamespace(**vars(report_page.STUDY) | {"title": words})
    cell = blocks.column(words, [words, words], lead=[words, ""], aside=[words, ""])
    shown = [blocks.Heading(1, words, "h"), blocks.Prose(words), blocks.Code(words), blocks.Output(words),
             blocks.Table("t", words, words, [cell], "t", notes={"a": words})]  # fmt: skip
    found = report_page.html("", {"1_part": shown}, study=study)
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert found.count(safe) >= 12
    assert found.count("<script") == 1
    assert safe == words or words not in found


def test_only_long_tables_scroll():
    assert '"scroll long"' in table({"a": ["x"] * (page.LONG + 1)})
    assert '"scroll"' in table({"a": ["x"] * page.LONG})


def test_documents_beside_the_page_are_offered_only_when_there_are_any(text):
    assert "to edit or to print" not in text
    assert '<a href="report.docx">' in report_page.html("", {}, beside=["report.docx"])


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


def test_verdicts_are_counted_best_first_without_those_nobody_got():
    rows = [{"verdict": verdict} for verdict in ("near", "reproduced", "not recomputable", "near")]
    assert page.verdict_counts(rows) == [("reproduced", 1), ("near", 2), ("not recomputable", 1)]
