"""The command `lecture`: a chapter opened in JupyterLab as slides, its cells run, its pictures alive."""

import argparse
import json
import shutil
import time
from pathlib import Path

import nbformat

from gdcourse import __version__
from gdcourse.authoring.sources import BuildError, chapter_names, choose
from gdcourse.launching import lab, my_course, places
from gdcourse.launching.installing import show
from gdcourse.launching.problems import Problem, failures_told, say

EXTENSIONS = Path(__file__).with_name("labextensions")
OWN = Path(".gdcourse")  # holds what JupyterLab remembers of lectures, so that `lab` stays as it was
SHOWN = {  # what JupyterLab is told before each lecture
    "jupyterlab-slideshow/plugin": {"active": True},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},  # the slideshow's own, from the start
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false"},
}


def main(argv: list[str]) -> int:
    """Open a chapter as slides in JupyterLab, which also gets what else argv holds."""
    options, others = parse(argv)
    chapter = chosen(options.chapter, places.shipped_notebooks())
    folder = places.learners_folder() / "lectures"
    for sentence in prepare(chapter, folder, options.fresh):
        say(sentence)
    lab.prepare_surroundings()
    from jupyterlab.labapp import LabApp

    server = LabApp.initialize_server([*others, *settings(folder, chapter)])
    opens_browser, server.open_browser = server.open_browser, False
    server.io_loop.add_callback(begin, server, folder / f"{chapter}.ipynb", opens_browser)
    with lab.root_advised(f"lecture {options.chapter}", others):
        server.start()
    return 0


def parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The chapter and options that `argv` holds, and what is for JupyterLab."""
    parser = argparse.ArgumentParser(
        prog="python -m gdcourse lecture",
        description="Open a chapter as slides in JupyterLab, its cells run. Other options go to JupyterLab.",
    )
    parser.add_argument("chapter", metavar="CHAPTER", help="2, 02 or 02_descent")
    parser.add_argument("--fresh", action="store_true", help="begin with the chapter as it came; your copy is kept")
    return parser.parse_known_args(argv)


def chosen(wanted: str, notebooks: Path) -> str:
    """The name of the one chapter that is wanted."""
    try:
        return choose([wanted], chapter_names(notebooks, ".ipynb"))[0]
    except BuildError as error:
        raise Problem(str(error)) from None


def prepare(chapter: str, folder: Path, fresh: bool) -> list[str]:
    """Lay the lecturer's copy of a chapter where it is missing or old, as my_course does; return what to tell."""
    name = f"{chapter}.ipynb"
    with failures_told(folder):
        (folder / OWN).mkdir(parents=True, exist_ok=True)
        note = my_course.read_note(folder)
        told = [put_away(folder, name)] if fresh else []
        told.append(my_course.bring(places.shipped_notebooks() / name, folder, note, __version__))
        my_course.write_note(folder, note)
        shutil.rmtree(folder / OWN / "workspaces", ignore_errors=True)  # which documents were open the last time
        for plugin, told_it in SHOWN.items():
            path = folder / OWN / "settings" / f"{plugin}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            my_course.write(path.parent, path.name, json.dumps(told_it).encode())
    return [sentence for sentence in told if sentence]


def put_away(folder: Path, name: str) -> str:
    """Move the lecturer's copy to the backups; return what there is to tell."""
    if not (folder / name).exists():
        return ""
    stem = f"{Path(name).stem} (until {time.strftime('%Y-%m-%d')})"
    kept = my_course.lay(folder / my_course.BACKUPS, stem, (folder / name).read_bytes())
    (folder / name).unlink()
    return f"Your copy is kept as {my_course.BACKUPS}/{kept}."


def settings(folder: Path, chapter: str) -> list[str]:
    """What JupyterLab is told: what to open, and to keep what it remembers of lectures apart from the rest."""
    return [
        *lab.settings(folder, opens=f"/doc/tree/{chapter}.ipynb"),
        f"--LabApp.user_settings_dir={folder / OWN / 'settings'}",
        f"--LabApp.workspaces_dir={folder / OWN / 'workspaces'}",
        f"--LabApp.extra_labextensions_path={EXTENSIONS}",
    ]


async def begin(server, path: Path, opens_browser: bool) -> None:
    """Run the chapter's cells in the kernel that its page will use, then open the page."""
    say(f"Running the cells of {path} …")
    started = time.monotonic()
    try:
        notebook = nbformat.read(path, as_version=4)
        for_slideshow(notebook)
        for sentence in await run(server, path.name, notebook):
            say(sentence)
        with failures_told(path.parent):
            my_course.write(path.parent, path.name, nbformat.writes(notebook).encode())
        server.contents_manager.notary.sign(notebook)
        say(f"Ready after {time.monotonic() - started:.0f} seconds.")
    finally:
        if opens_browser:
            server.launch_browser()


def for_slideshow(notebook: nbformat.NotebookNode) -> None:
    """Change the slide marks that jupyterlab-slideshow does not understand: it would not show a cell marked "-"."""
    for cell in notebook.cells:
        slideshow = cell.metadata.get("slideshow", {})
        if slideshow.get("slide_type") == "-":
            del slideshow["slide_type"]
        if slideshow.get("slide_type") == "notes":
            slideshow["slide_type"] = "skip"  # notes would be an empty slide, at which it gets stuck


async def run(server, name: str, notebook: nbformat.NotebookNode) -> list[str]:
    """Run a notebook's cells in a new session of the server; return a sentence for each cell that raises."""
    from nbclient import NotebookClient

    session = await server.session_manager.create_session(path=name, name=name, type="notebook", kernel_name="python3")
    kernel = server.kernel_manager.get_kernel(session["kernel"]["id"])
    client = NotebookClient(notebook, km=kernel, timeout=None, allow_errors=True, record_timing=False)
    await client.async_start_new_kernel_client()
    told = []
    try:
        for index, cell in enumerate(notebook.cells):
            show(f"cell {index + 1} of {len(notebook.cells)}")
            await client.async_execute_cell(cell, index)
            told += [
                f"Cell {index + 1} raises {output.ename}: {output.evalue}"
                for output in cell.get("outputs", [])
                if output.output_type == "error"
            ]
    finally:
        show("")
        client.kc.stop_channels()
    return told
