"""The parameters of a notebook: known by name, checked by type, refused before anything runs."""

import nbformat
import pytest

from analysis.study import parameters
from analysis.study.parameters import ParameterError

KNOWN = {
    "1_os": {"study_dir": "x", "endpoints": ["OS"], "landmarks": [6.0, 12.0], "conf_type": "log-log"},
    "2_ctdna": {"study_dir": "x", "visit": "After cycle 2", "naive": True, "endpoints": ["OS"]},
}


def asked(text, known=KNOWN, declared=None):
    return parameters.settings(known, declared or {}, parameters.requested(text))


def test_a_parameter_reaches_every_section_that_knows_it_and_no_other():
    chosen = asked("endpoints=OS,PFS naive=false")
    assert chosen["1_os"]["endpoints"] == chosen["2_ctdna"]["endpoints"] == ["OS", "PFS"]
    assert chosen["2_ctdna"]["naive"] is False
    assert "naive" not in chosen["1_os"]


def test_the_command_line_goes_before_the_study_and_the_study_before_the_notebook():
    declared = {"1_os": {"landmarks": [3, 9], "conf_type": "plain"}}
    chosen = asked("conf_type=log", declared=declared)["1_os"]
    assert chosen["landmarks"] == [3, 9]
    assert chosen["conf_type"] == "log"
    assert chosen["endpoints"] == ["OS"]


def test_an_unknown_parameter_is_refused_with_the_near_name_and_the_known_ones():
    with pytest.raises(ParameterError, match="endpont; did you mean endpoints") as refused:
        asked("endpont=OS")
    assert "landmarks=[6.0, 12.0]" in str(refused.value)


def test_an_unknown_parameter_of_the_study_is_refused_naming_the_place():
    with pytest.raises(ParameterError, match="study.yml, sections: 1_os: unknown parameter visit"):
        asked("", declared={"1_os": {"visit": "Baseline"}})


def test_the_study_folder_is_no_users_parameter():
    with pytest.raises(ParameterError, match="unknown parameter study_dir"):
        asked("study_dir=elsewhere")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("naive=7", "expected bool"), ("landmarks=six", "expected list"), ("landmarks=true", "expected list")],
)
def test_a_value_of_another_type_is_refused(text, expected):
    with pytest.raises(ParameterError, match=expected):
        asked(text)


def test_text_stays_text_even_when_it_looks_like_a_number_or_a_flag():
    assert parameters.typed("visit", "007", "Baseline") == "007"
    assert parameters.typed("visit", "false", "Baseline") == "false"


def test_a_word_without_a_value_is_refused():
    with pytest.raises(ParameterError, match="'endpoints' has no value"):
        parameters.requested("endpoints")


def test_quoted_values_may_hold_blanks():
    assert parameters.requested("visit='After cycle 4'") == {"visit": "After cycle 4"}


def test_defaults_are_read_from_the_tagged_cell_without_running_it(tmp_path):
    cell = nbformat.v4.new_code_cell('a = 1.5\nb = ["OS"]\nc = None', metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "n.ipynb")
    assert parameters.defaults(tmp_path / "n.ipynb") == {"a": 1.5, "b": ["OS"], "c": None}


def test_a_notebook_without_parameters_cell_is_refused_by_name(tmp_path):
    nbformat.write(nbformat.v4.new_notebook(), tmp_path / "n.ipynb")
    with pytest.raises(ParameterError, match="n.ipynb: no cell is tagged"):
        parameters.defaults(tmp_path / "n.ipynb")


@pytest.fixture
def by_hand(tmp_path, monkeypatch):
    """A function that asks, beside a notebook, for what a study.yml with these sections sets."""
    cell = nbformat.v4.new_code_cell("endpoints = ['OS']\nlandmarks = [6.0]", metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "1_os.ipynb")
    monkeypatch.chdir(tmp_path)

    def ask(sections):
        tables = "{adsl: a.csv, adtte: b.csv}"
        text = f"id: s\ntitle: t\nsynthetic: false\ntables: {tables}\nsections: {{1_os: {sections}}}\n"
        (tmp_path / "study.yml").write_text(text)
        return parameters.of_study(".", "1_os")

    return ask


def test_by_hand_the_study_sets_its_own_parameters_and_says_so(by_hand, capsys):
    assert by_hand("{landmarks: [3, 9]}") == {"landmarks": [3, 9]}
    assert capsys.readouterr().out == "study.yml sets landmarks = [3, 9]\n"
    assert by_hand("{}") == by_hand("false") == {}
    assert capsys.readouterr().out == ""


