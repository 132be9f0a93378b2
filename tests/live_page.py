"""A live picture in a page of a browser, and the hands that tests lay on it."""

from contextlib import contextmanager

from gdcourse.authoring.browsing import browser, open_notebook, run_all_cells, write_notebook


@contextmanager
def notebook_page(served, name, *cells, width=1200, sharpness=1):
    """A page of a browser in which a notebook of these cells is open; page.complaints is what its console says."""
    folder, address = served
    write_notebook(folder / f"{name}.ipynb", *cells)
    with browser() as found:
        page = found.new_page(viewport={"width": width, "height": 1000}, device_scale_factor=sharpness)
        page.set_default_timeout(15_000)
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(error.stack))
        open_notebook(page, address, f"{name}.ipynb")
        yield page
        page.evaluate("jupyterapp.serviceManager.sessions.shutdownAll()")


@contextmanager
def new_picture(page):
    """Run the notebook and wait until its live picture is drawn; afterwards, nobody may have complained."""
    page.complaints.clear()
    run_all_cells(page)
    page.wait_for_selector(".live[data-drawn]:not([data-used])")
    page.wait_for_timeout(100)
    yield
    page.evaluate("document.querySelector('.live').dataset.used = 'yes'")
    assert page.complaints == []


def pixels(page, canvas):
    """What a canvas shows."""
    return page.locator(canvas).evaluate("canvas => canvas.toDataURL()")


def settled(page):
    """Wait until everything that the picture asked is answered and drawn."""
    page.wait_for_timeout(50)  # changes are gathered for a frame before they are asked for
    page.wait_for_function(
        "(() => { const { asked, drawn } = document.querySelector('.live').dataset; return asked === drawn; })()"
    )


def drag(page, canvas, *places):
    """Press the mouse at the first place, move through the others, let go; places as shares of the canvas."""
    box = page.locator(canvas).bounding_box()
    (x, y), *others = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in places]
    page.mouse.move(x, y)
    page.mouse.down()
    for x, y in others:
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    settled(page)
