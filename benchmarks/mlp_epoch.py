"""An epoch of the same MLP with Adam, here and in the libraries that a user would pick instead.

    python benchmarks/mlp_epoch.py [THREADS]

Digits: 64-64-10, batches of 32, 1437 examples. Large: 784-256-128-10, batches of 128, 2560 examples of MNIST's shape.
The table shows how many times as fast as torch eager each one is. What is not installed is left out.
"""

import functools
import importlib.util
import os
import sys
import warnings

from interleaved import machine, medians, pin_threads, table

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
pin_threads(THREADS)

import numpy as np  # noqa: E402

from gdcourse.minibatches import minibatches  # noqa: E402
from gdcourse.mlp import MLP  # noqa: E402
from gdcourse.optimizers import Adam  # noqa: E402
from gdcourse.training import train  # noqa: E402

CASES = {"digits": ((64, 64, 10), 32, 1437, 15), "large": ((784, 256, 128, 10), 128, 2560, 9)}


def ours(sizes, batch_size, X, y):
    """gdcourse: train() as a chapter calls it."""
    model, rule = MLP(sizes), Adam()
    theta = model.init(0).astype(X.dtype)

    def epoch():
        nonlocal theta
        theta = train(model, theta, (X, y), rule, epochs=1, batch_size=batch_size).theta

    return epoch


def floor(sizes, batch_size, X, y):
    """The matrix products of the same epoch alone, into arrays that are there already."""
    rng = np.random.default_rng(0)
    shapes = list(zip(sizes[:-1], sizes[1:], strict=True))
    W = [rng.normal(size=shape).astype(X.dtype) for shape in shapes]
    dW = [np.empty_like(w) for w in W]
    a = [np.ones((batch_size, size), X.dtype) for size in sizes]

    def epoch():
        for _ in minibatches(len(X), batch_size, rng):
            for i, w in enumerate(W):
                np.dot(a[i], w, out=a[i + 1])
            for i in reversed(range(len(W))):
                np.dot(a[i].T, a[i + 1], out=dW[i])
                if i:
                    np.dot(a[i + 1], W[i].T, out=a[i])
        for array in a:
            array.fill(1.0)

    return epoch


def torch_eager(sizes, batch_size, X, y, fused=False):
    """torch: autograd and torch.optim.Adam."""
    import torch

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    layers = []
    for rows, columns in zip(sizes[:-1], sizes[1:], strict=True):
        layers += [torch.nn.Linear(rows, columns), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1]).to(X.dtype)
    rule, loss_of = torch.optim.Adam(net.parameters(), fused=fused), torch.nn.CrossEntropyLoss()

    def epoch():
        rows = torch.randperm(len(X))
        for start in range(0, len(X), batch_size):
            batch = rows[start : start + batch_size]
            rule.zero_grad()
            loss_of(net(X[batch]), y[batch]).backward()
            rule.step()

    return epoch


def scikit_learn(sizes, batch_size, X, y):
    """scikit-learn: MLPClassifier.partial_fit goes through the data once."""
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier(sizes[1:-1], batch_size=batch_size, alpha=0.0, random_state=0)
    return lambda: net.partial_fit(X, y, classes=np.arange(sizes[-1]))


def keras(sizes, batch_size, X, y):
    """Keras on JAX, its fastest back end on a processor, unless KERAS_BACKEND says otherwise."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras

    keras.config.set_floatx(str(X.dtype))
    hidden = [keras.layers.Dense(size, activation="relu") for size in sizes[1:-1]]
    net = keras.Sequential([keras.Input((sizes[0],)), *hidden, keras.layers.Dense(sizes[-1])])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile(optimizer=keras.optimizers.Adam(), loss=loss)
    return lambda: net.fit(X, y, batch_size=batch_size, epochs=1, verbose=0)


def jax_jitted(sizes, batch_size, X, y):
    """JAX and optax: one jitted step in a Python loop."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", X.dtype == np.float64)
    model, rule = MLP(sizes), optax.adam(1e-3)
    layers = [(jax.numpy.asarray(W), jax.numpy.asarray(b)) for W, b in model.unpack(model.init(0).astype(X.dtype))]
    state = rule.init(layers)

    def loss_of(layers, X, y):
        for W, b in layers[:-1]:
            X = jax.nn.relu(X @ W + b)
        W, b = layers[-1]
        return optax.softmax_cross_entropy_with_integer_labels(X @ W + b, y).mean()

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def step(layers, state, X, y):
        change, state = rule.update(jax.grad(loss_of)(layers, X, y), state)
        return optax.apply_updates(layers, change), state

    rng = np.random.default_rng(0)

    def epoch():
        nonlocal layers, state
        for rows in minibatches(len(X), batch_size, rng):
            layers, state = step(layers, state, X[rows], y[rows])
        jax.block_until_ready(layers)

    return epoch


CONTENDERS = {
    "gdcourse": (ours, "numpy"),
    "torch eager": (torch_eager, "torch"),
    "torch fused": (functools.partial(torch_eager, fused=True), "torch"),
    "scikit-learn": (scikit_learn, "sklearn"),
    "Keras": (keras, "keras"),
    "JAX + optax": (jax_jitted, "optax"),
    "matrix products alone": (floor, "numpy"),
}


def main():
    """Time every case and print the table."""
    warnings.simplefilter("ignore")
    rows = {}
    for case, (sizes, batch_size, n, rounds) in CASES.items():
        for dtype in (np.float64, np.float32):
            rng = np.random.default_rng(0)
            X, y = rng.normal(size=(n, sizes[0])).astype(dtype), rng.integers(0, sizes[-1], n)
            here = {name: make for name, (make, needs) in CONTENDERS.items() if importlib.util.find_spec(needs)}
            seconds = medians({name: make(sizes, batch_size, X, y) for name, make in here.items()}, rounds)
            ratios = {name: seconds["torch eager"] / taken for name, taken in seconds.items()}
            rows[f"{case}, {np.dtype(dtype)}"] = ratios
    print(f"{machine()}, threads: {THREADS}\n")
    print(table("times as fast as torch eager", rows))


if __name__ == "__main__":
    main()
