"""Chapter 11's Adam is PyTorch's, step by step: where it is installed, and by the stored figures where it is not."""

import shutil
import subprocess
import sys

import nbformat
import numpy as np
import pytest

from gdcourse import datasets
from gdcourse.authoring.surroundings import NOTEBOOKS, ROOT
from gdcourse.descent import descend
from gdcourse.exercises.adam import Adam, AdamW
from gdcourse.landscapes import Rosenbrock


def test_the_exercises_adam_walks_the_stored_path():
    f = Rosenbrock()
    path = descend(f, f.start, Adam(lr=0.1, eps=1.0), 100).thetas
    np.testing.assert_allclose(path, datasets.torch_adam(), rtol=0, atol=1e-12)


def chapters_path():
    """What the chapter's own torch_path() gives."""
    cells = nbformat.read(NOTEBOOKS / "11_adam.ipynb", as_version=4).cells
    (imports,) = [cell.source for cell in cells if "imports" in cell.metadata.get("tags", [])]
    (defined,) = [cell.source for cell in cells if "def torch_path" in cell.source]
    known = {}
    exec(imports + "\n" + defined, known)
    return known["torch_path"]()


def test_without_torch_the_chapter_reads_the_stored_path(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    assert np.array_equal(chapters_path(), datasets.torch_adam())


def test_with_torch_the_chapter_finds_the_stored_path_again():
    pytest.importorskip("torch")
    np.testing.assert_allclose(chapters_path(), datasets.torch_adam(), rtol=0, atol=1e-12)


def test_the_maker_finds_the_stored_path_again(tmp_path):
    pytest.importorskip("torch")
    for name in ("make_tables.py", "make_torch_adam.py"):
        shutil.copy(datasets.DATA / name, tmp_path)
    subprocess.run([sys.executable, tmp_path / "make_torch_adam.py"], check=True, env={"PYTHONPATH": str(ROOT)})
    made = np.loadtxt(tmp_path / "torch_adam.csv", delimiter=",", skiprows=1)
    assert made[:, 0].tolist() == list(range(101))
    np.testing.assert_allclose(made[:, 1:], datasets.torch_adam(), rtol=0, atol=1e-12)
    assert (tmp_path / "SHA256SUMS").read_text().endswith("  torch_adam.csv\n")


@pytest.mark.parametrize("settings", [{"eps": 1.0}, {"eps": 1e-8}, {"eps": 1e-8, "weight_decay": 0.3}])
def test_the_exercises_adam_and_adamw_take_torchs_steps(settings):
    torch = pytest.importorskip("torch")
    mine, theirs = (AdamW, torch.optim.AdamW) if "weight_decay" in settings else (Adam, torch.optim.Adam)
    rng = np.random.default_rng(0)
    theta = rng.normal(size=50)
    parameter = torch.tensor(theta)
    rule, reference = mine(lr=0.01, **settings), theirs([parameter], lr=0.01, **settings)
    for _ in range(100):
        g = rng.normal(size=50)
        parameter.grad = torch.from_numpy(g)
        reference.step()
        theta = rule.step(theta, g)
        np.testing.assert_allclose(theta, parameter.numpy(), rtol=1e-12, atol=1e-12)
