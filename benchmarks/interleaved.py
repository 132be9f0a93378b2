"""Side-by-side timing: contenders take turns in one process, and what is reported is the ratio of their medians."""

import os
import statistics
import sys
import time


def pin_threads(count):
    """Let every linear-algebra library use `count` threads; call before numpy is imported."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(count)
    several = "true" if count > 1 else "false"
    os.environ["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={several} intra_op_parallelism_threads={count}"
    if "numpy" in sys.modules:
        raise RuntimeError("pin_threads comes before numpy is imported")


def medians(contenders, rounds):
    """The median seconds of each contender, a dict name → function, after one run of each to warm up."""
    for run in contenders.values():
        run()
    seconds = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            begun = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - begun)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def machine():
    """The processor, and the kernels that NumPy's linear algebra uses on it."""
    import numpy
    import threadpoolctl

    kernels = {pool.get("architecture", "?") for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}
    return f"NumPy {numpy.__version__}, BLAS kernels {', '.join(sorted(kernels))}"


def table(title, rows):
    """Markdown: one row for each case, a column for each contender; rows: dict case → dict contender → value."""
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = [f"| {title} | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for case, row in rows.items():
        lines.append(f"| {case} | {' | '.join(f'{row[name]:.2f}' if name in row else '' for name in names)} |")
    return "\n".join(lines)
