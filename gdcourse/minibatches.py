"""Epochs of shuffled mini-batches."""

import numpy as np

from gdcourse.linear_models import check_shapes, whole_numbers

AT_ONCE = 2**17  # bytes of X that are gathered together: it saves time, and they stay in the processor's cache


def minibatches(n, batch_size, rng):
    """The rows of one epoch: index arrays that together hold each of 0 … n−1 once, in a new random order.

    The examples are shuffled, not the places where batches begin. Every batch has `batch_size` rows but the
    last one, which holds what is left. rng: a numpy.random.Generator; the same state gives the same epoch.
    """
    whole_numbers(batch_size=batch_size)
    rows = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield rows[start : start + batch_size]


def batches(X, y, batch_size, rng):
    """The examples of one epoch in mini-batches: pairs of X, shape (B, features), and y, shape (B,).

    The same order as minibatches(len(X), batch_size, rng), gathered several batches at a time, which is faster.
    """
    whole_numbers(batch_size=batch_size)
    several = batch_size * max(1, AT_ONCE // (X.itemsize * X[0].size * batch_size))
    for rows in minibatches(len(X), several, rng):
        X_here, y_here = X.take(rows, axis=0, mode="clip"), y.take(rows, mode="clip")
        for start in range(0, len(rows), batch_size):
            yield X_here[start : start + batch_size], y_here[start : start + batch_size]


def minibatch_sgd(gradient, theta, X, y, lr, epochs, batch_size, seed=0):
    """Stochastic gradient descent in its plainest form: θ after so many epochs, shape of θ.

    gradient: gradient(θ, X, y) of the mean loss over the examples it is given, such as LogisticRegression(d).gradient.
    theta: where to begin, not changed. lr: a number. No learning curves and no stopping: for those there is train().

    Source: Robbins & Monro (1951), A stochastic approximation method.
    """
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for X_batch, y_batch in batches(X, y, batch_size, rng):
            theta = theta - lr * gradient(theta, X_batch, y_batch)
    return theta


def linear_sgd(model, theta, X, y, lr, epochs, batch_size, seed=0):
    """What minibatch_sgd(model.gradient, …) gives, to rounding, for a linear model and faster: θ, shape (d,).

    model: LinearRegression or LogisticRegression. The steps are taken in place, on copies, in one loop: with 32
    examples a step, calling functions costs more than computing.
    """
    check_shapes(theta, model.d, X, model.features)
    model.check_targets(y, len(X))
    y = y.astype(theta.dtype)
    w, b, rng = theta[:-1].copy(), theta[-1], np.random.default_rng(seed)
    for _ in range(epochs):
        for X_batch, y_batch in batches(X, y, batch_size, rng):
            z = X_batch.dot(w)
            z += b
            step = model.residual(z, y_batch)
            step *= lr
            if model.l2:
                w *= 1 - lr * model.l2
            w -= step.dot(X_batch)
            b -= np.add.reduce(step)
    return np.append(w, b)
