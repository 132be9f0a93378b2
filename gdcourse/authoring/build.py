"""python -m gdcourse build: from notebooks/source/NN_name.md to notebooks/NN_name.ipynb."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from nbformat import NotebookNode

from gdcourse.authoring.running import run
from gdcourse.authoring.solved import refuse_foreign, refuse_unsolved, solve
from gdcourse.authoring.sources import BuildError, chapter_names, choose, read_source
from gdcourse.authoring.stored import read_notebook, store
from gdcourse.authoring.surroundings import NOTEBOOKS, SOURCES, cores


def main(argv: list[str]) -> int:
    """Build the notebooks named in `argv`, or all; return 0 when every one is as it should be."""
    options = parse(argv)
    try:
        if not SOURCES.is_dir():
            raise BuildError(f"There is no folder {SOURCES}; `build` works in a clone of the repository.")
        if options.check:
            problems = check(options.chapters, SOURCES, NOTEBOOKS)
        elif options.solved:
            problems = build_solved(options.chapters, SOURCES, NOTEBOOKS, options.solved, all_exercises())
        else:
            problems = build(options.chapters, SOURCES, NOTEBOOKS)
    except BuildError as error:
        problems = [str(error)]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def parse(argv: list[str]) -> argparse.Namespace:
    """Return the options and chapters that `argv` holds."""
    parser = argparse.ArgumentParser(prog="python -m gdcourse build", description=main.__doc__)
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help="2, 02 or 02_descent; default: all")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="say which notebooks do not match their source")
    mode.add_argument("--solved", type=Path, metavar="DIR", help="write notebooks with all answers into DIR")
    return parser.parse_args(argv)


def all_exercises() -> Mapping:
    """Return the course's exercises, which bring in the mathematics, only when they are needed."""
    from gdcourse.exercises import EXERCISES

    return EXERCISES


def build(wanted: list[str], sources: Path, notebooks: Path) -> list[str]:
    """Run the wanted chapters of `sources` into `notebooks`; return what went wrong."""

    def build_one(chapter: str) -> str:
        notebook = read_source(sources / f"{chapter}.md")
        run(notebook, chapter, notebooks)
        return written(notebook, notebooks / f"{chapter}.ipynb")

    return in_parallel(build_one, choose(wanted, chapter_names(sources, ".md")))


def build_solved(
    wanted: list[str], sources: Path, notebooks: Path, into: Path, exercises: Mapping
) -> list[str]:
    """Run the wanted chapters with all their answers into the folder `into`; return what went wrong."""
    if into.resolve().is_relative_to(notebooks.resolve()):
        raise BuildError(f"{into} is among the course's own notebooks; choose a folder outside {notebooks}.")
    chapters = choose(wanted, chapter_names(sources, ".md"))
    for chapter in chapters:
        refuse_foreign(into / f"{chapter}.ipynb")

    def build_one(chapter: str) -> str:
        notebook = read_source(sources / f"{chapter}.md")
        solve(notebook, chapter, exercises)
        run(notebook, chapter, notebooks)
        refuse_unsolved(notebook, chapter)
        return written(notebook, into / f"{chapter}.ipynb")

    return in_parallel(build_one, chapters)


def written(notebook: NotebookNode, path: Path) -> str:
    """Store the notebook and return the line that says so."""
    return f"{'built' if store(notebook, path) else 'unchanged':<10} {path}"


def in_parallel(work: Callable[[str], str], chapters: Iterable[str]) -> list[str]:
    """Do `work` for each chapter, as many at once as there are cores, printing what each returns.

    Returns the sentences of those that failed. Interrupted, it finishes what has begun.
    """
    problems = []
    with ThreadPoolExecutor(cores()) as pool:
        jobs = [pool.submit(work, chapter) for chapter in chapters]
        try:
            for job in as_completed(jobs):
                if isinstance(error := job.exception(), BuildError):
                    problems.append(str(error))
                else:
                    print(job.result(), flush=True)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return problems


def check(wanted: list[str], sources: Path, notebooks: Path) -> list[str]:
    """Return a sentence for each wanted notebook that is not what its source would give."""
    chapters = {*chapter_names(sources, ".md"), *chapter_names(notebooks, ".ipynb")}
    problems = []
    for chapter in choose(wanted, sorted(chapters)):
        if problem := mismatch(sources / f"{chapter}.md", notebooks / f"{chapter}.ipynb"):
            problems.append(f"{chapter}: {problem}; run `python -m gdcourse build {chapter}`.")
    return problems


def mismatch(source: Path, notebook: Path) -> str | None:
    """Return the first difference between a stored notebook and what its source would give, if any."""
    if not source.exists():
        return f"the notebook has no source; write {source}"
    if not notebook.exists():
        return "the source has no notebook"
    wanted, found = read_source(source), read_notebook(notebook)
    if wanted.metadata != found.metadata:
        return "the notebook's metadata are not those of a built notebook"
    for number, (expected, cell) in enumerate(zip(wanted.cells, found.cells, strict=False), start=1):
        for part in ("cell_type", "source", "metadata", "id"):
            if expected[part] != cell.get(part):
                return f"cell {number} differs from its source in its {part}"
        if cell.cell_type == "code" and cell.execution_count is None:
            return f"cell {number} has not been run"
    if len(wanted.cells) != len(found.cells):
        return f"the source has {len(wanted.cells)} cells and the notebook {len(found.cells)}"
    return None
