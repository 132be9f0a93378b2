"""Every rule walks the same path as torch.optim's rule of the same name and settings, to 1e-12."""

import numpy as np
import pytest

from gdcourse.landscapes import Quadratic, Rosenbrock
from gdcourse.optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
)

torch = pytest.importorskip("torch", reason="torch is not installed: nothing to compare with")
optim = torch.optim

PAIRS = {
    "GradientDescent": (GradientDescent, optim.SGD, {}, {}),
    "Momentum": (Momentum, optim.SGD, {}, {"momentum": 0.9}),
    "Momentum, β = 0.5": (Momentum, optim.SGD, {"beta": 0.5}, {"momentum": 0.5}),
    "Nesterov": (Nesterov, optim.SGD, {}, {"momentum": 0.9, "nesterov": True}),
    "AdaGrad": (AdaGrad, optim.Adagrad, {}, {}),
    "AdaGrad, ε = 1": (AdaGrad, optim.Adagrad, {"eps": 1.0}, {"eps": 1.0}),
    "RMSProp": (RMSProp, optim.RMSprop, {}, {}),
    "RMSProp, ρ = 0.9, ε = 1": (RMSProp, optim.RMSprop, {"rho": 0.9, "eps": 1.0}, {"alpha": 0.9, "eps": 1.0}),
    "Adam": (Adam, optim.Adam, {}, {}),
    "Adam, ε = 1": (Adam, optim.Adam, {"eps": 1.0}, {"eps": 1.0}),
    "Adam, β₁ = 0.5, β₂ = 0.9": (Adam, optim.Adam, {"beta1": 0.5, "beta2": 0.9}, {"betas": (0.5, 0.9)}),
    "AMSGrad": (AMSGrad, optim.Adam, {}, {"amsgrad": True}),
    "AMSGrad, β₂ = 0.9": (AMSGrad, optim.Adam, {"beta2": 0.9}, {"betas": (0.9, 0.9), "amsgrad": True}),
    "AdamW": (AdamW, optim.AdamW, {}, {}),
    "AdamW, λ = 0.3, ε = 1": (AdamW, optim.AdamW, {"weight_decay": 0.3, "eps": 1.0}, {"weight_decay": 0.3, "eps": 1.0}),
}
GROUNDS = {"ill-conditioned": (Quadratic([1.0, 30.0, 1000.0]), 1e-3), "Rosenbrock": (Rosenbrock(), 5e-4)}


def path(f, step, start):
    thetas = [start]
    for _ in range(200):
        thetas.append(step(thetas[-1], f.gradient(thetas[-1])))
    return np.array(thetas)


def torch_step(kind, settings, start):
    """torch's rule as a function of θ and g; θ lives in torch and is only handed back."""
    parameter = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    rule = kind([parameter], **settings)

    def step(theta, g):
        parameter.grad = torch.from_numpy(g.copy())
        rule.step()
        return parameter.detach().numpy().copy()

    return step


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("pair", PAIRS)
def test_the_path_is_torchs(pair, ground):
    ours, theirs, our_settings, their_settings = PAIRS[pair]
    f, lr = GROUNDS[ground]
    found = path(f, ours(lr=lr, **our_settings).step, f.start)
    wanted = path(f, torch_step(theirs, {"lr": lr, **their_settings}, f.start), f.start)
    assert np.abs(np.diff(wanted, axis=0)).max() > 0
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_large_theta_computed_in_blocks_takes_torchs_steps_too(pair):
    ours, theirs, our_settings, their_settings = PAIRS[pair]
    rng = np.random.default_rng(0)
    theta = rng.normal(size=40_001)
    rule, step = ours(lr=0.01, **our_settings), torch_step(theirs, {"lr": 0.01, **their_settings}, theta)
    for _ in range(5):
        g = rng.normal(size=theta.shape)
        wanted, theta = step(theta, g), rule.step(theta, g)
        np.testing.assert_allclose(theta, wanted, rtol=1e-12, atol=1e-12)
