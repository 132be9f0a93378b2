"""The small engine that chapter 15 builds, its exercises and what it says of engines, beside torch's."""

import operator
from functools import reduce

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from gdcourse.authoring.stored import read_notebook
from gdcourse.authoring.surroundings import NOTEBOOKS
from gdcourse.autodiff import Tensor
from gdcourse.exercises.backpropagation import (
    A_GRAD,
    BLAME,
    GRAPHS,
    Backward,
    matmul_backward,
    softmax_cross_entropy_backward,
    topological_order,
)

torch = pytest.importorskip("torch", reason="torch is not installed: nothing to compare with")


@pytest.fixture(scope="module")
def engine():
    """The names that the chapter's own cells define: Node, backward, relu."""
    names = {}
    for cell in read_notebook(NOTEBOOKS / "15_backpropagation.ipynb").cells:
        if "imports" in cell.metadata.get("tags", []) or cell.source.startswith(("class Node", "def backward(")):
            exec(cell.source, names)
    return names


def leaf(value):
    return torch.tensor(value, dtype=torch.float64, requires_grad=True)


# --- the small engine


def tangled(numbers, relu):
    """A program in which results are used several times, and some neurons are shut."""
    layer = list(numbers)
    for _ in range(4):
        layer = [relu(a * b + a) + b * b * c for a, b, c in zip(layer, layer[1:] + layer[:1], layer[::-1], strict=True)]
    return reduce(operator.add, layer)


@pytest.mark.parametrize("seed", range(5))
def test_small_engine_agrees_with_torch(engine, seed):
    numbers = np.random.default_rng(seed).uniform(-0.8, 0.8, 6)
    ours, theirs = [engine["Node"](float(number)) for number in numbers], [leaf(number) for number in numbers]
    end, wanted = tangled(ours, engine["relu"]), tangled(theirs, torch.relu)
    engine["backward"](end)
    wanted.backward()
    assert end.value == pytest.approx(wanted.item(), rel=1e-12)
    np.testing.assert_allclose([node.grad for node in ours], [t.grad for t in theirs], rtol=1e-10)


def neuron_of_15_1(b):
    w, x = leaf([3.0, 4.0]), leaf([2.0, -1.0])
    b = leaf(b)
    ((torch.relu(w @ x + b) - 4) ** 2).backward()
    return {"w1": w.grad[0].item(), "w2": w.grad[1].item(), "b": b.grad.item(), "x1": x.grad[0].item()}


def test_the_neuron_of_exercise_15_1():
    assert neuron_of_15_1(-1.0) | {"w1 if b is -3": neuron_of_15_1(-3.0)["w1"]} == BLAME


# --- the exercises


@settings(max_examples=50, derandomize=True, deadline=None)
@given(shapes=mutually_broadcastable_shapes(num_shapes=2, max_dims=2, max_side=3), seed=st.integers(0, 99))
def test_rules_of_sum_and_product_over_broadcasts(shapes, seed):
    rng = np.random.default_rng(seed)
    a, b = (rng.normal(size=shape) for shape in shapes.input_shapes)
    g = rng.normal(size=shapes.result_shape)
    for back, compute in ((Backward().add_backward, operator.add), (Backward().mul_backward, operator.mul)):
        one, other = leaf(a), leaf(b)
        compute(one, other).backward(torch.tensor(g))
        for ours, theirs in zip(back(g, a, b), (one.grad, other.grad), strict=True):
            np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12, atol=1e-12)
            assert np.shape(ours) == tuple(theirs.shape)


def test_rule_of_the_matrix_product():
    rng = np.random.default_rng(0)
    A, B, g = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=(4, 5))
    one, other = leaf(A), leaf(B)
    (one @ other).backward(torch.tensor(g))
    for ours, theirs in zip(matmul_backward(g, A, B), (one.grad, other.grad), strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12)


@pytest.mark.parametrize("scale", [1.0, 1000.0])
def test_rule_of_softmax_and_cross_entropy(scale):
    rng = np.random.default_rng(0)
    z, y = scale * rng.normal(size=(7, 4)), rng.integers(0, 4, 7)
    theirs = leaf(z)
    (2.5 * torch.nn.functional.cross_entropy(theirs, torch.tensor(y))).backward()
    ours = softmax_cross_entropy_backward(2.5, z, y)
    np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize(("parents", "end"), GRAPHS)
def test_order_puts_parents_first(parents, end):
    order = topological_order(parents, end)
    assert order[-1] == end and len(set(order)) == len(order)
    assert all(order.index(parent) < order.index(name) for name in order for parent in parents[name])


# --- what the chapter says of engines


def fourth_power(a):
    b = a * a
    return b * b


def test_what_comes_out_of_15_6(engine):
    a = engine["Node"](2.0)
    loss = fourth_power(a)
    engine["backward"](loss)
    assert a.grad == A_GRAD["Node"]
    engine["backward"](loss)
    assert a.grad == A_GRAD["Node, twice"]

    a = Tensor(2.0)
    loss = fourth_power(a)
    loss.backward()
    loss.backward()
    assert a.grad == A_GRAD["Tensor, twice"]
    a.grad = None
    loss.backward()
    assert a.grad == A_GRAD["Tensor, emptied"]


def test_an_engine_that_overwrites_gives_what_15_6_says(engine):
    cell = next(
        cell.source
        for cell in read_notebook(NOTEBOOKS / "15_backpropagation.ipynb").cells
        if cell.source.startswith("def backward(")
    )
    wrong = cell.replace("parent.grad + pull_back", "pull_back")
    assert wrong != cell
    names = dict(engine)
    exec(wrong, names)
    a = names["Node"](2.0)
    names["backward"](fourth_power(a))
    assert a.grad == A_GRAD["Node, = for +"]


def test_torch_refuses_a_second_call_unless_asked_and_then_adds_up():
    a = leaf(2.0)
    loss = fourth_power(a)
    loss.backward(retain_graph=True)
    loss.backward()
    assert a.grad.item() == A_GRAD["Tensor, twice"]
    with pytest.raises(RuntimeError, match="second time"):
        loss.backward()


def test_the_graph_of_softmax_overflows_where_the_collapsed_line_does_not():
    z = np.array([[1000.0, 0.0]])
    t = Tensor(z)
    with np.errstate(over="ignore", invalid="ignore"):
        (t.exp().sum().log() - t[0, 0]).backward()
    assert not np.isfinite(t.grad).all()
    assert softmax_cross_entropy_backward(1.0, z, np.array([0])).tolist() == [[0.0, 0.0]]
