"""Reverse-mode differentiation of array programs.

A Tensor holds an array and remembers from which Tensors it came about, and how a gradient comes back to each of them.
`loss.backward()` walks that graph once, from the end to the beginning, and leaves ∂loss/∂t in the `.grad` of every
Tensor t with which it began. Constants are plain arrays and numbers: only a Tensor is differentiated by.

    W = Tensor(np.ones((3, 2)))
    loss = (X @ W).tanh().sum()     # X an array
    loss.backward()
    W.data = W.data - 0.1 * W.grad

Source: Speelpenning (1980); Griewank & Walther (2008), Evaluating Derivatives, chapter 3.
"""

import contextlib
from contextvars import ContextVar

import numpy as np

recording = ContextVar("whether operations are remembered", default=True)


def elementwise(doc, function, derivative):
    """A method that applies a function to every entry: y = function(a), with the slope derivative(a, y)."""

    def method(self):
        a = self.data
        y = function(a)
        return operation(y, (self, lambda g: g * derivative(a, y)))

    method.__doc__ = doc
    return method


class Tensor:
    """An array of floating-point numbers that remembers how it was computed.

    data: the array, read-only, because what was computed from it holds for these numbers only: to change a parameter,
    assign a new array to `.data`. grad: None, or what backward() has left here, shape of data. Operators, indexing and
    reductions are NumPy's; the other operand may be an array. TypeError for data that are not floating-point numbers.
    """

    __slots__ = ("_data", "grad", "edges", "__weakref__")
    __array_ufunc__ = None  # array + Tensor is left to the Tensor

    def __init__(self, data):
        self.data, self.grad, self.edges = data, None, []

    data = property(lambda self: self._data, doc="The numbers, a read-only array.")

    @data.setter
    def data(self, new):
        new = np.array(new)
        if new.dtype.kind != "f":
            raise TypeError(f"a Tensor holds floating-point numbers, but these are {new.dtype}: use .astype(float)")
        new.flags.writeable = False
        self._data = new

    def backward(self, seed=None):
        """Add ∂(seed · self)/∂t to t.grad for every Tensor t at the beginning of the graph.

        seed: shape of self; for a single number it may be left out. Gradients add up, over the ways by which a Tensor
        is reached and over calls: a second call adds the same once more. ValueError for a seed of another shape.
        """
        if seed is None and self.data.size != 1:
            raise ValueError(f"backward() starts from one number, but the shape is {self.shape}: sum it or give a seed")
        seed = np.ones_like(self.data) if seed is None else np.asarray(seed, dtype=self.dtype)
        if seed.shape != self.shape:
            raise ValueError(f"the seed must have shape {self.shape}, but its shape is {seed.shape}")
        gradients = {id(self): seed}
        for tensor in reversed(topological_order(self)):
            g = gradients.pop(id(tensor))
            for parent, pull_back in tensor.edges:
                key, part = id(parent), unbroadcast(pull_back(g), parent._data.shape)
                gradients[key] = gradients[key] + part if key in gradients else part
            if not tensor.edges:
                tensor.grad = g.copy() if tensor.grad is None else tensor.grad + g

    shape = property(lambda self: self._data.shape, doc="The shape of the array.")
    dtype = property(lambda self: self._data.dtype, doc="The precision of its numbers.")
    T = property(lambda self: self.transpose(), doc="The transpose: the axes in reverse order.")

    def __repr__(self):
        return f"Tensor({np.array2string(self._data, separator=', ', prefix='Tensor(')})"

    def __bool__(self):
        raise TypeError("a Tensor is neither true nor false: compare its .data")

    def __array__(self, *_, **__):
        raise TypeError("a Tensor does not become an array by itself, that would lose its graph: take its .data")

    def item(self):
        """The one number that it holds, as a float."""
        return self._data.item()

    def __neg__(self):
        return operation(-self.data, (self, lambda g: -g))

    def __add__(self, other):
        return operation(self.data + value(other), (self, lambda g: g), (other, lambda g: g))

    def __sub__(self, other):
        return operation(self.data - value(other), (self, lambda g: g), (other, lambda g: -g))

    def __rsub__(self, other):
        return operation(other - self.data, (self, lambda g: -g))

    def __mul__(self, other):
        a, b = self.data, value(other)
        return operation(a * b, (self, lambda g: g * b), (other, lambda g: g * a))

    def __truediv__(self, other):
        a, b = self.data, value(other)
        return operation(a / b, (self, lambda g: g / b), (other, lambda g: -g * a / (b * b)))

    def __rtruediv__(self, other):
        a, b = other, self.data
        return operation(a / b, (self, lambda g: -g * a / (b * b)))

    def __pow__(self, power):
        a = self.data
        return operation(a**power, (self, lambda g: g * (power * a ** (power - 1))))

    def __matmul__(self, other):
        return matmul(self, other)

    def __rmatmul__(self, other):
        return matmul(other, self)

    __radd__, __rmul__ = __add__, __mul__

    def __getitem__(self, index):
        def scatter(g):
            whole = np.zeros_like(self.data)
            if is_basic(index):
                whole[index] = g
            else:
                np.add.at(whole, index, g)  # an index may occur twice
            return whole

        return operation(self.data[index], (self, scatter))

    def sum(self, axis=None, keepdims=False):
        """The sum along an axis or several, of all entries without one."""
        data, zeros = self.data.sum(axis=axis, keepdims=keepdims), np.zeros_like(self.data)
        return operation(data, (self, lambda g: zeros + with_axes(g, axis, keepdims)))

    def mean(self, axis=None, keepdims=False):
        """The mean along an axis or several, of all entries without one."""
        total, zeros = self.data.sum(axis=axis, keepdims=keepdims), np.zeros_like(self.data)
        share = total.size / zeros.size
        return operation(total * share, (self, lambda g: zeros + with_axes(g * share, axis, keepdims)))

    def max(self, axis=None, keepdims=False):
        """The largest entry along an axis; the gradient is shared equally where several are the largest."""
        data = self.data.max(axis=axis, keepdims=keepdims)

        def share(g):
            there = self.data == with_axes(data, axis, keepdims)
            return there * (with_axes(g, axis, keepdims) / there.sum(axis=axis, keepdims=True))

        return operation(data, (self, share))

    def reshape(self, *shape):
        """The same numbers in another shape."""
        return operation(self.data.reshape(*shape), (self, lambda g: g.reshape(self.shape)))

    def transpose(self, *axes):
        """The axes in another order, reversed if none is given."""
        back = np.argsort(axes[0] if len(axes) == 1 else axes) if axes else None
        return operation(self.data.transpose(*axes), (self, lambda g: g.transpose(back)))

    exp = elementwise("eᵃ.", np.exp, lambda a, y: y)
    log = elementwise("ln a.", np.log, lambda a, y: 1 / a)
    sqrt = elementwise("√a.", np.sqrt, lambda a, y: 0.5 / y)
    abs = elementwise("|a|, with slope 0 at 0.", np.abs, lambda a, y: np.sign(a))
    tanh = elementwise("tanh a.", np.tanh, lambda a, y: 1 - y * y)
    sigmoid = elementwise("1 / (1 + e⁻ᵃ).", lambda a: 0.5 * np.tanh(0.5 * a) + 0.5, lambda a, y: y * (1 - y))
    relu = elementwise("max(a, 0), with slope 0 at 0.", lambda a: np.maximum(a, 0), lambda a, y: y > 0)

    def log_softmax(self, axis=-1):
        """a − ln Σ eᵃ along an axis, for entries of any size."""
        data = self.data - self.data.max(axis=axis, keepdims=True)
        data = data - np.log(np.exp(data).sum(axis=axis, keepdims=True))
        return operation(data, (self, lambda g: g - np.exp(data) * g.sum(axis=axis, keepdims=True)))


