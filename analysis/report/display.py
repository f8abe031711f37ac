"""What a notebook shows: a figure or a table as HTML with its number, caption and place to be linked to."""

import html
import re


def anchor(section, name):
    """The HTML id of a figure or table of a section, safe in a link."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", f"{section}-{name}")


def figure(svg, *, ident, label, caption, alt, links):
    """The HTML of a figure: the drawing inline (its text stays text), caption, and links to the saved files."""
    drawing = svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{html.escape(alt)}"', 1)
    return (
        f'<figure class="figure" id="{ident}"><div class="drawing">{drawing}</div>'
        f"<figcaption><b>{label}.</b> {html.escape(caption)} {_downloads(links)}</figcaption></figure>"
    )


def table(frame, *, ident, label, caption, links):
    """The HTML of a table of strings with its caption above; numbers are aligned right."""
    head = "".join(f"<th scope='col'>{html.escape(str(name))}</th>" for name in frame.columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in frame.itertuples(index=False))
    return (
        f'<div class="table" id="{ident}"><p class="caption"><b>{label}.</b> {html.escape(caption)} '
        f'{_downloads(links)}</p><div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></div>"
    )


def _downloads(links):
    return '<span class="files">' + " ".join(f'<a href="{path}">{name}</a>' for name, path in links) + "</span>"


def _cell(value):
    text = str(value)
    numeric = re.fullmatch(r"[<>]?[−-]?[\d.,]+%?( \(.*\))?|[–∞]|NR.*|NE.*", text)
    return f"<td{' class=num' if numeric else ''}>{html.escape(text)}</td>"
