"""Linear, logistic and softmax regression over one flat θ: the weights first, then the biases.

All three compute z = XW + b and differ in the loss of z. Their gradient is the same, Xᵀr, where r is the derivative
of the loss by z: prediction minus truth, divided by n.

X has shape (n, features), θ has shape (d,). What comes out has θ's precision, float32 or float64.
"""

import numpy as np


class LinearModel:
    """What the three share: the places of weights and biases in θ, the gradient, the penalty.

    features, outputs: the size of X's rows and of z's. l2: adds ½·l2·Σw² to the loss, over weights and not biases.
    A subclass says in `cost(z, y)` what the loss of z is, in `residual(z, y)` its derivative by z, written over z, and
    in `check_targets(y, n)` what y may be.
    """

    def __init__(self, features, outputs, l2):
        whole_numbers(features=features, outputs=outputs)
        at_least_zero(l2=l2)
        self.features, self.l2 = features, l2
        self.shape = (features,) if outputs == 1 else (features, outputs)
        self.weights = features * outputs
        self.d = self.weights + outputs

    def init(self, seed=0):
        """θ to begin with: zeros, whatever the seed, because the loss has one valley."""
        return np.zeros(self.d)

    def unpack(self, theta):
        """Weights, shape (features,) or (features, outputs), and biases, as views of θ."""
        return theta[: self.weights].reshape(self.shape), theta[self.weights :]

    def outputs(self, theta, X):
        """z = XW + b, shape (n,) or (n, outputs)."""
        check_shapes(theta, self.d, X, self.features)
        W, b = self.unpack(theta)
        z = X @ W
        z += b
        return z

    def loss(self, theta, X, y):
        """The mean loss over the examples plus the penalty, a float."""
        z = self.outputs(theta, X)
        self.check_targets(y, len(z))
        return self.cost(z, y) + self.penalty(theta)

    def gradient(self, theta, X, y):
        """The gradient of the loss, shape of θ: Xᵀr for the weights, Σr for the biases, plus l2·w."""
        z = self.outputs(theta, X)
        self.check_targets(y, len(z))
        return self.gradient_at(z, theta, X, y)

    def loss_and_gradient(self, theta, X, y):
        """The loss, a float, and its gradient, shape of θ."""
        z = self.outputs(theta, X)
        self.check_targets(y, len(z))
        return self.cost(z, y) + self.penalty(theta), self.gradient_at(z, theta, X, y)

    def gradient_at(self, z, theta, X, y):
        """The gradient, given the outputs z."""
        r = self.residual(z, y)
        g = np.empty_like(theta)
        dW, db = self.unpack(g)
        np.dot(X.T, r, out=dW)
        db[...] = np.add.reduce(r)
        if self.l2:
            dW += self.l2 * self.unpack(theta)[0]
        return g

    def penalty(self, theta):
        """½·l2·Σw² over the weights, a float."""
        W, _ = self.unpack(theta)
        return 0.5 * self.l2 * float(np.vdot(W, W))


class LinearRegression(LinearModel):
    """ŷ = Xw + b, fitted by the mean squared error (1/n) Σ (ŷ − y)².

    Source: Legendre (1805), on the method of least squares.
    """

    def __init__(self, features, l2=0.0):
        super().__init__(features, 1, l2)

    def check_targets(self, y, n):
        """ValueError unless y has shape (n,)."""
        check_length(y, n)

    def cost(self, z, y):
        """The mean squared error."""
        r = z - y
        return float(r @ r) / len(r)

    def residual(self, z, y):
        """2(z − y)/n, written over z."""
        z -= y
        z *= 2 / len(z)
        return z

    def predict(self, theta, X):
        """ŷ, shape (n,)."""
        return self.outputs(theta, X)


class LogisticRegression(LinearModel):
    """P(y = 1 | x) = σ(xw + b) with σ(z) = 1 / (1 + e⁻ᶻ), fitted by the mean cross-entropy; y is 0 or 1.

    −y ln σ(z) − (1 − y) ln(1 − σ(z)) is written as ln(1 + eᶻ) − yz, which does not overflow.

    Source: Cox (1958), The regression analysis of binary sequences.
    """

    def __init__(self, features, l2=0.0):
        super().__init__(features, 1, l2)

    def check_targets(self, y, n):
        """ValueError unless y has shape (n,) and holds 0 and 1 only."""
        check_labels(y, n, 2)

    def cost(self, z, y):
        """The mean cross-entropy."""
        return float(np.logaddexp(0, z).sum() - z @ y) / len(z)

    def residual(self, z, y):
        """(σ(z) − y)/n, written over z."""
        sigmoid(z, out=z)
        z -= y
        z /= len(z)
        return z

    def probabilities(self, theta, X):
        """P(y = 1 | x) for each example, shape (n,)."""
        return sigmoid(self.outputs(theta, X))

    def predict(self, theta, X):
        """The likelier label, 0 or 1, shape (n,)."""
        return (self.outputs(theta, X) > 0).astype(int)


