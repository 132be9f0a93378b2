"""Run a notebook in a fresh kernel of this interpreter, and keep only what does not change."""

import os
import re
import tempfile
from pathlib import Path

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from gdcourse.authoring.sources import BuildError
from gdcourse.authoring.surroundings import SECONDS_PER_CELL, pinned

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class ThisInterpretersKernel(AsyncKernelManager):
    """Starts the kernel of the running Python, whatever the user has registered as python3."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The specification that ipykernel gives for sys.executable."""
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())


def run(notebook: NotebookNode, chapter: str, folder: Path) -> None:
    """Run every cell of `notebook` in `folder` and store its outputs in it, tidied.

    A cell that raises, writes to stderr or is not run at all is a BuildError.
    """
    client = NotebookClient(
        notebook,
        kernel_manager_class=ThisInterpretersKernel,
        timeout=SECONDS_PER_CELL,
        extra_arguments=["--log-level=ERROR"],
        force_raise_errors=True,
        shutdown_kernel="immediate",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        with client.setup_kernel(env={**os.environ, **pinned(Path(scratch))}):
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type == "code":
                    run_cell(client, cell, index, f"{chapter}: {place(cell, index)}")
    tidy(notebook)


def place(cell: NotebookNode, index: int) -> str:
    """Return words by which an author finds the cell: its position and its first line."""
    first_line = cell.source.strip().partition("\n")[0]
    return f"cell {index + 1} (“{first_line}”)"


def run_cell(client: NotebookClient, cell: NotebookNode, index: int, where: str) -> None:
    """Run one code cell, or raise a BuildError that says where it is and what went wrong."""
    try:
        client.execute_cell(cell, index)
    except CellExecutionError as error:
        raise BuildError(f"{where} raises {error.ename}: {error.evalue}\n{traceback_of(cell)}") from error
    except CellTimeoutError as error:
        raise BuildError(f"{where} is not done after {SECONDS_PER_CELL} seconds.") from error
    except DeadKernelError as error:
        raise BuildError(f"{where} ended the kernel's process.") from error
    if cell.execution_count is None:
        raise BuildError(f"{where} is not run, because it is empty or tagged to be skipped.")
    for output in cell.outputs:
        if output.get("name") == "stderr":
            raise BuildError(f"{where} writes to stderr: {output.text.strip()}")


def traceback_of(cell: NotebookNode) -> str:
    """Return the traceback that the cell shows, without colours."""
    lines = [line for output in cell.outputs if output.output_type == "error" for line in output.traceback]
    return COLOUR.sub("", "\n".join(lines))


def tidy(notebook: NotebookNode) -> None:
    """Drop the views of widgets: their ids are random, and without a kernel they show nothing.

    What is left of such an output is the picture or the text beside the view.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
            output.get("metadata", {}).pop(WIDGET_VIEW, None)
