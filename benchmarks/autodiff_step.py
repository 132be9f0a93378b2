"""One training step's gradient of the small MLP (64-64-10, 32 examples, float64): by hand, by Tensors, by torch.

    python benchmarks/autodiff_step.py

The table shows how long each takes, in units of the hand-written backward pass of gdcourse.mlp.
"""

from interleaved import machine, medians, pin_threads, table

pin_threads(1)

import numpy as np  # noqa: E402
import torch  # noqa: E402

from gdcourse.autodiff import Tensor  # noqa: E402
from gdcourse.mlp import MLP  # noqa: E402

torch.set_num_threads(1)
STEPS = 200


def main():
    """Time the three and print the table."""
    rng = np.random.default_rng(0)
    X, y, net = rng.normal(size=(32, 64)), rng.integers(0, 10, 32), MLP((64, 64, 10))
    theta, examples = net.init(0), np.arange(32)

    def by_hand():
        for _ in range(STEPS):
            net.loss_and_gradient(theta, X, y)

    parameters = [Tensor(array) for layer in net.unpack(theta) for array in layer]

    def by_tensors():
        W0, b0, W1, b1 = parameters
        for _ in range(STEPS):
            for parameter in parameters:
                parameter.grad = None
            z = (X @ W0 + b0).relu() @ W1 + b1
            (-z.log_softmax()[examples, y].mean()).backward()

    twins = [torch.tensor(parameter.data, requires_grad=True) for parameter in parameters]
    X_torch, y_torch = torch.from_numpy(X), torch.from_numpy(y)

    def by_torch():
        W0, b0, W1, b1 = twins
        for _ in range(STEPS):
            for twin in twins:
                twin.grad = None
            z = torch.relu(X_torch @ W0 + b0) @ W1 + b1
            torch.nn.functional.cross_entropy(z, y_torch).backward()

    seconds = medians({"by hand": by_hand, "Tensor": by_tensors, "torch eager": by_torch}, rounds=15)
    print(f"{machine()}, threads: 1\n")
    rows = {"64-64-10, batch 32": {name: taken / seconds["by hand"] for name, taken in seconds.items()}}
    print(table("time, by hand = 1", rows))


if __name__ == "__main__":
    main()
