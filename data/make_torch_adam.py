"""Write torch_adam.csv, where torch.optim.Adam stood after each of 100 steps, and renew SHA256SUMS.

    python data/make_torch_adam.py

Only this script needs torch and gdcourse. Chapter 11 reads the table where torch is not installed.
"""

import torch
from make_tables import HERE, write_checksums

from gdcourse.landscapes import Rosenbrock

STEPS, SETTINGS = 100, {"lr": 0.1, "eps": 1.0}


def path(f, steps, **settings):
    """Every θ of torch.optim.Adam down f from f.start, lists of float64 numbers."""
    theta = torch.tensor(f.start)
    rule, thetas = torch.optim.Adam([theta], **settings), [theta.tolist()]
    for _ in range(steps):
        theta.grad = torch.from_numpy(f.gradient(theta.numpy()))
        rule.step()
        thetas.append(theta.tolist())
    return thetas


def main():
    """Write the table and the checksums."""
    rows = [f"{t},{x!r},{y!r}" for t, (x, y) in enumerate(path(Rosenbrock(), STEPS, **SETTINGS))]
    text = "\n".join(["t,theta1,theta2", *rows]) + "\n"
    (HERE / "torch_adam.csv").write_text(text, encoding="ascii", newline="\n")
    write_checksums()


if __name__ == "__main__":
    main()
