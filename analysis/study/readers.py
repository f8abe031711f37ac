"""What a section reads of a study, noted while it runs: it runs again when some of that is another, and only then.

Tables and settings of figures are noted by name when they are asked for. What else study.yml says belongs to every
section, and so does adsl, from which days in other tables are counted. A notebook that goes to the study's folder by
itself reads all of it.
"""

import ast
import hashlib
import json
import os
from collections.abc import Mapping

import nbformat

READS = "TRIAL_REPORT_READS"  # set by the pipeline: the file that takes the notes of a section, a line each
EVERY = "adsl"
OPENERS = ("read", "take_parameters")  # calls that may have the folder: they read through a Study
WHOLE = ("folder", "declaration", "received", "notes", "figures")  # what tells of all tables, or of where they are


class Noted(Mapping):
    """The frames of a study by table, of which `read` ({"tables", "figures"}: names) says what was asked for."""

    def __init__(self, frames):
        self.frames, self.read = frames, {"tables": [EVERY], "figures": []}

    def note(self, kind, name):
        """Note that a table or the settings of a figure were asked for, in a run in its file too."""
        if name is not None and name not in self.read[kind]:
            self.read[kind] = sorted([*self.read[kind], name])
            if file := os.environ.get(READS):
                with open(file, "a", encoding="utf-8") as lines:  # of several processes each adds its own
                    lines.write(json.dumps([kind, name]) + "\n")

    def __getitem__(self, name):
        self.note("tables", name)
        return self.frames[name]

    def __contains__(self, name):
        return name in self.frames  # follows from study.yml alone

    def __iter__(self):
        return iter(self.frames)

    def __len__(self):
        return len(self.frames)

    def __or__(self, other):
        return dict(self) | other


def sources(study, table):
    """Where the rows of a table of a study come from, [Source], noted; [] for one that it lacks."""
    getattr(study, "frames", {}).get(table)
    return study.declaration.tables.get(table, [])


def figure(study, name):
    """What a study says of a figure (title, colors, width_mm), noted; None where it says nothing."""
    if isinstance(frames := getattr(study, "frames", None), Noted):
        frames.note("figures", name)
    return getattr(study, "figures", {}).get(name)


def noted(file):
    """What the notes of a section say that it read, {"tables", "figures"}: names in order."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    return {kind: sorted({name for own, name in lines if own == kind} | added)
            for kind, added in (("tables", {EVERY}), ("figures", set()))}  # fmt: skip


def plain(declaration):
    """What a Declaration says to sections, as plain values; parameters of sections travel by themselves."""
    return declaration.model_dump(mode="json", exclude={"sections", "manuscript", "program"})


def parts(declared, read):
    """The digest of what a section reads of study.yml (see `plain`): of a table not read no more than its kind."""
    kinds = {name: [[one["layout"], one["own"]] for one in own] for name, own in declared["tables"].items()}
    tables = kinds | {name: declared["tables"][name] for name in read["tables"] if name in kinds}
    figures = {name: declared["figures"].get(name) for name in read["figures"]}
    text = json.dumps(declared | {"tables": tables, "figures": figures}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def files(sources, read, folder):
    """Those files of a folder (text paths) that the tables read come from; sources: {table: [file or folder]}."""
    wanted = [name for table in read["tables"] for name in sources.get(table, ())]
    return [file for file in folder if any(file == name or file.startswith(f"{name}/") for name in wanted)]


def by_itself(notebook):
    """Whether a notebook goes to the study's folder, or to all of the study, without asking for a table."""
    code = [cell.source for cell in nbformat.read(notebook, as_version=4).cells if cell.cell_type == "code"]
    try:
        nodes = [node for source in code for node in ast.walk(ast.parse(_without_magic(source)))]
    except SyntaxError:
        return True
    called = [node for node in nodes if isinstance(node, ast.Call) and _name(node.func) in OPENERS]
    given = {id(one) for call in called for one in (*call.args, *(word.value for word in call.keywords))}
    studies = {_name(target) for node in nodes if isinstance(node, ast.Assign) and node.value in called
               for target in node.targets}  # fmt: skip
    return any(_is_folder(node) and id(node) not in given or _is_whole(node, studies) for node in nodes)


def _is_folder(node):
    return isinstance(node, ast.Name) and node.id == "study_dir" and isinstance(node.ctx, ast.Load)


def _is_whole(node, studies):
    return isinstance(node, ast.Attribute) and node.attr in WHOLE and _name(node.value) in studies


def _name(node):
    return getattr(node, "attr", getattr(node, "id", ""))


def _without_magic(source):
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())
