"""Chapter 16's gradients are PyTorch's, its digits are read as by scikit-learn's net, its predictions hold when run."""

from functools import partial

import numpy as np
import pytest

from gdcourse.datasets import digits
from gdcourse.exercises.multilayer_perceptrons import HIDDEN_LAYERS_NEEDED, HIDDEN_UNITS, he_init
from gdcourse.exercises.passes import backward, differences, forward, mean_cross_entropy
from gdcourse.linear_models import SoftmaxRegression
from gdcourse.mlp import MLP
from gdcourse.optimizers import Adam, GradientDescent
from gdcourse.training import train


@pytest.fixture(scope="module")
def split():
    """The chapter's digits: ((X, y), (X, y)) to learn from and held out."""
    return [(part.X / 16, part.y) for part in digits().split(share=0.25)]


def test_gradients_are_those_of_torch(split):
    torch = pytest.importorskip("torch")
    (X, y), _ = split
    X, y = X[:100], y[:100]
    layers = he_init([64, 30, 20, 10], seed=1)
    theirs = [[torch.tensor(part, requires_grad=True) for part in layer] for layer in layers]
    a = torch.tensor(X)
    for W, b in theirs[:-1]:
        a = torch.relu(a @ W + b)
    z = a @ theirs[-1][0] + theirs[-1][1]
    torch.nn.functional.cross_entropy(z, torch.tensor(y)).backward()
    net, theta = MLP((64, 30, 20, 10)), np.concatenate([part.ravel() for layer in layers for part in layer])
    ours = net.unpack(net.loss_and_gradient(theta, X, y)[1])
    for torchs, mlps, exercises in zip(theirs, ours, backward(layers, X, y), strict=True):
        for tensor, of_mlp, of_exercise in zip(torchs, mlps, exercises, strict=True):
            np.testing.assert_allclose(of_mlp, tensor.grad.numpy(), rtol=0, atol=1e-12)
            np.testing.assert_allclose(of_exercise, tensor.grad.numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(forward(layers, X)[0], z.detach().numpy(), rtol=0, atol=1e-12)


def test_held_out_digits_are_read_about_as_well_as_by_scikit_learn(split):
    neural = pytest.importorskip("sklearn.neural_network")
    data, (X, y) = split
    net = MLP((64, 64, 10))
    theta = train(net, net.init(0), data, Adam(0.003), epochs=40).theta
    theirs = neural.MLPClassifier(
        (64,), alpha=0, learning_rate_init=0.003, batch_size=32, max_iter=40, n_iter_no_change=40, random_state=0
    )
    with pytest.warns():  # it tells that the loss could fall further
        theirs.fit(*data)
    ours, reference = np.mean(net.predict(theta, X) == y), theirs.score(X, y)
    assert min(ours, reference) > 0.965
    assert abs(ours - reference) < 0.015


def test_neighbouring_weights_grow_alike_by_the_task_and_less_by_shuffled_labels(split):
    (X, y), _ = split
    net = MLP((64, 32, 10), l2=0.001)
    for seed in range(2):
        shuffled = np.random.default_rng(seed).permutation(y)
        runs = [train(net, net.init(seed), (X, labels), Adam(0.003), epochs=40).theta for labels in (y, shuffled)]
        start, learned, twin = (alike_neighbours(net.unpack(t)[0][0].T) for t in (net.init(seed), *runs))
        assert abs(start) < 0.05
        assert learned > 0.3
        assert twin < learned / 2


def alike_neighbours(images):
    pixels = images.reshape(-1, 8, 8)
    left, right = pixels[:, :, :-1].ravel(), pixels[:, :, 1:].ravel()
    above, below = pixels[:, :-1].ravel(), pixels[:, 1:].ravel()
    return np.corrcoef(np.r_[left, above], np.r_[right, below])[0, 1]


@pytest.mark.parametrize("start", HIDDEN_UNITS)
def test_hidden_units_do_from_each_start_what_exercise_6_says(split, start):
    rng, net = np.random.default_rng(0), MLP((64, 32, 10))
    theta = np.zeros(net.d)
    (W0, b0), (W1, _) = net.unpack(theta)
    if start == "b":
        W0[:], W1[:] = 0.1, 0.1
    if start in "ce":
        W1[:] = 0.1 * rng.normal(size=W1.shape)
    if start == "d":
        W0[:] = 0.1 * rng.normal(size=W0.shape)
    if start == "e":
        b0[:] = 0.1
    if start == "f":
        W0[:], W1[:] = 0.1, 0.1 * rng.normal(size=10)
    after = net.unpack(train(net, theta, split[0], GradientDescent(0.01), epochs=2).theta)[0][0]
    frozen, alike = np.array_equal(after, W0), np.allclose(after, after[:, :1], rtol=0, atol=1e-9)
    seen = "freeze" if frozen else "stay alike" if alike else "differ"
    assert seen == HIDDEN_UNITS[start]


BUGS = {
    "a": lambda inputs, i: inputs[i] > 0,
    "b": lambda inputs, i: 1,
    "c": lambda inputs, i: inputs[1] > 0 if i else 1,
    "d": lambda inputs, i: inputs[i] > 0,
    "e": lambda inputs, i: inputs[i] >= 0,
    "f": lambda inputs, i: inputs[i] != 0,
}


@pytest.mark.parametrize("loop", BUGS)
def test_the_smallest_net_that_shows_a_bug_is_the_one_that_exercise_7_says(loop):
    rng = np.random.default_rng(3)
    X, y, shown = rng.normal(size=(5, 4)), np.array([0, 2, 1, 3, 2]), "never"
    for hidden in range(4):
        layers = [(rng.normal(size=(4, 4)), rng.normal(size=4)) for _ in range(hidden + 1)]
        z, inputs = forward(layers, X)
        delta = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        delta[np.arange(5), y] -= 1
        delta /= 5
        gradients = []
        for i in reversed(range(len(layers))):
            db = delta.mean(axis=0) if loop == "d" else delta.sum(axis=0)
            gradients.insert(0, (inputs[i].T @ delta, db))
            delta = (delta @ layers[i][0].T) * BUGS[loop](inputs, i)
        loss = partial(mean_cross_entropy, layers, X, y)
        for layer, pair in zip(layers, gradients, strict=True):
            for part, gradient in zip(layer, pair, strict=True):
                if shown == "never" and abs(gradient - differences(loss, part)).max() > 1e-6:
                    shown = hidden
    assert shown == HIDDEN_LAYERS_NEEDED[loop]


@pytest.mark.parametrize("learned, random", [(16, 128), (64, 256)])
def test_few_learned_units_read_as_many_digits_as_many_random_ones(split, learned, random):
    data, (X, y) = split
    net, wide, last = MLP((64, learned, 10)), MLP((64, random, 10)), SoftmaxRegression(random, 10)
    apart = []
    for seed in range(3):
        theta = train(net, net.init(seed), data, Adam(0.01), epochs=20).theta
        drawn, drawn_new = (wide.forward(wide.init(seed), part)[1][1] for part in (data[0], X))
        w = train(last, last.init(), (drawn, data[1]), Adam(0.01), epochs=20).theta
        apart.append(np.mean(net.predict(theta, X) == y) - np.mean(last.predict(w, drawn_new) == y))
    assert abs(np.mean(apart)) < 0.01
