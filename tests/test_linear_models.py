"""Linear, logistic and softmax regression: losses by hand, gradients against torch, errors in one sentence."""

import numpy as np
import pytest

from gdcourse.linear_models import (
    LinearRegression,
    LogisticRegression,
    SoftmaxRegression,
    check_data,
    sigmoid,
    softmax,
    softmax_cross_entropy,
)
from tests.models import examples, gradient_error

X = np.array([[1.0, 2.0], [3.0, -1.0]])
MODELS = [LinearRegression(4), LogisticRegression(4), SoftmaxRegression(4, 3)]
PENALISED = [LinearRegression(4, l2=0.3), LogisticRegression(4, l2=0.3), SoftmaxRegression(4, 3, l2=0.3)]


def case(model):
    """Inputs, targets and a θ for a model of four features."""
    inputs, y = examples(4, getattr(model, "classes", 2))
    return np.random.default_rng(1).normal(size=model.d), inputs, y


def test_linear_regression_by_hand():
    model = LinearRegression(2)
    theta = np.array([1.0, -1.0, 0.5])  # ŷ = 1 − 2 + 0.5 and 3 + 1 + 0.5
    assert model.predict(theta, X).tolist() == [-0.5, 4.5]
    loss, g = model.loss_and_gradient(theta, X, np.array([0.5, 2.5]))  # errors −1 and 2
    assert loss == 2.5
    assert g.tolist() == [5.0, -4.0, 1.0]  # (2/2)(−1·(1, 2, 1) + 2·(3, −1, 1))


def test_logistic_regression_at_zero_is_a_coin_toss():
    model = LogisticRegression(2)
    loss, g = model.loss_and_gradient(model.init(), X, np.array([1, 0]))
    assert loss == pytest.approx(np.log(2))
    assert g == pytest.approx([(-0.5 * 1 + 0.5 * 3) / 2, (-0.5 * 2 + 0.5 * -1) / 2, 0.0])


def test_softmax_regression_at_zero_gives_every_class_the_same():
    model = SoftmaxRegression(2, 4)
    assert model.probabilities(model.init(), X) == pytest.approx(np.full((2, 4), 0.25))
    assert model.loss(model.init(), X, np.array([0, 3])) == pytest.approx(np.log(4))


def test_penalty_is_half_l2_times_the_squared_weights_without_the_biases():
    theta = np.array([2.0, -1.0, 100.0])
    plain, penalised = LinearRegression(2), LinearRegression(2, l2=0.4)
    y = np.zeros(2)
    (loss, g), (more, steeper) = (model.loss_and_gradient(theta, X, y) for model in (plain, penalised))
    assert more - loss == pytest.approx(0.5 * 0.4 * 5.0)
    assert steeper - g == pytest.approx([0.8, -0.4, 0.0])


@pytest.mark.parametrize("model", MODELS + PENALISED)
def test_gradient_is_the_derivative_of_the_loss(model):
    assert gradient_error(model, *case(model)) < 1e-8


@pytest.mark.parametrize("model", MODELS + PENALISED)
def test_gradient_is_torchs(model):
    torch = pytest.importorskip("torch")
    theta, inputs, y = case(model)
    t = torch.tensor(theta, requires_grad=True)
    W, b = t[: model.weights], t[model.weights :]
    z = torch.tensor(inputs) @ W.reshape(model.shape) + b
    target = torch.tensor(y)
    loss = {
        LinearRegression: lambda: ((z - target) ** 2).mean(),
        LogisticRegression: lambda: torch.nn.functional.binary_cross_entropy_with_logits(z, target.double()),
        SoftmaxRegression: lambda: torch.nn.functional.cross_entropy(z, target),
    }[type(model)]()
    loss = loss + 0.5 * model.l2 * (W**2).sum()
    loss.backward()
    ours, g = model.loss_and_gradient(theta, inputs, y)
    assert ours == pytest.approx(loss.item(), rel=1e-12)
    np.testing.assert_allclose(g, t.grad.numpy(), rtol=1e-12, atol=1e-13)


def test_labels_that_are_no_whole_numbers_are_refused():
    with pytest.raises(ValueError, match=r"labels must be whole numbers from 0 to 1, but they are \[0.  0.5\]"):
        LogisticRegression(2).loss(np.zeros(3), X, np.array([0.0, 0.5]))
    assert LogisticRegression(2).loss(np.zeros(3), X, np.array([0.0, 1.0])) == pytest.approx(np.log(2))


@pytest.mark.parametrize("model", PENALISED)
def test_gradient_alone_is_the_gradient_beside_the_loss(model):
    theta, inputs, y = case(model)
    assert np.array_equal(model.gradient(theta, inputs, y), model.loss_and_gradient(theta, inputs, y)[1])


@pytest.mark.parametrize("size", [1e4, -1e4])
def test_losses_are_stable_for_huge_logits(size):
    z = np.array([size, -size])
    model, y = LogisticRegression(1), np.array([1, 1])
    assert model.cost(z, y) == pytest.approx(5e3) and np.all(np.isfinite(model.residual(z, y)))
    loss, r = softmax_cross_entropy(np.array([[size, 0.0, -size]]), np.array([1]))
    assert loss == pytest.approx(1e4) and np.all(np.isfinite(r))


def test_sigmoid_and_softmax_do_not_overflow():
    assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0] and sigmoid(0) == 0.5
    assert softmax(np.array([[1e4, 1e4, -1e4]])).tolist() == [[0.5, 0.5, 0.0]]


@pytest.mark.parametrize("model", MODELS)
def test_float32_stays_float32_and_theta_is_not_changed(model):
    theta, inputs, y = case(model)
    theta, inputs = theta.astype(np.float32), inputs.astype(np.float32)
    before = theta.copy()
    loss, g = model.loss_and_gradient(theta, inputs, y if y.dtype.kind == "i" else y.astype(np.float32))
    assert (type(loss), g.dtype) == (float, np.float32)
    assert np.array_equal(theta, before)


def test_unpacked_weights_are_views():
    model = SoftmaxRegression(2, 3)
    theta = model.init()
    W, b = model.unpack(theta)
    W[1, 2], b[0] = 5.0, 7.0
    assert theta.tolist() == [0, 0, 0, 0, 0, 5, 7, 0, 0]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: LinearRegression(2).loss(np.zeros(2), X, np.zeros(2)), r"theta must have shape \(3,\).*\(2,\)"),
        (lambda: LinearRegression(3).loss(np.zeros(4), X, np.zeros(2)), r"X must have shape \(n, 3\).*\(2, 2\)"),
        (lambda: LinearRegression(2).loss(np.zeros(3), X, np.zeros(3)), r"y must have shape \(2,\).*\(3,\)"),
        (lambda: LogisticRegression(2).loss(np.zeros(3), X, np.array([-1, 1])), r"0 to 1, but they are \[-1  1\]"),
        (lambda: SoftmaxRegression(2, 3).loss(np.zeros(9), X, np.array([0, 3])), r"from 0 to 2, but they are \[0 3\]"),
        (lambda: LinearRegression(0), "features must be a whole number of at least 1, but it is 0"),
        (lambda: SoftmaxRegression(2, 1), "classes must be at least 2, but it is 1"),
        (lambda: LinearRegression(2, l2=-1), "l2 must be a number of at least 0, but it is -1"),
        (lambda: check_data(np.array([[1.0, np.nan]]), np.zeros(1)), r"X\[0, 1\] is nan, and 1 entries"),
    ],
)
def test_bad_input_is_refused_with_what_was_expected_and_what_came(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
