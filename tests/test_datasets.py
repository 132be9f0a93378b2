"""The data are what their sources published; made-up data hold their true answer; damage is noticed."""

import importlib.util
import shutil
import subprocess
import sys

import numpy as np
import pytest

from gdcourse import datasets
from gdcourse.datasets import breast_cancer, diabetes, digits, moons, noisy_line, sparse_features, spirals


def test_diabetes_is_as_published():
    data = diabetes()
    assert data.X.shape == (442, 10) and data.features[:3] == ("age", "sex", "bmi")
    assert data.X[0, :4].tolist() == [59.0, 2.0, 32.1, 101.0] and data.y[0] == 151.0
    assert data.y.mean() == pytest.approx(152.133, abs=1e-3)


def test_diabetes_is_ill_conditioned_until_it_is_standardised():
    X = diabetes().X
    with_intercept = np.c_[X, np.ones(len(X))]
    assert np.linalg.cond(with_intercept.T @ with_intercept) == pytest.approx(5.24e7, rel=0.01)
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    assert np.linalg.cond(Z.T @ Z) == pytest.approx(470, rel=0.01)


def test_breast_cancer_has_its_212_malignant_and_357_benign_tumours():
    data = breast_cancer()
    assert data.X.shape == (569, 30) and np.bincount(data.y).tolist() == [212, 357]


def test_digits_are_images_of_17_shades():
    data = digits()
    assert data.X.shape == (1797, 64) and (data.X.min(), data.X.max()) == (0, 16)
    assert np.bincount(data.y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.skipif(not importlib.util.find_spec("sklearn"), reason="the data come from scikit-learn")
def test_the_maker_gives_the_same_bytes_again(tmp_path):
    for name in ("make_tables.py", "sklearn_digits.csv", "torch_adam.csv", "torch_digits.csv"):
        shutil.copy(datasets.DATA / name, tmp_path)
    subprocess.run([sys.executable, tmp_path / "make_tables.py"], check=True)
    for name in ("diabetes.csv", "breast_cancer.csv", "digits.csv", "SHA256SUMS"):
        assert (tmp_path / name).read_bytes() == (datasets.DATA / name).read_bytes()


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the data that may be damaged."""
    shutil.copytree(datasets.DATA, tmp_path / "data")
    monkeypatch.setattr(datasets, "DATA", tmp_path / "data")
    return tmp_path / "data"


def test_a_missing_file_says_how_to_get_it_again(copy):
    (copy / "digits.csv").unlink()
    with pytest.raises(FileNotFoundError, match="digits.csv is missing: get it again: `git checkout data/digits.csv`"):
        digits()


def test_a_damaged_file_is_noticed_and_says_how_to_get_it_again(copy):
    (copy / "diabetes.csv").write_text((copy / "diabetes.csv").read_text().replace("59,2", "59,1", 1))
    with pytest.raises(ValueError, match="diabetes.csv is damaged, its SHA-256 is .* and should be .*get it again"):
        diabetes()


def test_line_ends_of_another_system_are_no_damage(copy):
    content = (copy / "diabetes.csv").read_bytes()
    (copy / "diabetes.csv").write_bytes(content.replace(b"\n", b"\r\n"))
    assert diabetes().X.shape == (442, 10)


def test_a_split_is_disjoint_complete_and_decided_by_its_seed():
    data = noisy_line(101)
    rest, held_out = data.split(share=0.25, seed=3)
    assert (len(rest), len(held_out)) == (76, 25)
    assert sorted([*rest.y, *held_out.y]) == sorted(data.y)
    assert np.array_equal(held_out.X, data.split(share=0.25, seed=3)[1].X)
    assert not np.array_equal(held_out.X, data.split(share=0.25, seed=4)[1].X)


MADE_UP = {"moons": moons, "spirals": spirals, "noisy_line": noisy_line, "sparse_features": sparse_features}


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_data_are_decided_by_their_seed(name):
    make = MADE_UP[name]
    assert np.array_equal(make(50, seed=1).X, make(50, seed=1).X)
    assert not np.array_equal(make(50, seed=1).X, make(50, seed=2).X)


def test_moons_lie_on_their_half_circles_when_there_is_no_noise():
    data = moons(100, noise=0.0)
    distance = np.hypot(*(data.X - np.where(data.y[:, None] == 0, [0, 0], [1, 0.5])).T)
    assert distance == pytest.approx(np.ones(100)) and np.array_equal(data.X, data.truth)


def test_spirals_have_arms_of_equal_size_within_the_unit_circle():
    data = spirals(90, classes=3, noise=0.0)
    assert np.bincount(data.y).tolist() == [30, 30, 30]
    assert np.hypot(*data.X.T).max() <= 1


def test_least_squares_finds_the_line_again():
    data = noisy_line(20_000, slope=3.0, intercept=0.5, noise=0.5)
    found = np.linalg.lstsq(np.c_[data.X, np.ones(len(data))], data.y, rcond=None)[0]
    assert found == pytest.approx(data.truth, abs=0.03)  # standard errors 0.006 and 0.004


def test_sparse_features_are_as_rare_as_told_and_their_weights_can_be_found():
    data = sparse_features(50_000, features=10, rarest=0.02)
    assert data.X.mean(axis=0)[[0, -1]] == pytest.approx([0.5, 0.02], abs=0.01)
    assert np.linalg.lstsq(data.X, data.y, rcond=None)[0] == pytest.approx(data.truth, abs=0.02)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: moons(0), "n must be a whole number of at least 1, but it is 0"),
        (lambda: noisy_line(10, noise=-1), "noise must be a number of at least 0, but it is -1"),
        (lambda: spirals(10, classes=0), "classes must be a whole number of at least 1"),
        (lambda: sparse_features(10, rarest=0), "rarest must lie above 0 and up to 0.5, but it is 0"),
        (lambda: moons(10).split(share=1.0), "share must lie between 0 and 1, but it is 1.0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
