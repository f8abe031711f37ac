"""What a notebook leaves out: a statement that its data do not allow says why in its place, and the cells go on.

Each statement of a cell runs by itself. Where it ends with NotInData its names are taken away and the reason stands in
the report; a later statement that uses one of these names is left out with the same words, and after NoSection all
that follows. Every other error ends the section as ever.
"""

import ast

from IPython import get_ipython
from IPython.display import display

from analysis.report import blocks, notebook, page
from analysis.study import parameters
from analysis.study.problems import NoSection, NotInData

GUARD = "__left_out__"  # the name under which the cells of a notebook know the guard
GUARDED = f"""
if {GUARD}.free({{used}}, {{made}}):
    try:
        pass
    except {GUARD}.cannot as {GUARD}why:
        {GUARD}.leave({GUARD}why, {{made}})
"""
ALONE = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)  # need no data


def take_parameters(section, study_dir):
    """Give the notebook that calls it the parameters that the study's study.yml sets for the section, and say so.

    In a run of `make report` the pipeline brings them. Cells after it are guarded. Raises
    ParameterError for a name or a type that the notebook lacks.
    """
    watch()
    if not notebook.in_run() and get_ipython() is not None:
        get_ipython().user_ns.update(parameters.of_study(study_dir, section))


def watch():
    """Have the cells after the one that calls it guarded, in a notebook; once, and nothing where there is none."""
    shell = get_ipython()
    if shell is not None and not any(isinstance(one, Guarded) for one in shell.ast_transformers):
        shell.user_ns[GUARD] = Guard(shell.user_ns, shown)
        shell.ast_transformers.append(Guarded())


def shown(reason):
    """Show a reason in its place, as a block of the report that is marked as one."""
    block = blocks.Prose(f"**Left out:** {reason}", left_out=reason)
    words = {"text/html": page.shown(block), "text/plain": f"Left out: {reason}", blocks.MIME: blocks.to_json(block)}
    display(words, raw=True)


class Guard:
    """Which names of a notebook are not there, and why."""

    cannot = NotInData

    def __init__(self, names, say):
        self.names, self.say, self.reasons, self.ended = names, say, {}, False

    def free(self, used, made):
        """Whether a statement can run: none of the names that it uses is left out; else those that it makes are too."""
        if self.ended:
            return False
        reasons = [self.reasons[name] for name in used if name in self.reasons]
        for name in made:
            self.reasons.pop(name, None)
        if reasons:
            self.leave(reasons[0], made)
        return not reasons

    def leave(self, reason, made=()):
        """Leave out a statement: say why, and take away the names that it makes."""
        self.ended = isinstance(reason, NoSection)
        for name in made:
            self.names.pop(name, None)
            self.reasons[name] = str(reason)
        self.say(str(reason))

    def value(self, expression, used):
        """The value of an expression that stands in a cell by itself; None where it is left out."""
        if self.free(used, ()):
            try:
                return expression()
            except NotInData as reason:
                self.leave(reason)
        return None


class Guarded(ast.NodeTransformer):
    """A cell with each of its statements guarded, those of a loop one by one."""

    def visit_Module(self, cell):
        """The cell, guarded."""
        cell.body = [guarded(statement) for statement in cell.body]
        return ast.fix_missing_locations(cell)


def guarded(statement):
    """A statement that runs under the guard; an import, a definition or a bare constant as it is."""
    if isinstance(statement, ALONE) or _is_constant(statement):
        return statement
    used, made = _names(statement)
    if isinstance(statement, ast.Expr) and not _is_bound(statement):  # its value is shown, where it is the last
        new = ast.parse(f"{GUARD}.value(lambda: 0, {used})").body[0]
        new.value.args[0].body = statement.value
        return ast.copy_location(new, statement)
    if isinstance(statement, ast.For):
        statement.body = [guarded(own) for own in statement.body]
    new = ast.parse(GUARDED.format(used=used, made=made)).body[0]
    new.body[0].body = [statement]
    return ast.copy_location(new, statement)


def _names(statement):
    """The names that a statement uses, of a loop those before its body, and the names that it makes."""
    inner = {name for node in ast.walk(statement) for name in _own(node)}
    named = [node for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id not in inner]
    first = {id(node) for node in ast.walk(statement.iter)} if isinstance(statement, ast.For) else None
    used = [node for node in named if isinstance(node.ctx, ast.Load) and (first is None or id(node) in first)]
    made = [node for node in named if isinstance(node.ctx, ast.Store)]
    return [sorted({node.id for node in found}) for found in (used, made)]


def _own(node):
    """The names that belong to a comprehension or a lambda alone."""
    if isinstance(node, ast.comprehension):
        return [name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)]
    return [own.arg for own in node.args.args] if isinstance(node, ast.Lambda) else []


def _is_constant(statement):
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_bound(statement):
    return any(isinstance(node, ast.Await | ast.NamedExpr) for node in ast.walk(statement))