def operation(data, *edges):
    """A Tensor that was computed from others: the way to define an operation, used by all of them here.

    data: its numbers, an array of its own. edges: a pair (parent, pull_back) for everything it was computed from:
    pull_back(g) takes the gradient by the result, shape of data, to the gradient by the parent, whose shape may still
    be the broadcast one. A parent that is no Tensor is a constant, and its pull_back is never called.

        def cube(a):
            return operation(a.data**3, (a, lambda g: g * 3 * a.data**2))
    """
    tensor = Tensor.__new__(Tensor)
    tensor._data = data = np.asarray(data)
    data.flags.writeable = False
    tensor.grad = None
    tensor.edges = [edge for edge in edges if isinstance(edge[0], Tensor)] if recording.get() else []
    return tensor


@contextlib.contextmanager
def no_grad():
    """Within this block nothing is remembered: for predictions, and for updating parameters."""
    before = recording.set(False)
    try:
        yield
    finally:
        recording.reset(before)


def topological_order(end):
    """All Tensors that `end` was computed from, and itself last, each after those that it was computed from."""
    order, done, waiting = [], set(), [(end, False)]
    while waiting:
        tensor, parents_done = waiting.pop()
        if parents_done:
            order.append(tensor)
            done.add(id(tensor))
        elif id(tensor) not in done:
            waiting.append((tensor, True))
            waiting.extend((parent, False) for parent, _ in tensor.edges)
    return order


