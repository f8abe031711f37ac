"""A manuscript with its changes tracked: accepted it is the new text, rejected the old one."""

import io
import re
import zipfile
from types import SimpleNamespace

import pypandoc
import pytest
from PIL import Image

from analysis.report import documents
from analysis.report.difference import redline
from tests.office import office, wanted

OLD = """# Results

## Survival

Median survival was 17.7 months (95% CI 8.1 to not reached), with 9 deaths. It *did* not change.

This paragraph goes away.

![Survival of all.](figures/os.png)

| Comparison | Ratio | P |
|:--|:--|:--|
| sex | 0.50 (0.20-0.90) | 0.02 |
| age | 1.10 | 0.8 |

: Ratios of 2021.

The end.
"""
CHANGES = {"17.7": "28.6", "8.1": "13.6", "9 deaths": "14 **deaths**", "This paragraph goes away.\n\n": "",
           "| age | 1.10 | 0.8 |": "| age | 1.20 | 0.7 |\n| smoking | 0.9 | 0.9 |", "2021": "2024",
           "The end.": "Another paragraph here.\n\nThe end."}  # fmt: skip
NEW = re.sub("|".join(map(re.escape, CHANGES)), lambda found: CHANGES[found[0]], OLD)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A function that gives the Word file of a manuscript, as a report has it."""

    def docx(text, color="red"):
        folder = tmp_path_factory.mktemp("m")
        (folder / "figures").mkdir()
        Image.new("RGB", (300, 300), color).save(folder / "figures" / "os.png")
        (folder / "figures" / "os.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9pt" height="9pt"/>')
        (folder / "manuscript.md").write_text(text)
        facts = dict.fromkeys(("title", "reference", "registration", "data_cutoff", "report_unit", "id"), "a trial")
        told = SimpleNamespace(manuscript="manuscript.md")
        study = SimpleNamespace(folder=folder, declaration=told, synthetic=True, **facts)
        documents.manuscript(study, None, folder)
        return (folder / "manuscript.docx").read_bytes()

    return docx


@pytest.fixture(scope="module")
def redlined(files):
    """(The old file, the new one, the redlined one)."""
    old, new = files(OLD), files(NEW, "blue")
    return old, new, redline.redlined(old, new)


def words(content, how, folder):
    """The text that pandoc reads of a Word file, its tracked changes accepted or rejected."""
    file = folder / "it.docx"
    file.write_bytes(content)
    text = pypandoc.convert_file(file, "plain", format="docx", extra_args=[f"--track-changes={how}", "--wrap=none"])
    # a picture and its caption are a figure only where it is not tracked; rows that are gone stay, empty
    return re.sub(r"\n\s*\n", "\n", re.sub(r".*Survival of all\..*", "", text)).strip()


def test_accepted_it_is_the_new_text_and_rejected_the_old(redlined, tmp_path):
    old, new, both = redlined
    assert words(both, "accept", tmp_path) == words(new, "accept", tmp_path)
    assert words(both, "reject", tmp_path) == words(old, "accept", tmp_path)
    assert words(both, "all", tmp_path) != words(new, "accept", tmp_path)


def test_words_are_tracked_not_paragraphs_with_author_and_one_date(redlined):
    with zipfile.ZipFile(io.BytesIO(redlined[2])) as file:
        xml = file.read("word/document.xml").decode()
    assert re.search(r"<w:delText[^>]*>17\.7</w:delText>", xml)
    assert re.search(r"<w:ins [^>]*><w:r><w:t[^>]*>28\.6</w:t>", xml)
    assert set(re.findall(r'w:author="([^"]*)" w:date="([^"]*)"', xml)) == {(redline.AUTHOR, "2024-01-01T00:00:00Z")}
    ids = re.findall(r'<w:(?:ins|del) w:id="(\d+)"', xml)
    assert len(ids) == len(set(ids))


def test_a_figure_that_was_drawn_anew_stands_twice_the_old_one_deleted(redlined):
    old, _, both = redlined
    with zipfile.ZipFile(io.BytesIO(both)) as file:
        names, links = file.namelist(), file.read("word/_rels/document.xml.rels").decode()
    pictures = [name for name in names if name.startswith("word/media/")]
    assert len(pictures) == 2
    assert all(name.removeprefix("word/") in links for name in pictures)


def test_the_same_files_give_the_same_bytes_and_equal_texts_no_redline(redlined):
    old, new, both = redlined
    assert redline.redlined(old, new) == both
    assert redline.redlined(old, old) is None


def test_there_is_no_redline_where_a_report_has_no_manuscript(tmp_path):
    (tmp_path / "a").mkdir()
    assert not redline.write(tmp_path / "a", tmp_path / "a", tmp_path / "x.docx")
    assert not (tmp_path / "x.docx").exists()


@wanted
@pytest.mark.parametrize("how", ["Accept", "Reject"])
def test_libreoffice_accepts_and_rejects_the_changes_one_by_one(redlined, tmp_path, how):
    old, new, both = redlined
    told, n = office(both, tmp_path, how=how)
    plain, _ = office(new if how == "Accept" else old, tmp_path, how=how)
    assert n > 10
    assert told == plain
