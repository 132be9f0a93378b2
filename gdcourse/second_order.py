"""Second-order methods: they ask for the curvature of f (Newton), or piece it together from gradients (L-BFGS).

A method turns θ and the gradient g into a direction p: method.direction(theta, g). How far to go along p is found by
a line search. minimize() lets a method descend, as descend() does a rule.

Nocedal & Wright (2006), Numerical Optimization, second edition, is called N&W.
"""

from collections import deque

import numpy as np

from gdcourse.descent import Path

TRIALS = 60  # lengths that a line search tries: by then a step that is halved each time is lost in rounding


def newton_step(theta, g, H):
    """The bottom of the parabola that has f's gradient g and Hessian H at θ.

        θ − H⁻¹g

    theta, g: shape (d,). H: shape (d, d). Where H has negative eigenvalues the "bottom" is a saddle or a top.
    Source: N&W, equation 2.15. H⁻¹ is not computed: Hp = −g is solved, which takes d³/3 multiplications.
    """
    return theta + newton_direction(g, H)


def newton_direction(g, H):
    """The p with Hp = −g, shape of g; ValueError if H is singular."""
    try:
        return np.linalg.solve(H, -np.asarray(g))
    except np.linalg.LinAlgError:
        raise ValueError("the Hessian is singular, so no step solves Hp = −g: damp it, with damped(H, least)") from None


def damped(H, least):
    """H + τI with the smallest τ ≥ 0 for which every eigenvalue is at least `least` > 0: a new matrix.

        τ = max(0, least − λ_min(H))

    Then p = −(H + τI)⁻¹g leads down, also at a saddle. A large τ makes p a short step along −g.
    Source: N&W, section 3.4, on adding a multiple of the identity; algorithm 3.3 finds a τ without eigenvalues.
    """
    if not least > 0:
        raise ValueError(f"least must be positive, or p need not lead down, but it is {least!r}")
    tau = max(0.0, least - np.linalg.eigvalsh(H)[0])
    return H + tau * np.eye(len(H))


class Newton:
    """Step to the bottom of the parabola that has f's gradient and Hessian where you stand.

        p = −(H + τI)⁻¹g
        θ ← θ + p

    f: has f.hessian(theta). least: the damping τ is the smallest that makes every curvature at least this; without it
    τ = 0. As a method it gives p to a line search, as a rule it takes the whole step.

    Source: N&W, section 3.3; with damping and a line search algorithm 3.2.
    """

    def __init__(self, f, least=None):
        self.f, self.least = f, least

    def direction(self, theta, g):
        """p, shape of θ."""
        H = self.f.hessian(theta)
        return newton_direction(g, H if self.least is None else damped(H, self.least))

    def step(self, theta, g):
        """The next θ, shape of θ."""
        return theta + self.direction(theta, g)


class LBFGS:
    """Newton's direction without a Hessian: from how the gradient changed on the last m steps.

        s = θ − θ_before        y = g − g_before
        p = −(two loops over the last m pairs s, y)

    It keeps 2·m·d numbers. A pair without positive curvature, s·y ≤ 0, is left out; along the steps of line_search
    there is none. On another descent it needs a fresh start: make a new one.

    Source: Liu & Nocedal (1989), On the limited memory BFGS method; N&W, algorithm 7.5.
    """

    def __init__(self, m=10):
        if not isinstance(m, (int, np.integer)) or m < 1:
            raise ValueError(f"m must be a whole number of at least 1, but it is {m!r}")
        self.pairs, self.last = deque(maxlen=m), None

    def direction(self, theta, g):
        """p, shape of θ; the pair that led from the last θ to this one is remembered."""
        if self.last is not None:
            s, y = theta - self.last[0], g - self.last[1]
            if s @ y > 1e-12 * np.sqrt((s @ s) * (y @ y)):
                self.pairs.append((s, y))
        self.last = theta, g
        return lbfgs_direction(g, self.pairs)


def lbfgs_direction(g, pairs):
    """−Hg, where H is what the pairs tell of the inverse Hessian; H itself is never made. Shape of g.

        q = g;  newest pair first:  a = s·q / s·y,  q ← q − a y
        q ← γq  with γ = s·y / y·y of the newest pair, the inverse of a typical curvature
        oldest pair first:  b = y·q / s·y,  q ← q + (a − b) s

    g: shape (d,). pairs: [(s, y), …], oldest first, each s·y > 0. Without pairs it is −g.
    Source: N&W, algorithm 7.4 and equation 7.20: 4md multiplications if s·y is kept, as here it is not. It is the
    BFGS matrix of equation 6.17, built from γI by the same pairs, times −g.
    """
    q = np.array(g, dtype=np.result_type(g, 0.0))
    shares = []
    for s, y in reversed(pairs):
        a = (s @ q) / (s @ y)
        q -= a * y
        shares.append(a)
    if pairs:
        s, y = pairs[-1]
        q *= (s @ y) / (y @ y)
    for (s, y), a in zip(pairs, reversed(shares), strict=True):
        b = (y @ q) / (s @ y)
        q += (a - b) * s
    return -q


