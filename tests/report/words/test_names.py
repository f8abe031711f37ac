"""No name of code in what a reader sees: captions, headings and cells of the tables that the shipped studies make."""

import re
from pathlib import Path

import pytest
import yaml

import analysis
from analysis.estimates import ctdna, efficacy, persistence, phenotype, response, safety
from analysis.report import Section
from analysis.report import section as section_module
from analysis.report.words import plain, readable, tables
from tests import shipped

CODE = re.compile(r"\b[A-Za-z0-9]+_\w+|\b(USUBJID|PARAMCD|AVISITN?|ADY|BASE|AVALC?|P?CHG|AE|CM|BOR)\b"
                  r"|\bnk pd|\b(responders|tmax|cmax|auc|known.day|NaN|nan|None)\b")  # fmt: skip
# The trial's own word for its cells, and what is a spelling of a file.
ALLOWED = {"sIL15_TRACK", "X83_splice"}


def codes(words):
    """The names of code in a text."""
    return {found[0] for found in CODE.finditer(str(words)) if found[0] not in ALLOWED}


def seen(block):
    """Every text of a block: its caption and notes or prose, and of a table the headings and cells."""
    columns = getattr(block, "columns", [])
    own = [getattr(block, name, "") for name in ("caption", "alt", "markdown", "text")]
    return [*own, *getattr(block, "notes", {}).values(), *(column.heading for column in columns),
            *(cell.words for column in columns for cell in column.cells)]  # fmt: skip


@pytest.fixture(scope="module")
def studies():
    return {name: shipped.study(name) for name in ("nct03958097", "nct05334329")}


@pytest.fixture
def shown(studies, tmp_path, monkeypatch):
    """A function that gives the blocks which a section of a study shows by (table, rows, facts)."""
    found = []
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    monkeypatch.setattr(Section, "_show", lambda _, block, *__, **___: found.append(block))

    def show(study, name, *parts):
        section = Section(studies[study], name, tmp_path)
        for table, rows, facts in parts:
            section.table(rows, table, **facts)
        return found

    return show


def _survival(study):
    ttes = {name: study.endpoint(name) for name in ("OS",)}
    groups = {name: study.group(name) for name in ("sex", "best_response", "dose_level") if name in study.groupings}
    known = {name: study.known_at(name) for name in groups}
    references = {name: study.groupings[name].reference for name in groups}
    return efficacy.comparisons(ttes, groups, references=references, known_at=known, unit=study.report_unit)


@pytest.mark.parametrize("name", ["nct03958097", "nct05334329"])
def test_survival_by_group_is_told_in_words(studies, shown, name):
    study = studies[name]
    within = efficacy.outcomes(study, ["OS"], list(study.populations)[:2])
    parts = ("os_tests", _survival(study), {"endpoint": "OS"}), ("populations", within, {})
    blocks = shown(name, "1_overall_survival", *parts)
    assert not [(text, codes(text)) for block in blocks for text in seen(block) if codes(text)]


def test_ctdna_and_nk_cells_are_told_in_words(studies, shown):
    study = studies["nct03958097"]
    draws, flow = ctdna.draws(study), phenotype.measured(study, visit="After cycle 2")
    lead, ttes = ctdna.lead_time(draws), {"OS": study.endpoint("OS")}
    words = {"visit": "after cycle 2", "unit": draws.unit}
    shown("nct03958097", "2_ctdna", ("visits", draws.visits, words), ("subjects", ctdna.subjects(draws), words),
          ("agreement", draws.agreement(["responders", "progressive_disease"]), {}), ("lead", lead.results, {}),
          ("last_draw", draws.last_draw, {}), ("lead_time", lead.subjects, {}))  # fmt: skip
    baseline = phenotype.at_baseline(flow, ttes["OS"], at=24.0)
    facts = {"months": 24.0, "neither": baseline.neither, "visit": "after cycle 2", "points": 10.0}
    blocks = shown("nct03958097", "3_nk_phenotype", ("baseline", baseline.differences, facts),
                   ("evaluable", flow.evaluable, facts), ("changes", flow.changes, facts),
                   ("continuous", phenotype.hazard_ratios(flow, ttes, per=10.0), facts))  # fmt: skip
    assert len(blocks) == 10
    assert not [(text, codes(text)) for block in blocks for text in seen(block) if codes(text)]
    assert any("52.8 percentage points" in text for block in blocks for text in seen(block))


def test_safety_and_infused_cells_are_told_in_words(studies, shown):
    study, second = studies["nct03958097"], studies["nct05334329"]
    events, exposure = safety.adverse_events(study), safety.exposure(study)
    shown("nct03958097", "5_safety", ("overview", events.overview, {}), ("adverse_events", events.by_organ, {}),
          ("cycles", exposure.cycles, {}), ("disposition", exposure.disposition, {}),
          ("time_on_treatment", exposure.time, {}), ("later_therapy", safety.later_therapy(study), {}))  # fmt: skip
    blood, answers = persistence.blood(second), response.responses(second)
    kinetics = persistence.cellular_kinetics(blood.courses, horizon=24.0)
    blocks = shown("nct05334329", "6_nk_persistence", ("kinetics", kinetics.infusions, {}),
                   ("whole_trial", kinetics.whole_trial, {}), ("by_infusion", kinetics.by_infusion, {}),
                   ("status", blood.status, {}), ("response", response.rates_within(answers.best), {}),
                   ("related_severe", safety.related_severe(second), {}))  # fmt: skip
    assert len(blocks) == 12
    assert not [(text, codes(text)) for block in blocks for text in seen(block) if codes(text)]


def test_captions_headings_and_the_glossary_hold_no_code():
    captions = Path(analysis.__file__).parent / "figures" / "captions.yml"
    texts = [yaml.safe_load(file.read_text()) for file in (captions, tables.FILE, plain.GLOSSARY)]
    own = [text for part in texts for text in _strings(part, "printed", "only")]
    assert len(own) > 100
    plain_words = re.compile(r"\{[^}]*\}")
    assert not {text for text in [*own, *readable.HEADINGS.values()] if codes(plain_words.sub("", text))}


def _strings(part, *left_out):
    if isinstance(part, dict):
        return [text for name, one in part.items() if name not in left_out for text in _strings(one, *left_out)]
    return [str(part)]


def test_a_name_of_code_is_found():
    assert codes("Adjusted P within ctdna_change") == {"ctdna_change"}
    assert codes("nk pd1 points; known_day; responders v SD") == {"nk pd", "known_day", "responders"}
    assert codes("sIL15_TRACK cells, TP53, OS (1 test), PD-1+, case") == set()