def test_by_hand_a_wrong_parameter_of_the_study_is_refused_as_in_the_report(by_hand):
    with pytest.raises(ParameterError, match="unknown parameter landmark; did you mean landmarks"):
        by_hand("{landmark: [3]}")
    with pytest.raises(ParameterError, match="expected list"):
        by_hand("{endpoints: 3}")


def test_by_hand_a_folder_without_study_sets_nothing(tmp_path, by_hand):
    by_hand("{}")
    assert parameters.of_study(tmp_path / "nowhere", "1_os") == {}


def test_related_parameters_may_share_a_line(tmp_path):
    cell = nbformat.v4.new_code_cell("low, high = -0.5, 1.0\nnames = []", metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "1_pair.ipynb")
    assert parameters.defaults(tmp_path / "1_pair.ipynb") == {"low": -0.5, "high": 1.0, "names": []}


def notebook(folder, source):
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["parameters"]})
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("A"), cell]), folder / "n.ipynb")
    return folder / "n.ipynb"


def test_a_default_may_be_annotated_and_shared_and_a_remark_stand_between(tmp_path):
    source = 'low: float = 0.5\n"""why"""\na = b = 1\nnames: list = ["OS"]  # endpoints'
    assert parameters.defaults(notebook(tmp_path, source)) == {"low": 0.5, "a": 1, "b": 1, "names": ["OS"]}


@pytest.mark.parametrize(
    ("source", "name", "found"),
    [
        ("%matplotlib inline\na = 1", "line 1", "%matplotlib inline"),
        ("a = 1\n%matplotlib inline\nb = 1", "line 2", "%matplotlib inline"),
        ("a = 1\nb = 365.25 / 2", "b", "365.25 / 2"),
        ("a = [365.25 / 2, 12.0]", "a", "[365.25 / 2, 12.0]"),
        ("a, *b = 1, 2", "*b", "2"),
        ("(a, b), c = (1, 2), 3", "(a, b)", "(1, 2)"),
        ("a, b = 1, 2, 3", "(a, b)", "(1, 2, 3)"),
        ("a = (1, 2)", "a", "(1, 2)"),
        ("a.b = 1", "a.b", "1"),
        ("a = 1\na += 1", "line 2", "a += 1"),
        ("import os", "line 1", "import os"),
        ("a: int", "line 1", "a: int"),
    ],
)
def test_what_is_no_name_with_a_literal_is_one_line_naming_notebook_cell_and_parameter(tmp_path, source, name, found):
    with pytest.raises(ParameterError) as refused:
        parameters.defaults(notebook(tmp_path, source))
    assert f'n.ipynb, cell 2 (parameters), {name}: found "{found}"; expected a name and a literal' in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "default", "value"),
    [
        ("1e-3", 0.01, 0.001),
        ("1E-3", 0.01, 0.001),
        ("-2.5e2", 1.0, -250.0),
        ("0012,0013", [], ["0012", "0013"]),
        ("0012,13", ["x"], ["0012", "13"]),
        ("1.50,true", ["x"], ["1.50", "true"]),
        ("1e-3,2", [0.5], [0.001, 2]),
    ],
)
def test_numbers_are_read_as_written_and_identifiers_keep_their_zeros(text, default, value):
    assert parameters.typed("p", text, default) == value


@pytest.mark.parametrize("text", ["0.3%", "1,5", "0.5 ng", "1_000"])
def test_a_number_with_a_unit_or_a_comma_is_refused_by_name(text):
    with pytest.raises(ParameterError, match=f"limit={text}: expected float like 0.01, with a decimal point"):
        parameters.typed("limit", text, 0.01)


def test_one_name_or_several_serve_for_a_list_of_names():
    known = {"1_os": {"strata": []}}
    assert asked("strata=sex", known)["1_os"]["strata"] == ["sex"]
    assert asked("strata=sex,stage", known)["1_os"]["strata"] == ["sex", "stage"]
    for given in ("sex", ["sex"]):
        assert parameters.settings(known, {"1_os": {"strata": given}}, {})["1_os"]["strata"] == ["sex"]


@pytest.mark.parametrize("value", ["0.3%", "1,5", "2 %"])
def test_what_is_almost_a_number_is_refused_where_the_default_says_no_type(value):
    with pytest.raises(ParameterError, match="expected a number like 0.5, with a decimal point and without a unit"):
        parameters.typed("limit", value, None)
    assert parameters.typed("limit", "1e-3", None) == 0.001
    assert parameters.typed("word", "a, b", None) == "a, b"
