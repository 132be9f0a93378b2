"""What the tests of the moving pictures stand on: a page of a real browser in which a notebook is open."""

import pytest

from gdcourse.authoring.browsing import NoBrowser
from gdcourse.launching import lab
from tests.live_page import new_picture, notebook_page


@pytest.fixture(scope="module")
def lab_page(request, tmp_path_factory):
    """A page with a notebook of one cell, the test module's CELL, in JupyterLab as `lab` starts it."""
    folder = tmp_path_factory.mktemp("course")
    try:
        with notebook_page(folder, lab.settings(folder), request.module.CELL) as page:
            yield page
    except NoBrowser as reason:
        pytest.skip(str(reason))


@pytest.fixture
def page(lab_page):
    """The page with the picture as it is when its cell has been run."""
    with new_picture(lab_page):
        yield lab_page
