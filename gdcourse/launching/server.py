"""What JupyterLab's server is given so that the course's notebooks run well in it."""

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptWebsocket(ZMQChannelsWebsocketConnection):
    """A kernel's websocket that sends each message at once, which moving pictures need.

    By default the system holds a small message back until the browser has acknowledged the last one.
    """

    def connect(self):
        self.websocket_handler.set_nodelay(True)
        return super().connect()


class OwnKernel(KernelSpecManager):
    """Kernels as Jupyter finds them, but "python3" is always the Python that has the course."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        if kernel_name == NATIVE_KERNEL_NAME:
            return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict())
        return super().get_kernel_spec(kernel_name)
