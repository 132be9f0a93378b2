"""Functions worth descending: value, gradient, Hessian, and where their minima lie.

Every landscape takes θ of shape (…, d) and works on all leading axes at once, so a whole grid of points
costs one call: f(θ) has shape (…), f.gradient(θ) has shape (…, d), f.hessian(θ) has shape (…, d, d).
Besides these it has `minima`, shape (k, d); `start`, shape (d,), a good place to begin; and `view`, for each
coordinate the pair (low, high) worth drawing.
"""

import numpy as np


def coordinates(theta, d):
    """The d coordinates of θ, shape (…, d), as d arrays of shape (…); ValueError if there are not d."""
    theta = checked(theta, d)
    return [theta[..., i] for i in range(d)]


def checked(theta, d):
    """θ as an array of shape (…, d); ValueError if it has another shape."""
    theta = np.asarray(theta)
    if theta.ndim == 0 or theta.shape[-1] != d:
        raise ValueError(f"theta must have {d} coordinates on its last axis, but its shape is {theta.shape}")
    return theta


def symmetric(xx, xy, yy):
    """The matrices [[xx, xy], [xy, yy]], shape (…, 2, 2), from entries of shape (…)."""
    xx, xy, yy = np.broadcast_arrays(xx, xy, yy)
    return np.stack([np.stack([xx, xy], axis=-1), np.stack([xy, yy], axis=-1)], axis=-2)


class Quadratic:
    """f(θ) = ½ θᵀAθ − bᵀθ, the model of every smooth minimum seen from close by.

    A: symmetric positive definite matrix, shape (d, d); a vector of d curvatures stands for a diagonal
    matrix and a number λ for the parabola ½λθ². b: shape (d,) or 0.

    The curvatures along the principal axes are A's eigenvalues: `mu` the smallest, `L` the largest,
    `kappa` = L/μ. Gradient: Aθ − b. Minimum: A⁻¹b.
    """

    def __init__(self, A, b=0.0):
        A = np.asarray(A, dtype=float)
        self.A = A if A.ndim == 2 else np.diag(np.atleast_1d(A))
        if self.A.ndim != 2 or not np.array_equal(self.A, self.A.T):
            raise ValueError(f"A must be a symmetric matrix, but it is\n{self.A}")
        d = len(self.A)
        curvatures = np.linalg.eigvalsh(self.A)
        if not curvatures[0] > 0:
            raise ValueError(f"A must have positive curvatures only, but they are {curvatures}")
        if np.shape(b) not in [(), (d,)]:
            raise ValueError(f"b must be a number or have shape ({d},), but its shape is {np.shape(b)}")
        self.b = np.broadcast_to(np.asarray(b, dtype=float), (d,))
        self.mu, self.L = float(curvatures[0]), float(curvatures[-1])
        self.kappa = self.L / self.mu
        minimum = np.linalg.solve(self.A, self.b)
        self.minima = minimum[None]
        away = (self.L / np.diag(self.A)) ** 0.25
        self.start = minimum + away
        reach = np.full(d, 1.3 * max(away[0] / 1.5, *away[1:], 0))
        reach[0] *= 1.5
        self.view = tuple(zip((minimum - reach).tolist(), (minimum + reach).tolist(), strict=True))

    def __call__(self, theta):
        theta = self._point(theta)
        return np.sum(theta * (0.5 * (theta @ self.A) - self.b), axis=-1)

    def gradient(self, theta):
        """Aθ − b."""
        return self._point(theta) @ self.A - self.b

    def hessian(self, theta):
        """A, whatever θ is."""
        return np.broadcast_to(self.A, self._point(theta).shape[:-1] + self.A.shape).copy()

    def _point(self, theta):
        return checked(theta, len(self.A))


class DoubleWell:
    """f(θ) = ¼(θ² − 1)² + tilt·θ, one number, two minima (d = 1).

    Without tilt the minima are at −1 and +1, equally deep, with a hill at 0 between them; a positive tilt
    makes the left one deeper. Gradient: θ³ − θ + tilt. The curvature at ±1 without tilt is 2.
    |tilt| < 2/√27 ≈ 0.385, or there is one well only.
    """

    start = np.array([0.1])
    view = ((-1.7, 1.7),)

    def __init__(self, tilt=0.0):
        if not abs(tilt) < 2 / np.sqrt(27):
            raise ValueError(f"tilt must lie between −0.385 and 0.385 for two wells, but it is {tilt}")
        self.tilt = tilt
        roots = np.sort(np.roots([1.0, 0.0, -1.0, tilt]).real)
        self.minima = roots[[0, 2], None]

    def __call__(self, theta):
        (x,) = coordinates(theta, 1)
        return 0.25 * (x**2 - 1) ** 2 + self.tilt * x

    def gradient(self, theta):
        """θ³ − θ + tilt."""
        (x,) = coordinates(theta, 1)
        return (x**3 - x + self.tilt)[..., None]

    def hessian(self, theta):
        """3θ² − 1."""
        (x,) = coordinates(theta, 1)
        return (3 * x**2 - 1)[..., None, None]


