"""Wrong answers to the exercises of chapter 15."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()

BLAMED = {"w1": -12, "w2": 6, "b": -6, "x1": -18, "w1 if b is -3": 0}

MISTAKES += [
    Mistake("15.1", BLAMED | {"w1": -18}, "is x₁, the other factor"),
    Mistake("15.1", BLAMED | {"w1": -6}, "the error is used twice"),
    Mistake("15.1", BLAMED | {"w1": 12}, "the sign"),
    Mistake("15.1", BLAMED | {"w2": -24}, "is x₂, the other factor"),
    Mistake("15.1", BLAMED | {"w2": -6}, "the sign turns"),
    Mistake("15.1", BLAMED | {"b": -3}, "used twice in its square"),
    Mistake("15.1", BLAMED | {"b": 0}, "slope 1 by b, whatever b is"),
    Mistake("15.1", BLAMED | {"x1": -12}, "is w₁, the other factor"),
    Mistake("15.1", BLAMED | {"x1": 0}, "x₁ is given"),
    Mistake("15.1", BLAMED | {"w1 if b is -3": -16}, "the neuron is shut"),
    Mistake("15.1", BLAMED | {"w1 if b is -3": -20}, "h is 0, not −1"),
    Mistake("15.1", BLAMED | {"w1 if b is -3": -12}, "this is the gradient at b = −1"),
    Mistake("15.1", -12, "keeps its entries"),
]


class RightWay:
    """A right answer to 15.2, into whose sum or product a mistake can be put."""

    def add_backward(self, g, a, b):
        return self.back(g, a), self.back(g, b)

    def mul_backward(self, g, a, b):
        return self.back(g * b, a), self.back(g * a, b)

    def back(self, g, a):
        while np.ndim(g) > np.ndim(a):
            g = np.sum(g, axis=0)
        for axis, length in enumerate(np.shape(a)):
            if length == 1:
                g = np.sum(g, axis=axis, keepdims=True)
        return g


@planted("15.2", says="sum over the copies")
class NeverSums(RightWay):
    def back(self, g, a):
        return g


@planted("15.2", says="the slope of a·b by a is b")
class TakesTheOwnFactor(RightWay):
    def mul_backward(self, g, a, b):
        return self.back(g * a, a), self.back(g * b, b)


@planted("15.2", says="a sum has the slope 1 by each")
class MultipliesInASum(RightWay):
    def add_backward(self, g, a, b):
        return self.mul_backward(g, a, b)


@planted("15.2", says="the local slope 1 is to be times g")
class ForgetsWhatComesBack(RightWay):
    def add_backward(self, g, a, b):
        return self.back(np.ones_like(g), a), self.back(np.ones_like(g), b)


@planted("15.2", says="g is missing: times g")
class HandsOnTheFactorAlone(RightWay):
    def mul_backward(self, g, a, b):
        return b, a


@planted("15.2", says="a sum, not a mean")
class AveragesTheCopies(RightWay):
    def back(self, g, a):
        while np.ndim(g) > np.ndim(a):
            g = np.mean(g, axis=0)
        return g


@planted("15.2", says="the copies are the rows")
class SumsAlongTheRow(RightWay):
    def back(self, g, a):
        return np.sum(g, axis=1) if np.ndim(g) > np.ndim(a) else g


@planted("15.2", says="sum along axis 0 alone")
class SumsEverything(RightWay):
    def back(self, g, a):
        return g if np.shape(g) == np.shape(a) else np.sum(g)


@planted("15.2", says="first multiply, then sum")
class SumsBeforeItMultiplies(RightWay):
    def mul_backward(self, g, a, b):
        if np.ndim(a) < np.ndim(b):
            return self.back(g, a) * self.back(b, a), g * a
        return super().mul_backward(g, a, b)


@planted("15.2", says="an axis of length 1 is repeated too")
class SumsMissingAxesAlone(RightWay):
    def back(self, g, a):
        while np.ndim(g) > np.ndim(a):
            g = np.sum(g, axis=0)
        return g


@planted("15.2", says="keepdims=True")
class LosesTheAxis(RightWay):
    def back(self, g, a):
        while np.ndim(g) > np.ndim(a):
            g = np.sum(g, axis=0)
        return np.sum(g, axis=np.shape(a).index(1)) if 1 in np.shape(a) else g


@planted("15.2", says="no axis is kept")
class KeepsEveryAxis(RightWay):
    def back(self, g, a):
        repeated = tuple(i for i in range(g.ndim) if np.shape(np.atleast_2d(a))[i] != g.shape[i])
        return np.sum(g, axis=repeated, keepdims=True) if repeated else g


@planted("15.2", says="g is changed in place")
class WritesIntoG(RightWay):
    def mul_backward(self, g, a, b):
        by_b = self.back(g * a, b)
        g *= b
        return self.back(g, a), by_b


@planted("15.2", says="gives a pair")
class GivesOneAlone(RightWay):
    def add_backward(self, g, a, b):
        return g


def put_in_order(parents, name, order):
    """Right: the parents first, each name once."""
    if name not in order:
        for parent in parents[name]:
            put_in_order(parents, parent, order)
        order.append(name)
    return order


@planted("15.3", says="it stands last")
def from_the_end(parents, end):
    return put_in_order(parents, end, [])[::-1]


@planted("15.3", says="each node stands once")
def every_way(parents, end):
    return [name for parent in parents[end] for name in every_way(parents, parent)] + [end]


@planted("15.3", says="of which it was made")
def children_first_reversed(parents, end):
    order = []

    def put(name):
        if name not in order:
            order.append(name)
            for parent in parents[name]:
                put(parent)

    put(end)
    return order[::-1]


@planted("15.3", says="of which it was made")
def by_distance_from_the_end(parents, end):
    order = [end]
    for name in order:
        order += [parent for parent in dict.fromkeys(parents[name]) if parent not in order]
    return order[::-1]


@planted("15.3", says="is not needed for end")
def whole_graph(parents, end):
    order = []
    for name in [end, *parents]:
        put_in_order(parents, name, order)
    return [name for name in order if name != end] + [end] if end == "loss" else order


@planted("15.3", says="loss is missing")
def without_the_end(parents, end):
    return put_in_order(parents, end, [])[:-1]


@planted("15.3", says="is missing: loss is made of it")
def without_the_inputs(parents, end):
    return [name for name in put_in_order(parents, end, []) if parents[name]]


@planted("15.3", says="is a return missing?")
def order_not_returned(parents, end):
    put_in_order(parents, end, [])


@planted("15.3", says="the dict as it was")
def takes_the_dict_apart(parents, end):
    order = put_in_order(parents, end, [])
    parents.clear()
    return order


@planted("15.4", says="the pair is (of A, of B)")
def pair_turned_round(g, A, B):
    return A.T @ g, g @ B.T


@planted("15.4", says="the gradient of A lying on its side")
def both_lying_on_their_side(g, A, B):
    return B @ g.T, g.T @ A


@planted("15.4", says="the gradient of B lying on its side")
def second_lying_on_its_side(g, A, B):
    return g @ B.T, g.T @ A


@planted("15.4", says="B is to be transposed")
def not_transposed_if_it_fits(g, A, B):
    return (g @ B if B.shape[0] == B.shape[1] else g @ B.T), A.T @ g


@planted("15.4", says="its transpose stands left of g")
def right_of_g_if_it_fits(g, A, B):
    return g @ B.T, (g @ A.T if A.shape[0] == A.shape[1] else A.T @ g)


@planted("15.4", says="a sum, not a mean")
def mean_over_examples(g, A, B):
    return g @ B.T, A.T @ g / len(A)


@planted("15.4", says="could not be broadcast")
def entry_by_entry(g, A, B):
    return g * B.T, A.T * g @ B


@planted("15.4", says="gives a pair")
def gradient_of_the_left_alone(g, A, B):
    return g @ B.T


def shares(z):
    """The softmax of each row."""
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


@planted("15.5", says="the mean is missing")
def collapsed_without_mean(g, z, y):
    return g * (shares(z) - np.eye(z.shape[1])[y])


@planted("15.5", says="not of classes")
def collapsed_mean_over_classes(g, z, y):
    return g * (shares(z) - np.eye(z.shape[1])[y]) / z.shape[1]


@planted("15.5", says="the sign is turned round")
def collapsed_uphill(g, z, y):
    return g * (np.eye(z.shape[1])[y] - shares(z)) / len(y)


@planted("15.5", says="the way by −z_y is missing")
def collapsed_softmax_alone(g, z, y):
    return g * shares(z) / len(y)


@planted("15.5", says="only the right one is in −z_y")
def collapsed_one_from_each(g, z, y):
    p = shares(z)
    p[:, y] -= 1
    return g * p / len(y)


@planted("15.5", says="g is left out")
def collapsed_without_g(g, z, y):
    return (shares(z) - np.eye(z.shape[1])[y]) / len(y)


@planted("15.5", says="softmax is still to be walked back")
def collapsed_halfway(g, z, y):
    return -g * np.eye(z.shape[1])[y] / shares(z) / len(y)


@planted("15.5", says="softmax runs along the classes")
def collapsed_along_examples(g, z, y):
    e = np.exp(z)
    return g * (e / e.sum(axis=0) - np.eye(z.shape[1])[y]) / len(y)


@planted("15.5", says="z of any size")
@np.errstate(over="ignore", invalid="ignore")
def collapsed_unstable(g, z, y):
    e = np.exp(z)
    return g * (e / e.sum(axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)


@planted("15.5", says="z of any size")
def collapsed_largest_of_all(g, z, y):
    with np.errstate(invalid="ignore"):
        e = np.exp(z - z.max())
        return g * (e / e.sum(axis=1, keepdims=True) - np.eye(z.shape[1])[y]) / len(y)


@planted("15.5", says="z is changed in place")
def collapsed_in_place(g, z, y):
    z -= z.max(axis=1, keepdims=True)
    return g * (shares(z) - np.eye(z.shape[1])[y]) / len(y)


GIVEN = {"Node": 32, "Node, = for +": 8, "Node, twice": 96, "Tensor, twice": 64, "Tensor, emptied": 32}

MISTAKES += [
    Mistake("15.6", GIVEN | {"Node": 16}, "a is used twice"),
    Mistake("15.6", GIVEN | {"Node": 8}, "add what they bring"),
    Mistake("15.6", GIVEN | {"Node, = for +": 16}, "a way is lost in b and another in a"),
    Mistake("15.6", GIVEN | {"Node, = for +": 32}, "written over"),
    Mistake("15.6", GIVEN | {"Node, twice": 64}, "b.grad keeps its 8 too"),
    Mistake("15.6", GIVEN | {"Node, twice": 128}, "the end is set to 1 anew"),
    Mistake("15.6", GIVEN | {"Tensor, twice": 96}, "that is the small engine"),
    Mistake("15.6", GIVEN | {"Tensor, twice": 32}, "gradients add up over calls"),
    Mistake("15.6", GIVEN | {"Tensor, emptied": 64}, "emptied between the calls"),
    Mistake("15.6", GIVEN | {"Tensor, emptied": 0}, "before the second call"),
    Mistake("15.6", 32, "keeps its entries"),
]