def backtracking(f, theta, p, g, shrink=0.5, c=1e-4):
    """The first α of 1, shrink, shrink², … for which f at θ + αp is low enough: a number.

        f(θ + αp) ≤ f(θ) + c α g·p

    p: a direction that leads down, g·p < 0; otherwise ValueError. c: the share of the fall promised by the slope that
    must come true; from ½ on it refuses Newton's whole step on a parabola. NoFall if no α will do.
    Source: Armijo (1966); N&W, algorithm 3.1.
    """
    slope, value = downhill(p, g), f(theta)
    alpha = 1.0
    for _ in range(TRIALS):
        if f(theta + alpha * p) - value <= c * alpha * slope + rounding(value, slope):
            return alpha
        alpha *= shrink
    raise NoFall(slope)


def line_search(f, theta, p, value, g, c=1e-4, flatter=0.9):
    """The θ + αp where f is low enough and has become flatter, with f and ∇f there: (θ, value, g).

        f(θ + αp) ≤ f(θ) + c α g·p        ∇f(θ + αp)·p ≥ flatter · g·p

    α = 1 is tried first. Where f is not low enough α is too long, where f is not flatter too short: α is doubled until
    it has been too long once, then the interval is halved. Because of the second condition s·y > 0 for L-BFGS.
    value, g: f and ∇f at θ. Raises as backtracking() does.
    Source: the Wolfe conditions, N&W, equations 3.6; the search: Lewis & Overton (2013), Nonsmooth optimization via
    quasi-Newton methods, algorithm 4.6.
    """
    slope, before = downhill(p, g), value
    short, long, alpha, found = 0.0, np.inf, 1.0, None
    for _ in range(TRIALS):
        after = theta + alpha * p
        value = f(after)
        if value - before <= c * alpha * slope + rounding(before, slope):
            found, short = (after, value, f.gradient(after)), alpha
            if not found[2] @ p < flatter * slope or abs(value - before) <= rounding(before, slope):
                break
        else:
            long = alpha
        alpha = 2 * short if np.isinf(long) else (short + long) / 2
    if found is None:
        raise NoFall(slope)
    return found


class NoFall(ArithmeticError):
    """The slope along p says that f falls, but no step along p is measurably lower."""

    def __init__(self, slope):
        super().__init__(
            f"the slope along p is {slope:.3g}, but f is nowhere lower along it: either g is not f's gradient (see "
            f"gradients.gradient_check), or θ is a minimum as far as f's rounding lets you see"
        )


def downhill(p, g):
    """The slope along p, g·p; ValueError unless it is negative."""
    slope = float(np.dot(g, p))
    if not slope < 0:
        raise ValueError(
            f"p must lead down, but the slope along it is g·p = {slope:.3g}: damp it, as Newton(f, least=0.1) does"
        )
    return slope


def rounding(value, slope):
    """A rise of f that counts as none: its rounding error, where a whole step promises hardly more than that."""
    error = np.finfo(float).eps * abs(value)
    return error if abs(slope) <= 100 * error else 0.0


@np.errstate(over="ignore", invalid="ignore")
def minimize(f, theta0, method, steps, tolerance=0.0):
    """Let a method choose the directions and line_search the lengths, and keep the whole path: a Path.

    f: has f(theta) and f.gradient(theta). theta0: shape (d,). method: has direction(theta, g), and is fresh.
    It ends after `steps` steps ("step limit"); when the gradient's norm is at most `tolerance` ("converged"); when f
    falls without end ("diverged"; the path up to there is kept); or when f is measurably lower nowhere along p ("no
    lower point"). The last one is raised as NoFall if it happens at the start, where it tells of a wrong gradient.
    Source: N&W, algorithms 3.2 (with Newton) and 7.5 (with LBFGS).
    """
    theta = np.array(theta0, dtype=float)
    if theta.ndim != 1 or not np.all(np.isfinite(theta)):
        raise ValueError(f"theta0 must be a vector of finite numbers, but it is {theta0!r}")
    value, g = float(f(theta)), f.gradient(theta)
    thetas, values, stopped = [theta], [value], "step limit"
    for _ in range(steps):
        if np.linalg.norm(g) <= tolerance:
            stopped = "converged"
            break
        try:
            theta, value, g = line_search(f, theta, method.direction(theta, g), value, g)
        except NoFall:
            if len(thetas) == 1:
                raise
            stopped = "no lower point"
            break
        if not (np.isfinite(value) and np.all(np.isfinite(g))):
            stopped = "diverged"
            break
        thetas.append(theta)
        values.append(float(value))
    return Path(np.array(thetas), np.array(values), stopped)
