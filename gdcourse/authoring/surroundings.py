"""What a notebook's kernel finds around it: the same on every machine, whoever builds or tests."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "notebooks" / "source"
NOTEBOOKS = ROOT / "notebooks"
SECONDS_PER_CELL = 120


def pinned(scratch: Path) -> dict[str, str]:
    """Return the environment variables of a kernel whose traces stay in the folder `scratch`.

    One thread for each linear-algebra library, because figures differ in their last digits
    between thread counts; a fixed hash seed; no progress bars; a progress file and an IPython profile that are
    nobody's; and this checkout's gdcourse before any installed one.
    """
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "GDCOURSE_NO_BARS": "1",
        "GDCOURSE_PROGRESS": str(scratch / "progress.json"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "PYTHONPATH": path,
    }


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
