"""What JupyterLab's server is given so that the course's notebooks run well in it."""

import os

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

    def handle_outgoing_message(self, stream, outgoing_msg):
        """Pass on what the kernel says, except that it is busy with a picture's request, for a few milliseconds.

        JupyterLab would show that in three places and draw its page anew for it, which takes longer than the answer.
        """
        if not self.is_busy_with_a_picture(outgoing_msg):
            super().handle_outgoing_message(stream, outgoing_msg)

    def is_busy_with_a_picture(self, message):
        """Whether a kernel's message, as it came, says that the kernel begins with a widget's message."""
        _, (_, header, parent, _, content, *_) = self.session.feed_identities(message)
        return (
            self.session.unpack(header)["msg_type"] == "status"
            and self.session.unpack(parent).get("msg_type") == "comm_msg"
            and self.session.unpack(content)["execution_state"] == "busy"
        )


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
