"""Exercises 16.1 and 16.3: a net's way forwards and backwards, judged by hand and by differences."""

import numpy as np

from gdcourse.judging.answer import Answer
from gdcourse.judging.expecting import expect, expect_that, expect_unchanged

LN3 = np.log(3)


def listed(answer, length, told):
    """The entries of a list or tuple of this length; Rejected, with these words, if it is none."""
    here = isinstance(answer, (list, tuple)) or (isinstance(answer, np.ndarray) and answer.ndim > 0)
    expect_that(here and not isinstance(answer, Answer), f"{told}, but this is a {type(answer).__name__}")
    expect_that(len(answer) == length, f"{told}, but this has the length {len(answer)}")
    return answer


def pairs(answer, count, told):
    """The pairs in a list of so many."""
    return [tuple(listed(pair, 2, told)) for pair in listed(answer, count, told)]


def small_net(unit, b1):
    """Two inputs, two hidden units, two classes, and two examples: all of it is worked out by hand below."""
    W0, b0 = np.array([[1.0, -1.0], [1.0, 2.0]]), np.array([-1.0, -1.0])
    layers = [(W0, b0), (unit * np.array([[1.0, 0.0], [2.0, 3.0]]), unit * np.array([0.0, b1]))]
    return layers, np.array([[1.0, 2.0], [3.0, 1.0]])


def expect_net_unchanged(layers, X, unit, b1):
    before, X_before = small_net(unit, b1)
    expect_unchanged(X, X_before, "X")
    for layer, layer_before in zip(layers, before, strict=True):
        for name, part, part_before in zip("Wb", layer, layer_before, strict=True):
            expect_unchanged(part, part_before, name)


def forward(layers, X):
    inputs = [X]
    for W, b in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, 0))
    W, b = layers[-1]
    return inputs[-1] @ W + b, inputs


def judge_forward(forward):
    layers, X = small_net(1.0, -2.0)
    logits, inputs = listed(forward(layers, X), 2, "forward returns two things, the logits and the list of inputs")
    a = np.array([[2.0, 2.0], [3.0, 0.0]])
    expect(
        logits,
        np.array([[6.0, 4.0], [3.0, -2.0]]),
        "XW + b is (2, 2) and (3, −2), after relu (2, 2) and (3, 0); the second layer makes (6, 4) and (3, −2) of it",
        mistakes=[
            ([[6, 4], [3, 0]], "the last layer has no relu: its logits may be negative"),
            ([[6, 4], [-1, -8]], "relu is missing: negative entries of a hidden layer become 0"),
            ([[6, 4], [7, 4]], "this is with |a|: relu makes negative entries 0, it does not turn them round"),
            ([[9, 9], [4, 0]], "the biases are left out: add b to each row"),
            ([[0, 10], [1, 12]], "W is turned round: it has the shape (inputs, outputs), so it is X @ W"),
            (a, "the last layer is left out: it has no relu, but it has W and b"),
            (np.exp(a @ [[1, 0], [2, 3]] + [0, -2]) / np.exp([[6, 4], [3, -2]]).sum(axis=1, keepdims=True),
             "these are probabilities: return the logits, before softmax"),
        ],
    )  # fmt: skip
    told = "inputs has an entry for each of the two layers, X and the hidden activations, and not the logits"
    first, second = listed(inputs, 2, told)
    expect(first, X, "the first layer's input is X itself")
    expect(
        second,
        a,
        "the second layer's input is what relu gives: (2, 2) and (3, 0)",
        mistakes=[
            ([[2, 2], [3, -2]], "this is XW + b before relu: keep what the next layer gets"),
            ([[6, 4], [3, -2]], "these are the logits: keep what the layer gets, not what it gives"),
        ],
    )
    expect_net_unchanged(layers, X, 1.0, -2.0)
    deep = [(np.array([[2.0]]), np.array([-1.0]))] * 3 + [(np.array([[-1.0, 1.0]]), np.array([0.0, 1.0]))]
    logits, inputs = forward(deep, np.array([[2.0], [0.0]]))
    expect(logits, np.array([[-9.0, 10.0], [0.0, 1.0]]), "three hidden layers 2a − 1 lead from 2 to 3, 5 and 9")
    expect(len(inputs), 4, "a net with three hidden layers has four inputs to remember")
    linear = forward(layers[:1], X)[0]
    expect(linear, np.array([[2.0, 2.0], [3.0, -2.0]]), "without a hidden layer the logits are XW + b, without relu")


def backward(layers, X, y):
    inputs = [X]
    for W, b in layers[:-1]:
        inputs.append(np.maximum(inputs[-1] @ W + b, 0))
    z = inputs[-1] @ layers[-1][0] + layers[-1][1]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    delta = e / e.sum(axis=1, keepdims=True)
    delta[np.arange(len(y)), y] -= 1
    delta /= len(y)
    gradients = []
    for (W, _), a in zip(reversed(layers), reversed(inputs), strict=True):
        gradients.append((a.T @ delta, delta.sum(axis=0)))
        delta = (delta @ W.T) * (a > 0)
    return gradients[::-1]


