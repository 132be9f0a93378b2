"""The multi-layer perceptron over one flat θ: layers of XW + b with a bend in between, ending in softmax."""

import numpy as np

from gdcourse.linear_models import (
    at_least_zero,
    check_labels,
    check_shapes,
    softmax,
    softmax_cross_entropy,
    whole_numbers,
)


def he(inputs, outputs):
    """The variance of the first weights that keeps the size of relu's activations."""
    return 2 / inputs


def glorot(inputs, outputs):
    """The variance of the first weights that keeps the sizes of activations and gradients where φ′(0) = 1."""
    return 2 / (inputs + outputs)


def relu(a):
    """a ← max(a, 0), in place."""
    np.maximum(a, 0, out=a)


def relu_backward(delta, a):
    """δ ← δ where a > 0, else 0, in place; a is relu's result."""
    delta *= a > 0


def tanh(a):
    """a ← tanh a, in place."""
    np.tanh(a, out=a)


def tanh_backward(delta, a):
    """δ ← δ(1 − a²), in place; a is tanh's result."""
    delta *= 1 - a * a


def identity(a):
    """a stays as it is."""


def identity_backward(delta, a):
    """δ stays as it is."""


ACTIVATIONS = {  # φ, its backward, and the variance of the first weights
    "relu": (relu, relu_backward, he),
    "tanh": (tanh, tanh_backward, glorot),
    "identity": (identity, identity_backward, glorot),
}


class MLP:
    """A multi-layer perceptron that classifies, fitted by the mean cross-entropy.

        a₀ = X;  aᵢ₊₁ = φ(aᵢWᵢ + bᵢ);  the last layer has no φ, its softmax is P(y | x)

    sizes: of the layers, input first, classes last: (64, 32, 10). activation φ: "relu", "tanh" or "identity". l2: adds
    ½·l2·Σw² to the loss, over weights and not biases. dropout: the share of hidden units that are silenced while
    training; the others are scaled by 1/(1 − dropout) (inverted dropout), so that predictions need no change.

    θ holds W₀, b₀, W₁, b₁, …, one after the other. What comes out has θ's precision, float32 or float64; X must have
    the same. `rng` draws the dropped units: init(seed) sets it, and train() replaces it.

    Source: Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors; dropout:
    Srivastava et al. (2014).
    """

    def __init__(self, sizes, activation="relu", l2=0.0, dropout=0.0):
        whole_numbers(**{f"sizes[{i}]": size for i, size in enumerate(sizes)})
        if len(sizes) < 2:
            raise ValueError(f"sizes must name at least the input and the classes, but it is {sizes!r}")
        if activation not in ACTIVATIONS:
            raise ValueError(f"activation must be one of {', '.join(ACTIVATIONS)}, but it is {activation!r}")
        at_least_zero(l2=l2)
        if not 0 <= dropout < 1:
            raise ValueError(f"dropout must lie in [0, 1), but it is {dropout!r}")
        self.sizes, self.activation, self.l2, self.dropout = tuple(sizes), activation, l2, dropout
        self.bend, self.unbend, self.variance = ACTIVATIONS[activation]
        self.shapes = list(zip(sizes[:-1], sizes[1:], strict=True))
        self.d = sum(rows * columns + columns for rows, columns in self.shapes)
        self.rng = np.random.default_rng(0)

    def init(self, seed):
        """θ to begin with, float64: biases 0, weights normal with mean 0.

        Their variance is 2 / inputs for relu (He et al. 2015) and 2 / (inputs + outputs) for tanh and identity
        (Glorot & Bengio 2010), so that activations keep their size from layer to layer.
        """
        self.rng = np.random.default_rng(seed)
        theta = np.zeros(self.d)
        for W, _ in self.unpack(theta):
            W[...] = self.rng.normal(scale=np.sqrt(self.variance(*W.shape)), size=W.shape)
        return theta

    def unpack(self, theta):
        """[(W, b), …] of the layers, views of θ: W of shape (inputs, outputs), b of shape (outputs,)."""
        layers, start = [], 0
        for rows, columns in self.shapes:
            middle = start + rows * columns
            layers.append((theta[start:middle].reshape(rows, columns), theta[middle : middle + columns]))
            start = middle + columns
        return layers

    def forward(self, theta, X, drop=False):
        """The logits, the input of every layer, and for every hidden layer what dropout multiplied it by."""
        check_shapes(theta, self.d, X, self.sizes[0])
        layers, inputs, masks = self.unpack(theta), [X], []
        for W, b in layers[:-1]:
            a = inputs[-1] @ W
            a += b
            self.bend(a)
            if drop:
                masks.append(self.mask(a))
                a *= masks[-1]
            inputs.append(a)
        W, b = layers[-1]
        z = inputs[-1] @ W
        z += b
        return z, inputs, masks

    def mask(self, a):
        """A factor for each unit of a: 0 for a share `dropout` of them, 1/(1 − dropout) for the others."""
        kept = self.rng.random(a.shape, dtype=a.dtype) >= self.dropout
        return kept.astype(a.dtype) / a.dtype.type(1 - self.dropout)

    def loss(self, theta, X, y):
        """The mean cross-entropy plus the penalty, a float, without dropout."""
        z, _, _ = self.forward(theta, X)
        check_labels(y, len(X), self.sizes[-1])
        return softmax_cross_entropy(z, y)[0] + self.penalty(theta)

    def loss_and_gradient(self, theta, X, y):
        """The mean cross-entropy plus the penalty, a float, and its gradient, shape of θ, with dropout."""
        z, inputs, masks = self.forward(theta, X, drop=self.dropout > 0)
        check_labels(y, len(X), self.sizes[-1])
        loss, delta = softmax_cross_entropy(z, y)
        g = np.empty_like(theta)
        layers, gradients = self.unpack(theta), self.unpack(g)
        for i in reversed(range(len(layers))):
            (W, _), (dW, db) = layers[i], gradients[i]
            np.dot(inputs[i].T, delta, out=dW)
            delta.sum(axis=0, out=db)
            if self.l2:
                dW += self.l2 * W
            if i > 0:
                delta = delta @ W.T
                a = inputs[i]
                if masks:
                    delta *= masks[i - 1]
                    a = a * (1 - self.dropout)  # as it was before the mask, where the mask let it pass
                self.unbend(delta, a)
        return loss + self.penalty(theta), g

    def penalty(self, theta):
        """½·l2·Σw² over the weights, a float."""
        return 0.5 * self.l2 * sum(float(np.vdot(W, W)) for W, _ in self.unpack(theta)) if self.l2 else 0.0

    def probabilities(self, theta, X):
        """P(y = k | x), shape (n, classes)."""
        return softmax(self.forward(theta, X)[0])

    def predict(self, theta, X):
        """The likeliest label, shape (n,)."""
        return self.forward(theta, X)[0].argmax(axis=1)
