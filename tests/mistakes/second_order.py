"""Wrong answers to the exercises of chapter 14."""

import numpy as np

from tests.mistakes import Mistake, Planted

MISTAKES = planted = Planted()


@planted("14.1", says="H p = −g, with a minus")
def step_uphill(theta, g, H):
    return theta + np.linalg.solve(H, g)


@planted("14.1", says="this is the step p alone")
def step_alone(theta, g, H):
    return np.linalg.solve(H, -g)


@planted("14.1", says="take it from theta")
def solution_alone(theta, g, H):
    return np.linalg.inv(H) @ g


@planted("14.1", says="only H's diagonal is used")
def diagonal_alone(theta, g, H):
    return theta - g / np.diag(H)


@planted("14.1", says="g is multiplied by H")
def times_the_hessian(theta, g, H):
    return theta - H @ g


@planted("14.1", says="H is not used")
def plain_descent(theta, g, H):
    return theta - g


@planted("14.1", says="the right-hand side is −g")
def solved_for_theta(theta, g, H):
    return theta - np.linalg.solve(H, theta)


@planted("14.1", says="/ divides entry by entry")
def divided_entry_by_entry(theta, g, H):
    return theta - g / H


@planted("14.1", says="a matrix times a vector is @")
def inverse_entry_by_entry(theta, g, H):
    return theta - np.linalg.inv(H) * g


@planted("14.1", says="theta is changed in place")
def step_in_place(theta, g, H):
    theta -= np.linalg.solve(H, g)
    return theta


@planted("14.1", says="the curvature −1 is taken for 1")
def curvatures_without_sign(theta, g, H):
    curvatures, axes = np.linalg.eigh(H)
    return theta - axes @ (axes.T @ g / abs(curvatures))


@planted("14.1", says="with three coordinates")
def two_coordinates_only(theta, g, H):
    (a, b), (_, d) = H[:2, :2]
    return theta[:2] - np.array([d * g[0] - b * g[1], a * g[1] - b * g[0]]) / (a * d - b * b)


@planted("14.1", says="is a return missing?")
def step_forgets_to_return(theta, g, H):
    np.linalg.solve(H, -g)


def halving_until(f, theta, p, limit, begin=1.0):
    alpha = begin
    while f(theta + alpha * p) > limit(alpha) and alpha > 1e-6:
        alpha = alpha / 2
    return alpha


@planted("14.2", says="the whole step leads up to height 8.06")
def never_shortened(f, theta, p, g, c=1e-4):
    return 1.0


@planted("14.2", says="ask again after every halving")
def halved_once(f, theta, p, g, c=1e-4):
    return 0.5 if f(theta + p) > f(theta) + c * (g @ p) else 1.0


@planted("14.2", says="test first, then halve")
def halved_once_too_often(f, theta, p, g, c=1e-4):
    return halving_until(f, theta, p, lambda alpha: f(theta) + c * alpha * (g @ p)) / 2


@planted("14.2", says="this is where the step leads")
def gives_the_place(f, theta, p, g, c=1e-4):
    return theta + halving_until(f, theta, p, lambda alpha: f(theta) + c * alpha * (g @ p)) * p


@planted("14.2", says="this is the shortened step")
def gives_the_step(f, theta, p, g, c=1e-4):
    return halving_until(f, theta, p, lambda alpha: f(theta) + c * alpha * (g @ p)) * p


@planted("14.2", says="lower, but not low enough")
def content_with_any_fall(f, theta, p, g, c=1e-4):
    return halving_until(f, theta, p, lambda alpha: f(theta))


@planted("14.2", says="below f(θ) as g·p < 0")
def limit_above_the_start(f, theta, p, g, c=1e-4):
    return halving_until(f, theta, p, lambda alpha: f(theta) - c * alpha * (g @ p))


@planted("14.2", says="lower, but not low enough")
def c_of_its_own(f, theta, p, g, c=1e-4):
    return halving_until(f, theta, p, lambda alpha: f(theta) + 1e-4 * alpha * (g @ p))


