"""Exercises of chapter 16: a net's passes (in passes.py), where to begin, units that died, and digits."""

import numpy as np

from gdcourse.datasets import digits
from gdcourse.exercises.passes import backward, forward, judge_backward, judge_forward, logits_of, pairs
from gdcourse.judging.answer import Answer
from gdcourse.judging.exercise import Exercise
from gdcourse.judging.expecting import (
    expect,
    expect_at_least,
    expect_at_most,
    expect_choices,
    expect_that,
)
from gdcourse.mlp import MLP
from gdcourse.optimizers import Adam
from gdcourse.training import train

CHAPTER = "16_multilayer_perceptrons"


def he_init(sizes, seed):
    rng = np.random.default_rng(seed)
    return [
        (rng.normal(scale=np.sqrt(2 / rows), size=(rows, columns)), np.zeros(columns))
        for rows, columns in zip(sizes[:-1], sizes[1:], strict=True)
    ]


def judge_he_init(he_init):
    sizes = [200, 50, 50, 50]
    told = "he_init([200, 50, 50, 50], seed) returns a list of three pairs (W, b)"
    layers = pairs(he_init(sizes, 0), 3, told)
    for (W, b), rows, columns in zip(layers, sizes[:-1], sizes[1:], strict=True):
        wanted, turned = (rows, columns), np.shape(W) == (columns, rows)
        expect_that(np.shape(W) == wanted or not turned, f"W is turned round: its shape is (inputs, outputs), {wanted}")
        expect(np.shape(W), wanted, "W has the shape (inputs, outputs)")
        expect(b, np.zeros(columns), "biases begin at 0, one for each output")
    W = np.asarray(layers[0][0])
    away = abs(W.mean()) * np.sqrt(200)
    expect_that(away < 0.1, "the weights' mean should be 0: rng.normal, positive and negative alike")
    expect(
        200 * W.var(),
        2.0,
        "inputs · variance should be 2 (measured on 10,000 weights, so it is so to within a few percent)",
        mistakes=[
            (1.0, "this is variance 1/inputs: half of a relu's inputs are 0, so it takes 2/inputs"),
            (0.02, "this is a standard deviation of 2/inputs: scale is one, the square root of the variance"),
            (0.0, "all weights are alike, so all units stay alike: draw them at random"),
            (8.0, "this is 2/outputs: a unit adds up its inputs, so their number counts"),
            (1.6, "this is 2/(inputs + outputs), Glorot's, for tanh: relu takes 2/inputs"),
            (200.0, "these are not scaled: each weight is multiplied by the root of 2/inputs"),
            (200 / 12, "rng.random is not normal, and not scaled"),
            (2 / 3, "uniform from −√(2/inputs) to √(2/inputs) has a third of the variance: draw rng.normal"),
        ],
        within=0.09,
    )
    second, third = np.asarray(layers[1][0]), np.asarray(layers[2][0])
    expect_that(not np.array_equal(second, third), "two layers of one shape got the same weights: one rng for all")
    expect(50 * third.var(), 2.0, "a layer with 50 inputs has the variance 2/50", within=0.2)
    again, other = (np.asarray(pairs(he_init(sizes, seed), 3, told)[0][0]) for seed in (0, 1))
    expect_that(np.array_equal(W, again), "the same seed must give the same weights: np.random.default_rng(seed)")
    expect_that(not np.array_equal(W, other), "another seed must give other weights: np.random.default_rng(seed)")


def dead_relus(activations):
    return np.flatnonzero((activations == 0).all(axis=0))


def judge_dead_relus(dead_relus):
    rows = [[0.0, 0.0, 2.0, 0.0, 0.0, 1.0], [3.0, 0.0, 0.0, 0.001, 0.0, 0.0], [0.0] * 6, [0.5, 0.0, 1.0, 0.0, 0.0, 2.0]]
    told = "units 1 and 4 are 0 for all four examples; unit 3 answers to one, faintly, and that is a gradient"
    got = dead_relus(np.array(rows))
    expect_that(not isinstance(got, Answer), "dead_relus returns a list or an array of numbers")
    expect(
        got,
        [1, 4],
        told,
        mistakes=[
            ([0, 1, 2, 3, 4, 5], "each of these is 0 for some example: dead is a unit that is 0 for all of them"),
            ([False, True, False, False, True, False], "these are yes and no: the numbers of the dead units are asked"),
            ([2], "this is the example that no unit answers to: go down a column, axis=0"),
            ([0, 2, 3, 5], "these are the units that live: the others are asked"),
            ([1, 3, 4], "unit 3 is not dead: it answers to one example, if only by 0.001"),
            (2, "this is their count: which ones are asked"),
            ([[1, 4]], "np.nonzero and np.where give a tuple: take its first entry"),
            ([[1], [4]], "these stand in a column: one row of numbers is asked"),
            ([2, 5], "units count from 0"),
        ],
    )
    expect(
        [float(unit) for unit in dead_relus(np.array([[0.0, 1.0], [2.0, 0.0]]))],
        [],
        "each of two units answers to one of two examples: none is dead",
    )


