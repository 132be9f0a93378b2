"""Every operation's value and gradient are torch's, and the gradient that of finite differences, over many shapes and
broadcasts; those of small networks too.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, mutually_broadcastable_shapes

from gdcourse import autodiff
from gdcourse.autodiff import Tensor

torch = pytest.importorskip("torch", reason="torch is not installed: nothing to compare with")
many = settings(max_examples=25, derandomize=True, deadline=None)


def numbers(shape, seed, low=0.3):
    """Numbers of either sign, none of them near 0 or near another."""
    rng = np.random.default_rng(seed)
    size = int(np.prod(shape))
    return ((rng.permutation(size) + low) / max(size, 1) * rng.choice([-1.0, 1.0], size)).reshape(shape)


def agree(ours, theirs, *arrays):
    """Assert that two programs of the same arrays have the same value and the same gradients."""
    a, b = [Tensor(array) for array in arrays], [torch.tensor(array, requires_grad=True) for array in arrays]
    x, y = ours(*a), theirs(*b)
    np.testing.assert_allclose(x.data, y.detach().numpy(), rtol=1e-12, atol=1e-12)
    seed = np.random.default_rng(9).normal(size=x.shape)
    x.backward(seed)
    y.backward(torch.from_numpy(seed))
    for tensor, wanted in zip(a, b, strict=True):
        np.testing.assert_allclose(tensor.grad, wanted.grad.numpy(), rtol=1e-10, atol=1e-12)
    assert_slope(ours, arrays, seed, [tensor.grad for tensor in a])


def assert_slope(program, arrays, seed, gradients, h=1e-6):
    """Assert that along a random direction a central difference has the slope that the gradients promise."""
    rng = np.random.default_rng(8)
    direction = [rng.normal(size=array.shape) for array in arrays]

    def at(step):
        moved = [Tensor(array + step * d) for array, d in zip(arrays, direction, strict=True)]
        return float(np.sum(seed * program(*moved).data))

    terms = np.concatenate([(g * d).ravel() for g, d in zip(gradients, direction, strict=True)])
    slope = (at(h) - at(-h)) / (2 * h)
    assert slope == pytest.approx(terms.sum(), rel=0, abs=1e-6 + 1e-5 * np.abs(terms).sum())


TWO = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
}


@pytest.mark.parametrize("name", TWO)
@many
@given(shapes=mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), seed=st.integers(0, 99))
def test_operators_over_broadcasts(name, shapes, seed):
    agree(TWO[name], TWO[name], *(numbers(shape, seed + i) for i, shape in enumerate(shapes.input_shapes)))


@many
@given(shapes=mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), seed=st.integers(0, 99))
def test_maximum_and_where_over_broadcasts(shapes, seed):
    a, b = (numbers(shape, seed + i, low=0.3 + 0.1 * i) for i, shape in enumerate(shapes.input_shapes))
    agree(autodiff.maximum, torch.maximum, a, b)
    mask = np.broadcast_to(a, shapes.result_shape) > 0
    agree(lambda x, y: autodiff.where(mask, x, y), lambda x, y: torch.where(torch.tensor(mask.copy()), x, y), a, b)


ONE = ["exp", "tanh", "sigmoid", "relu", "abs"]


@pytest.mark.parametrize("name", ONE)
@many
@given(shape=array_shapes(min_dims=0, max_dims=3, max_side=4), seed=st.integers(0, 99))
def test_functions(name, shape, seed):
    agree(lambda a: getattr(a, name)(), lambda a: getattr(a, name)(), numbers(shape, seed))


@many
@given(shape=array_shapes(min_dims=0, max_dims=3, max_side=4), seed=st.integers(0, 99))
def test_functions_of_positive_numbers(shape, seed):
    positive = np.abs(numbers(shape, seed))
    for program in (lambda a: a.log(), lambda a: a.sqrt(), lambda a: a**3.5, lambda a: 2.0 / a, lambda a: 1.0 - a):
        agree(program, program, positive)


@st.composite
def reductions(draw):
    """A shape, and one axis or several of it, or None."""
    shape = draw(array_shapes(min_dims=1, max_dims=3, max_side=4))
    axes = st.sets(st.integers(-len(shape), -1), min_size=1).map(tuple)
    return shape, draw(st.none() | st.integers(-len(shape), len(shape) - 1) | axes)


@many
@given(case=reductions(), keepdims=st.booleans(), seed=st.integers(0, 99))
def test_reductions(case, keepdims, seed):
    shape, axis = case
    a = numbers(shape, seed)
    every = tuple(range(len(shape))) if axis is None else axis
    agree(lambda t: t.sum(axis, keepdims), lambda t: t.sum(every, keepdims), a)
    agree(lambda t: t.mean(axis, keepdims), lambda t: t.mean(every, keepdims), a)
    agree(lambda t: t.max(axis, keepdims), lambda t: t.amax(every, keepdims), a)


@pytest.mark.parametrize(
    ("left", "right"),
    [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (5, 3, 4)),
     ((5, 1, 2, 3), (6, 3, 4)), ((3,), (5, 3, 2)), ((5, 2, 3), (3,))],
)  # fmt: skip
def test_matmul(left, right):
    agree(lambda a, b: a @ b, lambda a, b: a @ b, numbers(left, 1), numbers(right, 2))


INDICES = [
    0,
    (slice(None), 1),
    (..., slice(None, None, 2)),
    (None, slice(1, 3)),
    (np.array([0, 2, 2]),),
    (np.array([0, 1]), np.array([2, 2])),
    (slice(None), np.array([[0, 1], [1, 1]])),
]


@pytest.mark.parametrize("index", INDICES)
def test_indexing(index):
    there = tuple(torch.tensor(i) if isinstance(i, np.ndarray) else i for i in index) if index != 0 else 0
    agree(lambda a: a[index], lambda a: a[there], numbers((3, 4, 2), 0))


def test_indexing_by_truth_values():
    a = numbers((3, 4), 0)
    agree(lambda t: t[a > 0], lambda t: t[torch.tensor(a > 0)], a)


def test_shapes():
    a, b = numbers((2, 3, 4), 0), numbers((2, 1, 4), 1)
    agree(lambda t: t.reshape(6, -1), lambda t: t.reshape(6, -1), a)
    agree(lambda t: t.transpose(1, 2, 0), lambda t: t.permute(1, 2, 0), a)
    agree(lambda t: t.T, lambda t: t.permute(2, 1, 0), a)
    agree(lambda s, t: autodiff.concatenate([s, t], axis=1), lambda s, t: torch.cat([s, t], dim=1), a, b)
    agree(lambda s, t: autodiff.stack([s, t], axis=-1), lambda s, t: torch.stack([s, t], dim=-1), a, a + 1)
    agree(lambda t: t.log_softmax(1), lambda t: t.log_softmax(1), a)


def attention(q, k, v, softmax_log, swap):
    scores = q @ swap(k) / 2.0
    return softmax_log(scores).exp() @ v


def test_an_attention_head():
    arrays = [numbers((2, 5, 4), seed) for seed in range(3)]
    agree(
        lambda q, k, v: attention(q, k, v, lambda s: s.log_softmax(-1), lambda t: t.transpose(0, 2, 1)),
        lambda q, k, v: attention(q, k, v, lambda s: s.log_softmax(-1), lambda t: t.transpose(1, 2)),
        *arrays,
    )


def lstm(x, W, U, b, zeros):
    """The last hidden state of an LSTM over x, shape (time, batch, features)."""
    h = c = zeros
    for t in range(x.shape[0]):
        z = x[t] @ W + h @ U + b
        i, f, o, u = (z[:, 3 * gate : 3 * gate + 3] for gate in range(4))
        c = f.sigmoid() * c + i.sigmoid() * u.tanh()
        h = o.sigmoid() * c.tanh()
    return h


def test_an_lstm_through_time():
    arrays = [numbers((6, 2, 5), 0), numbers((5, 12), 1), numbers((3, 12), 2), numbers((12,), 3)]
    agree(
        lambda *a: lstm(*a, np.zeros((2, 3))),
        lambda *a: lstm(*a, torch.zeros((2, 3), dtype=torch.float64)),
        *arrays,
    )
