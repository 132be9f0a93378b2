"""Where things stand: who may import whom, and what every file of the project keeps to."""

import ast
import re
import subprocess
import sys
from itertools import chain

import pytest

from gdcourse.authoring.surroundings import ROOT

PACKAGE = ROOT / "gdcourse"
MATHEMATICS = [  # in the order of the course: a module imports only from above it
    "derivatives",
    "landscapes",
    "gradients",
    "optimizers",
    "schedules",
    "descent",
    "linear_models",
    "minibatches",
    "autodiff",
    "mlp",
    "regularization",
    "intervals",
    "training",
    "second_order",
    "datasets",
    "drawing",
]
FOLDERS = ["plots", "live", "judging", "exercises", "grading", "authoring", "launching"]
WRITTEN_BY_US = ["gdcourse", "tests", "notebooks", "benchmarks", ".ci", ".github", ".devcontainer", ".binder"]
MOST_LINES = 300


def modules():
    return sorted(PACKAGE.rglob("*.py"))


def name(path):
    return path.relative_to(ROOT).as_posix()


def imports(path):
    """The dotted names that a file imports anywhere in it, relative imports made absolute."""
    folder = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = folder[: len(folder) - node.level + 1] if node.level else ()
            origin = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def imports_of(path, package):
    return [imported for imported in imports(path) if imported.split(".")[0] == package]


def test_imports_are_read_whether_absolute_or_relative(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "gdcourse" / "live" / "race.py"
    path.parent.mkdir(parents=True)
    path.write_text(
        "import numpy as np\nfrom gdcourse import mlp\nfrom . import a\nfrom ..descent import Path"
    )
    assert list(imports(path)) == ["numpy", "gdcourse.mlp", "gdcourse.live.a", "gdcourse.descent.Path"]


# --- who may import whom


def test_the_package_holds_the_designs_rooms_and_no_others():
    files = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    folders = {path.parent.name for path in PACKAGE.glob("*/*.py")}
    assert files - set(MATHEMATICS) == set(), "give a new module its place in the course's order"
    assert folders - set(FOLDERS) == set()


@pytest.mark.parametrize("module", [module for module in MATHEMATICS if (PACKAGE / f"{module}.py").exists()])
def test_mathematics_imports_only_what_stands_above_it(module):
    above = [f"gdcourse.{other}." for other in MATHEMATICS[: MATHEMATICS.index(module)]]
    wrong = [
        imported
        for imported in imports_of(PACKAGE / f"{module}.py", "gdcourse")
        if not f"{imported}.".startswith(tuple(above))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "package, rooms",
    [("matplotlib", ["drawing.py", "plots"]), ("ipywidgets", ["live"]), ("anywidget", ["live"])],
)
def test_drawing_packages_are_imported_in_their_rooms_alone(package, rooms):
    users = {path.relative_to(PACKAGE).parts[0] for path in modules() if imports_of(path, package)}
    assert users - set(rooms) == set()


def test_the_package_does_not_import_its_tests():
    assert [name(path) for path in modules() if imports_of(path, "tests")] == []


def test_importing_gdcourse_brings_in_nothing_heavy():
    code = "import sys, gdcourse; print(*{m.split('.')[0] for m in sys.modules} - sys.stdlib_module_names)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"numpy", "matplotlib", "IPython", "ipywidgets", "anywidget", "pytest", "jupytext", "nbformat"}
    loaded = set(done.stdout.split())
    assert "gdcourse" in loaded and loaded & heavy == set()


# --- what every file keeps to


def test_no_file_or_folder_is_a_junk_room():
    junk = {"utils", "util", "misc", "helpers", "helper", "common"}
    places = chain(PACKAGE.rglob("*"), (ROOT / "tests").rglob("*"))
    assert [name(path) for path in places if path.stem in junk] == []


def test_no_module_outgrows_its_subject():
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length > MOST_LINES} == {}


def test_every_public_module_class_and_function_says_what_it_is():
    undocumented = "D100,D101,D103,D104"  # pydocstyle's numbers for module, class, function, package
    judges = "gdcourse/exercises/*:D103"  # a judge reads like a story and needs no summary
    found = ruff("--isolated", "--select", undocumented, "--per-file-ignores", judges, PACKAGE)
    assert found == "All checks passed!", found


def test_ruff_has_no_complaint():
    found = ruff(PACKAGE, ROOT / "tests", ROOT / "conftest.py")
    assert found == "All checks passed!", found


def ruff(*arguments):
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8").stdout.strip()


@pytest.mark.parametrize("module", [module for module in MATHEMATICS if (PACKAGE / f"{module}.py").exists()])
def test_each_mathematics_module_has_its_test_file(module):
    assert (ROOT / "tests" / f"test_{module}.py").exists()


def test_no_file_names_a_place_on_somebodys_machine():
    place = re.compile(r"(?<![\w./])/(?:root|work|Users|home)/|[A-Z]:\\Users")
    found = [
        f"{name(path)}: {match[0]}"
        for path in written_files()
        if (match := place.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def written_files():
    """The project's text files: those beside this package's folder, and those in the folders we write."""
    text = {".py", ".md", ".ipynb", ".js", ".css", ".toml", ".txt", ".yml", ".yaml", ".json", ".in", ""}
    inside = chain.from_iterable((ROOT / folder).rglob("*") for folder in WRITTEN_BY_US)
    return [
        path
        for path in chain(ROOT.glob("*"), inside)
        if path.is_file() and path.suffix in text and path.name != "progress.json"
    ]


@pytest.mark.parametrize("file", ["README.md", "notebooks/source/00_welcome.md"])
def test_every_chapter_is_listed(file):
    links = re.findall(r"\]\((?:notebooks/)?(\d\d_\w+)\.ipynb\)", (ROOT / file).read_text(encoding="utf-8"))
    chapters = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert set(links) | {"00_welcome"} == chapters
