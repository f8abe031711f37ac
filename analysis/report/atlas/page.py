"""The page of an atlas: a table of links per endpoint, in the look of the report's page, with a way back to it."""

import base64
import hashlib
from html import escape
from urllib.parse import quote

from analysis import vocabulary
from analysis.figures import numbers

# The reader's choice between dark and light, which the report's page remembers; a folder may refuse to remember.
SCRIPT = "try { document.documentElement.dataset.theme = localStorage.getItem('theme') || ''; } catch { /* refused */ }"
LIGHT = "color-scheme: light; --ink: #1b2330; --soft: #566272; --line: #d8dee5; --ground: #ffffff; --panel: #f4f6f9; "
LIGHT += "--accent: #14568f; --raw: #efe7f6; --edge: rgb(20 30 45 / 26%);"
DARK = "color-scheme: dark; --ink: #e3e8ee; --soft: #a5b1bf; --line: #37414d; --ground: #13181e; --panel: #1b222a; "
DARK += "--accent: #84b9ea; --raw: #35294a; --edge: rgb(190 215 240 / 30%);"
STYLE = f"""
:root {{ {LIGHT} }}
@media screen {{ :root[data-theme="dark"] {{ {DARK} }} }}
@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {DARK} }} }}
* {{ box-sizing: border-box; }}
body {{
  margin: 0 auto; padding: 1.2rem 1.5rem 4rem; max-width: 92rem; color: var(--ink); background: var(--ground);
  font: 16px/1.6 "Liberation Sans", Arial, Helvetica, sans-serif;
}}
h1 {{ font-size: 1.6rem; line-height: 1.25; margin: .6rem 0; }} h2 {{ font-size: 1.2rem; margin: 2rem 0 .4rem; }}
p {{ max-width: 46rem; }} a {{ color: var(--accent); text-underline-offset: .15em; }}
:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }}
.scroll {{
  overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: 8px;
  background: linear-gradient(to left, var(--ground) 45%, transparent) 100% 0 / 3rem 100% no-repeat local,
    linear-gradient(to left, var(--edge), transparent) 100% 0 / 1.3rem 100% no-repeat scroll, var(--ground);
}}
table {{ border-collapse: separate; border-spacing: 0; font-size: .82rem; line-height: 1.4; min-width: 100%; }}
th, td {{ padding: .35rem .6rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }}
th, td {{ vertical-align: top; font-variant-numeric: tabular-nums; }}
thead th {{ position: sticky; top: 0; background: var(--panel); z-index: 1; }}
th:first-child {{ position: sticky; left: 0; background: var(--panel); text-align: left; }}
thead th:first-child {{ z-index: 2; }} tbody tr:last-child > * {{ border-bottom: 0; }}
td small {{ display: block; color: var(--soft); }} td.raw {{ background: var(--raw); }}
@media (max-width: 40rem) {{
  body {{ padding: .8rem .9rem 3rem; }} h1 {{ font-size: 1.3rem; }}
  table {{ width: max-content; }} tbody th {{ max-width: 8rem; white-space: normal; }}
}}
@media print {{
  @page {{ size: A4 landscape; margin: 12mm; }}
  .scroll {{ overflow: visible; max-height: none; background: none; }} table {{ font-size: 6.5pt; }}
  th, td {{ padding: .6mm 1mm; position: static; }} tr {{ break-inside: avoid; }} h2 {{ break-after: avoid; }}
}}
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style><script>{script}</script></head><body>
<p><a href="../../index.html#{section}">Back to the report</a></p>
<main><h1>{title}</h1>{mark}
<p>Each cell leads to the Kaplan-Meier figure of subjects above the cut-off (high) against the others (low): hazard
ratio with 95% confidence interval, unadjusted log-rank P and P adjusted for all markers and cut-offs, subjects high v
low. Shaded: unadjusted P below 0.05, which is not evidence while the adjusted P is above. † separated groups, Firth's
ratio.</p>
{tables}</main></body></html>
"""


def page(sweeps, title, *, section, synthetic):
    """The HTML of the page that leads to every figure of a section's atlas."""
    tables = "".join(_table(endpoint, table) for endpoint, table in sweeps.items())
    mark = f"<p><b>{vocabulary.SYNTHETIC} rows: not data of any person.</b></p>" if synthetic else ""
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    own = {"section": quote(section), "style": STYLE, "script": SCRIPT, "policy": policy}
    return PAGE.format(title=escape(title), mark=mark, tables=tables, **own)


def printed_ratio(row, *, sign="†"):
    """The text of a row's hazard ratio with its interval; the sign marks Firth's ratio: the groups are separated."""
    limits = row["conf_low"], row["conf_high"]
    ratio = numbers.estimate_ci(row["estimate"], *limits, missing="NE", write=numbers.ratio)
    return ratio + (sign if row["separated"] else "")


def _table(endpoint, table):
    name = escape(vocabulary.ENDPOINTS.get(endpoint, endpoint))
    wide = {marker: rows for marker, rows in table.groupby("marker", sort=False) if (rows["link"] != "").any()}
    head = "".join(f'<th scope="col">{100 * quantile:g}%</th>' for quantile in sorted(table["quantile"].unique()))
    rows = "".join(
        f'<tr><th scope="row">{escape(marker)}</th>{"".join(map(_cell, rows.to_dict("records")))}</tr>'
        for marker, rows in wide.items()
    )
    return (
        f'<h2>{name}</h2><div class="scroll" role="region" aria-label="{name}" tabindex="0"><table><thead><tr>'
        f'<th scope="col">Marker</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _cell(row):
    if not row["link"]:
        return "<td>–</td>"
    raw = ' class="raw"' if row["p_log_rank"] < 0.05 else ""
    link = f'<a href="{quote(row["link"])}">{escape(printed_ratio(row))}</a>'
    tests = f"P {numbers.p_value(row['p_log_rank'])}, adjusted {numbers.p_value(row['p_grid'])}"
    return f"<td{raw}>{link}<small>{escape(tests)}</small><small>{row['n_high']} v {row['n_low']}</small></td>"
