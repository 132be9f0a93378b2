"""The command `lab`, for real: the learner's copy, a JupyterLab that answers, and this Python's kernel in it."""

import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from jupyter_client.session import Session
from tornado.websocket import websocket_connect

from gdcourse.authoring.browsing import free_port, wait_for

ROOT = Path(__file__).resolve().parents[1]

# Runs lab with the learner's folder in its first argument.
LAB = """
import sys
from pathlib import Path
from gdcourse.launching import lab, places

places.learners_folder = lambda: Path(sys.argv[1])
sys.exit(lab.main(sys.argv[2:]))
"""


def start_lab(folder, *arguments, log):
    """Start lab in a home that has nothing but another Python's kernel of the name python3."""
    home = folder / "home"
    foreign = home / "kernels" / "python3"
    foreign.mkdir(parents=True)
    kernel = {"argv": ["/another/python", "-f", "{connection_file}"], "display_name": "Another", "language": "python"}
    (foreign / "kernel.json").write_text(json.dumps(kernel), encoding="utf-8")
    own = {
        name: str(home) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_PATH")
    }
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-c", LAB, folder / "my-course", "--no-browser", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=kept | own, stdout=log, stderr=subprocess.STDOUT)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address, the folder and the log of a lab that is running."""
    folder = tmp_path_factory.mktemp("lab")
    port = free_port()
    with open(folder / "log", "wb") as log:
        only_here = ["--IdentityProvider.token=", f"--port={port}", "--ServerApp.port_retries=0", "--allow-root"]
        server = start_lab(folder, *only_here, "--ServerApp.disable_check_xsrf=True", log=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server, folder / "log")
        yield f"127.0.0.1:{port}", folder / "my-course", folder / "log"
    finally:
        server.terminate()
        server.wait(20)


def get(address, path, sent=None):
    """Where the server led, and what it answered."""
    with urllib.request.urlopen(f"http://{address}{path}", sent, timeout=20) as answer:
        return answer.url, answer.read().decode("utf-8")


def test_the_learners_copy_is_what_jupyterlab_serves(lab):
    address, folder, log = lab
    served = {entry["name"] for entry in json.loads(get(address, "/api/contents")[1])["content"]}
    assert served == {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert f"Your own copy of the course lies in {folder}." in log.read_text(encoding="utf-8")


def test_it_opens_at_the_welcome(lab):
    where, page = get(lab[0], "/")
    assert where.endswith("/lab/tree/00_welcome.ipynb") and "JupyterLab" in page


def test_its_python_is_the_one_that_has_the_course_whatever_kernels_the_learner_has(lab):
    python = json.loads(get(lab[0], "/api/kernelspecs")[1])["kernelspecs"]["python3"]["spec"]
    assert python["argv"][0] == sys.executable and "Another" not in python["display_name"]
    assert python["env"] == {"OPENBLAS_NUM_THREADS": os.environ.get("OPENBLAS_NUM_THREADS", "1")}


def test_a_kernel_finds_the_course(lab):
    code = "import sys, gdcourse; print(sys.executable, gdcourse.__file__)"
    opened = {"path": "00_welcome.ipynb", "name": "", "type": "notebook", "kernel": {"name": "python3"}}
    number = json.loads(get(lab[0], "/api/sessions", json.dumps(opened).encode())[1])["kernel"]["id"]
    printed = asyncio.run(asyncio.wait_for(output(f"ws://{lab[0]}/api/kernels/{number}/channels", code), 30))
    assert printed.split() == [sys.executable, str(ROOT / "gdcourse" / "__init__.py")]


async def output(kernel, code):
    """What code prints in the kernel at a websocket."""
    socket = await websocket_connect(kernel)
    message = {**Session().msg("execute_request", {"code": code}), "channel": "shell", "buffers": []}
    await socket.write_message(json.dumps(message, default=str))
    printed = ""
    while True:
        answer = json.loads(await socket.read_message())
        if answer["parent_header"].get("msg_id") == message["header"]["msg_id"]:
            printed += answer["content"].get("text", "")
            if answer["content"].get("execution_state") == "idle":
                socket.close()
                return printed


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root is refused")
def test_root_is_told_how_to_start_it_in_a_container(tmp_path):
    with open(tmp_path / "log", "wb") as log:
        assert start_lab(tmp_path, f"--port={free_port()}", log=log).wait(60) == 1
    assert "run `python3 -m gdcourse lab --allow-root`" in (tmp_path / "log").read_text(encoding="utf-8")
