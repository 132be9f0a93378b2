"""Exercises of chapter 15: blame on paper, the rules that hand it back, their order, and what adds up."""

import numpy as np

from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import expect, expect_entries, expect_that, expect_unchanged

CHAPTER = "15_backpropagation"

BLAME = {"w1": -12, "w2": 6, "b": -6, "x1": -18, "w1 if b is -3": 0}
WHY_BLAME = {
    "w1": (
        "h = 1, the error is −3 and its gradient −6; w₁ is multiplied by x₁ = 2",
        [(-18, "the slope of w₁x₁ by w₁ is x₁, the other factor"), (12, "the sign: the error is h − y = −3"),
         (-6, "the error is used twice in its square (gradient −6), and x₁ = 2 is the slope by w₁")],
    ),
    "w2": (
        "the gradient of a is −6, and w₂ is multiplied by x₂ = −1",
        [(-24, "the slope of w₂x₂ by w₂ is x₂, the other factor"), (-6, "x₂ is −1: the sign turns"),
         (3, "the error −3 is used twice in its square")],
    ),
    "b": (
        "the bias is added: it has the gradient of a, −6",
        [(-3, "the error −3 is used twice in its square"), (6, "the sign: the error is h − y = −3"),
         (0, "a + b has the slope 1 by b, whatever b is"), (1, "this is the local slope: times the gradient of a")],
    ),
    "x1": (
        "the gradient of a is −6, and x₁ is multiplied by w₁ = 3",
        [(-12, "the slope of w₁x₁ by x₁ is w₁, the other factor"), (-9, "the error −3 is used twice in its square"),
         (0, "x₁ is given, but the loss has a slope by it all the same")],
    ),
    "w1 if b is -3": (
        "a is −1, so h = max(a, 0) stays 0 if a changes a little: the local slope is 0",
        [(-16, "a is −1: the neuron is shut, and the slope from a to h is 0"),
         (-20, "a is −1, and h is 0, not −1; the slope from a to h is 0"), (-12, "this is the gradient at b = −1")],
    ),
}  # fmt: skip


def expect_numbers(answer, name, right, told):
    """Reject the answer unless it has the numbers of `right`; told: dict entry → (why, mistakes)."""
    expect_entries(answer, name, right)
    for entry, (why, mistakes) in told.items():
        expect(answer[entry], right[entry], f"{entry}: {why}", mistakes)


class Backward:
    """The ways back through a + b and a * b, with broadcasting."""

    def add_backward(self, g, a, b):
        return self.summed(g, a), self.summed(g, b)

    def mul_backward(self, g, a, b):
        return self.summed(g * b, a), self.summed(g * a, b)

    def summed(self, g, a):
        while np.ndim(g) > np.ndim(a):
            g = np.sum(g, axis=0)
        for axis, length in enumerate(np.shape(a)):
            if length == 1:
                g = np.sum(g, axis=axis, keepdims=True)
        return g


def expect_way_back(back, of, g, a, b, wanted, why, mistakes):
    """Reject the answer unless back(g, a, b) is the wanted pair, and leaves what it is handed alone.

    why: of each part of the pair, a sentence. mistakes: of each, pairs (value, words).
    """
    handed = {"g": g, "the first input": a, "the second input": b}
    before = {name: array.copy() for name, array in handed.items()}
    pair = back(g, a, b)
    expect_that(isinstance(pair, (tuple, list)) and len(pair) == 2, f"{of} gives a pair, the gradients of both inputs")
    for part, value, reason, wrong in zip(pair, wanted, why, mistakes, strict=True):
        expect(part, value, f"{of}: {reason}", wrong)
    for name, array in handed.items():
        expect_unchanged(array, before[name], name)


