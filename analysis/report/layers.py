"""The two layers of a report: the main text, which carries what was found, and the appendix, which proves it."""

from dataclasses import replace

from analysis.report.blocks import LAYERS, Code, Heading

MAIN, APPENDIX = LAYERS


def split(shown):
    """The blocks of a section in two lists: (main, appendix).

    A part (a heading of level 1 or 2 and what follows it) of which nothing is main goes to the appendix with its
    words; of a part in both layers the heading stands in both. Words of no layer go where the rest of their part goes,
    into the main text where that is in both; code goes with what it made.
    """
    main, appendix = [], []
    for part in _parts(shown):
        layers = {getattr(block, "layer", "") for block in part} - {""}
        if layers == {APPENDIX} and part[0] != shown[0]:
            appendix += part
            continue
        proofs = _of(part, APPENDIX)
        main += [block for block in part if id(block) not in set(map(id, proofs))]
        appendix += [_again(part[0]), *proofs] if proofs and isinstance(part[0], Heading) else proofs
    return main, appendix


def _parts(shown):
    """The blocks in runs, each from one heading of level 1 or 2 to the next."""
    found = []
    for block in shown:
        if not found or (isinstance(block, Heading) and block.level <= 2):
            found.append([])
        found[-1].append(block)
    return found


def _of(part, layer):
    """Those blocks of a part that are of a layer, each with the code before it."""
    found, code = [], []
    for block in part:
        if isinstance(block, Code):
            code = [block]
        elif getattr(block, "layer", "") == layer:
            found += [*code, block]
            code = []
        else:
            code = []
    return found


def _again(heading):
    text = "Methods" if heading.level == 1 else heading.text
    return replace(heading, text=text, ident=f"{heading.ident}-{APPENDIX}", level=2)