@planted("14.2", says="α is missing in c α g·p")
def alpha_missing_in_the_limit(f, theta, p, g, c=1e-4):
    return halving_until(f, theta, p, lambda alpha: f(theta) + c * (g @ p))


@planted("14.2", says="α = 1 is not tried")
def begins_with_a_half(f, theta, p, g, c=1e-4):
    return halving_until(f, theta, p, lambda alpha: f(theta) + c * alpha * (g @ p), begin=0.5)


@planted("14.2", says="theta is changed in place")
def walks_while_it_tries(f, theta, p, g, c=1e-4):
    alpha = halving_until(f, theta, p, lambda alpha: f(theta) + c * alpha * (g @ p))
    theta += alpha * p
    return alpha


def loops_over(g, pairs, first=-1, second=1, scale=lambda s, y: (s @ y) / (y @ y), newest=-1,
          back=lambda a, b: a - b, under=lambda s, y: s @ y, above=lambda s, y: s, over=lambda s, y: y,
          sign=-1, matched=True):  # fmt: skip
    """The two loops, with a screw to turn at each place."""
    q, shares = np.array(g), {}
    numbered = list(enumerate(pairs))
    for i, (s, y) in numbered[::first]:
        shares[i] = (above(s, y) @ q) / under(s, y)
        q = q - shares[i] * y
    if pairs:
        q = q * scale(*pairs[newest])
    kept = list(shares.values())
    for i, (s, y) in numbered[::second]:
        b = (over(s, y) @ q) / under(s, y)
        q = q + back(shares[i] if matched else kept[i], b) * s
    return sign * q


@planted("14.3", says="this leads up: p = −q")
def direction_upwards(g, pairs):
    return loops_over(g, pairs, sign=1)


@planted("14.3", says="the sign is turned round: p = −q")
def direction_upwards_with_pairs(g, pairs):
    return loops_over(g, pairs, sign=1 if pairs else -1)


@planted("14.3", says="γ is missing")
def no_gamma(g, pairs):
    return loops_over(g, pairs, scale=lambda s, y: 1)


@planted("14.3", says="γ is upside down")
def gamma_upside_down(g, pairs):
    return loops_over(g, pairs, scale=lambda s, y: (y @ y) / (s @ y))


@planted("14.3", says="not s·s / s·y")
def gamma_from_s(g, pairs):
    return loops_over(g, pairs, scale=lambda s, y: (s @ s) / (s @ y))


@planted("14.3", says="the second loop is missing")
def first_loop_alone(g, pairs):
    return loops_over(g, pairs, back=lambda a, b: 0)


@planted("14.3", says="b is wrong or missing")
def all_of_a_put_back(g, pairs):
    return loops_over(g, pairs, back=lambda a, b: a)


@planted("14.3", says="b is wrong or missing")
def b_from_s(g, pairs):
    return loops_over(g, pairs, over=lambda s, y: s)


@planted("14.3", says="a and b are swapped")
def b_minus_a(g, pairs):
    return loops_over(g, pairs, back=lambda a, b: b - a)


@planted("14.3", says="b is added")
def a_plus_b(g, pairs):
    return loops_over(g, pairs, back=lambda a, b: a + b)


@planted("14.3", says="not by s·s")
def divided_by_the_square_of_s(g, pairs):
    return loops_over(g, pairs, under=lambda s, y: s @ s)


@planted("14.3", says="with s above the line")
def a_from_y(g, pairs):
    return loops_over(g, pairs, above=lambda s, y: y)


@planted("14.3", says="γ is made of the oldest pair")
def gamma_of_the_oldest(g, pairs):
    return loops_over(g, pairs, newest=0)


@planted("14.3", says="the first loop begins with the oldest pair")
def first_loop_forwards(g, pairs):
    return loops_over(g, pairs, first=1)


@planted("14.3", says="the second loop begins with the newest pair")
def second_loop_backwards(g, pairs):
    return loops_over(g, pairs, second=-1)


@planted("14.3", says="both loops run the wrong way")
def both_loops_turned(g, pairs):
    return loops_over(g, pairs, first=1, second=-1)


@planted("14.3", says="each pair needs its own a")
def shares_not_reversed(g, pairs):
    return loops_over(g, pairs, matched=False)


