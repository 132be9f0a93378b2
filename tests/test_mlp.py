"""The MLP: one example by hand, gradients against torch, dropout, initialisation, errors in one sentence."""

import numpy as np
import pytest

from gdcourse.linear_models import SoftmaxRegression
from gdcourse.mlp import MLP
from tests.models import examples, gradient_error

ACTIVATIONS = ["relu", "tanh", "identity"]


def test_one_hidden_unit_by_hand():
    net = MLP((1, 1, 2))
    theta = np.array([2.0, -1.0, 1.0, 3.0, 0.5, 0.0])  # a = max(2x − 1, 0); z = (a + 0.5, 3a)
    assert net.forward(theta, np.array([[2.0]]))[0].tolist() == [[3.5, 9.0]]
    assert net.predict(theta, np.array([[2.0], [0.0]])).tolist() == [1, 0]


def test_theta_holds_weights_and_biases_layer_by_layer_and_unpack_gives_views():
    net = MLP((2, 3, 2))
    theta = np.arange(17.0)
    (W0, b0), (W1, b1) = net.unpack(theta)
    assert W0.tolist() == [[0, 1, 2], [3, 4, 5]] and b0.tolist() == [6, 7, 8]
    assert W1.tolist() == [[9, 10], [11, 12], [13, 14]] and b1.tolist() == [15, 16]
    W1[0, 0] = 99
    assert theta[9] == 99 and net.d == 17


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("l2", [0.0, 0.2])
def test_gradient_is_torchs(activation, l2):
    torch = pytest.importorskip("torch")
    net = MLP((5, 7, 6, 4), activation, l2=l2)
    X, y = examples(5, 4)
    theta = net.init(seed=3) + 0.1
    t = torch.tensor(theta, requires_grad=True)
    bend = {"relu": torch.relu, "tanh": torch.tanh, "identity": lambda a: a}[activation]
    a, start, squares = torch.tensor(X), 0, 0
    for i, (rows, columns) in enumerate(net.shapes):
        W = t[start : start + rows * columns].reshape(rows, columns)
        start += rows * columns + columns
        a = a @ W + t[start - columns : start]
        a = bend(a) if i < 2 else a
        squares = squares + (W**2).sum()
    loss = torch.nn.functional.cross_entropy(a, torch.tensor(y)) + 0.5 * l2 * squares
    loss.backward()
    ours, g = net.loss_and_gradient(theta, X, y)
    assert ours == pytest.approx(loss.item(), rel=1e-12) == net.loss(theta, X, y)
    np.testing.assert_allclose(g, t.grad.numpy(), rtol=1e-11, atol=1e-13)


def test_without_a_hidden_layer_it_is_softmax_regression():
    X, y = examples(5, 4)
    theta = np.random.default_rng(0).normal(size=24)
    net, softmax = MLP((5, 4), l2=0.1), SoftmaxRegression(5, 4, l2=0.1)
    (a, g), (b, h) = net.loss_and_gradient(theta, X, y), softmax.loss_and_gradient(theta, X, y)
    assert a == pytest.approx(b) and g == pytest.approx(h)


def test_logits_of_ten_thousand_give_a_finite_loss_and_gradient():
    net = MLP((1, 2))
    loss, g = net.loss_and_gradient(np.array([1e4, -1e4, 0.0, 0.0]), np.ones((1, 1)), np.array([1]))
    assert loss == pytest.approx(2e4) and np.all(np.isfinite(g))


def test_float32_stays_float32_and_arguments_are_not_changed():
    net = MLP((5, 7, 4), l2=0.1, dropout=0.3)
    X, y = examples(5, 4)
    theta, X = net.init(0).astype(np.float32), X.astype(np.float32)
    before = theta.copy(), X.copy()
    loss, g = net.loss_and_gradient(theta, X, y)
    assert (type(loss), g.dtype) == (float, np.float32)
    assert np.array_equal(theta, before[0]) and np.array_equal(X, before[1])


@pytest.mark.parametrize(("activation", "variance"), [("relu", 2 / 500), ("tanh", 2 / 900), ("identity", 2 / 900)])
def test_first_weights_have_the_variance_that_suits_the_activation(activation, variance):
    (W, b), _ = MLP((500, 400, 3), activation).unpack(MLP((500, 400, 3), activation).init(seed=0))
    assert W.var() == pytest.approx(variance, rel=0.02)  # 200,000 draws: ± 0.3 %
    assert not b.any()


def test_the_seed_decides_the_first_weights():
    net = MLP((5, 7, 4))
    assert np.array_equal(net.init(1), net.init(1)) and not np.array_equal(net.init(1), net.init(2))


def test_dropout_silences_its_share_of_units_keeps_the_mean_and_is_off_in_predictions():
    net = MLP((50, 200, 4), dropout=0.25)
    X, y = examples(50, 4, n=500)
    theta = net.init(0)
    kept = net.mask(np.ones((500, 200)))
    assert np.unique(kept).tolist() == [0.0, pytest.approx(1 / 0.75)]
    assert (kept == 0).mean() == pytest.approx(0.25, abs=0.01)
    assert net.loss(theta, X, y) == MLP((50, 200, 4)).loss(theta, X, y)
    losses = [net.loss_and_gradient(theta, X, y)[0] for _ in range(2)]
    assert losses[0] != losses[1]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_gradient_with_dropout_is_the_derivative_of_the_loss_with_that_dropout(activation):
    class SameMasks(MLP):
        """Draws the same masks in every call, and has them in its loss."""

        def forward(self, theta, X, drop=False):
            self.rng = np.random.default_rng(7)
            return super().forward(theta, X, drop=True)

    net = SameMasks((4, 6, 5, 3), activation, l2=0.1, dropout=0.4)
    X, y = examples(4, 3)
    assert gradient_error(net, MLP((4, 6, 5, 3)).init(1) + 0.05, X, y) < 1e-7


def test_it_learns_xor_which_no_linear_model_can():
    from gdcourse.optimizers import Adam

    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    net, rule = MLP((2, 8, 2)), Adam(lr=0.05)
    theta = net.init(0)
    for _ in range(300):
        theta = rule.step(theta, net.loss_and_gradient(theta, X, y)[1])
    assert net.predict(theta, X).tolist() == [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: MLP((5,)), "sizes must name at least the input and the classes"),
        (lambda: MLP((5, 0, 2)), r"sizes\[1\] must be a whole number of at least 1, but it is 0"),
        (lambda: MLP((5, 2), "sigmoid"), "activation must be one of relu, tanh, identity, but it is 'sigmoid'"),
        (lambda: MLP((5, 2), dropout=1.0), r"dropout must lie in \[0, 1\), but it is 1.0"),
        (lambda: MLP((5, 2), l2=float("nan")), "l2 must be a number of at least 0, but it is nan"),
        (lambda: MLP((5, 2)).loss(np.zeros(11), np.zeros((3, 5)), np.zeros(3, int)), r"theta must have shape \(12,\)"),
        (lambda: MLP((5, 2)).predict(np.zeros(12), np.zeros(5)), r"X must have shape \(n, 5\).*\(5,\)"),
        (lambda: MLP((5, 2)).loss(np.zeros(12), np.ones((3, 5)), np.arange(3)), "whole numbers from 0 to 1"),
    ],
)
def test_bad_input_is_refused_with_what_was_expected_and_what_came(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()