def judge_backward(Backward):
    ways = {"add_backward": Backward().add_backward, "mul_backward": Backward().mul_backward}
    g, row, column = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([10.0, 20, 30]), np.array([[2.0], [-1]])
    a, b = np.array([[2.0, 0, 1], [1, 3, -1]]), np.array([[5.0, 1, 2], [0, -2, 4]])
    copies = "its copies in the two rows are summed, and the shape is (3,)"
    unsummed, mean = "this has the shape of the result: sum over the copies", "each use counts: a sum, not a mean"
    keep, flat = "an axis of length 1 is repeated too: sum over it", "keep the axis of length 1: keepdims=True"
    cases = [
        ("add_backward", a, b, [g, g], ["shapes alike: a gets g as it is", "shapes alike: b gets g as it is"],
         [[(g * b, "a sum has the slope 1 by each: hand g on"), (np.ones((2, 3)), "the local slope 1 is to be times g"),
           (21.0, "nothing was repeated here, so nothing is summed")]] * 2),
        ("mul_backward", a, b, [g * b, g * a], ["shapes alike: a gets g·b", "shapes alike: b gets g·a"],
         [[(g * a, "this is g·a: the slope of a·b by a is b"), (b, "g is missing: times g")], []]),
        ("add_backward", a, row, [g, [5.0, 7, 9]], ["a was not repeated", f"b is a row: {copies}"],
         [[], [(g, unsummed), ([2.5, 3.5, 4.5], mean), ([[5.0, 7, 9]], "the shape of b is (3,): no axis is kept"),
               ([6.0, 15], "the copies are the rows: sum along axis 0"), (21.0, "sum along axis 0 alone")]]),
        ("mul_backward", row, a, [[6.0, 15, -3], g * row], [f"a is a row: {copies}", "b was not repeated"],
         [[(g * a, unsummed), ([3.0, 7.5, -1.5], mean), ([15.0, 21, 0], "first multiply, then sum: Σ(g·b)")], []]),
        ("mul_backward", column, row, [[[140.0], [320]], [-2.0, -1, 0]],
         ["a has shape (2, 1): sum along axis 1", "b has shape (3,): sum along axis 0"],
         [[(g * row, keep), ([140.0, 320], flat), ([[460.0]], "axis 0 was not repeated")], [(g * column, unsummed)]]),
        ("add_backward", np.array(7.0), row[None], [21.0, [[5.0, 7, 9]]],
         ["a single number is repeated everywhere", "b has shape (1, 3): sum along axis 0"],
         [[], [([5.0, 7, 9], flat), (g, keep)]]),
    ]  # fmt: skip
    for of, *case in cases:
        expect_way_back(ways[of], of, g, *case)


def topological_order(parents, end):
    order, done = [], set()

    def put(name):
        if name not in done:
            done.add(name)
            for parent in parents[name]:
                put(parent)
            order.append(name)

    put(end)
    return order


GRAPHS = [  # parents, end
    ({"loss": ["h", "skip"], "h": ["a"], "a": ["x", "w"], "skip": ["a", "h"], "x": [], "w": []}, "loss"),
    ({"end": ["p", "q"], "q": ["x", "p"], "p": ["x", "x"], "x": [], "r": ["end"], "s": []}, "end"),
    ({"k0": []} | {f"k{i}": [f"k{i - 1}"] * 2 for i in range(1, 13)}, "k12"),
]


def judge_topological_order(topological_order):
    for parents, end in GRAPHS:
        handed = {name: list(names) for name, names in parents.items()}
        order = topological_order(handed, end)
        expect_that(handed == parents, "parents is changed: leave the dict as it was")
        expect_that(isinstance(order, list), "the order is a list of names: is a return missing?")
        judge_order(order, parents, end)


def judge_order(order, parents, end):
    """Reject an order in which a name is missing, too many, or too early."""
    needed, waiting = {end}, [end]
    while waiting:
        new = set(parents[waiting.pop()]) - needed
        needed, waiting = needed | new, [*waiting, *new]
    for name in order:
        expect_that(name in needed, f"{name} is not needed for {end}: begin there and follow the parents")
        expect_that(order.count(name) == 1, f"each node stands once in the order, but {name} {order.count(name)} times")
    for name in parents:
        expect_that(name not in needed or name in order, f"{name} is missing: {end} is made of it, or is it")
    expect_that(order[-1] == end, f"{end} is made of all the others: it stands last")
    for i, name in enumerate(order):
        late = [parent for parent in parents[name] if order.index(parent) > i]
        expect_that(not late, f"{name} stands before {late[0] if late else ''}, of which it was made")


def matmul_backward(g, A, B):
    return g @ B.T, A.T @ g


