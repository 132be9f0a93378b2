"""The film in the README: what it is, and the arithmetic behind it; filming itself takes a browser and a minute."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from gdcourse.authoring.recording import FILM, FRAME, MOST_BYTES, as_film, cells, in_colors, palette, way
from gdcourse.authoring.surroundings import ROOT


def test_the_readme_shows_a_film_of_eight_to_twelve_seconds_that_is_light_smooth_and_endless():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (source, alt) = re.search(r'<img src="([^"]+)"[^>]*\balt="([^"]+)"', readme).groups()
    assert ROOT / source == FILM and len(alt) > 100
    assert FILM.stat().st_size <= MOST_BYTES
    with Image.open(FILM) as film:
        milliseconds = 0
        for number in range(film.n_frames):
            film.seek(number)
            film.load()
            milliseconds += film.info["duration"]
        assert film.info["loop"] == 0 and film.width >= 800
    assert 8_000 <= milliseconds <= 12_000
    assert 1000 / FRAME >= 15


def test_the_film_shows_the_picture_of_chapter_00():
    imports, picture = cells()
    assert "from gdcourse import" in imports and picture.startswith("live.Valley(")


def test_a_hand_goes_gently_from_the_first_place_through_the_others_to_the_last():
    places = np.array(way([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], seconds=3.3))
    assert len(places) == 50 and places[-1] == pytest.approx([10, 10])
    assert np.linalg.norm(places - [10.0, 0.0], axis=1).min() < 0.5
    strides = np.linalg.norm(np.diff(places, axis=0), axis=1)
    assert strides[0] < 0.2 * strides.max() and strides[-1] < 0.2 * strides.max()


def test_a_closed_way_has_no_corner_where_it_closes():
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    places = np.array(way(square, seconds=66))
    leaving, arriving = places[1] - places[0], places[-1] - places[-2]
    cosine = leaving @ arriving / np.linalg.norm(leaving) / np.linalg.norm(arriving)
    assert cosine > 0.99


def test_each_colour_becomes_the_nearest_one_of_the_palette():
    frame = Image.fromarray(np.array([[[255, 255, 255], [254, 255, 254]], [[0, 114, 178], [3, 110, 180]]], np.uint8))
    seen = np.asarray(in_colors(frame, palette())).tolist()
    assert seen == [[[255, 255, 255]] * 2, [[0, 114, 178]] * 2]


def test_a_film_keeps_its_frames():
    frames = [Image.new("RGB", (40, 30), (grey,) * 3) for grey in (17, 60, 117)]
    with Image.open(io.BytesIO(as_film(frames))) as film:
        assert film.n_frames == 3 and film.info["loop"] == 0
        greys = []
        for number in range(3):
            film.seek(number)
            greys.append(film.convert("RGB").getpixel((0, 0)))
    assert greys == [(17,) * 3, (60,) * 3, (117,) * 3]