def train_digits(X, y):
    net = MLP((64, 26, 10))
    history = train(net, net.init(seed=0), (X, y), Adam(lr=0.003), epochs=40)
    return net.unpack(history.theta)


def judge_train_digits(train_digits):
    learn, held_out = digits().split(share=0.25, seed=4)
    told = "train_digits returns the net's layers, a list of (W, b), as net.unpack(theta) gives them"
    answer = train_digits(learn.X / 16, learn.y)
    expect_that(isinstance(answer, (list, tuple)) and answer, told)
    layers = pairs(answer, len(answer), told)
    sizes = [64, *(np.size(b) for _, b in layers)]
    for (W, _), rows, columns in zip(layers, sizes[:-1], sizes[1:], strict=True):
        expect(np.shape(W), (rows, columns), "each W has the shape (inputs, outputs), the first one 64 inputs")
    expect(sizes[-1], 10, "the last layer has an output for each of the ten digits")
    layers = [(np.asarray(W), np.asarray(b)) for W, b in layers]
    numbers = sum(W.size + b.size for W, b in layers)
    expect_at_most(numbers, 2000, f"the net has {numbers} weights and biases, and the exercise allows 2000")
    with np.errstate(all="ignore"):
        z = logits_of(layers, held_out.X / 16)
        hidden = [logits_of(layers[:i], learn.X / 16) for i in range(1, len(layers))]
    expect_that(np.isfinite(z).all(), "the logits are not finite numbers: the training diverged, take a smaller lr")
    right = float(np.mean(z.argmax(axis=1) == held_out.y))
    dead = any((a <= 0).all() for a in hidden)
    expect_at_least(right, 0.97, f"of {len(held_out)} digits held out, {right:.1%} are read\n{advice(layers, dead)}")


def advice(layers, dead):
    """What is most likely wrong with a net that reads too few digits."""
    if dead:
        return "a whole hidden layer is dead: take a smaller lr, and draw the first weights at random"
    if len(layers) == 1:
        return "there is no hidden layer: the pixels alone do not carry it to 97 %"
    return "try more units, more epochs, or another lr, and hold some digits out yourself to compare"


HIDDEN_UNITS = {"a": "freeze", "b": "stay alike", "c": "freeze", "d": "differ", "e": "differ", "f": "stay alike"}
WHY_THEY_DO = {
    "a": "a is 0 and not above 0, so the mask lets nothing through; nor has W₁ᵀ anything to pass back",
    "b": "all units have the same inputs and the same weights onwards, so they get the same gradient, in every step",
    "c": "W₁ passes blame back, but each a is 0: the mask is 0 for every example, so no gradient reaches W₀ and b₀",
    "d": "the first step cannot move W₀, as W₁ᵀ is 0; but it moves W₁, by a, which differs from unit to unit",
    "e": "b₀ opens the mask, and the rows of W₁ differ: in the first step already each unit gets a blame of its own",
    "f": "each unit's row of W₁ is the same row, so the blame that comes back is the same: look at δW₁ᵀ",
}


def judge_hidden_units(hidden_units):
    expect_choices(hidden_units, "hidden_units", HIDDEN_UNITS, ("freeze", "stay alike", "differ"), WHY_THEY_DO)


HIDDEN_LAYERS_NEEDED = {"a": "never", "b": 1, "c": 2, "d": 0, "e": 1, "f": "never"}
WHY_NEEDED = {
    "a": "X is masked too, in the last round; but what is then in delta, nobody uses",
    "b": "without a mask δ goes back through silent units: one hidden layer has some",
    "c": "inputs[1] is the right mask for the first hidden layer, and for none above it: which net has one above?",
    "d": "δ has been divided by n already: the last layer's db is a mean of it, and that layer is in every net",
    "e": "relu's results are never below 0, so >= 0 is always true, and the mask is none: see b",
    "f": "relu's results are 0 or positive: != 0 and > 0 ask the same of them; and X's mask, nobody uses",
}


