"""A section of the default study, and what it shows."""

import pytest

from analysis.report import Section
from analysis.report import section as section_module
from tests import shipped


@pytest.fixture
def section(tmp_path, monkeypatch):
    """A section of the default study that displays nothing."""
    monkeypatch.setattr(section_module, "display", lambda *_, **__: None)
    return Section(shipped.study(), "1_overall_survival", tmp_path)


@pytest.fixture
def shown(section, monkeypatch):
    """What the section shows: {figure: (figure, caption)}, {table: (rows, what it was given)}, the sentences."""
    figures, tables, said = {}, {}, []
    keep = lambda fig, name, *, caption, **_: figures.update({name: (fig, caption)})  # noqa: E731
    monkeypatch.setattr(section, "figure", keep)
    monkeypatch.setattr(section, "table", lambda tidy, name, **given: tables.update({name: (tidy, given)}))
    monkeypatch.setattr(section, "say", lambda text, **_: said.append(text))
    return figures, tables, said
