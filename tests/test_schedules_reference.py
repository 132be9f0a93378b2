"""Schedules and clipping do what PyTorch's do, and the runs of chapter 12 behave as its judge and its prose say."""

import numpy as np
import pytest

from gdcourse import schedules
from gdcourse.authoring.stored import read_notebook
from gdcourse.authoring.surroundings import NOTEBOOKS
from gdcourse.optimizers import Adam, GradientDescent

STEPS = 40


def rates_of_torch(make):
    """The learning rates of the first STEPS steps under the scheduler that make(torch, optimizer) gives."""
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.8)
    scheduler, rates = make(torch.optim.lr_scheduler, optimizer), []
    for _ in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return rates


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (schedules.step_decay(0.8, 0.5, every=7), lambda torch, o: torch.StepLR(o, step_size=7, gamma=0.5)),
        (schedules.exponential_decay(0.8, 0.9), lambda torch, o: torch.ExponentialLR(o, gamma=0.9)),
        (schedules.inverse_decay(0.8, tau=5), lambda torch, o: torch.LambdaLR(o, lambda k: 1 / (1 + k / 5))),
        (schedules.cosine(0.8, STEPS, lowest=0.1), lambda torch, o: torch.CosineAnnealingLR(o, STEPS, eta_min=0.1)),
        (schedules.warmup(0.8, steps=8), lambda torch, o: torch.LinearLR(o, start_factor=1 / 8, total_iters=7)),
    ],
    ids=["step_decay", "exponential_decay", "inverse_decay", "cosine", "warmup"],
)
def test_rates_are_those_of_torchs_schedulers_whose_counter_is_t_minus_1(ours, theirs):
    assert [ours(t) for t in range(1, STEPS + 1)] == pytest.approx(rates_of_torch(theirs), rel=1e-12)


def test_a_formula_for_t_from_1_with_torchs_counter_is_one_step_off():
    ours = schedules.step_decay(0.8, 0.5, every=7)
    slipped = rates_of_torch(lambda torch, o: torch.LambdaLR(o, lambda k: schedules.warmup(1.0, steps=4)(k)))
    assert slipped[:5] == [0.0, 0.2, 0.4, 0.6000000000000001, 0.8]
    theirs = rates_of_torch(lambda torch, o: torch.StepLR(o, step_size=7, gamma=0.5))
    assert (ours(7), theirs[6], ours(8), theirs[7]) == (0.8, 0.8, 0.4, 0.4)


def test_adam_under_a_warm_cosine_takes_torchs_steps():
    torch = pytest.importorskip("torch")
    p = torch.tensor([3.0, -2.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([p], lr=0.3)
    rate = schedules.warmup(schedules.cosine(0.3, STEPS), steps=6)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: rate(k + 1) / 0.3)
    theta, rule = np.array([3.0, -2.0]), Adam(rate)
    for _ in range(STEPS):
        optimizer.zero_grad()
        (0.5 * p[0] ** 2 + 2 * p[1] ** 2).backward()
        optimizer.step()
        scheduler.step()
        theta = rule.step(theta, np.array([1.0, 4.0]) * theta)
        assert theta == pytest.approx(p.detach().numpy(), rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("g", [[3.0, -4.0, 12.0], [0.3, -0.4, 0.0]])
def test_clipping_is_torchs_clipping(g):
    torch = pytest.importorskip("torch")
    p = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    p.grad = torch.tensor(g, dtype=torch.float64)
    torch.nn.utils.clip_grad_norm_([p], 2.0)  # they divide by the length + 1e-6
    assert schedules.clip_by_norm(np.array(g), 2.0) == pytest.approx(p.grad.numpy(), rel=1e-6)
    p.grad = torch.tensor(g, dtype=torch.float64)
    torch.nn.utils.clip_grad_value_([p], 2.0)
    assert schedules.clip_by_value(np.array(g), 2.0).tolist() == p.grad.tolist()


def test_clipped_to_little_a_number_rests_at_the_median_of_the_examples_and_else_at_their_mean():
    def rests_at(longest):
        rng, theta = np.random.default_rng(0), np.zeros(500)
        rule = GradientDescent(schedules.inverse_decay(0.5, tau=20))
        for _ in range(2000):
            pull = 2 * (theta - rng.choice([1.0, 2.0, 6.0], size=500))
            theta = rule.step(theta, schedules.clip_by_value(pull, longest))
        return theta.mean()

    assert rests_at(100.0) == pytest.approx(3, abs=0.05)
    assert rests_at(0.5) == pytest.approx(2, abs=0.05)


@pytest.fixture(scope="module")
def chapter():
    """What the cells of chapter 12 define that make the six runs of exercise 12.6, and the six runs."""
    known, words = {}, ("def walks(", "six_runs =")
    for cell in read_notebook(NOTEBOOKS / "12_schedules.ipynb").cells:
        if "imports" in cell.metadata.get("tags", []) or any(word in cell.source for word in words):
            exec(cell.source, known)
    return known


def test_the_six_runs_of_exercise_12_6_look_as_its_judge_says(chapter):
    runs = chapter["six_runs"]
    fall = {run: above[300] / above[-1] for run, above in runs.items()}  # over the last 260 steps
    for run in "AF":
        assert fall[run] == pytest.approx(1, abs=0.3) and runs[run][150] < 1.5 * runs[run][-1]
    assert fall["B"] > 4 and runs["B"][61] - runs["B"][62] < 0.3 * (runs["B"][59] - runs["B"][60])
    assert fall["C"] > 2 and runs["C"][-1] > 1
    assert fall["E"] == pytest.approx(1, abs=1e-3) and runs["E"][-1] > 1
    assert runs["D"][-1] < 0.5 * min(above[-1] for run, above in runs.items() if run != "D")


def test_the_change_that_the_judge_advises_helps_more_than_the_others(chapter):
    walks, asis = chapter["walks"], {run: above[-1] for run, above in chapter["six_runs"].items()}
    for run, lr in (("A", 8.0), ("F", 3.0)):
        assert walks(schedules.step_decay(lr, 0.1, every=420))[-1] < 0.5 * asis[run] < walks(4 * lr)[-1]
    assert walks(0.8)[-1] < 0.05 * asis["C"]
    later, larger = walks(lambda t: 2.0 if t <= 300 else 0.2)[-1], walks(lambda t: 8.0 if t <= 60 else 0.8)[-1]
    assert later < 0.6 * larger and later < 0.5 * asis["B"]
    later, larger = walks(lambda t: 2.0 * 0.95 ** (t / 5))[-1], walks(lambda t: 8.0 * 0.95**t)[-1]
    assert later < 0.6 * larger and later < 0.05 * asis["E"]
