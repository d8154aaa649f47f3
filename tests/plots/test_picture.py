"""What a notebook keeps of any picture: a small PNG with an alt text, drawn without pyplot."""

from __future__ import annotations

import subprocess
import sys

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from dlcourse import plots
from dlcourse.plots import Picture, new_figure, style
from dlcourse.plots.palette import in_few_colors

X, Y = np.random.default_rng(1).normal(size=(250, 2)), np.arange(250) % 3
STEPS = np.arange(1, 301)
PICTURES = {
    "points": lambda: plots.points((X, Y), line=(1, 0.5, 0.2), wrong=Y == 2),
    "boundary": lambda: plots.decision_boundary(lambda x: np.tanh(x[:, 0] * x[:, 1]), (X, Y % 2)),
    "boundary of three": lambda: plots.decision_boundary(lambda x: np.c_[x, x[:, 0] - x[:, 1]], (X, Y)),
    "curves": lambda: plots.curves({"training": 1 / STEPS, "new points": 1 / STEPS + 0.1}),
    "lines": lambda: plots.lines(np.linspace(-1, 1, 101), {"square": np.linspace(-1, 1, 101) ** 2}, mark=0),
    "compare": lambda: plots.compare({"mean of y": [0.5], "network": [0.81, 0.83, 0.79]}),
    "neuron": lambda: plots.neuron([0.5, 2], [1, -0.3], -0.1),
    "network": lambda: plots.network([(np.eye(3), np.ones(3)), (np.ones((3, 2)), [0, -2])], [1, -2, 0.5]),
}


@pytest.fixture(params=PICTURES)
def picture(request):
    return PICTURES[request.param]()


def test_it_is_stored_as_a_small_png_with_its_alt_text(picture, stored):
    png, image, data, metadata = stored(picture)
    assert image.format == "PNG"
    assert len(png) < 40_000
    assert set(data) == {"image/png", "text/plain"}
    assert data["text/plain"] == picture.alt == metadata["image/png"]["alt"] == repr(picture)
    assert len(picture.alt) > 40
    width = metadata["image/png"]["width"]
    assert width <= 720  # Colab's page
    assert image.width == pytest.approx(
        style.PIXEL_RATIO * width, abs=1
    )  # sharper than the page, and still small


def test_it_is_not_blank_and_stands_on_a_white_card(picture, stored):
    image = stored(picture)[1].convert("RGB")
    pixels = np.asarray(image)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    assert (border == 255).all()  # nothing is cut off, and it reads on a dark page as well
    assert len(image.getcolors(100_000)) > 20


def test_no_two_labels_overlap(picture, overlaps):
    assert overlaps(picture) == []


def test_the_same_picture_gives_the_same_bytes(stored):
    assert stored(PICTURES["curves"]())[0] == stored(PICTURES["curves"]())[0]


def test_it_saves_to_a_file(tmp_path):
    PICTURES["neuron"]().save(tmp_path / "neuron.png")
    PICTURES["neuron"]().save(tmp_path / "neuron.svg")
    assert (tmp_path / "neuron.png").read_bytes().startswith(b"\x89PNG")
    assert "<svg" in (tmp_path / "neuron.svg").read_text()


def test_a_figure_is_measured_in_css_pixels(stored):
    figure = new_figure(300, 200)
    _, image, _, metadata = stored(Picture(figure, "nothing"))
    # Within a pixel: matplotlib's versions differ in how they round.
    assert image.size == pytest.approx((300 * style.PIXEL_RATIO, 200 * style.PIXEL_RATIO), abs=1)
    assert metadata["image/png"]["width"] == 300


def test_what_fits_is_shown_at_the_figures_own_size(stored):
    width = stored(PICTURES["curves"]())[3]["image/png"]["width"]
    assert width == round(PICTURES["curves"]().figure.get_figwidth() * 96)


def test_what_stands_out_of_the_figure_is_not_cut_off(stored):
    figure = new_figure(300, 200)
    figure.text(0.9, 0.5, "a long name that does not fit")
    width = stored(Picture(figure, "text"))[3]["image/png"]["width"]
    assert width > 300


def test_the_learners_own_settings_neither_show_nor_change(stored):
    expected = stored(PICTURES["lines"]())[0]
    with matplotlib.rc_context({"font.size": 23, "axes.facecolor": "red", "axes.titlelocation": "right"}):
        before = dict(matplotlib.rcParams)
        assert stored(PICTURES["lines"]())[0] == expected
        assert dict(matplotlib.rcParams) == before


def test_pyplot_stays_out():
    code = (
        "import sys, dlcourse as dl; p = dl.plots.points(([[0, 1], [1, 0]], [0, 1])); p._repr_mimebundle_();"
        "dl.plots.decision_boundary(lambda x: x[:, 0], ([[0, 1], [1, 0]], [0, 1]))._repr_mimebundle_();"
        "print([m for m in ('matplotlib.pyplot', 'IPython', 'keras', 'tensorflow') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_names_in_the_colors_of_the_classes_can_be_read_on_white():
    def luminance(color):
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
        return np.dot(linear, [0.2126, 0.7152, 0.0722])

    for color in style.OKABE_ITO:
        assert 1.05 / (luminance(style.text_color(color)) + 0.05) >= 4.5
    assert style.text_color("#000000") == "#000000"


def test_there_is_a_marker_and_a_sign_for_every_color():
    assert len(set(style.CLASS_MARKERS)) == len(set(style.CLASS_SIGNS)) == len(set(style.OKABE_ITO)) == 8
    assert style.color_of(9) == style.color_of(1)
    assert style.marker_of(9) == style.marker_of(1)


@pytest.mark.parametrize("count", [192, 48])
def test_few_colors_keep_the_card_white_and_the_colors_of_classes_exact(count):
    across = np.linspace(0, 1, 400)
    field = np.round(255 * style.DIVERGING(np.tile(across, (300, 1)))[..., :3]).astype(np.uint8)
    field[:20] = 255
    field[30:32, 30:32] = np.round(255 * np.array(to_rgb(style.OKABE_ITO[2])))  # a mark of four pixels
    small = in_few_colors(Image.fromarray(field), count)
    assert len(small.getcolors()) <= count
    shown = np.asarray(small.convert("RGB")).astype(int)
    assert (shown[:20] == 255).all()
    np.testing.assert_array_equal(shown[30:32, 30:32], field[30:32, 30:32])
    assert np.abs(shown - field).max() <= 16  # and the gradient is close everywhere


def test_a_picture_of_one_color_has_one_color():
    assert len(in_few_colors(Image.new("RGB", (9, 9), "#d55e00"), 48).getcolors()) == 1
