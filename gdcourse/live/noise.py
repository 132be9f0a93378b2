"""Mini-batch SGD with several batch sizes on one map, all from one start and one seed."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from gdcourse import datasets, drawing, plots
from gdcourse.linear_models import LinearRegression
from gdcourse.live.batch_sizes import Plan, cloud, walks
from gdcourse.live.full_loss import FullLoss
from gdcourse.live.picture import LivePicture, changes_picture, in_a_row, knob, module
from gdcourse.live.settings import is_number, stops, whole
from gdcourse.live.terrain import Terrain, checked_start, drawable, height_in_words, largest_curvature

MOST = 5000  # steps that one path may have
PATIENCE = 0.02  # seconds for all paths while the start is dragged; a slower model is shown less of the way


class Noise(LivePicture):
    """The full loss of a model of two parameters as contours, and mini-batch SGD going down with many batch sizes.

    model: loss(θ, X, y) and gradient(θ, X, y), or loss_and_gradient(θ, X, y), for θ of shape (2,); your own as well;
    a line, LinearRegression(features=1), if left out. data: a Dataset or a pair (X, y); a noisy line of 256 examples,
    if left out. batch_sizes: up to six; 1, 4, 16, 64 and all, if left out. lr: a number or a schedule lr(t). start:
    where all begin. seed: decides the order of the examples, which is the same for all batch sizes.

    same: what all batch sizes take alike, "steps" or "examples" seen. These are two races: for the same number of
    examples, which is what a gradient costs, a small batch takes more steps. steps, examples: how many of them.
    view: the part of the plane to draw.

    What is drawn can be read, and what is set moves the picture:

        n.paths[16]     every θ with batch size 16, shape (steps + 1, 2); NaN after it diverged or failed
        n.losses[16]    the loss over all examples at each of them, shape (steps + 1,)
        n.seen[16]      how many examples had been seen there, shape (steps + 1,)
        n.lr, n.start, n.seed, n.batch_sizes, n.same, n.steps, n.examples
        n.cloud(16)     the gradients of mini-batches at the last θ, and their standard deviations
    """

    _esm = module("gradient_cloud.js", "noise.js")

    def __init__(self, model=None, data=None, batch_sizes=None, lr=None, start=None, seed=0, same="steps",
                 steps=100, examples=None, view=None):  # fmt: skip
        super().__init__()
        data = datasets.noisy_line(256, noise=1.0) if data is None else data
        self._f = FullLoss(model or LinearRegression(features=1), data, start, view)
        self._terrain, self._cloud, self._pace = Terrain(self._f, self._f.start), None, np.inf
        n = len(self._f)
        self._first = self._checked(Plan(
            start=self._f.start, lr=self._fitting_lr() if lr is None else lr, seed=seed,
            batch_sizes=[B for B in (1, 4, 16, 64) if B < n] + [n] if batch_sizes is None else batch_sizes,
            same=same, steps=steps, examples=min(2 * n, 2000) if examples is None else examples,
        ))  # fmt: skip
        self._become(self._first)

    start = knob("start", "Where all begin, a pair of numbers.")
    lr = knob("lr", "The learning rate of all batch sizes, a number or a schedule lr(t) of each one's own steps.")
    seed = knob("seed", "What decides the order of the examples, a whole number.")
    batch_sizes = knob("batch_sizes", "The batch sizes, a tuple.")
    same = knob("same", 'What all batch sizes take alike, "steps" or "examples".')
    steps = knob("steps", "How many steps each takes, when that is the same for all.")
    examples = knob("examples", "How many examples each sees, when that is the same for all.")

    def _knob(self, name):
        return getattr(self._plan, name)

    @changes_picture
    def _set(self, name, value):
        self._become(self._checked(replace(self._plan, **{name: value})))

    @property
    def paths(self):
        """Where each batch size went, dict B → shape (steps + 1, 2)."""
        return {B: walk.thetas.copy() for B, walk in self._whole().items()}

    @property
    def losses(self):
        """The loss over all examples there, dict B → shape (steps + 1,)."""
        return {B: walk.losses.copy() for B, walk in self._whole().items()}

    @property
    def seen(self):
        """How many examples had been seen there, dict B → shape (steps + 1,)."""
        return {B: walk.seen.copy() for B, walk in self._whole().items()}

    def cloud(self, batch_size, step=-1):
        """The gradients of single examples and of mini-batches at the θ of one step, as a batch_sizes.Cloud."""
        theta = self._whole()[batch_size].thetas[step]
        if not np.isfinite(theta).all():
            raise ValueError(f"with B = {batch_size} there is no θ at step {step}: it diverged or failed before")
        return cloud(self._f, theta, batch_size, self._plan.seed)

    @changes_picture
    def reset(self):
        """Go back to the first start, learning rate and seed."""
        self._become(self._restarted())

    def _restarted(self):
        return replace(self._plan, start=self._first.start, lr=self._first.lr, seed=self._first.seed)

    def _become(self, plan, share=1.0):
        terrain = self._terrain
        if not all(low <= x <= high for x, (low, high) in zip(plan.start, terrain.frame, strict=True)):
            terrain = Terrain(self._f, plan.start)
        self._walks, seconds = walks(self._f, terrain.f, plan, share)
        self._pace = min(self._pace, seconds / share)
        self._plan, self._terrain, self._share, self._cloud = plan, terrain, share, None

    def _whole(self):
        """The walks, all of the way, also while the start is being dragged."""
        return self._walks if self._share == 1 else walks(self._f, self._terrain.f, self._plan)[0]

    def apply(self, changes):
        """What the browser asks for: "reset", settings of the plan, and [which batch size, step] to "look" at.

        "held" says that the start is under a hand: then a slow model goes less of the way, so that it can follow.
        """
        look, held = changes.pop("look", None), changes.pop("held", False)
        plan = self._restarted() if changes.pop("reset", False) else self._plan
        if "start" in changes:
            changes["start"] = np.clip(changes["start"], *np.transpose(self._terrain.frame))
        plan = self._checked(replace(plan, **changes))
        if plan != self._plan or not held and self._share < 1:
            self._become(plan, min(1.0, PATIENCE / self._pace) if held else 1.0)
        self._cloud = look and self._cloud_at(*look)

    def _cloud_at(self, which, step):
        """What is told of the cloud that the browser looks at, and its points; no points where θ is lost."""
        B = self._plan.batch_sizes[which]
        thetas = self._walks[B].thetas
        told, theta = {"which": which, "step": step}, thetas[min(step, len(thetas) - 1)]
        if not np.isfinite(theta).all():
            return told, []
        seen = cloud(self._f, theta, B, self._plan.seed)
        told |= {"full": seen.full.tolist(), "examples": len(seen.examples), "batches": len(seen.batches)}
        told |= {name: getattr(seen, name) for name in ("sigma", "measured", "predicted", "without_replacement")}
        return told, [seen.examples, seen.batches]

    def scene(self):
        """The ground and the looks of the batch sizes."""
        points, sizes = self._terrain.contours()
        looks = zip(self._plan.batch_sizes, drawing.COLORS, drawing.DASHES, drawing.MARKERS, strict=False)
        first, now = self._first.rate(1), self._plan.rate(1)
        return {
            "map": self._terrain.frame,
            "axes": self._f.axes,
            "minima": self._terrain.minima.tolist(),
            "truth": self._f.truth.tolist(),
            "contours": sizes,
            "n": len(self._f),
            "stops": stops("lr", first or 0.1, now).tolist(),
            "walks": [{"B": B, "name": self._name(B), "color": color, "dash": [] if dash == "-" else dash[1],
                       "marker": marker} for B, color, dash, marker in looks],
        }, points  # fmt: skip

    def frame(self):
        """The paths, when how many examples had been seen, the losses above the floor, and perhaps a cloud."""
        plan, told, arrays = self._plan, [], []
        for walk in self._walks.values():
            path, lost = drawable(walk.thetas, self._terrain.frame)
            told.append({"steps": len(walk.thetas) - 1, "lost": lost, "trouble": walk.trouble})
            arrays += [walk.seen, path, walk.losses - self._terrain.floor]
        about, points = self._cloud or (None, [])
        return {
            "start": list(plan.start),
            "lr": [plan.rate(1), plan.rate(plan.steps)],
            "schedule": callable(plan.lr),
            "seed": plan.seed,
            "same": plan.same,
            "steps": plan.steps,
            "examples": plan.examples,
            "walks": told,
            "cloud": about,
        }, in_a_row([*arrays, *points])

    def still(self):
        """The same paths as a drawing.Picture."""
        paths = {self._name(B): drawable(walk.thetas, self._terrain.frame)[0] for B, walk in self._whole().items()}
        return plots.valley(self._terrain, paths, title=self._finding(), alt=self._sentence(), names=self._f.axes)

    def _name(self, B):
        return f"B = {B} = n" if B == len(self._f) else f"B = {B}"

    def _ends(self):
        """The batch sizes, the lowest end first, each with its last loss above the floor, infinite if it is lost."""
        ends = {}
        for B, walk in self._whole().items():
            lost = drawable(walk.thetas, self._terrain.frame)[1] is not None
            ends[B] = np.inf if lost else float(walk.losses[-1]) - self._terrain.floor
        return sorted(ends.items(), key=lambda end: end[1])

    def _finding(self):
        B, height = self._ends()[0]
        after = f"{self._plan.length} {self._plan.same}"
        return f"{self._name(B)} is lowest after {after}" if np.isfinite(height) else "No batch size gets there"

    def _sentence(self):
        plan, (x, y) = self._plan, self._plan.start
        rate = f"{plan.rate(1):.3g}" + (f" to {plan.rate(plan.steps):.3g}" if callable(plan.lr) else "")
        seen = "steps each" if plan.same == "steps" else "examples seen by each"
        return (
            f"Contours of the loss of {type(self._f.model).__name__} over {len(self._f)} examples with paths of "
            f"mini-batch SGD from ({x:.3g}, {y:.3g}), learning rate {rate}, seed {plan.seed}. Loss above the "
            f"minimum after {plan.length} {seen}: {', '.join(self._end(*end) for end in self._ends())}."
        )

    def _end(self, B, height):
        if np.isfinite(height):
            return f"{height_in_words(height)} with {self._name(B)}"
        return self._walks[B].trouble or f"{self._name(B)} diverges"

    def __repr__(self):
        names = ", ".join(map(self._name, self._walks))
        return f"Noise({type(self._f.model).__name__}, {len(self._f)} examples, {names})"

    def _fitting_lr(self):
        """A fifth of what the largest curvature is the inverse of: most single examples bear that as well."""
        curvature = largest_curvature(self._terrain, np.vstack([self._f.start, self._terrain.minima]))
        return float(f"{0.2 / curvature:.1g}") if curvature > 0 else 0.1

    def _checked(self, plan):
        """The plan with plain numbers, or a ValueError that says what is wrong with it."""
        n, sizes = len(self._f), plan.batch_sizes
        sizes = tuple(sizes) if isinstance(sizes, Iterable) else (sizes,)
        for B in sizes:
            whole("a batch size", B, 1, n)
        if not 1 <= len(sizes) <= len(drawing.COLORS) or len(set(sizes)) < len(sizes):
            raise ValueError(f"there is room for 1 to {len(drawing.COLORS)} different batch sizes, but {sizes} came")
        if not (callable(plan.lr) or is_number(plan.lr) and plan.lr >= 0):
            raise ValueError(f"lr must be a number of at least 0 or a schedule lr(t), but it is {plan.lr!r}")
        if callable(plan.lr) and not is_number(plan.lr(1)):
            raise ValueError(f"a schedule must give a number for t = 1, but lr(1) is {plan.lr(1)!r}")
        if plan.same not in ("steps", "examples"):
            raise ValueError(f'same must be "steps" or "examples", but it is {plan.same!r}')
        whole("seed", plan.seed, 0, 2**32 - 1)
        whole("steps", plan.steps, 1, MOST)
        whole("examples", plan.examples, 1, MOST * min(sizes))
        start = tuple(checked_start(self._f, plan.start).tolist())
        return replace(plan, start=start, batch_sizes=tuple(int(B) for B in sizes))
