"""The pieces of figures: a picture tells what it shows, and names at the ends of lines keep apart."""

import numpy as np
import pytest

from gdcourse import drawing

ALT = "A sentence that says what is drawn and what it shows."


def test_picture_shows_itself_with_its_text_alternative_in_the_metadata():
    figure, _ = drawing.canvas()
    data, metadata = drawing.Picture(figure, ALT)._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/plain"] == metadata["image/png"]["alt"] == ALT


def test_a_picture_tells_how_small_its_words_are():
    figure, axes = drawing.canvas()
    axes.set_axis_off()
    assert drawing.Picture(figure, ALT).metadata["smallest_text"] is None
    axes.text(0, 0, "nine points", fontsize=9)
    axes.text(0, 0, "twelve points", fontsize=12)
    assert drawing.Picture(figure, ALT).metadata["smallest_text"] == 12.5  # 9 points of 1/72 inch at 100 pixels an inch


def test_caption_escapes_what_html_would_swallow():
    assert "a &lt; b" in drawing.caption("a < b")


@pytest.mark.parametrize(
    ("heights", "wanted"),
    [([10, 50], [10, 50]), ([10, 12], [10, 26]), ([90, 95], [84, 100]), ([0, 0, 0], [0, 16, 32])],
)
def test_names_are_moved_as_little_as_keeps_them_apart_and_on_the_page(heights, wanted):
    assert drawing.spread(np.array(heights, dtype=float), apart=16, top=100).tolist() == wanted


def test_a_figure_has_the_courses_width_and_the_height_that_is_asked_for():
    figure, _ = drawing.canvas(height=2)
    assert figure.get_size_inches().tolist() == [6.4, 2]
