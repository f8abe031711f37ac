"""An instrument's files (variants, cells, flow, droplets) opened with the sections' own readers, for `make check`."""

from analysis.estimates import ctdna, persistence, phenotype
from analysis.study import cells, declaration
from analysis.study.problems import NotInData, StudyError


def _ctdna(study, given):
    ctdna.draws(study, vaf_unit=given["vaf_unit"], limit=given["detection_limit"])


def _phenotype(study, given):
    phenotype.measured(study, given["markers"], visit=given["visit"])


def _cells(study, given):
    found = cells.tally(study)
    found.shown(cells.fractions_of(study, found), given["highlight"])


def _droplets(study, _):
    persistence.blood(study)


READERS = {"2_ctdna": _ctdna, "3_nk_phenotype": _phenotype, "4_mif_cutoff": _cells, "6_nk_persistence": _droplets}


def opened(study, parameters):
    """Read what the planned sections read of instruments; what the data do not allow, [(section, "", reason)].

    parameters: {section: {name: value}}. Raises StudyError with the problems of every file that cannot be read.
    """
    problems, left = [], []
    for section, given in parameters.items():
        lacks = [study.lack(name) for name in declaration.reads(section).tables if study.has(name)]
        try:
            READERS.get(section, lambda *_: None)(study, given)
        except NotInData as reason:
            lacks = [*lacks, str(reason)]
        except StudyError as error:
            problems.append(error)
        left += [(section, "", reason) for reason in dict.fromkeys(filter(None, lacks))]
    if problems:
        raise StudyError("\n".join(map(str, problems)))
    return left