def unbroadcast(g, shape):
    """g summed over the axes along which an array of this shape was repeated to become g's shape."""
    if g.shape == shape:
        return g
    g = g.sum(axis=tuple(range(g.ndim - len(shape))))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1 and g.shape[axis] != 1)
    return g.sum(axis=stretched, keepdims=True) if stretched else g


def with_axes(g, axis, keepdims):
    """g with the axes that a reduction took away put back, of length 1."""
    return g if axis is None or keepdims else np.expand_dims(g, axis)


def is_basic(index):
    """Whether an index picks no entry twice: whole numbers, slices, None and …, alone or in a tuple."""
    parts = index if isinstance(index, tuple) else (index,)
    return all(part is None or part is ... or isinstance(part, (int, np.integer, slice)) for part in parts)


def value(thing):
    """The array of a Tensor; anything else as it is."""
    return thing.data if isinstance(thing, Tensor) else thing


def matmul(left, right):
    """left @ right, vectors and stacks of matrices included."""
    a, b = np.asarray(value(left)), np.asarray(value(right))
    if a.ndim == b.ndim == 2:
        return operation(a @ b, (left, lambda g: g @ b.T), (right, lambda g: a.T @ g))
    row, column = a.ndim == 1, b.ndim == 1
    A, B = (a[None] if row else a), (b[:, None] if column else b)

    def as_matrix(g):
        g = g[..., None] if column else g
        return g[..., None, :] if row else g

    def to_left(g):
        by_A = as_matrix(g) @ B.swapaxes(-1, -2)
        return by_A[..., 0, :] if row else by_A

    def to_right(g):
        by_B = A.swapaxes(-1, -2) @ as_matrix(g)
        return by_B[..., 0] if column else by_B

    return operation(a @ b, (left, to_left), (right, to_right))


def concatenate(tensors, axis=0):
    """Tensors, or arrays among them, one after the other along an axis."""
    values = [value(tensor) for tensor in tensors]
    ends = np.cumsum([array.shape[axis] for array in values])[:-1]
    edges = [(tensor, lambda g, i=i: np.split(g, ends, axis)[i]) for i, tensor in enumerate(tensors)]
    return operation(np.concatenate(values, axis=axis), *edges)


def stack(tensors, axis=0):
    """Tensors of one shape side by side along a new axis."""
    edges = [(tensor, lambda g, i=i: np.take(g, i, axis=axis)) for i, tensor in enumerate(tensors)]
    return operation(np.stack([value(tensor) for tensor in tensors], axis=axis), *edges)


def where(condition, a, b):
    """a where the condition (an array of truth values) holds, b elsewhere."""
    data = np.where(condition, value(a), value(b))
    return operation(data, (a, lambda g: np.where(condition, g, 0)), (b, lambda g: np.where(condition, 0, g)))


def maximum(a, b):
    """The larger of a and b; where they are equal the gradient goes to b."""
    return where(np.greater(value(a), value(b)), a, b)
