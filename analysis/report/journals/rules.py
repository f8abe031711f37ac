"""Whether a written file is what a journal asks: one row per rule, with what was found and what is allowed."""

import pandas as pd

COLUMNS = ["figure", "file", "rule", "found", "allowed", "verdict"]
ADVISED = "advised line"
SLACK_MM, SLACK_PT = 0.3, 0.05  # rounding to pixels and points is no fault


def judged(figure, file, facts, wanted):
    """The verdicts (pass, fail, advice) of a Specification on the Facts of a file, a DataFrame of COLUMNS."""
    told = [*_size(facts, wanted), *_text(facts, wanted), *_lines(facts, wanted), *_bitmap(facts, wanted)]
    rows = [(*row, "pass" if passed else "advice" if row[0] == ADVISED else "fail") for *row, passed in told]
    return pd.DataFrame(rows, columns=COLUMNS[2:]).assign(figure=figure, file=file)[COLUMNS]


def legible(figure, problems):
    """The verdict on the words of a figure as drawn: none may overlap another or be cut off."""
    told = "; ".join(problems[:3]) + (f" and {len(problems) - 3} more" if len(problems) > 3 else "")
    row = [figure, "", "legible", told or "no overlap", "no overlap", "fail" if problems else "pass"]
    return pd.DataFrame([row], columns=COLUMNS)


def summary(table):
    """Lines for the screen: how many files pass, and each rule that a file fails."""
    failed = table[table["verdict"] == "fail"]
    files = table.loc[table["file"] != "", "file"].nunique()
    bad = failed.loc[failed["file"] != "", "file"].nunique()
    lines = [f"{files - bad} of {files} files pass every rule"]
    for (figure, rule, allowed), same in failed.groupby(["figure", "rule", "allowed"], sort=False):
        where = ", ".join(file.rsplit(".", 1)[1] for file in same["file"] if file) or "as drawn"
        lines.append(f"  FAIL {figure} ({where}): {rule} is {same['found'].iloc[0]}; allowed: {allowed}")
    advice = table[table["verdict"] == "advice"].groupby(["rule", "allowed"])["file"].nunique()
    lines += [f"  advice not kept in {count} files: {rule} {allowed}" for (rule, allowed), count in advice.items()]
    return "\n".join(lines)


def _size(facts, wanted):
    fits = any(abs(facts.width_mm - width) <= SLACK_MM for width in wanted.widths_mm)
    yield "width", f"{facts.width_mm:.1f} mm", " or ".join(f"{width:g} mm" for width in wanted.widths_mm), fits
    height = f"at most {wanted.max_height_mm:g} mm"
    yield "height", f"{facts.height_mm:.1f} mm", height, facts.height_mm <= wanted.max_height_mm + SLACK_MM


def _text(facts, wanted):
    if facts.sizes_pt is None:
        return
    limits, letter = wanted.text_pt, wanted.letters.size_pt
    plain = [size for size in facts.sizes_pt if abs(size - letter) > SLACK_PT] or [letter]
    low, high = min(plain), max(plain)
    yield "smallest text", f"{low:.1f} pt", f"at least {limits.min:g} pt", low >= limits.min - SLACK_PT
    if limits.max:
        yield "largest text", f"{high:.1f} pt", f"at most {limits.max:g} pt", high <= limits.max + SLACK_PT
    strange = sorted(facts.fonts - set(wanted.fonts))
    yield "fonts", ", ".join(sorted(facts.fonts)), " or ".join(wanted.fonts), not strange
    yield "text is text", "yes" if facts.embedded else "no", "fonts embedded as TrueType", facts.embedded


def _lines(facts, wanted):
    if not facts.lines_pt:
        return
    limits, found = wanted.line_pt, min(facts.lines_pt)
    yield "thinnest line", f"{found:.2f} pt", f"at least {limits.min:g} pt", found >= limits.min - SLACK_PT / 5
    if limits.advised:
        passed = found >= limits.advised - SLACK_PT
        yield ADVISED, f"{found:.2f} pt", f"at least {limits.advised:g} pt", passed


def _bitmap(facts, wanted):
    yield "colour", facts.colour, wanted.colour, facts.colour == wanted.colour
    if facts.dpi is not None:
        least = max(wanted.dpi.line, wanted.dpi.image)
        yield "resolution", f"{facts.dpi:.0f} dpi", f"at least {least} dpi", facts.dpi >= least
        yield "compression", facts.compression or "none", "tiff_lzw", facts.compression == "tiff_lzw"
