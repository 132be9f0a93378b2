"""What the tests of the moving pictures stand on: a page of a real browser in which a notebook is open."""

import pytest

from gdcourse.authoring.browsing import NoBrowser, jupyterlab
from gdcourse.launching import lab
from tests.live_page import new_picture, notebook_page


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A folder, and the address of a JupyterLab that shows it, started as `lab` does; for all modules of a worker."""
    folder = tmp_path_factory.mktemp("course")
    with jupyterlab(folder, lab.settings(folder)) as address:
        yield folder, address


@pytest.fixture(scope="module")
def lab_page(request, served):
    """A page with a notebook of one cell, the test module's CELL."""
    try:
        with notebook_page(served, request.module.__name__, request.module.CELL) as page:
            yield page
    except NoBrowser as reason:
        pytest.skip(str(reason))


@pytest.fixture
def page(lab_page):
    """The page with the picture as it is when its cell has been run."""
    with new_picture(lab_page):
        yield lab_page