def judge_matmul_backward(matmul_backward):
    g, A, B = np.array([[1.0, 2]]), np.array([[3.0, 0, -1]]), np.array([[1.0, 4], [2, 5], [3, 6]])
    by_A, by_B = [[9.0, 12, 15]], [[3.0, 6], [0, 0], [-1, -2]]
    expect_way_back(
        matmul_backward, "matmul_backward", g, A, B, [by_A, by_B],
        ["A₁ is multiplied by 1 and 4 on its way into C, whose gradients are 1 and 2: 1·1 + 2·4 = 9, and so on",
         "B₁₁ is multiplied by A₁ = 3 on its way into C₁, whose gradient is 1: 3, and so on"],
        [[(by_B, "this is the gradient of B: the pair is (of A, of B)"),
          (np.transpose(by_A), "this is the gradient of A lying on its side: the shape is that of A")],
         [(np.transpose(by_B), "this is the gradient of B lying on its side: the shape is that of B")]],
    )  # fmt: skip
    g, A, B = np.array([[1.0, 0], [2, 1]]), np.array([[1.0, 2], [3, 4]]), np.array([[5.0, 6], [7, 8]])
    expect_way_back(
        matmul_backward, "matmul_backward", g, A, B, [[[5.0, 7], [16, 22]], [[7.0, 3], [10, 4]]],
        ["square matrices fit in any order, but g[i, j] meets B[l, j], the row l of B",
         "square matrices fit in any order, but A[i, l] meets g[i, j], the column l of A"],
        [[(g @ B, "B is to be transposed"), (B.T @ g, "B stood right of A: its transpose stands right of g"),
          (g * B, "* multiplies entry by entry: a matrix product is @")],
         [(A @ g, "A is to be transposed"), (g @ A.T, "A stood left of B: its transpose stands left of g"),
          (g * A, "* multiplies entry by entry: a matrix product is @"), (A.T @ g / 2, "a sum, not a mean")]],
    )  # fmt: skip


def softmax_cross_entropy_backward(g, z, y):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    return g * p / len(y)


def judge_softmax_cross_entropy_backward(backward):
    z, y = np.log([[1.0, 2.0, 5.0], [6.0, 1.0, 1.0], [4.0, 2.0, 2.0], [1.0, 1.0, 2.0]]), np.array([2, 0, 1, 1])
    p = np.array([[1, 2, 5], [6, 1, 1], [4, 2, 2], [2, 2, 4]]) / 8
    right = np.array([[0.0, 0, 1], [1, 0, 0], [0, 1, 0], [0, 1, 0]])
    untouched = z.copy(), y.copy()
    expect(
        backward(1.0, z, y),
        (p - right) / 4,
        "e^z = (1, 2, 5), class 2 and n = 4: ln s brings p = (1, 2, 5)/8, the way by −z_y a −1; a mean has 1/n",
        mistakes=[
            (p - right, "the mean is missing: each of the n examples has the share 1/n"),
            ((p - right) / 3, "divide by n, the number of examples, not of classes"),
            ((right - p) / 4, "the sign is turned round: p − 1 for the right class, p for the others"),
            (p / 4, "the way by −z_y is missing: take 1 away where the right class is"),
            ((p - 1) / 4, "1 is taken away in each class: only the right one is in −z_y"),
            (p * (right - p) / 4, "p − 1 and p are times p once more: e^z and 1/s have made p already"),
            (-right / p / 4, "this is the gradient of p: softmax is still to be walked back"),
            ((np.exp(z) / np.exp(z).sum(axis=0) - right) / 4, "softmax runs along the classes: axis=1"),
        ],
    )
    expect_unchanged(z, untouched[0], "z")
    expect_unchanged(y, untouched[1], "y")
    expect(
        backward(-4.0, np.log([[1.0, 3.0], [1.0, 1.0]]), np.array([0, 1])),
        [[1.5, -1.5], [-1.0, 1.0]],
        "g = −4, p = (1, 3)/4 and (1, 1)/2, classes 0 and 1: everything is handed back g times",
        mistakes=[([[-0.375, 0.375], [0.25, -0.25]], "g is left out: multiply by it")],
    )
    huge = np.array([[0.0, 1000.0, 1000.0], [-1000.0, -1000.0, -2000.0]])
    why = "z of any size: take each row's largest entry away before the exponential"
    expect(backward(2.0, huge, np.array([1, 0])), [[0.0, -0.5, 0.5], [-0.5, 0.5, 0.0]], why)


