"""Chapter 18 beside PyTorch and scikit-learn, where they are installed, and beside their stored figures."""

import importlib
import runpy
import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pytest

from gdcourse import datasets
from gdcourse.authoring.surroundings import NOTEBOOKS, ROOT
from gdcourse.exercises import EXERCISES

PIECES = {"minibatches": "8.1", "Adam": "11.2", "forward": "16.1", "backward": "16.3", "dropout": "17.3"}


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's imports and definitions leave behind, with the reference answers in place of the learner's."""
    cells = [cell for cell in nbformat.read(NOTEBOOKS / "18_digits.ipynb", as_version=4).cells]
    known = {}
    for cell in cells:
        if "imports" in cell.metadata.get("tags", []):
            exec(cell.source, known)
    known |= {name: EXERCISES[number].reference for name, number in {**PIECES, "EarlyStopping": "17.4"}.items()}
    for name in ("gradient", "fit", "fifths", "five", "torch_losses"):
        (source,) = [cell.source for cell in cells if f"def {name}(" in cell.source]
        exec(source.partition("\nwide, ")[0], known)  # the definition of five, without its nets
    return known


def first_epoch(chapter):
    """The first net's θ to begin with and the mini-batches of its first epoch."""
    training, rng = chapter["shuffled"][0][0], np.random.default_rng(0)
    batches = [training[rows] for rows in chapter["minibatches"](len(training), 32, rng)]
    return chapter["MLP"]((64, 256, 10)), batches, rng


def test_the_courses_pieces_have_pytorchs_losses(chapter):
    net, batches, rng = first_epoch(chapter)
    theta, rule = net.init(0), chapter["Adam"](lr=0.002)
    for rows, stored in zip(batches, datasets.torch_digits(), strict=True):
        assert net.loss(theta, chapter["X"][rows], chapter["y"][rows]) == pytest.approx(stored, abs=1e-9)
        theta = rule.step(theta, chapter["gradient"](net, theta, rows, 0.0, rng))


def test_without_torch_the_chapter_reads_the_stored_losses(chapter, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    net, batches, _ = first_epoch(chapter)
    assert np.array_equal(chapter["torch_losses"](net.init(0), batches), datasets.torch_digits())


def test_with_torch_the_chapter_finds_the_stored_losses_again(chapter):
    pytest.importorskip("torch")
    net, batches, _ = first_epoch(chapter)
    theta = net.init(0)
    found = chapter["torch_losses"](theta, batches)
    np.testing.assert_allclose(found, datasets.torch_digits(), rtol=0, atol=1e-9)
    assert np.array_equal(theta, net.init(0))


def test_the_maker_finds_the_stored_losses_again(tmp_path):
    pytest.importorskip("torch")
    for name in ("make_tables.py", "make_torch_digits.py"):
        shutil.copy(datasets.DATA / name, tmp_path)
    subprocess.run([sys.executable, tmp_path / "make_torch_digits.py"], check=True, env={"PYTHONPATH": str(ROOT)})
    made = np.loadtxt(tmp_path / "torch_digits.csv", delimiter=",", skiprows=1)
    assert made[:, 0].tolist() == list(range(1, 43))
    np.testing.assert_allclose(made[:, 1], datasets.torch_digits(), rtol=0, atol=1e-9)
    assert (tmp_path / "SHA256SUMS").read_text().endswith("  torch_digits.csv\n")


def test_scikit_learn_reads_as_much_of_the_first_fifth_as_is_stored(monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.syspath_prepend(datasets.DATA)
    importlib.invalidate_caches()
    accuracies = runpy.run_path(str(datasets.DATA / "make_sklearn_digits.py"))["accuracies"]
    digits = datasets.digits()
    assert next(accuracies(digits.X / 8, digits.y)) == pytest.approx(datasets.sklearn_digits()[0], abs=1.2)


def test_each_fifth_is_held_out_once_and_nothing_is_on_two_sides(chapter):
    held_out = []
    for training, validation, fifth in chapter["shuffled"]:
        assert len(validation) == 120
        assert sorted([*training, *validation, *fifth]) == list(range(1797))
        held_out += fifth.tolist()
    assert sorted(held_out) == list(range(1797))
