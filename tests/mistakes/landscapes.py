"""Wrong answers to the exercises of chapter 13."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


def kind_by_signs(up, down):
    if np.any(up) and np.any(down):
        return "saddle"
    return "minimum" if np.all(up) else "maximum" if np.all(down) else "undecided"


@planted("13.1", says="although its diagonal is positive")
def by_the_diagonal(H):
    return kind_by_signs(np.diag(H) > 0, np.diag(H) < 0)


@planted("13.1", says="the determinant alone")
def by_the_determinant(H):
    return "minimum" if np.linalg.det(H) > 0 else "saddle"


@planted("13.1", says="curves up along one axis and down along the other")
def by_the_trace(H):
    return "minimum" if np.trace(H) > 0 else "maximum"


@planted("13.1", says="one curvature is zero")
def zero_counts_as_up(H):
    curvatures = np.linalg.eigvalsh(H)
    return kind_by_signs(curvatures >= 0, curvatures < 0)


@planted("13.1", says="whatever the zero hides")
def any_zero_is_undecided(H):
    curvatures = np.linalg.eigvalsh(H)
    tiny = 1e-9 * abs(curvatures).max()
    return "undecided" if np.any(abs(curvatures) <= tiny) else kind_by_signs(curvatures > tiny, curvatures < -tiny)


@planted("13.1", says="tiny is relative to the largest")
def tiny_in_absolute_units(H):
    curvatures = np.linalg.eigvalsh(H)
    return kind_by_signs(curvatures > 1e-9, curvatures < -1e-9)


@planted("13.1", says="one curvature is zero")
def never_undecided(H):
    curvatures = np.linalg.eigvalsh(H)
    return "minimum" if min(curvatures) > 0 else "maximum" if max(curvatures) < 0 else "saddle"


@planted("13.1", says="curves up along both axes: minimum")
def signs_swapped(H):
    curvatures = np.linalg.eigvalsh(H)
    return kind_by_signs(curvatures < 0, curvatures > 0)


def kicked_walk(gradient, theta0, lr, sigma, kicks, step):
    thetas = [np.array(theta0)]
    for kick in kicks:
        thetas.append(step(thetas[-1], kick))
    return np.array(thetas)


@planted("13.3", says="this is descent without noise")
def no_kick(gradient, theta0, lr, sigma, kicks):
    return kicked_walk(gradient, theta0, lr, sigma, kicks, lambda theta, kick: theta - lr * gradient(theta))


@planted("13.3", says="it is multiplied by −lr")
def kicked_gradient(gradient, theta0, lr, sigma, kicks):
    step = lambda theta, kick: theta - lr * (gradient(theta) + sigma * kick)  # noqa: E731
    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)


@planted("13.3", says="the gradient is taken after the kick")
def kicked_first(gradient, theta0, lr, sigma, kicks):
    def step(theta, kick):
        theta = theta + sigma * kick
        return theta - lr * gradient(theta)

    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)


@planted("13.3", says="the first kick is used at every step")
def one_kick_for_all(gradient, theta0, lr, sigma, kicks):
    step = lambda theta, kick: theta - lr * gradient(theta) + sigma * kicks[0]  # noqa: E731
    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)


@planted("13.3", says="not multiplied by σ")
def sigma_left_out(gradient, theta0, lr, sigma, kicks):
    return kicked_walk(gradient, theta0, lr, sigma, kicks, lambda theta, kick: theta - lr * gradient(theta) + kick)


@planted("13.3", says="σ is the size")
def variance_for_size(gradient, theta0, lr, sigma, kicks):
    step = lambda theta, kick: theta - lr * gradient(theta) + sigma**2 * kick  # noqa: E731
    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)


@planted("13.3", says="the kicks are subtracted")
def kick_subtracted(gradient, theta0, lr, sigma, kicks):
    step = lambda theta, kick: theta - lr * gradient(theta) - sigma * kick  # noqa: E731
    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)


@planted("13.3", says="this walks uphill")
def perturbed_ascent(gradient, theta0, lr, sigma, kicks):
    step = lambda theta, kick: theta + lr * gradient(theta) + sigma * kick  # noqa: E731
    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)


@planted("13.3", says="only the first step is kicked")
def kicked_once(gradient, theta0, lr, sigma, kicks):
    return kicked_walk(gradient, theta0, lr, sigma, np.r_[kicks[:1], 0 * kicks[1:]],
                  lambda theta, kick: theta - lr * gradient(theta) + sigma * kick)  # fmt: skip


@planted("13.3", says="the start is missing")
def without_its_start(gradient, theta0, lr, sigma, kicks):
    step = lambda theta, kick: theta - lr * gradient(theta) + sigma * kick  # noqa: E731
    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)[1:]


@planted("13.3", says="return the whole path")
def end_alone(gradient, theta0, lr, sigma, kicks):
    step = lambda theta, kick: theta - lr * gradient(theta) + sigma * kick  # noqa: E731
    return kicked_walk(gradient, theta0, lr, sigma, kicks, step)[-1]


@planted("13.3", says="are one array, changed in place")
def one_array(gradient, theta0, lr, sigma, kicks):
    theta = np.array(theta0)
    path = [theta]
    for kick in kicks:
        theta += sigma * kick - lr * gradient(theta)
        path.append(theta)
    return np.array(path)


@planted("13.3", says="theta0 is changed in place")
def start_changed(gradient, theta0, lr, sigma, kicks):
    path = [theta0.copy()]
    for kick in kicks:
        theta0 += sigma * kick - lr * gradient(theta0)
        path.append(theta0.copy())
    return np.array(path)


def ends_of_starts(gradient, starts, lr, steps):
    for _ in range(steps):
        starts = [theta - lr * gradient(theta) for theta in starts]
    return starts


@planted("13.4", says="compare the heights of the ends")
def end_of_the_lowest_start(f, gradient, draw, restarts, lr, steps):
    starts = [draw() for _ in range(restarts)]
    best = np.nanargmin([f(start) for start in starts])
    return ends_of_starts(gradient, starts, lr, steps)[best]


@planted("13.4", says="each descent has its own start")
def one_start_for_all(f, gradient, draw, restarts, lr, steps):
    return ends_of_starts(gradient, [draw()], lr, steps)[0]


@planted("13.4", says="it was called 4 times")
def one_restart_short(f, gradient, draw, restarts, lr, steps):
    return min(ends_of_starts(gradient, [draw() for _ in range(restarts - 1)], lr, steps), key=f)


@planted("13.4", says="it was called 6 times")
def one_restart_more(f, gradient, draw, restarts, lr, steps):
    return min(ends_of_starts(gradient, [draw() for _ in range(restarts + 1)], lr, steps), key=f)


@planted("13.4", says="it lies higher than others")
def first_end(f, gradient, draw, restarts, lr, steps):
    return ends_of_starts(gradient, [draw() for _ in range(restarts)], lr, steps)[0]


@planted("13.4", says="keep the lowest")
def last_end(f, gradient, draw, restarts, lr, steps):
    ends = ends_of_starts(gradient, [draw() for _ in range(restarts)], lr, steps)
    return [end for end in ends if np.isfinite(f(end))][-1]


@planted("13.4", says="NaN is no height: it must not win")
def nan_wins(f, gradient, draw, restarts, lr, steps):
    ends = ends_of_starts(gradient, [draw() for _ in range(restarts)], lr, steps)
    return ends[np.argmin([f(end) for end in ends])]


@planted("13.4", says="NaN came first and stays the best")
def nan_stays(f, gradient, draw, restarts, lr, steps):
    return min(ends_of_starts(gradient, [draw() for _ in range(restarts)], lr, steps), key=f)


@planted("13.4", says="return where it ends")
def start_of_the_best(f, gradient, draw, restarts, lr, steps):
    starts = [draw() for _ in range(restarts)]
    return starts[np.nanargmin([f(end) for end in ends_of_starts(gradient, starts, lr, steps)])]


@planted("13.4", says="return the place")
def lowest_height(f, gradient, draw, restarts, lr, steps):
    return np.nanmin([f(end) for end in ends_of_starts(gradient, [draw() for _ in range(restarts)], lr, steps)])


@planted("13.4", says="the number of the best start")
def number_of_the_best(f, gradient, draw, restarts, lr, steps):
    return np.nanargmin([f(end) for end in ends_of_starts(gradient, [draw() for _ in range(restarts)], lr, steps)])


BASINS = {
    "wells from 0.1": "left", "wells from 0.2": "left", "wells from 0.3": "right",
    "pass from (1.5, 0.01)": "upper", "pass from (2, 0)": "saddle",
    "pass from (0.5, 1.6), lr = 0.9": "lower",
}  # fmt: skip
NEEDED = {"a basin of 15 %": 29, "ten double wells": 4714}
RUNS = {"run 1": "saddle", "run 2": "long steps", "run 3": "minimum", "run 4": "saddle", "run 5": "plateau",
        "run 6": "narrow valley"}  # fmt: skip

MISTAKES += [
    Mistake("13.2", BASINS | {"wells from 0.1": "right"}, "although the right minimum is nearer"),
    Mistake("13.2", BASINS | {"wells from 0.2": "right"}, "against it is left, and then it grows"),
    Mistake("13.2", BASINS | {"wells from 0.3": "left"}, "although the left one is deeper"),
    Mistake("13.2", BASINS | {"pass from (1.5, 0.01)": "saddle"}, "against it is up, slowly at first"),
    Mistake("13.2", BASINS | {"pass from (2, 0)": "upper"}, "exactly zero, at every step"),
    Mistake("13.2", BASINS | {"pass from (0.5, 1.6), lr = 0.9": "upper"}, "across y = 0"),
    Mistake("13.2", BASINS | {"wells from 0.1": "uphill"}, "must be one of"),
    Mistake("13.2", "left", "keeps its entries"),
    Mistake("13.5", NEEDED | {"a basin of 15 %": 28}, "Round up"),
    Mistake("13.5", NEEDED | {"a basin of 15 %": 7}, "once on average"),
    Mistake("13.5", NEEDED | {"a basin of 15 %": 67}, "one of k is enough"),
    Mistake("13.5", NEEDED | {"a basin of 15 %": 3}, "all k starts find it"),
    Mistake("13.5", NEEDED | {"ten double wells": 7}, "all ten must be in the deeper well at once"),
    Mistake("13.5", NEEDED | {"ten double wells": 70}, "one start must be right in all ten at once"),
    Mistake("13.5", NEEDED | {"ten double wells": 1024}, "once on average"),
    Mistake("13.5", NEEDED | {"ten double wells": 1014}, "the same basin twice"),
    Mistake("13.5", NEEDED | {"ten double wells": 90}, "2¹⁰ minima"),
    Mistake("13.5", NEEDED | {"ten double wells": 4713}, "round up"),
    Mistake("13.5", 29, "keeps its entries"),
    Mistake("13.6", RUNS | {"run 1": "minimum"}, "there is a way down"),
    Mistake("13.6", RUNS | {"run 2": "narrow valley"}, "it jumps to and fro"),
    Mistake("13.6", RUNS | {"run 3": "plateau"}, "all curvatures are positive"),
    Mistake("13.6", RUNS | {"run 4": "minimum"}, "one is enough"),
    Mistake("13.6", RUNS | {"run 5": "minimum"}, "small but not zero"),
    Mistake("13.6", RUNS | {"run 5": "saddle"}, "nearly level ground, for a long way"),
    Mistake("13.6", RUNS | {"run 6": "plateau"}, "κ = 40,000"),
    Mistake("13.6", RUNS | {"run 6": "minimum"}, "the gradient is not zero"),
]
