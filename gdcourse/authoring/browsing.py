"""A real JupyterLab in a real browser: for tests, measurements and films of what a learner sees."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import nbformat

from gdcourse.authoring.surroundings import ROOT

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
CHANNELS = ("chrome", "msedge")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
QUIET = {
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


class NoBrowser(Exception):
    """This machine has no browser that could be used."""


@contextmanager
def browser():
    """A headless Chromium, Chrome or Edge that the machine has; NoBrowser if it has none. None is fetched."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise NoBrowser("playwright is not installed") from None
    with sync_playwright() as playwright:
        for way in ways_to_launch():
            try:
                found = playwright.chromium.launch(args=FLAGS, **way)
            except Error:
                continue
            yield found
            found.close()
            return
    raise NoBrowser("this machine has no Chromium, Chrome or Edge that starts")


def ways_to_launch():
    """What may be a browser, as Playwright's launch takes it, the likeliest first."""
    paths = [{"executable_path": path} for name in CHROMIUMS if (path := shutil.which(name))]
    return [*paths, *({"channel": channel} for channel in CHANNELS)]


@contextmanager
def jupyterlab(folder, settings):
    """The address of a JupyterLab, started with `settings`, that knows nobody's own and keeps its files in `folder`."""
    for name, chosen in QUIET.items():
        path = folder / ".settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(chosen), encoding="utf-8")
    own = {name: str(folder / ".jupyter") for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(folder / ".settings"), "JUPYTERLAB_WORKSPACES_DIR": str(folder / ".jupyter")}
    port = free_port()
    with open(folder / "server.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser",
             f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--LabApp.news_url=",
             "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", *settings],
            stdout=log, stderr=log, cwd=ROOT, env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/api", server, folder / "server.log")
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def free_port():
    """A port at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, server, log, seconds=60):
    """Return when the server answers at `url`; RuntimeError with its log if it does not."""
    for _ in range(10 * seconds):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


def write_notebook(path, *cells):
    """A notebook of these code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def open_notebook(page, address, name):
    """Open a notebook alone in the page."""
    page.goto(f"{address}/doc/tree/{name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    page.wait_for_function(f"{KERNEL}?.status === 'idle'", timeout=60_000)


def run_all_cells(page):
    """Run the notebook from top to bottom."""
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")


KERNEL = "jupyterapp.shell.currentWidget?.context?.sessionContext?.session?.kernel"


def in_kernel(page, code="", expression="None"):
    """Run code in the page's kernel as a cell would, and return the value of an expression of plain numbers."""
    reply = page.evaluate(
        f"""async ([code, expression]) => {{
            const asked = {KERNEL}.requestExecute({{ code, user_expressions: {{ value: expression }} }});
            return (await asked.done).content;
        }}""",
        [code, f"__import__('json').dumps({expression})"],
    )
    if reply["status"] != "ok" or reply["user_expressions"]["value"]["status"] != "ok":
        raise RuntimeError(f"the kernel could not run {code or expression}: {reply}")
    return json.loads(reply["user_expressions"]["value"]["data"]["text/plain"].strip("'"))


def choose_theme(page, name):
    """Let JupyterLab put on a theme, "JupyterLab Dark" or "JupyterLab Light"."""
    page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })", name)
    changed = f"body[data-jp-theme-name='{name}']:not(:has(> #jupyterlab-splash))"
    page.wait_for_selector(changed, state="attached")
