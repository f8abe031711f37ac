"""A figure as the page shows it."""

from analysis.report.page.display import alone, figure


def test_on_the_page_a_linked_drawing_is_no_image_and_alone_its_links_start_two_folders_up():
    svg = '<svg width="1pt" height="1pt"><a xlink:href="atlas/x.svg"/><use xlink:href="#m"/></svg>'
    shown = figure(svg, ident="i", label="l", caption="c", alt="a", links=[])
    assert 'role="group"' in shown
    assert 'xlink:href="atlas/x.svg"' in shown
    assert 'xlink:href="../../atlas/x.svg"' in alone(svg)
    assert 'xlink:href="#m"' in alone(svg)
