"""The command `lab`: the learner's own copy of the course, opened in JupyterLab."""

import contextlib
import os
from collections.abc import Iterator

from gdcourse import __version__
from gdcourse.launching import my_course, places
from gdcourse.launching.problems import say


def main(argv: list[str]) -> int:
    """Bring my-course/ up to date and open it in JupyterLab, which also gets what argv holds."""
    folder = places.learners_folder()
    for sentence in my_course.update(places.shipped_notebooks(), folder, __version__):
        say(sentence)
    prepare_surroundings()
    from jupyterlab.labapp import LabApp

    with root_advised("lab", argv):
        LabApp.launch_instance([*argv, *settings(folder)])
    return 0


def settings(folder, opens: str = "/lab/tree/00_welcome.ipynb") -> list[str]:
    """What JupyterLab is told: where the course lies, what to open, and which kernel to run."""
    return [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url={opens}",
        "--ServerApp.kernel_spec_manager_class=gdcourse.launching.server.OwnKernel",
    ]


def prepare_surroundings() -> None:
    """See to it that Jupyter prefers this environment's extensions, and that kernels find gdcourse."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    if root := places.clone():
        paths = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
        os.environ["PYTHONPATH"] = os.pathsep.join(paths)


@contextlib.contextmanager
def root_advised(typed: str, argv: list[str]) -> Iterator[None]:
    """Tell the superuser, as whom JupyterLab will not start unasked, how to ask."""
    try:
        yield
    except SystemExit as ended:
        if ended.code and is_root() and "--allow-root" not in argv:
            say(f"In a container, where root is the only user, run `python3 -m gdcourse {typed} --allow-root`.")
        raise


def is_root() -> bool:
    """Whether this process runs as the superuser."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