A_GRAD = {"Node": 32, "Node, = for +": 8, "Node, twice": 96, "Tensor, twice": 64, "Tensor, emptied": 32}
WHY_A_GRAD = {
    "Node": (
        "b = 4 gets 4 by each of its two ways, 8 in all, and a gets 8·2 by each of two ways",
        [(16, "a is used twice in a·a, too"), (8, "each of a and b has two ways: add what they bring")],
    ),
    "Node, = for +": (
        "of each two ways the last one stays: b.grad is 4, not 8, and a.grad is 4·2",
        [(16, "a way is lost in b and another in a: 32/4"), (32, "what the first way brought is written over")],
    ),
    "Node, twice": (
        "b.grad is still 8 when the second call comes: it becomes 16, and a gets 16·2 twice on top of its 32",
        [(64, "b.grad keeps its 8 too: the second call hands 16 back from b, not 8"),
         (128, "the end is set to 1 anew, so b gets 8 more, and a gets 64 on top of 32")],
    ),
    "Tensor, twice": (
        "a second call adds the same once more, as b keeps no gradient: 32 + 32",
        [(96, "that is the small engine: here gradients on the way are dropped as they are handed on"),
         (32, "gradients add up over calls")],
    ),
    "Tensor, emptied": (
        "what the first call brought is gone: the second brings 32, as the graph is as it was",
        [(64, "a.grad was emptied between the calls"), (0, "it was emptied before the second call, not after")],
    ),
}  # fmt: skip


# fmt: off
EXERCISES = [
    Exercise(
        "15.1", "blame", CHAPTER, BLAME, lambda blame: expect_numbers(blame, "blame", BLAME, WHY_BLAME),
        ("Draw the graph with its values first. What is a, what is h, what is the error?",
         "Go back from the loss: the error −3 is used twice, so its gradient is −6, and so are those of h and a.",
         "From a on, times the other factor: x₁ for w₁, x₂ for w₂, w₁ for x₁. And b = −3 shuts the neuron."),
        "The gradient of a is −6 and is handed on times the other factor. With b = −3, a is −1: the neuron is shut; "
        "nothing comes back through it, although the loss is 16.",
    ),
    Exercise(
        "15.2", "Backward", CHAPTER, Backward, judge_backward,
        ("First write both for a and b of one shape. Which shape has each part then, when b is a row and a a matrix?",
         "Write a third method that sums g to the shape of a: first axes that a does not have, then axes of length 1.",
         "while np.ndim(g) > np.ndim(a): g = g.sum(axis=0). Then, for each axis along which a has length 1, "
         "g.sum(axis=axis, keepdims=True)."),
        "Broadcasting repeats an array, and a value that is used several times gets the sum. NumPy puts missing axes "
        "in front, so those are summed first. Where g has length 1 too, the sum is g.",
    ),
    Exercise(
        "15.3", "topological_order", CHAPTER, topological_order, judge_topological_order,
        ("What has to be in the list before a name may be written into it?",
         "Write a function put(name) inside yours, which calls itself for each parent, and then appends the name.",
         "def put(name): if name in order: return. Then put(parent) for each parent, and order.append(name)."),
        "A node is written down after its parents, and once. The set makes looking quick. The course's own order keeps "
        "a list of what waits instead of calling itself: that bears very deep graphs.",
    ),
    Exercise(
        "15.4", "matmul_backward", CHAPTER, matmul_backward, judge_matmul_backward,
        ("Write the shapes of g, A and B side by side. Which product of which two has the shape of A?",
         "The sum over j of g[i, j] · B[l, j] pairs rows of g with rows of B. A product pairs rows with columns.",
         "return g @ B.T, A.T @ g"),
        "A stood left of B, so in its gradient B.T stands right of g; B stood right of A, so A.T stands left.",
    ),
    Exercise(
        "15.5", "softmax_cross_entropy_backward", CHAPTER, softmax_cross_entropy_backward,
        judge_softmax_cross_entropy_backward,
        ("In the picture: what comes to z₁ is 1/8 · 1, and z₃ gets something by two ways. Compare with p.",
         "By ln s comes e^z / s, which is p; by −z_y comes −1, at the right class alone.",
         "p[np.arange(len(y)), y] -= 1, with p the stable softmax; then g * p / len(y)"),
        "p − 1 for the right class, p for the others. Without a logarithm or a bare e^z it holds for z of any size.",
    ),
    Exercise(
        "15.6", "a_grad", CHAPTER, A_GRAD, lambda a_grad: expect_numbers(a_grad, "a_grad", A_GRAD, WHY_A_GRAD),
        ("Write down b.grad and a.grad after each line of the walk, first for one call.",
         "loss hands 4 to b twice, b hands b.grad · 2 to a twice. With = only the last of each two stays.",
         "One call: b 8, a 32. Node, second call: b 8 + 8 = 16, a 32 + 2 · 32. The Tensor b keeps nothing."),
        "Gradients add up wherever they are kept. The small engine keeps them on the way too, and hands on again what "
        "it has handed on before.",
    ),
]