def judge_backward(backward):
    (layers, X), y = small_net(LN3, 1.0), np.array([0, 1])
    (dW0, db0), (dW1, db1) = pairs(backward(layers, X, y), 2, "backward returns a list of pairs (dW, db), as layers")
    a, delta = np.array([[2.0, 2.0], [3.0, 0.0]]), np.array([[-0.375, 0.375], [0.45, -0.45]])
    dW = np.array([[0.6, -0.6], [-0.75, 0.75]])
    swapped = np.array([[0.975, 0.375], [-0.3, 0.75]]) * LN3
    expect(
        dW1,
        dW,
        "p is (¼, ¾) and (0.9, 0.1), y is 0 and 1, so δ = ½(p − Y) is ∓0.375 and ±0.45; a is (2, 2) and (3, 0)",
        mistakes=[
            (-dW, "the sign is turned round: it is P − Y, probability minus truth"),
            (2 * dW, "this is the gradient of the sum: divide δ by n"),
            (dW / 2, "this is divided by n twice, or by classes too: δ is (P − Y)/n"),
            (a.T @ (delta + np.array([[0.5, 0], [0, 0.5]])), "Y is left out: take 1 off at each example's own class"),
            (dW.T, "this is turned round: dW has W's shape, aᵀδ"),
            (swapped, "this is the first layer's: the list runs from the first layer to the last, as layers does"),
            (np.array([[1.0, 2.0], [3.0, 1.0]]).T @ delta, "the last layer's input is not X: take inputs[-1]"),
            (np.array([[2.0, 2.0], [3.0, -2.0]]).T @ delta, "this is with the hidden layer before relu"),
        ],
    )
    expect(
        db1,
        [0.075, -0.075],
        "the bias moves all logits of its class at the rate 1, so db is the sum of δ: −0.375 + 0.45",
        mistakes=[
            ([0.0375, -0.0375], "this is the mean: δ has been divided by n already, so db is its sum"),
            ([0.0, 0.0], "this is summed along the classes: sum over the examples, axis=0"),
            ([0.15, -0.15], "this is not divided by n"),
        ],
    )
    unmasked = np.array([[-0.375, 0.375], [0.45, -0.45]]) * LN3
    not_turned = delta @ np.array([[1.0, 0.0], [2.0, 3.0]]) * LN3 * [[1, 1], [1, 0]]
    expect(
        dW0,
        swapped,
        "δWᵀ is ln 3 · (∓0.375) and ln 3 · (±0.45); the second unit is silent for the second example, so there it is 0",
        mistakes=[
            (X.T @ unmasked, "relu is forgotten: where a unit is 0, nothing comes back through it"),
            (X.T @ not_turned, "δ goes back through Wᵀ, not through W"),
            (X.T @ (unmasked * a), "δ is multiplied by a: relu's slope is 1 where a > 0, and 0 elsewhere"),
            (X.T @ (unmasked * X), "the mask is X: it belongs to this layer's own output, a > 0"),
            (X.T @ (unmasked * (unmasked > 0)), "relu is applied to δ: the mask asks for a > 0, not for δ > 0"),
            (X.T @ (delta * [[1, 1], [1, 0]]), "δ is not taken back through the last layer's W"),
            (a.T @ (unmasked * [[1, 1], [1, 0]]), "the first layer's input is X, inputs[0]"),
        ],
    )
    expect(
        db0,
        np.array([0.075, 0.375]) * LN3,
        "the first layer's db is the sum of its δ, after the mask",
        mistakes=[
            (np.array([0.075, -0.075]) * LN3, "this is the sum before the mask"),
            (np.array([0.0375, 0.1875]) * LN3, "this is the mean: db is the sum of δ"),
        ],
    )
    expect_net_unchanged(layers, X, LN3, 1.0)
    judge_backward_on_a_deep_net(backward)


def judge_backward_on_a_deep_net(backward):
    """Three hidden layers, the gradient by differences of the loss."""
    rng = np.random.default_rng(5)
    layers = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in ((2, 4), (4, 4), (4, 4), (4, 3))]
    X, y = rng.normal(size=(5, 2)), np.array([0, 2, 1, 1, 2])
    got = pairs(backward(layers, X, y), 4, "backward returns a pair (dW, db) for each layer")
    for number, (layer, gradients) in enumerate(zip(layers, got, strict=True)):
        for name, part, gradient in zip(("dW", "db"), layer, gradients, strict=True):
            expect(
                gradient,
                differences(lambda: mean_cross_entropy(layers, X, y), part),
                f"{name} of layer {number} of a net with three hidden layers, by differences of its loss",
                within=1e-5,
            )
    X, y = np.array([[900.0], [-900.0]]), np.array([1, 0])
    ((dW, _),) = backward([(np.array([[1.0, -1.0]]), np.zeros(2))], X, y)
    expect(dW, np.array([[900.0, -900.0]]), "logits of ±900, both surely wrong: p − Y is (1, −1) and (−1, 1)")


def differences(loss, part, h=1e-6):
    """The central differences of a loss in each entry of an array that it depends on."""
    slopes = np.empty_like(part)
    for i in np.ndindex(part.shape):
        kept = part[i]
        part[i] = kept + h
        above = loss()
        part[i] = kept - h
        slopes[i] = (above - loss()) / (2 * h)
        part[i] = kept
    return slopes


def mean_cross_entropy(layers, X, y):
    z = logits_of(layers, X)
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])


def logits_of(layers, X):
    *hidden, (W, b) = layers
    for V, c in hidden:
        X = np.where((z := X @ V + c) > 0, z, 0)
    return X @ W + b
