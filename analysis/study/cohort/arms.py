"""The arm that was planned for each subject and the one received: blank ones, and those that differ."""

from analysis.study.cohort.received import check, place
from analysis.study.cohort.standing import levels, matching
from analysis.study.cohort.standing import words as words_of
from analysis.study.declaration import FILE
from analysis.study.problems import Problem


def problems(read):
    """What is wrong with the arms of a `crosschecks.Read` and no other grouping: blank ones, nobody's reference."""
    arms = read.declaration.arms
    frame, raw = ((of or {}).get(arms.table) if arms else None for of in (read.frames, read.raws))
    if frame is None or not {arms.column, *arms.where} <= set(frame):
        return
    rows, known = matching(frame, arms.where), ", ".join(arms.levels)
    expected = f'an arm ({known}); who was given none is left out by `without: {{{arms.column}: ""}}` of {arms.table}'
    yield from raw.problems(rows.index[rows[arms.column].isna()], arms.column, expected)
    found = levels(arms, frame)
    if not found.eq(arms.reference).any() and found.dropna().isin(arms.levels).all():
        held = ", ".join(sorted(words_of(rows[arms.column]).dropna().unique())) or "nothing"
        expected = f"an arm that some subject has; {arms.column} holds {held}"
        yield Problem(FILE, "", "arms.reference", arms.reference, expected)
    if arms.actual in rows and "SAFFL" in rows:
        untold = rows.index[rows[arms.actual].isna() & rows["SAFFL"].eq("Y")]
        yield from raw.problems(untold, arms.actual, f"an arm ({known}) of who is in the safety population (SAFFL Y)")


def checks(study, raws):
    """The Check that each subject received the arm that was planned; none without an actual arm."""
    arms = study.arms
    if arms and arms.actual:
        frame, raw = study.frames[arms.table], raws[arms.table]
        planned, actual = levels(arms, frame), levels(arms.received, frame)
        apart = planned.index[planned.notna() & actual.notna() & planned.ne(actual)]
        notes = [f'{place(raw, [row])}, column {arms.actual}: found "{actual[row]}"; {arms.column} says '
                 f"{planned[row]}: counted in {actual[row]} for safety, in {planned[row]} elsewhere"
                 for row in apart]  # fmt: skip
        yield check("each subject received the planned arm", arms.table, int(actual.notna().sum()), len(apart), *notes)
