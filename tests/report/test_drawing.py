"""A figure's files: marked when SYNTHETIC, the same bytes at every drawing, the TIFF as a printer wants it."""

import matplotlib.pyplot as plt
from PIL import Image

from analysis import vocabulary
from analysis.report.drawing import DPI, FORMATS, drawing, drawings, typeset


def figure():
    fig, ax = plt.subplots(figsize=(3, 2))
    ax.plot([0, 1], [1, 0])
    return fig


def test_only_synthetic_rows_put_a_mark_on_the_figure_and_it_covers_nothing(tmp_path):
    marked = drawing(figure(), synthetic=True).decode()
    plain = drawing(figure()).decode()
    assert vocabulary.SYNTHETIC in marked
    assert vocabulary.SYNTHETIC not in plain
    (tmp_path / "m.png").write_bytes(drawings(figure(), synthetic=True)["png"])
    (tmp_path / "p.png").write_bytes(drawings(figure())["png"])
    tall, short = Image.open(tmp_path / "m.png"), Image.open(tmp_path / "p.png")
    assert tall.height > short.height
    assert tall.crop((0, 0, short.width, short.height)).tobytes() == short.convert(tall.mode).tobytes()


def test_the_same_figure_has_the_same_bytes():
    one, other = (drawings(figure(), synthetic=True, made={"figure": "f"}) for _ in range(2))
    assert list(one) == list(FORMATS)
    assert one == other


def test_the_tiff_has_the_pixels_of_the_png_in_rgb_compressed_at_its_resolution(tmp_path):
    svg = drawing(figure()).decode()
    for kind in ("png", "tiff"):
        (tmp_path / f"f.{kind}").write_bytes(typeset(svg, kind, (216, 144)))
    image, png = Image.open(tmp_path / "f.tiff"), Image.open(tmp_path / "f.png")
    assert (image.mode, image.info["compression"], image.info["dpi"]) == ("RGB", "tiff_lzw", (DPI, DPI))
    assert image.tobytes() == png.convert("RGB").tobytes()


def test_the_strip_of_the_mark_moves_no_legend(tmp_path):
    fig = figure()
    fig.legend(["line"], loc="lower center")
    for name, synthetic in (("m", True), ("p", False)):
        (tmp_path / f"{name}.png").write_bytes(drawings(fig, synthetic=synthetic)["png"])
    tall, short = Image.open(tmp_path / "m.png"), Image.open(tmp_path / "p.png")
    assert tall.crop((0, 0, short.width, short.height)).tobytes() == short.convert(tall.mode).tobytes()
