"""Hostile words in every place of a study: none may run, stand raw in a page, or be written outside.

The second study with its words exchanged, as titles, labels, levels, terms, drugs, ligands, assays, visits, subjects
and names of files; then every file of the report is read: pages, drawings, notebooks, Word, PDF and tables.
"""

import csv
import html.parser
import itertools
import json
import re
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import yaml

from analysis.report.blocks import FORMULA, NUMERIC
from tests import small_house

STUDY = small_house.ROOT / "data" / "nct05334329"
MARK = "evilmark"
WORDS = [
    "<script>{m}</script>", "<img src=x onerror={m}>", '"><svg onload={m}>', "</style><script>{m}</script>",
    "<iframe src=//evil.example/{m}>", "</text><script>{m}</script>", "]]><script>{m}</script>", "<!--{m}",
    "$(touch {m})", "`touch {m}`", "'; touch {m}; '", "$(shell touch {m})", "| touch {m}", "& touch {m}",
    '=HYPERLINK("http://evil.example/{m}","x")', '@SUM(1)*cmd|" /C {m}"!A0', "+1+{m}", "-2+{m}", "=1+{m}",
    "{{{{ 7*7 }}}} {m}", "{{% raw %}} {m}", "{{0.__class__}} {m}", "%s%n {m}", "#eval({m})", "#sys.inputs {m}",
    "\\input{{{m}}}", "$x^{{{m}}}$", "$\\frac{{{m}$", "[{m}](javascript:alert(1))", "![{m}](http://evil.example/x.png)",
    "[{m}](http://evil.example)", "../../../{m}", "__import__('os').system('touch {m}')", "*{m}* _x_ `y`", "& {m} &lt;",
]  # fmt: skip
LINKS, AWAY = ("href", "src", "xlink:href"), re.compile(r"\s*(javascript|data:text|https?:|//)")
WORDS = [word.format(m=MARK) for word in WORDS]


def study(folder):
    """The study with hostile words in a new folder, and how many strings stand in how many places."""
    shutil.copytree(STUDY, folder)
    placed, words, called = 0, itertools.cycle(WORDS), {}
    columns = {"adae": ["AEDECOD", "AEBODSYS"], "adex": ["EXTRT"], "ligands": ["PARAMCD"], "killing": ["TARGET"],
               "homing": ["ASSAY", "SPECIMEN"], "adrs": ["AVISIT"]}  # fmt: skip
    for table, names in columns.items():
        rows = list(csv.DictReader((folder / f"{table}.csv").open()))
        for name in names:
            new = {one: next(words) for one in dict.fromkeys(row[name] for row in rows) if one and one != "blood"}
            rows = [row | {name: new.get(row[name], row[name])} for row in rows]
            placed, called = placed + len(new), called | new
        with (folder / f"{table}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    told = yaml.safe_load((folder / "study.yml").read_text())
    levels = [WORDS[0], WORDS[14]]
    told |= {"title": " ".join(WORDS), "reference": WORDS[1], "registration": WORDS[28], "data_cutoff": "2024-06-30"}
    values = {1: levels[0], 2: levels[1]}
    given = {"values": values, "levels": levels, "reference": levels[0], "label": WORDS[5]}
    told["groupings"]["dose_level"] |= given
    told["populations"]["stable_disease"]["label"] = WORDS[3]
    told["sections"]["6_nk_persistence"] = {"drug": called[told["sections"]["6_nk_persistence"]["drug"]]}
    (folder / "study.yml").write_text(yaml.safe_dump(told, sort_keys=False, allow_unicode=True))
    for number, path in enumerate(sorted((folder / "plates").iterdir())):
        path.rename(path.with_name(f"{number} $(touch {MARK}) `x`; & <b> #%:'.csv"))
        placed += 1
    return placed + len(WORDS) + 7


def injection(place, _):
    """Make the report of such a study and look for what came alive in it."""
    house = place / "house"
    shutil.copytree(small_house.ROOT / "notebooks", house / "notebooks")
    placed = study(house / "study")
    before = {str(path) for path in place.rglob("*")}
    status, _, complained = small_house.run(house)
    if status:
        return placed, [f"exit {status}: {complained}"]
    away = [path for path in {str(path) for path in place.rglob("*")} - before
            if not path.startswith((str(house / "out"), str(house / "reports")))]  # fmt: skip
    ran = [str(path) for path in place.rglob(MARK)] + [str(path) for path in Path.cwd().glob(MARK)]
    return placed, [*away, *ran, *alive(house / "out")]


def alive(out):
    """What came alive in the files of a report, in words."""
    found = []
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        name = path.relative_to(out)
        look = {".html": _page, ".svg": _drawing, ".ipynb": _notebook, ".csv": _table, ".docx": _word, ".pdf": _pdf}
        found += [f"{name}: {what}" for what in look.get(path.suffix, lambda _: [])(path)]
        if MARK in path.name and not re.fullmatch(r"[\w.+-]+", path.name):
            found.append(f"{name}: a word of the data as the name of a file")
    return found


class _Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.scripts, self.inside = [], 0, None

    def handle_starttag(self, tag, attributes):
        self.scripts += tag == "script"
        self.inside = tag if tag in ("script", "style") else None
        if tag in ("iframe", "object", "embed", "base", "form", "foreignobject"):
            self.found.append(f"<{tag}>")
        for name, value in attributes:
            if name.startswith("on") or (name in LINKS and AWAY.match(value or "")):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data):
        if self.inside and MARK in data:
            self.found.append(f"<{self.inside}> holds a word of the data")

    def handle_endtag(self, tag):
        self.inside = None

    def handle_comment(self, data):
        if MARK in data:
            self.found.append(f"comment {data[:40]}")


def _tags(text, scripts=0):
    parser = _Tags()
    parser.feed(text)
    return parser.found + ([f"{parser.scripts} scripts"] if parser.scripts > scripts else [])


def _page(path):
    return _tags(path.read_text(), scripts=1)


def _drawing(path):
    root = ElementTree.parse(path).getroot()
    tags = [f"<{one.tag}>" for one in root.iter() if one.tag.endswith(("}script", "}foreignObject", "}a"))]
    return tags + [f"{name}=" for one in root.iter() for name in one.attrib if name.lower().startswith("on")]


def _notebook(path):
    outputs = [out for cell in json.loads(path.read_text())["cells"] for out in cell.get("outputs", [])]
    texts = [out["data"]["text/html"] for out in outputs if "text/html" in out.get("data", {})]
    return [what for text in texts for what in _tags("".join(text))]


def _table(path):
    with path.open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    return [f"formula {cell[:40]}" for cell in cells if FORMULA.match(cell) and not NUMERIC.fullmatch(cell)]


def _word(path):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist() if "xml" in name}
    text = "".join(parts.values())
    fields = [f"field {one[:60]}" for one in re.findall(r"<w:instrText[^>]*>([^<]*)", text) if MARK in one]
    return fields + [target for target in re.findall(r'Target="([^"]*)"', text) if "evil.example" in target]


def _pdf(path):
    data = path.read_bytes()
    found = [name.decode() for name in (b"/JavaScript", b"/JS ", b"/Launch") if name in data]
    return found + [one.decode("latin-1") for one in re.findall(rb"/URI ?\([^)]*evil[^)]*", data)]
