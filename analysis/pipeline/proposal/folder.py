"""A folder of files looked at, the files that are used copied, and a study.yml proposed for them."""

import shutil
from pathlib import Path

from analysis.pipeline.proposal import instruments, tables, written
from analysis.pipeline.proposal.seen import look
from analysis.pipeline.scaffold import study_id

LARGEST = 500_000_000  # bytes of a file that is copied without a question
SKIPPED = {"study.yml", "readme.md", "readme.txt"}


def propose(source, folder):
    """Write a study folder with copies of the files used and a commented study.yml; what was seen, in sentences.

    Links are not followed, as a study's files stand in its folder. Raises FileNotFoundError for a folder that is not
    there, FileExistsError where the study folder holds something, ValueError where no table of subjects and times is
    found.
    """
    source, folder = Path(source), Path(folder)
    if not source.is_dir():
        raise FileNotFoundError(f"FROM={source}: no folder there")
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} holds files already; a new study needs a folder without them")
    seen, said = _looked(source)
    chosen, others = chosen_of([(each, *found) for each in seen for found in tables.of(each)])
    assays = instruments.of(source)
    proposal = written.Proposal(study_id(folder.resolve().name), chosen, others, seen, assays, said)
    used = {one["file"] for each in chosen.values() for _, one, _ in each}
    _copied(source, folder, sorted(used | {one["file"] for _, one, _ in assays}))
    (folder / "study.yml").write_text(proposal.text(), encoding="utf-8")
    return [f"{folder}/study.yml is proposed from {source}; look at every line that ends in a remark", *said]


def _looked(source):
    seen, said = [], []
    for path in sorted(source.iterdir()):
        if path.is_file() and not path.is_symlink() and path.name[0] not in ".~" and path.name.lower() not in SKIPPED:
            found, unread = look(path, path.name)
            seen, said = [*seen, *found], [*said, *unread]
        elif path.is_symlink():
            said.append(f"{path.name}: a link is not followed; copy the file itself")
    return seen, said


def chosen_of(found):
    """The sources chosen for each table, {name: [(Seen, source, remarks)]}, and the others with the reason.

    found: (Seen, name, source, remarks). Of files that could be one table, the one named like it, else the one with
    the most subjects of adsl is taken; several endpoints made of one file stand together.
    """
    chosen, others = {}, []
    by_name = {}
    for seen, name, source, remarks in found:
        by_name.setdefault(name, []).append((seen, source, remarks))
    subjects = set()
    for name in sorted(by_name, key=["adsl"].__contains__, reverse=True):
        ranked = sorted(by_name[name], key=lambda one, name=name: _rank(one[0], name, subjects), reverse=True)
        best = ranked[0][0]
        chosen[name] = [one for one in ranked if one[0] is best]
        others += [(name, one, f"{best.shown} is taken instead") for one in ranked if one[0] is not best]
        subjects = best.subjects() if name == "adsl" else subjects
    return _with_subjects(chosen), others


def _rank(seen, name, subjects):
    own = seen.subjects()
    share = len(own & subjects) / len(own) if own and subjects else 0
    stem = Path(seen.place["file"]).name.lower().split(".")[0]
    return stem == name, share, len(seen.cells.columns) if name == "adsl" else 0, len(own)


def _with_subjects(chosen):
    """With an adsl, made of the times where there is none; rows of subjects that adsl lacks are left out by a word."""
    if "adtte" not in chosen:
        raise ValueError(
            "No table of times is among the files (PARAMCD, AVAL, CNSR, or dates of start and last contact)"
        )
    known = chosen.get("adsl", chosen["adtte"])[0][0].subjects()
    if "adsl" not in chosen:
        chosen["adsl"] = [_subjects_of(chosen, known)]
    return {name: [_known_only(one, known) for one in each] for name, each in chosen.items()}


def _subjects_of(chosen, known):
    """A source of adsl made of the table that tells most of all the subjects with times."""
    there = (one[0] for each in chosen.values() for one in each if known <= one[0].subjects())
    seen = max(there, key=lambda seen: sum(seen.own(name) is not None for name in tables.MAPPED))
    own = {name: name if name in seen.cells else seen.own(name) for name in tables.MAPPED}
    columns = {name: column for name, column in own.items() if column and tables.fits(name, seen.cells[column])}
    remark = "no table of subjects was found: they are those of the times"
    return seen, dict(seen.place) | {"columns": columns, "distinct": True}, [remark]


def _known_only(one, known):
    """One source without the rows of subjects that adsl lacks, where a word of one column names them all."""
    seen, source, remarks = one
    own = seen.own("USUBJID")
    strange = ~seen.cells[own].isin(known | {""}) if own else None
    if strange is None or not strange.any() or strange.all():
        return one
    for column in seen.cells.columns.difference([own]):
        words = set(seen.cells.loc[strange, column])
        if len(words) == 1 and "" not in words and not seen.cells.loc[~strange, column].isin(words).any():
            remark = f"{seen.cells.loc[strange, own].nunique()} subjects that adsl lacks are left out"
            return seen, source | {"without": {column: sorted(words)}}, [*remarks, remark]
    return one


def _copied(source, folder, names):
    """Copies of the files and folders of these names; links in them are left out. ValueError for one too large."""
    for name in names:
        for path in [source / name, *(source / name).rglob("*")] if (source / name).is_dir() else [source / name]:
            if path.is_file() and not path.is_symlink():
                if path.stat().st_size > LARGEST:
                    raise ValueError(f"{path} is larger than {LARGEST / 1e6:.0f} MB: copy it into {folder} by hand")
                target = folder / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)
    folder.mkdir(parents=True, exist_ok=True)