class Saddle:
    """f(x, y) = ½(x² − y²) + ¼y⁴: a saddle at the origin between minima at (0, −1) and (0, 1).

    The start lies on the ridge y = 0, from where gradient descent walks into the saddle and stays.
    """

    minima = np.array([[0.0, -1.0], [0.0, 1.0]])
    start = np.array([1.5, 0.0])
    view = ((-2.0, 2.0), (-1.6, 1.6))

    def __call__(self, theta):
        x, y = coordinates(theta, 2)
        return 0.5 * (x**2 - y**2) + 0.25 * y**4

    def gradient(self, theta):
        """(x, y³ − y)."""
        x, y = coordinates(theta, 2)
        return np.stack([x, y**3 - y], axis=-1)

    def hessian(self, theta):
        """[[1, 0], [0, 3y² − 1]]."""
        x, y = coordinates(theta, 2)
        return symmetric(np.ones_like(x), np.zeros_like(x), 3 * y**2 - 1)


class Rosenbrock:
    """f(x, y) = (1 − x)² + 100 (y − x²)²: a curved valley, narrow across and almost flat along.

    Source: Rosenbrock (1960), An automatic method for finding the greatest or least value of a function.
    """

    minima = np.array([[1.0, 1.0]])
    start = np.array([-1.2, 1.0])
    view = ((-2.0, 2.0), (-1.0, 3.0))

    def __call__(self, theta):
        x, y = coordinates(theta, 2)
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    def gradient(self, theta):
        """(−2(1 − x) − 400x(y − x²), 200(y − x²))."""
        x, y = coordinates(theta, 2)
        return np.stack([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)], axis=-1)

    def hessian(self, theta):
        """[[2 − 400y + 1200x², −400x], [−400x, 200]]."""
        x, y = coordinates(theta, 2)
        return symmetric(2 - 400 * y + 1200 * x**2, -400 * x, np.full_like(x, 200))


class Himmelblau:
    """f(x, y) = (x² + y − 11)² + (x + y² − 7)²: four minima, all of value 0.

    Source: Himmelblau (1972), Applied Nonlinear Programming.
    """

    minima = np.array(
        [
            [3.0, 2.0],
            [-2.805118086952745, 3.131312518250573],
            [-3.779310253377747, -3.283185991286170],
            [3.584428340330492, -1.848126526964404],
        ]
    )
    start = np.array([0.0, 0.0])
    view = ((-5.5, 5.5), (-5.5, 5.5))

    def __call__(self, theta):
        x, y = coordinates(theta, 2)
        return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2

    def gradient(self, theta):
        """(4x(x² + y − 11) + 2(x + y² − 7), 2(x² + y − 11) + 4y(x + y² − 7))."""
        x, y = coordinates(theta, 2)
        u, v = x**2 + y - 11, x + y**2 - 7
        return np.stack([4 * x * u + 2 * v, 2 * u + 4 * y * v], axis=-1)

    def hessian(self, theta):
        """[[12x² + 4y − 42, 4(x + y)], [4(x + y), 12y² + 4x − 26]]."""
        x, y = coordinates(theta, 2)
        return symmetric(12 * x**2 + 4 * y - 42, 4 * (x + y), 12 * y**2 + 4 * x - 26)


class Beale:
    """f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²: plateaus, and a bent valley.

    Source: Beale (1958), On an iterative method for finding a local minimum of a function.
    """

    minima = np.array([[3.0, 0.5]])
    start = np.array([1.0, 1.5])
    view = ((-1.0, 4.5), (-2.0, 2.0))

    def __call__(self, theta):
        x, y = coordinates(theta, 2)
        return sum((c - x * (1 - y**k)) ** 2 for k, c in self._terms())

    def gradient(self, theta):
        """Σₖ 2rₖ (yᵏ − 1, k x yᵏ⁻¹) with rₖ = cₖ − x(1 − yᵏ)."""
        x, y = coordinates(theta, 2)
        return sum(
            2 * (c - x * (1 - y**k))[..., None] * np.stack([y**k - 1, k * x * y ** (k - 1)], axis=-1)
            for k, c in self._terms()
        )

    def hessian(self, theta):
        """Σₖ 2(∇rₖ∇rₖᵀ + rₖ∇²rₖ)."""
        x, y = coordinates(theta, 2)
        total = 0
        for k, c in self._terms():
            r, r_x, r_y = c - x * (1 - y**k), y**k - 1, k * x * y ** (k - 1)
            r_xy = k * y ** (k - 1)
            r_yy = k * (k - 1) * x * y ** max(k - 2, 0)
            total = total + 2 * symmetric(r_x**2, r_x * r_y + r * r_xy, r_y**2 + r * r_yy)
        return total

    @staticmethod
    def _terms():
        return (1, 1.5), (2, 2.25), (3, 2.625)
