"""Write torch_digits.csv, PyTorch's loss at each step of a first epoch on the digits, and renew SHA256SUMS.

    python data/make_torch_digits.py

Only this script needs torch and gdcourse. Chapter 18 reads the table where torch is not installed.
"""

import numpy as np
import torch
from make_tables import HERE, write_checksums

from gdcourse import datasets
from gdcourse.minibatches import minibatches
from gdcourse.mlp import MLP


def first_fifth():
    """The rows that chapter 18 trains on in its first split."""
    parts = np.array_split(np.random.default_rng(0).permutation(1797), 5)
    return np.random.default_rng(18).permutation(np.concatenate(parts[1:]))[120:]


def losses(X, y, batches, lr=0.002):
    """The loss of every mini-batch, each before torch.optim.Adam's step; the first weights are MLP's, of seed 0."""
    net = MLP((64, 256, 10))
    W1, b1, W2, b2 = (torch.tensor(p, requires_grad=True) for pair in net.unpack(net.init(0)) for p in pair)
    rule = torch.optim.Adam([W1, b1, W2, b2], lr=lr)
    for rows in batches:
        z = torch.relu(torch.from_numpy(X[rows]) @ W1 + b1) @ W2 + b2
        loss = torch.nn.functional.cross_entropy(z, torch.from_numpy(y[rows]))
        rule.zero_grad()
        loss.backward()
        rule.step()
        yield loss.item()


def main():
    """Write the table and the checksums."""
    digits, training = datasets.digits(), first_fifth()
    batches = [training[rows] for rows in minibatches(len(training), 32, np.random.default_rng(0))]
    rows = [f"{step},{loss!r}" for step, loss in enumerate(losses(digits.X / 8, digits.y, batches), 1)]
    text = "\n".join(["step,loss", *rows]) + "\n"
    (HERE / "torch_digits.csv").write_text(text, encoding="ascii", newline="\n")
    write_checksums()


if __name__ == "__main__":
    main()