class SoftmaxRegression(LinearModel):
    """P(y = k | x) = softmax(xW + b)ₖ, fitted by the mean cross-entropy; y is a label from 0 to classes − 1.

    Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4.
    """

    def __init__(self, features, classes, l2=0.0):
        whole_numbers(classes=classes)
        if classes < 2:
            raise ValueError(f"classes must be at least 2, but it is {classes}")
        super().__init__(features, classes, l2)
        self.classes = classes

    def check_targets(self, y, n):
        """ValueError unless y has shape (n,) and holds labels from 0 to classes − 1."""
        check_labels(y, n, self.classes)

    def cost(self, z, y):
        """The mean cross-entropy."""
        return softmax_cross_entropy(z, y)[0]

    def residual(self, z, y):
        """(softmax(z) − onehot(y))/n."""
        return softmax_cross_entropy(z, y)[1]

    def probabilities(self, theta, X):
        """P(y = k | x), shape (n, classes)."""
        return softmax(self.outputs(theta, X))

    def predict(self, theta, X):
        """The likeliest label, shape (n,)."""
        return self.outputs(theta, X).argmax(axis=1)


def sigmoid(z, out=None):
    """1 / (1 + e⁻ᶻ), written as ½ tanh(z/2) + ½, which does not overflow; into `out`, if it is given."""
    p = np.asarray(np.multiply(z, 0.5, out=out))
    np.tanh(p, out=p)
    p *= 0.5
    p += 0.5
    return p[()]


def softmax(z):
    """eᶻₖ / Σⱼ eᶻⱼ along the last axis; the largest z is taken away first, so that nothing overflows."""
    p = z - z.max(axis=-1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(axis=-1, keepdims=True)
    return p


def softmax_cross_entropy(z, y):
    """The mean of −ln softmax(z)ᵧ, a float, and its derivative by z, (softmax(z) − onehot(y))/n.

    z: logits, shape (n, classes). y: labels, shape (n,). Stable for logits of any size.
    """
    n = len(z)
    examples = np.arange(n)
    z = z - z.max(axis=1, keepdims=True)
    r = np.exp(z)
    total = r.sum(axis=1, keepdims=True)
    loss = float((np.log(total[:, 0]) - z[examples, y]).sum()) / n
    r /= total
    r[examples, y] -= 1
    r /= n
    return loss, r


def check_shapes(theta, d, X, features):
    """ValueError unless θ has shape (d,) and X has shape (n, features), n at least 1."""
    if theta.shape != (d,):
        raise ValueError(f"theta must have shape ({d},), but its shape is {theta.shape}")
    if X.ndim != 2 or X.shape[1] != features or not len(X):
        raise ValueError(f"X must have shape (n, {features}) with n at least 1, but its shape is {X.shape}")


def check_length(y, n):
    """ValueError unless y has shape (n,)."""
    if y.shape != (n,):
        raise ValueError(f"y must have shape ({n},), as X has {n} rows, but its shape is {y.shape}")


def check_labels(y, n, classes):
    """ValueError unless y has shape (n,) and holds whole numbers from 0 to classes − 1."""
    check_length(y, n)
    try:
        too_large = len(np.bincount(y)) > classes
    except (TypeError, ValueError):
        too_large = True
    if too_large and not np.isin(y, np.arange(classes)).all():
        raise ValueError(f"labels must be whole numbers from 0 to {classes - 1}, but they are {np.unique(y)}")


def check_data(X, y):
    """ValueError unless X and y are finite throughout; it says where they are not."""
    for name, array in (("X", X), ("y", y)):
        if not np.isfinite(array.sum()):  # the whole at a glance; only then the place
            raise_where_not_finite(name, array)


def raise_where_not_finite(name, array):
    """ValueError that says where an array first holds something that is not finite, if it does."""
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        place = ", ".join(map(str, bad[0]))
        raise ValueError(
            f"{name} must hold finite numbers, but {name}[{place}] is {array[tuple(bad[0])]}, and {len(bad)} entries "
            f"are not finite: remove those rows or fill them in"
        )


def whole_numbers(**sizes):
    """ValueError, naming the size, unless all are whole numbers of at least 1."""
    for name, size in sizes.items():
        if not isinstance(size, (int, np.integer)) or size < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, but it is {size!r}")


def at_least_zero(**strengths):
    """ValueError, naming the strength, unless all are finite numbers of at least 0."""
    for name, strength in strengths.items():
        if not (np.isscalar(strength) and np.isfinite(strength) and strength >= 0):
            raise ValueError(f"{name} must be a number of at least 0, but it is {strength!r}")