@planted("14.3", says="g is changed in place")
def written_over_g(g, pairs):
    if pairs:
        p = loops_over(g, pairs)
        g -= pairs[-1][1]
        return p
    return -g


@planted("14.3", says="IndexError")
def no_pairs_forgotten(g, pairs):
    s, y = pairs[-1]
    return loops_over(g, pairs)


COSTS = {"Hessian bytes": 8e12, "L-BFGS bytes": 1.6e8, "Adam bytes": 1.6e7, "Newton seconds": 1.25e7,
         "L-BFGS seconds": 0.03}  # fmt: skip
PLACES = {"Newton from (1.5, 0.3)": "saddle", "Newton from (1.5, 0.5)": "lower", "Newton from (1.5, 0.8)": "upper",
          "descent from (1.5, 0.3)": "upper"}  # fmt: skip
SAME = {"descent": "rotation", "Momentum": "rotation", "clipped": "neither", "Adam": "height", "Newton": "both"}

MISTAKES += [
    Mistake("14.4", COSTS | {"Hessian bytes": 1e12}, "this counts numbers"),
    Mistake("14.4", COSTS | {"Hessian bytes": 4e12}, "this is half of it"),
    Mistake("14.4", COSTS | {"Hessian bytes": 8e6}, "one vector of d numbers"),
    Mistake("14.4", COSTS | {"L-BFGS bytes": 8e7}, "a pair is two vectors"),
    Mistake("14.4", COSTS | {"L-BFGS bytes": 8e12}, "never makes a matrix"),
    Mistake("14.4", COSTS | {"L-BFGS bytes": 1.6e7}, "this is one pair"),
    Mistake("14.4", COSTS | {"Adam bytes": 8e6}, "Adam keeps m and v"),
    Mistake("14.4", COSTS | {"Adam bytes": 3.2e7}, "θ and g are counted too"),
    Mistake("14.4", COSTS | {"Newton seconds": 25_000}, "this grows with d²"),
    Mistake("14.4", COSTS | {"Newton seconds": 50}, "this grows with d"),
    Mistake("14.4", COSTS | {"Newton seconds": 145}, "should be 1.25e+07 to within 1 %"),
    Mistake("14.4", COSTS | {"L-BFGS seconds": 30}, "these are milliseconds"),
    Mistake("14.4", COSTS | {"L-BFGS seconds": 3}, "no line has d² in it"),
    Mistake("14.4", 8e12, "keeps its entries"),
    Mistake("14.5", PLACES | {"Newton from (1.5, 0.3)": "upper"}, "y goes by −0.374"),
    Mistake("14.5", PLACES | {"Newton from (1.5, 0.5)": "saddle"}, "right across the ridge"),
    Mistake("14.5", PLACES | {"Newton from (1.5, 0.5)": "upper"}, "right across the ridge"),
    Mistake("14.5", PLACES | {"Newton from (1.5, 0.8)": "saddle"}, "curvature +0.92"),
    Mistake("14.5", PLACES | {"descent from (1.5, 0.3)": "saddle"}, "away from the saddle"),
    Mistake("14.5", PLACES | {"descent from (1.5, 0.3)": "minimum"}, 'must be one of "saddle", "upper", "lower"'),
    Mistake("14.5", ["saddle", "lower", "upper", "upper"], "keeps its entries"),
    Mistake("14.6", SAME | {"descent": "neither"}, "the gradient turns with the valley"),
    Mistake("14.6", SAME | {"descent": "both"}, "1000 times the step"),
    Mistake("14.6", SAME | {"Momentum": "neither"}, "v is a sum of gradients"),
    Mistake("14.6", SAME | {"clipped": "rotation"}, "which entries are cut off"),
    Mistake("14.6", SAME | {"Adam": "both"}, "entries depend on the axes"),
    Mistake("14.6", SAME | {"Adam": "neither"}, "the same for 1000 g as for g"),
    Mistake("14.6", SAME | {"Newton": "height"}, "H and g turn together"),
    Mistake("14.6", SAME | {"Newton": "yes"}, "must be one of"),
    Mistake("14.6", "height", "keeps its entries"),
]
