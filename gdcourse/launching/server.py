"""What JupyterLab's server is given so that the course's notebooks run well in it."""

import os

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager


class OwnKernel(KernelSpecManager):
    """Kernels as Jupyter finds them, but "python3" is always the Python that has the course.

    It computes matrix products with one thread, unless the environment says otherwise: those of the course are so small
    that a second one, which has to be waited for, makes a picture that moves stumble.
    """

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name == NATIVE_KERNEL_NAME:
            threads = {"OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1")}
            return KernelSpec(resource_dir=RESOURCES, env=threads, **get_kernel_dict())
        return super().get_kernel_spec(kernel_name)
