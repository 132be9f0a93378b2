"""Wrong answers to the exercises of chapter 16."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


def net_forwards(layers, X, bend=lambda z: np.maximum(z, 0), last=lambda z: z, weigh=lambda a, W, b: a @ W + b):
    """The forward pass, with a screw to turn at each place."""
    inputs = [X]
    for W, b in layers[:-1]:
        inputs.append(bend(weigh(inputs[-1], W, b)))
    return last(weigh(inputs[-1], *layers[-1])), inputs


@planted("16.1", says="the last layer has no relu")
def relu_on_the_logits(layers, X):
    return net_forwards(layers, X, last=lambda z: np.maximum(z, 0))


@planted("16.1", says="relu is missing")
def forwards_without_a_bend(layers, X):
    return net_forwards(layers, X, bend=lambda z: z)


@planted("16.1", says="it does not turn them round")
def bent_by_abs(layers, X):
    return net_forwards(layers, X, bend=np.abs)


@planted("16.1", says="the biases are left out")
def forwards_without_biases(layers, X):
    return net_forwards(layers, X, weigh=lambda a, W, b: a @ W)


@planted("16.1", says="W is turned round")
def forwards_with_turned_weights(layers, X):
    return net_forwards(layers, X, weigh=lambda a, W, b: a @ W.T + b)


@planted("16.1", says="the last layer is left out")
def stopped_before_the_logits(layers, X):
    inputs = net_forwards(layers, X)[1]
    return inputs[-1], inputs


@planted("16.1", says="these are probabilities")
def probabilities_for_logits(layers, X):
    return net_forwards(layers, X, last=lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))


@planted("16.1", says="returns two things")
def logits_alone(layers, X):
    return net_forwards(layers, X)[0][:1]


@planted("16.1", says="and not the logits")
def inputs_with_the_logits(layers, X):
    z, inputs = net_forwards(layers, X)
    return z, [*inputs, z]


@planted("16.1", says="and not the logits, but this has the length 1")
def inputs_without_X(layers, X):
    z, inputs = net_forwards(layers, X)
    return z, inputs[1:]


@planted("16.1", says="before relu: keep what the next layer gets")
def inputs_before_the_bend(layers, X):
    z, inputs = net_forwards(layers, X)
    return z, [X, *(a @ W + b for a, (W, b) in zip(inputs, layers[:-1], strict=False))]


@planted("16.1", says="is changed in place")
def biases_added_into_W(layers, X):
    z, inputs = net_forwards(layers, X)
    layers[0][0][:] = 0
    return z, inputs


@planted("16.1", says="three hidden layers")
def two_layers_only(layers, X):
    (W0, b0), (W1, b1) = layers[0], layers[-1]
    a = np.maximum(X @ W0 + b0, 0)
    return a @ W1 + b1, [X, a]


def drawn_weights(sizes, seed, draw=lambda rng, m, k: rng.normal(scale=np.sqrt(2 / m), size=(m, k)), bias=np.zeros):
    """The first layers, with a screw to turn at each place."""
    rng = np.random.default_rng(seed)
    return [(draw(rng, m, k), bias(k)) for m, k in zip(sizes[:-1], sizes[1:], strict=True)]


@planted("16.2", says="all units stay alike")
def zero_weights(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: np.zeros((m, k)))


@planted("16.2", says="half of a relu's inputs are 0")
def one_over_inputs(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.normal(scale=np.sqrt(1 / m), size=(m, k)))


@planted("16.2", says="scale is one, the square root")
def variance_for_spread(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.normal(scale=2 / m, size=(m, k)))


@planted("16.2", says="a unit adds up its inputs")
def two_over_outputs(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.normal(scale=np.sqrt(2 / k), size=(m, k)))


@planted("16.2", says="Glorot's, for tanh")
def glorots_weights(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.normal(scale=np.sqrt(2 / (m + k)), size=(m, k)))


@planted("16.2", says="these are not scaled")
def weights_of_size_one(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.normal(size=(m, k)))


@planted("16.2", says="a third of the variance")
def uniform_weights(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.uniform(-np.sqrt(2 / m), np.sqrt(2 / m), (m, k)))


@planted("16.2", says="positive and negative alike")
def positive_weights(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.random((m, k)) * np.sqrt(2 / m))


@planted("16.2", says="W is turned round")
def weights_turned_round(sizes, seed):
    return drawn_weights(sizes, seed, lambda rng, m, k: rng.normal(scale=np.sqrt(2 / m), size=(k, m)))


@planted("16.2", says="biases begin at 0")
def biases_drawn(sizes, seed):
    return drawn_weights(sizes, seed, bias=lambda k: np.random.default_rng(seed).normal(size=k))


@planted("16.2", says="one rng for all")
def same_rng_in_every_layer(sizes, seed):
    return [drawn_weights([m, k], seed)[0] for m, k in zip(sizes[:-1], sizes[1:], strict=True)]


@planted("16.2", says="the same seed must give the same weights")
def seed_ignored(sizes, seed):
    return drawn_weights(sizes, None)


@planted("16.2", says="another seed must give other weights")
def always_the_same_seed(sizes, seed):
    return drawn_weights(sizes, 0)


def net_backwards(layers, X, y, mask=lambda inputs, i, delta: inputs[i] > 0, share=len, truth=True, bias=np.sum,
                  through=lambda W: W.T, order=-1, softmax=True):  # fmt: skip
    """The backward pass, with a screw to turn at each place."""
    z, inputs = net_forwards(layers, X)
    e = np.exp(z - z.max(axis=1, keepdims=True)) if softmax else np.exp(z)
    delta = e / e.sum(axis=1, keepdims=True)
    if truth:
        delta[np.arange(len(y)), y] -= 1
    delta, gradients = delta / share(y), []
    for i in reversed(range(len(layers))):
        gradients.append((inputs[i].T @ delta, bias(delta, axis=0)))
        delta = delta @ through(layers[i][0])
        delta = delta * mask(inputs, i, delta)
    return gradients[::order]


@planted("16.3", says="the sign is turned round")
def backwards_uphill(layers, X, y):
    return [(-dW, -db) for dW, db in net_backwards(layers, X, y)]


@planted("16.3", says="divide δ by n")
def gradient_of_the_sum(layers, X, y):
    return net_backwards(layers, X, y, share=lambda y: 1)


@planted("16.3", says="divided by n twice")
def divided_by_n_twice(layers, X, y):
    return net_backwards(layers, X, y, share=lambda y: len(y) ** 2)


@planted("16.3", says="Y is left out")
def truth_left_out(layers, X, y):
    return net_backwards(layers, X, y, truth=False)


@planted("16.3", says="the list runs from the first layer to the last")
def last_layer_first(layers, X, y):
    return net_backwards(layers, X, y, order=1)


@planted("16.3", says="dW has W's shape")
def gradients_turned_round(layers, X, y):
    return [(dW.T, db) for dW, db in net_backwards(layers, X, y)]


@planted("16.3", says="this is with the hidden layer before relu")
def remembered_before_the_bend(layers, X, y):
    (dW0, db0), (_, db1) = net_backwards(layers, X, y)
    W0, b0 = layers[0]
    delta = np.array([[-0.375, 0.375], [0.45, -0.45]])  # as it comes out right
    return [(dW0, db0), ((X @ W0 + b0).T @ delta, db1)]


@planted("16.3", says="db is its sum")
def mean_of_delta(layers, X, y):
    return net_backwards(layers, X, y, bias=np.mean)


@planted("16.3", says="sum over the examples")
def summed_along_the_classes(layers, X, y):
    return net_backwards(layers, X, y, bias=lambda delta, axis: delta.sum(axis=1))


@planted("16.3", says="relu is forgotten")
def backwards_without_a_mask(layers, X, y):
    return net_backwards(layers, X, y, mask=lambda inputs, i, delta: 1)


@planted("16.3", says="through Wᵀ, not through W")
def backwards_through_W(layers, X, y):
    return net_backwards(layers, X, y, through=lambda W: W)


@planted("16.3", says="δ is multiplied by a")
def activations_for_a_mask(layers, X, y):
    return net_backwards(layers, X, y, mask=lambda inputs, i, delta: inputs[i])


@planted("16.3", says="not for δ > 0")
def mask_of_delta(layers, X, y):
    return net_backwards(layers, X, y, mask=lambda inputs, i, delta: delta > 0)


@planted("16.3", says="the sum before the mask")
def bias_before_the_mask(layers, X, y):
    right = net_backwards(layers, X, y)
    raw = net_backwards(layers, X, y, mask=lambda inputs, i, delta: 1)
    return [(dW, db) for (dW, _), (_, db) in zip(right, raw, strict=True)]


@planted("16.3", says="by differences of its loss")
def mask_of_the_first_layer(layers, X, y):
    return net_backwards(layers, X, y, mask=lambda inputs, i, delta: (inputs[1] > 0) if i else 1)


@planted("16.3", says="both surely wrong")
def overflowing_softmax(layers, X, y):
    with np.errstate(all="ignore"):
        return net_backwards(layers, X, y, softmax=False)


@planted("16.3", says="list of pairs")
def flat_gradient(layers, X, y):
    return np.concatenate([part.ravel() for pair in net_backwards(layers, X, y) for part in pair])


@planted("16.3", says="is changed in place")
def step_while_going_back(layers, X, y):
    gradients = net_backwards(layers, X, y)
    for (W, _), (dW, _) in zip(layers, gradients, strict=True):
        W -= dW
    return gradients


@planted("16.4", says="0 for some example")
def ever_silent(activations):
    return np.flatnonzero((activations == 0).any(axis=0))


@planted("16.4", says="these are yes and no")
def yes_and_no(activations):
    return (activations == 0).all(axis=0)


@planted("16.4", says="the example that no unit answers to")
def silent_examples(activations):
    return np.flatnonzero((activations == 0).all(axis=1))


@planted("16.4", says="these are the units that live")
def units_alive(activations):
    return np.flatnonzero((activations > 0).any(axis=0))


@planted("16.4", says="if only by 0.001")
def nearly_silent(activations):
    return np.flatnonzero(activations.mean(axis=0) < 0.01)


@planted("16.4", says="this is their count")
def how_many_are_dead(activations):
    return int(np.sum((activations == 0).all(axis=0)))


@planted("16.4", says="np.nonzero and np.where give a tuple")
def tuple_of_where(activations):
    return np.where((activations == 0).all(axis=0))


@planted("16.4", says="units count from 0")
def counted_from_one(activations):
    return np.flatnonzero((activations == 0).all(axis=0)) + 1


def net_for_digits(X, y, sizes, epochs, lr=0.003, scale=1.0):
    """The layers of a net trained by Adam."""
    from gdcourse.mlp import MLP
    from gdcourse.optimizers import Adam
    from gdcourse.training import train

    net = MLP(sizes)
    return net.unpack(train(net, scale * net.init(0), (X, y), Adam(lr), epochs).theta)


@planted("16.5", says="there is no hidden layer")
def pixels_alone(X, y):
    return net_for_digits(X, y, (64, 10), 20)


@planted("16.5", says="more epochs")
def one_epoch(X, y):
    return net_for_digits(X, y, (64, 26, 10), 1)


@planted("16.5", says="try more units")
def three_hidden_units(X, y):
    return net_for_digits(X, y, (64, 3, 10), 5)


@planted("16.5", says="a whole hidden layer is dead")
def begun_at_zero(X, y):
    return net_for_digits(X, y, (64, 26, 10), 2, scale=0.0)


@planted("16.5", says="the exercise allows 2000")
def too_many_units(X, y):
    return net_for_digits(X, y, (64, 32, 10), 1)


@planted("16.5", says="a whole hidden layer is dead")
def killed_by_the_rate(X, y):
    return net_for_digits(X, y, (64, 16, 10), 3, lr=30.0)


@planted("16.5", says="returns the net's layers")
def theta_for_layers(X, y):
    return np.concatenate([part.ravel() for pair in net_for_digits(X, y, (64, 8, 10), 1) for part in pair])


@planted("16.5", says="an output for each of the ten digits")
def nine_classes(X, y):
    return net_for_digits(X, np.minimum(y, 8), (64, 8, 9), 1)


WHAT_UNITS_DO = {"a": "freeze", "b": "stay alike", "c": "freeze", "d": "differ", "e": "differ", "f": "stay alike"}
LAYERS_NEEDED = {"a": "never", "b": 1, "c": 2, "d": 0, "e": 1, "f": "never"}

MISTAKES += [
    Mistake("16.6", WHAT_UNITS_DO | {"a": "stay alike"}, "the mask lets nothing through"),
    Mistake("16.6", WHAT_UNITS_DO | {"b": "differ"}, "they get the same gradient"),
    Mistake("16.6", WHAT_UNITS_DO | {"b": "freeze"}, "they get the same gradient"),
    Mistake("16.6", WHAT_UNITS_DO | {"c": "differ"}, "the mask is 0 for every example"),
    Mistake("16.6", WHAT_UNITS_DO | {"d": "freeze"}, "but it moves W₁"),
    Mistake("16.6", WHAT_UNITS_DO | {"e": "freeze"}, "b₀ opens the mask"),
    Mistake("16.6", WHAT_UNITS_DO | {"e": "stay alike"}, "a blame of its own"),
    Mistake("16.6", WHAT_UNITS_DO | {"f": "differ"}, "the blame that comes back is the same"),
    Mistake("16.6", WHAT_UNITS_DO | {"f": "die"}, "must be one of"),
    Mistake("16.6", ["freeze"] * 6, "keeps its entries"),
    Mistake("16.7", LAYERS_NEEDED | {"a": 0}, "nobody uses"),
    Mistake("16.7", LAYERS_NEEDED | {"b": 0}, "goes back through silent units"),
    Mistake("16.7", LAYERS_NEEDED | {"c": 1}, "for none above it"),
    Mistake("16.7", LAYERS_NEEDED | {"c": "never"}, "for none above it"),
    Mistake("16.7", LAYERS_NEEDED | {"d": 1}, "that layer is in every net"),
    Mistake("16.7", LAYERS_NEEDED | {"e": "never"}, "is always true"),
    Mistake("16.7", LAYERS_NEEDED | {"f": 1}, "ask the same of them"),
    Mistake("16.7", LAYERS_NEEDED | {"b": "1"}, 'must be one of 0, 1, 2, "never"'),
    Mistake("16.7", "never", "keeps its entries"),
]