def judge_hidden_layers_needed(hidden_layers_needed):
    choices = (0, 1, 2, "never")
    expect_choices(hidden_layers_needed, "hidden_layers_needed", HIDDEN_LAYERS_NEEDED, choices, WHY_NEEDED)


# fmt: off
EXERCISES = [
    Exercise(
        "16.1", "forward", CHAPTER, forward, judge_forward,
        ("All layers but the last do the same: what comes in, times W, plus b, and relu. Remember what comes in.",
         "inputs begins as [X]; its newest entry, inputs[-1], goes into the next layer. layers[:-1] are hidden.",
         "for W, b in layers[:-1]: inputs.append(np.maximum(inputs[-1] @ W + b, 0)); the last layer without maximum"),
        "Each layer's input is kept, because the backward pass needs it twice: for dW, and as relu's mask.",
    ),
    Exercise(
        "16.2", "he_init", CHAPTER, he_init, judge_he_init,
        ("One random generator for all layers. What are the shapes of W and b between sizes[i] and sizes[i + 1]?",
         "The variance is 2/inputs. rng.normal asks for the standard deviation, `scale`, its square root.",
         "rng.normal(scale=np.sqrt(2 / rows), size=(rows, columns)), and np.zeros(columns) for b"),
        "A unit adds up `inputs` terms, and of relu's results half of the mean square is left: 2/inputs makes up for "
        "both.",
    ),
    Exercise(
        "16.3", "backward", CHAPTER, backward, judge_backward,
        ("Begin at the end: δ of the logits is (P − Y)/n. What do dW, db and the next δ have to do with it?",
         "Run through the layers from the last to the first. dW is inputsᵀδ, db the sum over the rows, then δ ← δWᵀ.",
         "gradients.append((a.T @ delta, delta.sum(axis=0))); delta = (delta @ W.T) * (a > 0); at the end [::-1]"),
        "a > 0 is relu's slope: 1 where it let its input through. In the last round it masks X, which nobody uses.",
    ),
    Exercise(
        "16.4", "dead_relus", CHAPTER, dead_relus, judge_dead_relus,
        ("Each column is a unit. What must be true of a whole column?",
         "activations == 0 is a table of yes and no; .all(axis=0) asks whether a whole column is yes.",
         "return np.flatnonzero((activations == 0).all(axis=0))"),
        "np.flatnonzero gives the places of the yeses. One example with a > 0 is enough for a gradient.",
    ),
    Exercise(
        "16.5", "train_digits", CHAPTER, train_digits, judge_train_digits,
        ("MLP, train and a rule are there. Which sizes, which rule, how many epochs? Hold some images out and try.",
         "h hidden units make 75h + 10 numbers. Adam with an lr well below 0.03; train(…) has the result in .theta.",
         "MLP((64, 26, 10)); train(net, net.init(seed=0), (X, y), Adam(lr=0.003), epochs=40).theta; net.unpack(…)"),
        "26 hidden units have 64 · 26 + 26 + 26 · 10 + 10 = 1960 numbers. With seed 0 all of 20 choices tried for them "
        "pass, Adam's lr from 0.002 to 0.01 and 20 to 100 epochs; with 16 to 24 units about six of ten do.",
    ),
    Exercise(
        "16.6", "hidden_units", CHAPTER, HIDDEN_UNITS, judge_hidden_units,
        ("Two questions for each: does any blame come back to the hidden units? If so, the same to each of them?",
         "The blame of unit j is (δW₁ᵀ)ⱼ times the mask aⱼ > 0. A row of W₁ belongs to a unit; 0 > 0 is false.",
         "a, c: the mask is 0 throughout. b, f: rows of W₁ alike. d: W₁ moves first, and differently. e: at once."),
        "Units differ as soon as their inputs' weights or their rows of W₁ differ, and something comes back at all.",
    ),
    Exercise(
        "16.7", "hidden_layers_needed", CHAPTER, HIDDEN_LAYERS_NEEDED, judge_hidden_layers_needed,
        ("Write down the rounds of the loop for no, one and two hidden layers. In which does the line matter?",
         "Without hidden layers the first round's dW and db are all. With one, the mask inputs[1] > 0 is used once.",
         "The last round's delta is thrown away, so what masks X is no matter. relu's results are 0 or positive."),
        "A gradient check sees what its net exercises. A check on the smallest net proves the smallest net.",
    ),
]
